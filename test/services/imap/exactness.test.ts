/** `docs/exactness.md` names dialogs that exist. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { projectPath } from '../../../src/lib/project-path.js';
import { parseDialogs } from '../../support/transcript/parse.js';

const rows = readFileSync(projectPath('docs/exactness.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| *(.*?) \| `([\w-]+)` \| (.+?) *\|$/.exec(line))
  .filter((row) => row !== null);

const titles = (file: string): readonly string[] =>
  parseDialogs(readFileSync(projectPath(`test/services/imap/transcripts/${file}.txt`), 'utf8')).map(
    ({ title }) => title,
  );

describe('docs/exactness.md', () => {
  it('has a table', () => assert.ok(rows.length > 30));

  for (const [, rule, file, dialog] of rows) {
    it(`${rule ? `${rule}: ` : ''}${file!}, "${dialog!}"`, () => {
      // A title may end in the section that makes the rule.
      assert.ok(
        titles(file!).some((title) => title === dialog || title.startsWith(`${dialog!}: RFC `)),
        `no dialog of this title in ${file!}.txt`,
      );
    });
  }
});
