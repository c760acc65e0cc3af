import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { simpleParser, type ParsedMail } from 'mailparser';
import { cleanLine } from '../../../../src/lib/clean-text.js';
import { composeLetter } from '../../../../src/services/intake/compose/compose-letter.js';
import type { LetterMessageInput } from '../../../../src/services/intake/compose/letter-message.js';
import { pageText } from '../../../../src/services/intake/compose/plain-text.js';
import { noFacts } from '../../../../src/services/intake/letter/facts.js';
import { textsFor } from '../../../../src/texts/texts.js';
import { readScan, textPage } from '../../../support/pages.js';

const base: LetterMessageInput = {
  documentId: '01HV7Q2K9X',
  language: 'de',
  scannedMs: Date.UTC(2026, 10, 23, 13, 5, 9, 700),
  service: { name: 'unpaperme', address: 'post@unpaperme.example' },
  recipient: { name: 'Erika Sonnleitner', address: 'erika@unpaperme.example' },
  scan: readScan([
    textPage('Malerbetrieb Brückner GmbH\n\nRechnung Nr. 2024-0817\n\nSehr geehrte Frau Sonnleitner,\nvielen Dank.'),
  ]),
  facts: {
    ...noFacts,
    sender: { value: 'Malerbetrieb Brückner GmbH', confidence: 0.95 },
    date: { value: '2024-03-18', confidence: 0.9 },
    subject: { value: 'Rechnung Nr. 2024-0817 – Renovierung', confidence: 0.9 },
    language: 'de',
  },
};

async function compose(change: Partial<LetterMessageInput> = {}): Promise<{ raw: Buffer; mail: ParsedMail }> {
  const raw = await buffer(composeLetter({ ...base, ...change }));
  return { raw, mail: await simpleParser(raw) };
}

const withFacts = (sender: string, subject: string) =>
  compose({
    facts: { ...base.facts, sender: { value: sender, confidence: 1 }, subject: { value: subject, confidence: 1 } },
  });

