import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { dkimKeyFiles } from '../../../src/adapters/dkim/key-files.js';
import { openSigner } from '../../../src/adapters/dkim/signer.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const message = Buffer.from(
  'From: Erika <erika@post.example>\r\nTo: jan@kunde.example\r\nSubject: Brief\r\n' +
    'Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@post.example>\r\n\r\nHallo\r\n',
);

describe('DKIM signatures', () => {
  const folder = temporaryFolder();
  const clock = { now: () => Date.UTC(2026, 10, 24, 9) };
  const octets = async function* (from: Buffer) {
    for (let at = 0; at < from.length; at += 7) yield from.subarray(at, at + 7);
  };
  const source = (of: Buffer) => ({ sizeOctets: of.length, octets: () => octets(of) });

  async function signed(selectors: string[], from = 'post.example') {
    const signer = await openSigner({ folder: folder(), selectors, clock });
    return signer.sign(from, source(message));
  }

  async function verified(mail: Buffer): Promise<(string | undefined)[]> {
    const records = await dkimKeyFiles(folder()).list();
    const { results } = await dkimVerify(mail, {
      curTime: new Date(clock.now()),
      resolver: async (name: string) => {
        const found = records.find((record) => record.name === name);
        if (!found) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
        return [found.value.match(/.{1,255}/g)!];
      },
    });
    return results.map(({ status }) => status?.result);
  }

  it('are made with an RSA and an Ed25519 key, and verify', async () => {
    await dkimKeyFiles(folder()).make('post.example', 's1');
    const header = await signed(['s1']);
    assert.deepEqual(await verified(Buffer.concat([header, message])), ['pass', 'pass']);
    assert.match(header.toString(), /s=s1-rsa/);
    assert.match(header.toString(), /s=s1-ed25519/);
  });

  it('break when a word of the message is changed', async () => {
    await dkimKeyFiles(folder()).make('post.example', 's1');
    const header = await signed(['s1']);
    const other = Buffer.from(message.toString().replace('Hallo', 'Hello'));
    assert.ok((await verified(Buffer.concat([header, other]))).every((result) => result !== 'pass'));
  });

  it('are not made for a domain without keys, or without selectors', async () => {
    await dkimKeyFiles(folder()).make('post.example', 's1');
    assert.equal((await signed(['s1'], 'other.example')).length, 0);
    assert.equal((await signed([])).length, 0);
  });

  it('say what to do when a selector has no key', async () => {
    await assert.rejects(signed(['none']), /dkim\.selectors names none.*dkim make --selector none/);
  });

  it('have keys for their owner alone, made once', async () => {
    const keys = dkimKeyFiles(folder());
    const [first] = await keys.make('Bücher.example', 's1');
    assert.equal(first!.name, 's1-rsa._domainkey.xn--bcher-kva.example');
    assert.equal(statSync(first!.keyFile).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder(), 'xn--bcher-kva.example')).mode & 0o777, 0o700);
    const [again] = await keys.make('bücher.example', 's1');
    assert.equal(again!.value, first!.value);
    assert.deepEqual(readdirSync(dirname(first!.keyFile)).sort(), ['s1-ed25519.pem', 's1-rsa.pem']);
  });

  for (const [domain, selector] of [
    ['localhost', 's1'],
    ['../etc.example', 's1'],
    ['post.example', 'S 1'],
    ['post.example', '../x'],
  ] as const) {
    it(`refuse the names ${domain} and ${selector}`, async () => {
      await assert.rejects(dkimKeyFiles(folder()).make(domain, selector), RangeError);
    });
  }
});
