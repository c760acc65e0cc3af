/** Dialogs of a phone that forwards, in `transcripts/`: IMAP and submission, with the relay behind them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../src/lib/project-path.js';
import { playPhoneDialog } from '../support/phone/run.js';
import { parseDialogs } from '../support/transcript/parse.js';

const folder = projectPath('test/server/transcripts');

describe('dialogs of a phone', function () {
  this.timeout(30_000);
  for (const file of readdirSync(folder).toSorted()) {
    describe(file.replace(/\.txt$/, ''), () => {
      for (const dialog of parseDialogs(readFileSync(join(folder, file), 'utf8'))) {
        it(dialog.title, () => playPhoneDialog(dialog));
      }
    });
  }
});
