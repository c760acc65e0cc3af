/** The dialogs in `transcripts/`, each against a server of its own. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../../src/lib/project-path.js';
import { parseDialogs } from '../../support/transcript/parse.js';
import { playDialog } from '../../support/transcript/run.js';

const folder = projectPath('test/services/imap/transcripts');

describe('IMAP dialogs', () => {
  for (const file of readdirSync(folder).sort()) {
    describe(file.replace(/\.txt$/, ''), () => {
      for (const dialog of parseDialogs(readFileSync(join(folder, file), 'utf8'))) {
        it(dialog.title, () => playDialog(dialog));
      }
    });
  }
});
