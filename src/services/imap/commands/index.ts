/** All commands, by name. A new one is a file and a line here. */
import type { AnyCommand } from '../command.js';
import { append } from './append.js';
import { authenticate } from './authenticate.js';
import { capability } from './capability.js';
import { close, unselect } from './close.js';
import { compress } from './compress.js';
import { copy } from './copy.js';
import { enable } from './enable.js';
import { esearch } from './esearch.js';
import { expunge } from './expunge.js';
import { fetch } from './fetch.js';
import { getMetadata } from './getmetadata.js';
import { id } from './id.js';
import { idle } from './idle.js';
import { list } from './list.js';
import { login } from './login.js';
import { logout } from './logout.js';
import { lsub } from './lsub.js';
import { create, remove, rename } from './mailboxes.js';
import { move } from './move.js';
import { namespace } from './namespace.js';
import { check, noop } from './noop.js';
import { notify } from './notify.js';
import { getQuota, getQuotaRoot } from './quota.js';
import { replace } from './replace.js';
import { search } from './search.js';
import { examine, select } from './select.js';
import { setMetadata } from './setmetadata.js';
import { sort } from './sort.js';
import { starttls } from './starttls.js';
import { status } from './status.js';
import { store } from './store.js';
import { subscribe, unsubscribe } from './subscribe.js';
import { thread } from './thread.js';
import { uidBatches } from './uidbatches.js';
import { unauthenticate } from './unauthenticate.js';

const all: readonly AnyCommand[] = [
  ...[capability, noop, logout, id], // any state
  ...[starttls, login, authenticate], // not authenticated
  ...[enable, select, examine, create, remove, rename, subscribe, unsubscribe], // authenticated
  ...[getQuota, getQuotaRoot, getMetadata, setMetadata],
  ...[list, lsub, namespace, status, esearch, append, idle, notify, compress, unauthenticate],
  ...[check, close, unselect, expunge, search, sort, thread, fetch, store, copy, move, replace, uidBatches], // selected
];

export const commands: ReadonlyMap<string, AnyCommand> = new Map(all.map((command) => [command.name, command]));
