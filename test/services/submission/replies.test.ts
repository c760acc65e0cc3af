/** Replies: their form, and that the documentation has them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { projectPath } from '../../../src/lib/project-path.js';
import { MailError, type MailErrorCode } from '../../../src/mail/errors.js';
import { type Reply, type Rule, internal, refusals, replyFor } from '../../../src/services/submission/errors.js';

describe('replies of submission', () => {
  const page = readFileSync(projectPath('docs/submission.md'), 'utf8');
  const rules = Object.keys(refusals) as Rule[];
  const sample = (rule: Rule): Reply => (refusals[rule] as (detail: unknown) => Reply)('1');

  for (const rule of rules) {
    it(`${rule} is documented and well-formed`, () => {
      const { code, status, text } = sample(rule);
      assert.match(page, new RegExp(`^\\| \`${rule}\` \\| ${code} ${status.replaceAll('.', '\\.')} \\| `, 'm'));
      assert.equal(status[0], `${code}`[0], 'RFC 3463 §2: the class is that of the reply');
      assert.match(text, /^[\x20-\x7e]+$/);
      assert.ok(text.length < 400, 'RFC 5321 §4.5.3.1.5');
    });
  }

  it('documents no rule that there is not', () => {
    const named = [...page.matchAll(/^\| `([a-z0-9-]+)` /gm)].map((match) => match[1]!);
    assert.deepEqual(named.toSorted(), rules.toSorted());
  });

  const expected: readonly (readonly [MailErrorCode, string | undefined])[] = [
    ['over-quota', '552 5.2.2'],
    ['message-too-large', '552 5.3.4'],
    ['storage-full', '451 4.3.1'],
    ['unavailable', '451 4.3.0'],
    ['destination-not-found', '451 4.3.0'],
    ['account-not-found', '421 4.7.0'],
    ['keyword-limit', '452 4.3.1'],
    ['message-gone', undefined],
  ];
  for (const [code, reply] of expected) {
    it(`tells ${code} as ${reply ?? 'a fault of ours'}`, () => {
      const said = replyFor(new MailError(code, 'Words.'));
      assert.equal(said && `${said.code} ${said.status}`, reply);
    });
  }

  it('tells a bug as a passing fault, in words that give nothing away', () => {
    assert.equal(replyFor(new TypeError('x is not a function')), undefined);
    assert.deepEqual([internal.code, internal.status], [451, '4.3.0']);
  });
});