describe('composeLetter', () => {
  it('writes the same octets for the same input', async () => {
    const { raw } = await compose();
    assert.ok(raw.equals((await compose()).raw));
    assert.ok(!raw.equals((await compose({ documentId: 'another' })).raw));
  });

  it('has the structure that phones show: text, HTML with its picture, the PDF attached', async () => {
    const { raw } = await compose();
    const types = [...raw.toString('latin1').matchAll(/^Content-Type: ([\w/]+)/gmu)].map(([, type]) => type);
    assert.deepEqual(types, [
      'multipart/mixed',
      'multipart/related',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'image/jpeg',
      'application/pdf',
    ]);
  });

  it('leaves the picture out when there is none', async () => {
    const { raw, mail } = await compose({ scan: { ...base.scan, preview: undefined } });
    assert.doesNotMatch(raw.toString('latin1'), /image\/jpeg|multipart\/related|cid:/u);
    assert.equal(mail.attachments.length, 1);
  });

  it('tells sender, recipient, subject and the time of scanning in the header', async () => {
    const { raw, mail } = await compose();
    assert.deepEqual(mail.from?.value, [{ name: 'Malerbetrieb Brückner GmbH', address: 'post@unpaperme.example' }]);
    assert.equal(mail.to && 'text' in mail.to && mail.to.text, '"Erika Sonnleitner" <erika@unpaperme.example>');
    assert.equal(mail.subject, 'Rechnung Nr. 2024-0817 – Renovierung');
    assert.equal(mail.messageId, '<01HV7Q2K9X@unpaperme.example>');
    assert.match(raw.toString('latin1'), /^Date: Mon, 23 Nov 2026 14:05:09 \+0100\r$/mu);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.equal(mail.headers.get('content-language'), 'de');
    assert.equal(mail.headers.get('x-unpaperme-document'), '01HV7Q2K9X');
    assert.equal(mail.headers.get('x-unpaperme-pages'), '1');
    assert.equal(mail.headers.get('x-unpaperme-confidence'), '95');
    assert.equal(mail.headers.get('x-unpaperme-letter-date'), '2024-03-18');
    assert.equal(mail.headers.get('x-unpaperme-text'), 'recognised');
  });

  it('says when it was scanned, from the service, where sender and subject are not known', async () => {
    const { mail } = await compose({ facts: noFacts });
    assert.equal(mail.from?.text, '"unpaperme" <post@unpaperme.example>');
    assert.equal(mail.subject, 'Scan vom 23.11.2026');
    assert.equal(mail.attachments[1]?.filename, '2026-11-23 Scan.pdf');
    assert.equal((await compose({ facts: noFacts, language: 'en' })).mail.subject, 'Scan of 23 November 2026');
  });

  it('names the attachment by date, sender and subject, the picture shown by its content id', async () => {
    const { mail } = await compose();
    const [picture, pdf] = mail.attachments;
    assert.equal(pdf?.filename, '2024-03-18 Malerbetrieb Brückner GmbH - Rechnung Nr. 2024-0817 – Renovierung.pdf');
    assert.equal(pdf?.contentType, 'application/pdf');
    assert.ok(pdf?.content.equals(base.scan.pdf));
    assert.ok(picture?.content.equals(base.scan.preview?.jpeg ?? Buffer.alloc(0)));
    assert.equal(picture?.contentDisposition, 'inline');
    const { raw } = await compose();
    const source = raw.toString('latin1').replaceAll('=\r\n', '');
    assert.ok(source.includes(`src=3D"cid:${picture?.cid}"`));
  });

  it('parts pages in the text and says which are blank or could not be read', async () => {
    const pages = [
      textPage('Erste', { number: 1 }),
      textPage('', { number: 2 }),
      textPage('', { number: 3, problem: 'timeout' }),
    ];
    const { mail } = await compose({ scan: readScan(pages) });
    assert.match(
      mail.text ?? '',
      /- Seite 1 von 3 -\n\nErste\n\n- Seite 2 von 3 -\n\n\(leere Seite\)\n\n- Seite 3 von 3 -/u,
    );
    assert.match(
      mail.text ?? '',
      /Hinweis: Seite 3: Den Text konnten wir nicht lesen, denn die Texterkennung hätte zu lange/u,
    );
  });

  for (const problem of ['password', 'damaged', 'timeout', 'crashed', 'too-large'] as const) {
    it(`arrives and says so when recognition failed: ${problem}`, async () => {
      const { mail } = await compose({ facts: noFacts, scan: readScan([], { problem, preview: undefined }) });
      assert.ok(mail.text?.includes(textsFor('de').notes.scan[problem]));
      assert.ok(typeof mail.html === 'string' && mail.html.includes('Hinweis'));
      assert.equal(mail.headers.get('x-unpaperme-problem'), problem);
      assert.ok(mail.attachments[0]?.content.equals(base.scan.pdf));
    });
  }

  it('attaches a picture as what it is where it could not be made into a PDF', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]);
    const scan = readScan([], { mediaType: 'image/jpeg', pdf: jpeg, preview: undefined, problem: 'crashed' });
    const { mail } = await compose({ facts: noFacts, scan });
    assert.equal(mail.attachments[0]?.contentType, 'image/jpeg');
    assert.equal(mail.attachments[0]?.filename, '2026-11-23 Scan.jpg');
    assert.ok(typeof mail.html === 'string' && mail.html.includes(textsFor('de').letter.attachedAsCame));
  });

  it('says when no text was found', async () => {
    const { mail } = await compose({ facts: noFacts, scan: readScan([textPage('')]) });
    assert.ok(mail.text?.includes(textsFor('de').notes.noText));
  });

  it('marks what is likely but not certain', async () => {
    const { mail } = await compose({ facts: { ...base.facts, sender: { value: 'Amt Musterstadt', confidence: 0.6 } } });
    assert.match(mail.text ?? '', /Absender: Amt Musterstadt \(vermutlich\)\nBetreff: Rechnung/u);
  });

  describe('hostile paper', () => {
    const injections = [
      'Rechnung\r\nBcc: victim@example.org',
      'Rechnung\nBcc: victim@example.org\n\nbody',
      '=?utf-8?Q?Rechnung=0D=0ABcc:_victim@example.org?=',
      '=?utf-8?B?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?=',
      'Rechnung\u2028Bcc: victim@example.org\u0085X: y\v\f\0',
      '"; Bcc: victim@example.org (',
      '<victim@example.org>, other@example.org',
      '\u202egnunhceR\u202c \u2066x\u2069',
      'x'.repeat(5000),
      'ü'.repeat(5000),
      '😀'.repeat(2000),
      'a '.repeat(5000),
      '\ud800 half',
    ];
    for (const text of injections) {
      it(`adds no header and hides nothing: ${JSON.stringify(text.slice(0, 40))}`, async () => {
        const { raw, mail } = await withFacts(text, text);
        const head = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
        assert.ok(!mail.headers.has('bcc') && !mail.headers.has('x'));
        assert.deepEqual(
          [...head.matchAll(/^([\w-]+):/gmu)].map(([, name]) => name),
          [
            ...(await compose()).raw
              .toString('latin1')
              .split('\r\n\r\n')[0]!
              .matchAll(/^([\w-]+):/gmu),
          ].map(([, name]) => name),
        );
        assert.equal(mail.from?.value.length, 1);
        assert.equal(mail.from?.value[0]?.address, 'post@unpaperme.example');
        assert.equal(mail.subject, cleanLine(text, 160) || 'Scan vom 23.11.2026');
        assert.doesNotMatch(`${mail.subject}${mail.from?.text}`, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        assert.ok(
          raw
            .toString('latin1')
            .split('\r\n')
            .every((line) => line.length <= 998),
        );
        const name = mail.attachments.at(-1)?.filename ?? '';
        assert.match(name, /^2024-03-18 [^/\\\p{Cc}]*\.pdf$/u);
        assert.ok(Buffer.byteLength(name) <= 140);
      });
    }

    it('is only text in the HTML', async () => {
      const text = '<script>alert(1)</script><img src=x onerror="x()"> & </div></body> \'"';
      const { mail } = await compose({
        facts: { ...base.facts, subject: { value: text, confidence: 1 } },
        scan: readScan([textPage(text)]),
      });
      assert.ok(typeof mail.html === 'string');
      assert.doesNotMatch(mail.html, /<script|onerror="|<img src=x/u);
      assert.match(mail.html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/u);
      assert.equal(mail.html.match(/<\/body>/gu)?.length, 1);
    });

    it('cannot end the part it is in', async () => {
      const { raw } = await compose();
      const [, boundary] = /boundary="?([^"\r\n]+)/u.exec(raw.toString('latin1')) ?? [];
      const { mail } = await compose({
        scan: readScan([textPage(`--${boundary}\r\nContent-Type: text/html\r\n\r\n--${boundary}--`)]),
      });
      assert.equal(mail.attachments.length, 2);
      assert.ok(mail.text?.includes(`--${boundary}--`));
    });
  });

  it('loads nothing from elsewhere', async () => {
    const { mail } = await compose();
    assert.ok(typeof mail.html === 'string');
    assert.doesNotMatch(mail.html, /https?:|\/\/|@import|url\(|<link|<script/u);
  });

  it('refuses a document id that could not stand in a header', () => {
    for (const documentId of ['', 'a b', 'a\r\nb', '<x>', 'x'.repeat(101)]) {
      assert.throws(() => composeLetter({ ...base, documentId }), RangeError);
    }
  });

  it('is read back by another parser with the same text, subject and attachment, whatever the page says', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            'ä',
            '=',
            '\n',
            '\r',
            ' ',
            '.',
            '--',
            '=?',
            '?=',
            'From ',
            '\t',
            '\u2028',
            '=20',
            '€',
            'wort',
          ),
        )
        .map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(
        anyText,
        anyText,
        anyText,
        fc.uint8Array({ maxLength: 2000 }),
        async (text, subject, sender, pdf) => {
          const page = textPage(text);
          const { raw, mail } = await compose({
            scan: readScan([page], { pdf: Buffer.from(pdf) }),
            facts: {
              ...base.facts,
              sender: { value: sender, confidence: 1 },
              subject: { value: subject, confidence: 1 },
            },
          });
          const expected = pageText(page, textsFor('de'));
          assert.ok(mail.text?.endsWith(`\n\n${expected}\n`), JSON.stringify([mail.text, expected]));
          assert.equal(mail.subject, cleanLine(subject, 160) || 'Scan vom 23.11.2026');
          assert.equal(mail.from?.value[0]?.address, 'post@unpaperme.example');
          assert.equal(mail.from?.value[0]?.name, cleanLine(sender, 80) || 'unpaperme');
          assert.ok(mail.attachments.at(-1)?.content.equals(Buffer.from(pdf)));
          assert.doesNotMatch(raw.toString('latin1'), /[^\r]\n|\r[^\n]|[\u0080-\u00ff\0]/u);
        },
      ),
      { numRuns: 100 },
    );
  }).timeout(30_000);
});
