import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import { Examination, type Findings } from '../../../../src/services/submission/message/examination.js';

function examine(message: string | Buffer, piece = 65_536): Findings {
  const examination = new Examination('scans.example.com');
  const octets = Buffer.from(message as string);
  for (let at = 0; at < octets.length; at += piece) examination.push(octets.subarray(at, at + piece));
  return examination.end();
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const sha256 = (octets: string | Buffer): string => createHash('sha256').update(octets).digest('hex');
const hashes = ({ attachments }: Findings): readonly string[] => attachments.map((each) => each.toString('hex'));
const armor = [
  '-----BEGIN PGP MESSAGE-----',
  'Version: X',
  '',
  'hIwDY32hYGCE8MkBA',
  '=zzaA',
  '-----END PGP MESSAGE-----',
];

describe('attachments of a message', () => {
  it('are known by their octets, as any mail app encodes them', async () => {
    const pdf = Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7) % 256));
    const text = Buffer.from('Grüße\r\nohne Zeilenende');
    for (const encoding of ['base64', 'quoted-printable'] as const) {
      const message = await new MailComposer({
        from: 'erika@example.com',
        text: 'For you',
        attachments: [
          { filename: 'scan.pdf', content: pdf, contentTransferEncoding: 'base64' },
          { filename: 'scan.txt', content: text, contentTransferEncoding: encoding },
        ],
      })
        .compile()
        .build();
      for (const piece of [1, 7, 100, 65_536]) {
        const found = hashes(examine(message, piece));
        assert.ok(found.includes(sha256(pdf)));
        assert.ok(found.includes(sha256(text)));
      }
    }
  });

  it('end before the line end of the delimiter, also without an encoding', () => {
    const message = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'one',
      'two',
      '--b',
      '',
      'x',
      '',
      '--b--',
    );
    for (const piece of [1, 2, 3, 1_000]) {
      assert.deepEqual(hashes(examine(message, piece)), [sha256('one\r\ntwo'), sha256('x\r\n')]);
    }
  });

  it('are found in messages attached, and each counts once', () => {
    const leaf = ['Content-Transfer-Encoding: base64', '', Buffer.from('scan').toString('base64')];
    const inner = ['Content-Type: multipart/mixed; boundary=i', '', '--i', ...leaf, '--i', ...leaf, '--i--'];
    const message = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      ...inner,
      '--b--',
    );
    assert.deepEqual(hashes(examine(message)), [sha256('scan')]);
  });

  it('may be nested, many and damaged as they like', () => {
    const deep = Array.from({ length: 500 }, (_, n) =>
      lines(`Content-Type: multipart/mixed; boundary=b${n}`, '', `--b${n}`),
    ).join('');
    const wide = lines('Content-Type: multipart/mixed; boundary=b', '') + '--b\r\n\r\nx\r\n'.repeat(20_000);
    assert.ok(examine(deep).attachments.length <= 1);
    assert.ok(examine(wide).attachments.length <= 2_000);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => void examine(Buffer.from(octets), 7)));
  });
});

describe('what came encrypted', () => {
  const encrypted = (...parts: readonly (readonly string[])[]): string =>
    lines('Content-Type: multipart/encrypted; boundary=b', '', ...parts.flatMap((part) => ['--b', ...part]), '--b--');
  const control = ['Content-Type: application/pgp-encrypted', '', 'Version: 1', ''];
  const payload = ['Content-Type: application/octet-stream', '', ...armor];
  const cms = (hex: string): string =>
    lines('Content-Type: application/pkcs7-mime; smime-type=enveloped-data', 'Content-Transfer-Encoding: base64', '') +
    lines(Buffer.from(hex, 'hex').toString('base64'));
  const plain = (...text: readonly string[]): string => lines('Content-Type: text/plain', '', ...text);

  for (const [title, message, is] of [
    ['PGP/MIME: RFC 3156 §4', encrypted(control, payload), true],
    ['a third part beside it', encrypted(control, payload, ['', 'in the clear']), false],
    ['its parts in the wrong order', encrypted(payload, control), false],
    [
      'a payload that is none',
      encrypted(control, ['Content-Type: application/octet-stream', '', 'in the clear']),
      false,
    ],
    ['multipart/mixed around armor', encrypted(control, payload).replace('/encrypted', '/mixed'), false],
    ['CMS enveloped data in DER', cms('3082012306092a864886f70d010703a08201'), true],
    ['CMS enveloped data in BER', cms('308006092a864886f70d010703a080'), true],
    ['CMS authenticated enveloped data', cms('3082012306 0b2a864886f70d0109100117a0'.replace(' ', '')), true],
    ['CMS signed data, labelled as enveloped', cms('3082012306092a864886f70d010702a08201'), false],
    ['text that is labelled so', cms(Buffer.from('text').toString('hex')), false],
    ['armored text', plain(...armor), true],
    ['armored text with empty lines around', plain('', ...armor, '', ' '), true],
    ['words before armor', plain('Dear Hans', ...armor), false],
    ['words behind armor', plain(...armor, 'Erika'), false],
    ['armor without its end', plain(...armor.slice(0, -1)), false],
    ['armor with words in it', plain(armor[0]!, '', 'Dear Hans, this is', armor.at(-1)!), false],
    ['armor that is empty', plain(armor[0]!, '', armor.at(-1)!), false],
    ['a signed text', plain('-----BEGIN PGP SIGNED MESSAGE-----', '', 'text'), false],
    ['armor as HTML', plain(...armor).replace('plain', 'html'), false],
    ['plain text', plain('text'), false],
    ['nothing', '', false],
  ] as const) {
    it(`${title}: ${is ? 'yes' : 'no'}`, () => {
      for (const piece of [1, 13, 65_536]) assert.equal(examine(message, piece).encryptedBySender, is);
    });
  }
});
