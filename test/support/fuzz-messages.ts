/** Messages to mutate: the fixtures, and some that random trees gave. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectPath } from '../../src/lib/project-path.js';
import { wildMessage } from './wild-mime.js';

export function fuzzMessages(): readonly Buffer[] {
  const folder = projectPath('test/fixtures/messages');
  const written = readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(folder, name)));
  // The same ones in each run, so that a seed brings its input back.
  return [...written, ...fc.sample(wildMessage, { numRuns: 200, seed: 1 })];
}
