/** The dialogs in `transcripts/`, each against a server of its own, on each of the stores. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../../src/lib/project-path.js';
import { playSmtpDialog } from '../../support/smtp/run.js';
import type { OpenStores } from '../../support/transcript/imap-host.js';
import { type Dialog, parseDialogs } from '../../support/transcript/parse.js';
import { openSqlite } from '../../support/transcript/sqlite.js';

const folder = projectPath('test/services/submission/transcripts');

const dialogs: readonly (readonly [string, readonly Dialog[]])[] = readdirSync(folder)
  .toSorted()
  .map((file) => [file.replace(/\.txt$/, ''), parseDialogs(readFileSync(join(folder, file), 'utf8'))]);

const stores: readonly { readonly name: string; readonly openStores?: OpenStores }[] = [
  { name: 'memory' },
  { name: 'SQLite', openStores: openSqlite },
];

for (const { name, openStores } of stores) {
  describe(`submission dialogs on ${name}`, () => {
    for (const [topic, each] of dialogs) {
      describe(topic, () => {
        for (const dialog of each) it(dialog.title, () => playSmtpDialog(dialog, openStores));
      });
    }
  });
}
