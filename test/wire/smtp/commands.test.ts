import assert from 'node:assert/strict';
import { parseMailCommand } from '../../../src/wire/smtp/mail-command.js';
import { parseRcptCommand } from '../../../src/wire/smtp/rcpt-command.js';
import { SmtpSyntaxError } from '../../../src/wire/smtp/syntax-error.js';

const plain = { size: undefined, smtpUtf8: false, requireTls: false, ret: undefined, envid: undefined, unknown: [] };
const from = { local: 'erika', domain: 'example.com' };

describe('MAIL', () => {
  for (const [line, out] of [
    ['MAIL FROM:<erika@example.com>', { from, ...plain }],
    ['mail from: <erika@example.com>', { from, ...plain }],
    ['MAIL FROM:<>', { from: 'null', ...plain }],
    ['MAIL FROM:<erika@example.com>  size=12  BODY=8bitmime ', { from, ...plain, size: 12 }],
    ['MAIL FROM:<erika@example.com> SMTPUTF8 REQUIRETLS', { from, ...plain, smtpUtf8: true, requireTls: true }],
    ['MAIL FROM:<erika@example.com> RET=full ENVID=a+2Bb', { from, ...plain, ret: 'FULL', envid: 'a+b' }],
    ['MAIL FROM:<erika@example.com> AUTH=<>', { from, ...plain }],
    ['MAIL FROM:<erika@example.com> BY=1;N X-A=ü', { from, ...plain, unknown: ['BY', 'X-A'] }],
  ] as const) {
    it(line, () => assert.deepEqual(parseMailCommand(line), out));
  }

  for (const line of [
    'MAIL <erika@example.com>',
    'MAIL FROM:<erika@example.com> SIZE',
    'MAIL FROM:<erika@example.com> SIZE=',
    'MAIL FROM:<erika@example.com> SIZE=1e3',
    `MAIL FROM:<erika@example.com> SIZE=${'1'.repeat(21)}`,
    'MAIL FROM:<erika@example.com> BODY',
    `MAIL FROM:<erika@example.com> ENVID=${'a'.repeat(101)}`,
    'MAIL FROM:<erika@example.com> =1',
    'MAIL FROM:<erika@example.com> A=b=c',
    'MAIL FROM:<erika@example.com>\tSIZE=1',
    `MAIL FROM:<erika@example.com> ${Array.from({ length: 21 }, (_, n) => `A${n}`).join(' ')}`,
  ]) {
    it(`refuses ${line.slice(0, 60)}`, () => assert.throws(() => parseMailCommand(line), SmtpSyntaxError));
  }
});

describe('RCPT', () => {
  const to = { local: 'hans', domain: 'example.org' };
  const bare = { to, notify: undefined, orcpt: undefined, unknown: [] };
  for (const [line, out] of [
    ['RCPT TO:<hans@example.org>', bare],
    ['RCPT TO:<hans@example.org> NOTIFY=never', { ...bare, notify: 'NEVER' }],
    ['RCPT TO:<hans@example.org> NOTIFY=DELAY,SUCCESS,DELAY', { ...bare, notify: ['SUCCESS', 'DELAY'] }],
    ['RCPT TO:<hans@example.org> ORCPT=RFC822;h+2B@x.org', { ...bare, orcpt: 'rfc822;h+@x.org' }],
    ['RCPT TO:<hans@example.org> RRVS=x', { ...bare, unknown: ['RRVS'] }],
  ] as const) {
    it(line, () => assert.deepEqual(parseRcptCommand(line), out));
  }

  for (const line of [
    'RCPT TO:hans@example.org',
    'RCPT TO:<hans@example.org> NOTIFY',
    'RCPT TO:<hans@example.org> NOTIFY=SUCCESS,',
    'RCPT TO:<hans@example.org> NOTIFY=SUCCESS,NEVER',
    'RCPT TO:<hans@example.org> ORCPT=hans@example.org',
    'RCPT TO:<hans@example.org> ORCPT=rfc822;',
    `RCPT TO:<hans@example.org> ORCPT=rfc822;${'a'.repeat(500)}`,
  ]) {
    it(`refuses ${line.slice(0, 60)}`, () => assert.throws(() => parseRcptCommand(line), SmtpSyntaxError));
  }
});
