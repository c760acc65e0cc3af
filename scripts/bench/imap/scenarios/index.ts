/** All that is measured, in the order of the speed table. */
import type { Scenario } from '../scenario.js';
import { blocking } from './blocking.js';
import { changes } from './changes.js';
import { growing } from './growth.js';
import { idling } from './idling.js';
import { listing } from './listing.js';
import { resyncs } from './resync.js';
import { searching } from './searching.js';
import { sessions } from './sessions.js';
import { startUp } from './start-up.js';
import { transfer } from './transfer.js';

export const scenarios: readonly Scenario[] = [
  ...sessions,
  ...listing,
  ...transfer,
  ...searching,
  ...changes,
  ...resyncs,
  ...idling,
  ...growing,
  startUp,
  ...blocking,
];
