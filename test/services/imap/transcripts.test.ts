/** The dialogs in `transcripts/`, each against a server of its own, on each of the stores. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../../src/lib/project-path.js';
import type { OpenStores } from '../../support/transcript/imap-host.js';
import { openSqlite } from '../../support/transcript/sqlite.js';
import { type Dialog, parseDialogs } from '../../support/transcript/parse.js';
import { playDialog } from '../../support/transcript/run.js';

const folder = projectPath('test/services/imap/transcripts');

const dialogs: readonly (readonly [string, readonly Dialog[]])[] = readdirSync(folder)
  .toSorted()
  .map((file) => [file.replace(/\.txt$/, ''), parseDialogs(readFileSync(join(folder, file), 'utf8'))]);

const stores: readonly { readonly name: string; readonly openStores?: OpenStores }[] = [
  { name: 'memory' },
  { name: 'SQLite', openStores: openSqlite },
];

for (const { name, openStores } of stores) {
  describe(`IMAP dialogs on ${name}`, () => {
    for (const [topic, each] of dialogs) {
      describe(topic, () => {
        for (const dialog of each) it(dialog.title, () => playDialog(dialog, openStores));
      });
    }
  });
}
