/** The dialogs in `transcripts/`, each against a server of its own. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../../src/lib/project-path.js';
import { playSmtpDialog } from '../../support/smtp/run.js';
import { parseDialogs } from '../../support/transcript/parse.js';

const folder = projectPath('test/services/submission/transcripts');

describe('submission dialogs', () => {
  for (const file of readdirSync(folder).toSorted()) {
    describe(file.replace(/\.txt$/, ''), () => {
      for (const dialog of parseDialogs(readFileSync(join(folder, file), 'utf8'))) {
        it(dialog.title, () => playSmtpDialog(dialog));
      }
    });
  }
});
