import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { type ParsedMail, simpleParser } from 'mailparser';
import { projectPath } from '../../../src/lib/project-path.js';
import { analyse } from '../../../src/wire/mime/analyse.js';
import type { Part } from '../../../src/wire/mime/structure.js';
import { createTransferDecoding } from '../../../src/wire/mime/transfer.js';

/** What `name.json` says of `name.eml`; see the README there. */
interface Reading {
  readonly subject: string;
  readonly baseSubject: string;
  readonly sent: string;
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly envelope: string;
  readonly bodyStructure: string;
  readonly finds: readonly string[];
  readonly misses: readonly string[];
}

const folder = projectPath('test/fixtures/messages');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => file.slice(0, -'.eml'.length));

for (const name of names) {
  describe(`the message ${name}`, () => {
    const octets = readFileSync(`${folder}/${name}.eml`);
    const { structure, text } = analyse(octets);

    it('reads as its table says', () => {
      const expected = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Reading;
      const { finds, misses, ...reading } = expected;
      assert.deepEqual(
        {
          subject: text.subject,
          baseSubject: structure.baseSubject,
          sent: new Date(structure.sentMs ?? Number.NaN).toISOString(),
          messageId: structure.messageId ?? null,
          references: structure.references,
          envelope: structure.envelope.toString('latin1'),
          bodyStructure: structure.bodyStructure.toString('latin1'),
        },
        reading,
      );
      const body = text.body.replaceAll('\r\n', '\n');
      for (const phrase of finds) assert.ok(body.includes(phrase), `finds ${phrase}`);
      for (const phrase of misses) assert.ok(!body.includes(phrase), `does not find ${phrase}`);
    });

    it('is what mailparser reads too', async () => {
      const other: ParsedMail = await simpleParser(octets);
      // It reads raw 8-bit headers as UTF-8 only.
      if (!other.subject?.includes('\ufffd')) assert.equal(text.subject, other.subject);
      assert.equal(structure.messageId, other.messageId);
      for (const { address, name: display } of other.from?.value ?? []) {
        if (display.includes('\ufffd')) continue;
        assert.ok(text.from.includes(`${display ? `${display} ` : ''}<${address}>`) || text.from === address);
      }
      // mailparser opens messages inside only to join their text; parts that are no text are attachments to it.
      const attached = leaves(structure.root).filter((part) => part.type !== 'text');
      assert.deepEqual(
        attached.map((part) => contentOf(octets, part).toString('base64')),
        other.attachments
          .filter(({ contentType }) => contentType !== 'message/rfc822')
          .map(({ content }) => content.toString('base64')),
      );
      const words = (value: string) => value.split(/\s+/).filter((word) => word !== '');
      // Its headings are in capitals, and it keeps soft hyphens.
      const body = text.body.toLowerCase();
      for (const word of words(other.text?.toLowerCase().replaceAll('\u00ad', '') ?? ''))
        assert.ok(body.includes(word), `finds ${word}`);
    });
  });
}

function leaves(part: Part): Part[] {
  return part.kind === 'leaf' ? [part] : part.children.flatMap(leaves);
}

function contentOf(message: Buffer, part: Part): Buffer {
  const decoding = createTransferDecoding(part.encoding)!;
  const start = decoding.push(message.subarray(part.bodyStart, part.end));
  return Buffer.concat([start, decoding.end()]);
}
