import assert from 'node:assert/strict';
import { formatAccountTransfer } from '../../../src/wire/setup/account-transfer.js';
import { hostileNames, identity, password, settings } from '../../support/setup/settings.js';

/** What thunderbird-android's reader asks of a code (qr-code-format.md and its payload validator). */
function readTransfer(text: string) {
  const [version, sequence, incoming, groups, ...rest] = JSON.parse(text) as [number, number[], unknown[], unknown[][]];
  assert.deepEqual([version, sequence, rest], [1, [1, 1], []]);
  const [[outgoing, identities]] = groups as [[unknown[], unknown[]]];
  for (const value of [...incoming, ...outgoing, ...identities]) {
    if (typeof value === 'string') assert.doesNotMatch(value, /[\r\n]/u);
    else assert.ok(Number.isInteger(value));
  }
  return { incoming, outgoing, identity: identities };
}

describe('account transfer', () => {
  it('tells Thunderbird all of an account, the password too', () => {
    assert.equal(
      formatAccountTransfer(settings, identity, password),
      '[1,[1,1],[0,"mail.post.example",993,3,1,"erika.mustermann@post.example","Digitale Post",' +
        '"hk4m-rt7x-ckpw-3fzj-yvde-ngau"],[[[0,"mail.post.example",465,3,1,"erika.mustermann@post.example",' +
        '"hk4m-rt7x-ckpw-3fzj-yvde-ngau"],["erika.mustermann@post.example","Erika Mustermann"]]]]',
    );
  });

  it('says STARTTLS where that is the first choice', () => {
    const [, imap] = settings.imap;
    const [, smtp] = settings.smtp;
    const text = formatAccountTransfer({ ...settings, imap: [imap!], smtp: [smtp!] }, identity, password)!;
    assert.deepEqual(readTransfer(text).incoming.slice(2, 4), [143, 2]);
    assert.deepEqual(readTransfer(text).outgoing.slice(2, 4), [587, 2]);
  });

  it('is ASCII throughout, so that no reader has to guess what it is', () => {
    const text = formatAccountTransfer(settings, { ...identity, name: 'Jürgen 王\u{1f642}' }, password)!;
    assert.match(text, /^[\x20-\x7e]+$/u);
    assert.equal(readTransfer(text).identity[1], 'Jürgen 王\u{1f642}');
  });

  it('writes international domains in ASCII, and says nothing of an address that cannot be', () => {
    const text = formatAccountTransfer(settings, { ...identity, address: 'erika@bücher.example' }, password)!;
    assert.equal(readTransfer(text).identity[0], 'erika@xn--bcher-kva.example');
    for (const address of ['jürgen@post.example', 'erika', '@post.example', 'a b@post.example', 'a@', '']) {
      assert.equal(formatAccountTransfer(settings, { ...identity, address }, password), undefined);
    }
  });

  it('says nothing rather than a part of a user name, or what is too long for a code', () => {
    const user = (length: number) => ({ ...identity, user: 'u'.repeat(length) });
    assert.equal(readTransfer(formatAccountTransfer(settings, user(254), password)!).incoming[5], 'u'.repeat(254));
    assert.equal(formatAccountTransfer(settings, user(500), password), undefined);
  });

  for (const [number, name] of hostileNames.entries()) {
    it(`is read, and fits a QR code, whatever the names: ${number}`, () => {
      const text = formatAccountTransfer({ ...settings, serviceName: name }, { ...identity, name }, password)!;
      assert.equal(readTransfer(text).incoming[5], identity.user);
      assert.ok(Buffer.byteLength(text) <= 1000);
    });
  }
});
