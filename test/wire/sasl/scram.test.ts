import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatClientFinal,
  formatClientFirst,
  formatGs2Header,
  formatServerFinal,
  formatServerFirst,
  formatWithoutProof,
  parseClientFinal,
  parseClientFirst,
  parseServerFinal,
  parseServerFirst,
  type Gs2Binding,
} from '../../../src/wire/sasl/scram.js';

describe('wire/sasl/scram', () => {
  // RFC 7677 §3
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const clientFirst = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
  const serverFirst = `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
  const clientFinal = `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;
  const serverFinal = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

  it('reads and writes the messages of RFC 7677 §3', () => {
    const first = parseClientFirst(Buffer.from(clientFirst))!;
    assert.deepEqual(first, {
      binding: { kind: 'unsupported' },
      authzid: undefined,
      user: 'user',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
      gs2Header: 'n,,',
      bare: 'n=user,r=rOprNGfwEbeRWgbNEkqO',
    });
    assert.equal(formatClientFirst(first).toString(), clientFirst);
    assert.equal(formatServerFirst(parseServerFirst(Buffer.from(serverFirst))!).toString(), serverFirst);
    const final = parseClientFinal(Buffer.from(clientFinal))!;
    assert.equal(final.withoutProof, `c=biws,r=${nonce}`);
    assert.equal(final.binding.toString(), 'n,,');
    assert.equal(formatClientFinal(final).toString(), clientFinal);
    assert.equal(formatServerFinal(parseServerFinal(Buffer.from(serverFinal))!).toString(), serverFinal);
  });

  const good: [text: string, binding: Gs2Binding, authzid: string | undefined, user: string][] = [
    ['y,,n=user,r=x', { kind: 'not-offered' }, undefined, 'user'],
    ['p=tls-exporter,,n=user,r=x', { kind: 'used', name: 'tls-exporter' }, undefined, 'user'],
    ['n,a=other,n=user,r=x', { kind: 'unsupported' }, 'other', 'user'],
    ['n,,n=a=2Cb=3D2C,r=x', { kind: 'unsupported' }, undefined, 'a,b=2C'],
    ['n,,n=jürgen,r=x,e=new,f=newer', { kind: 'unsupported' }, undefined, 'jürgen'],
  ];
  for (const [text, binding, authzid, user] of good) {
    it(`reads ${text}`, () => {
      const first = parseClientFirst(Buffer.from(text))!;
      assert.deepEqual([first.binding, first.authzid, first.user], [binding, authzid, user]);
    });
  }

  const bad: [why: string, octets: string | Buffer][] = [
    ['nothing', ''],
    ['no GS2 header', 'n=user,r=x'],
    ['a flag that there is not', 'z,,n=user,r=x'],
    ['channel binding without a name', 'p=,,n=user,r=x'],
    ['an empty name to act for', 'n,a=,n=user,r=x'],
    ['an empty user', 'n,,n=,r=x'],
    ['an = that stands for nothing', 'n,,n=a=2cb,r=x'],
    ['an extension that must be understood (RFC 5802 §5.1 m)', 'n,,m=x,n=user,r=x'],
    ['no nonce', 'n,,n=user'],
    ['an empty nonce', 'n,,n=user,r='],
    ['a nonce that is not printable', 'n,,n=user,r=a b'],
    ['an extension without a value', 'n,,n=user,r=x,e='],
    ['NUL', 'n,,n=us\0er,r=x'],
    ['octets that are no UTF-8', Buffer.from('n,,n=\xff,r=x', 'latin1')],
    ['a user name of 256 octets', `n,,n=${'u'.repeat(256)},r=x`],
    ['a nonce of 513 characters', `n,,n=user,r=${'x'.repeat(513)}`],
    ['4,097 octets', `n,,n=user,r=x,e=${'x'.repeat(4097 - 16)}`],
  ];
  for (const [why, octets] of bad) {
    it(`refuses a first message with ${why}`, () => assert.equal(parseClientFirst(Buffer.from(octets)), undefined));
  }

  for (const text of [
    '',
    'c=biws,r=x',
    'c=,r=x,p=AAAA',
    'c=biws,r=x,p=',
    'c=biws,r=x,p=A',
    'r=x,c=biws,p=AAAA',
    'c=biws,r=x,y,p=AAAA',
    'c=b*ws,r=x,p=AAAA',
  ]) {
    it(`refuses ${text} as a final message`, () => assert.equal(parseClientFinal(Buffer.from(text)), undefined));
  }

  it('passes over an extension in the final message, which the proof covers', () => {
    assert.equal(parseClientFinal(Buffer.from('c=biws,r=x,z=1,p=AAAA'))!.withoutProof, 'c=biws,r=x,z=1');
  });

  for (const text of ['r=x,s=AAAA,i=0', 'r=x,s=,i=1', 'r=x,i=1,s=AAAA', 'm=1,r=x,s=AAAA,i=1', 'r=x,s=AAAA,i=01']) {
    it(`refuses ${text} of a server`, () => assert.equal(parseServerFirst(Buffer.from(text)), undefined));
  }

  it('reads an error of a server', () => {
    assert.deepEqual(parseServerFinal(Buffer.from('e=other-error')), { kind: 'error', value: 'other-error' });
    assert.equal(parseServerFinal(Buffer.from('v=')), undefined);
  });

  it('reads what it wrote', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
    const printable = fc.stringMatching(/^[\x21-\x2b\x2d-\x7e]{1,40}$/);
    const octets = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((array) => Buffer.from(array));
    const binding: fc.Arbitrary<Gs2Binding> = fc.oneof(
      fc.constant({ kind: 'unsupported' as const }),
      fc.constant({ kind: 'not-offered' as const }),
      fc.stringMatching(/^[A-Za-z0-9.-]{1,20}$/).map((cb) => ({ kind: 'used' as const, name: cb })),
    );
    fc.assert(
      fc.property(
        fc.record(
          { binding, authzid: fc.option(name, { nil: undefined }), user: name, nonce: printable },
          { noNullPrototype: true },
        ),
        fc.record(
          { nonce: printable, salt: octets, iterations: fc.integer({ min: 1, max: 2 ** 31 }) },
          { noNullPrototype: true },
        ),
        fc.record({ binding: octets, nonce: printable, proof: octets }, { noNullPrototype: true }),
        (first, server, final) => {
          const { gs2Header, bare, ...read } = parseClientFirst(formatClientFirst(first))!;
          assert.deepEqual(read, first);
          assert.equal(gs2Header, formatGs2Header(first));
          assert.equal(gs2Header + bare, formatClientFirst(first).toString());
          assert.deepEqual(parseServerFirst(formatServerFirst(server)), server);
          const { withoutProof, ...readFinal } = parseClientFinal(formatClientFinal(final))!;
          assert.deepEqual(readFinal, final);
          assert.equal(withoutProof, formatWithoutProof(final));
        },
      ),
    );
  });

  it('reads or refuses whatever octets there are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (array) => {
        for (const parse of [parseClientFirst, parseClientFinal, parseServerFirst, parseServerFinal]) {
          parse(Buffer.from(array));
        }
      }),
    );
  });
});
