/**
 * What a server says of one message agrees with itself, octet for octet, whatever the message: sizes, parts, HEADER and
 * TEXT, BINARY, partials. Asked over the wire, read by a reader of the test's own.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { FetchClient, type FetchAnswer, type FetchValue } from '../../support/fetch-client.js';
import {
  type ToldPart,
  pickFields,
  strictlyDecoded,
  toldParts,
  withoutExtensions,
} from '../../support/mime-reference.js';
import { runs } from '../../support/runs.js';
import { type ImapHost, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { wildMessage } from '../../support/wild-mime.js';
import { type NeatPart, neatPart, writeNeat } from '../../support/neat-mime.js';

describe('a message served', () => {
  let host: ImapHost;
  let client: FetchClient;

  before(async () => {
    host = await startImapHost();
    client = await FetchClient.open(host.port, user, password);
  });
  after(async () => {
    client.close();
    await host.close();
  });

  async function deliver(message: Buffer): Promise<void> {
    await host.deliver('INBOX', message);
    await client.command('NOOP');
  }

  async function ask(items: string): Promise<FetchAnswer['items']> {
    const { items: answered, tagged } = await client.fetch('*', items);
    assert.match(tagged, /^OK /, items);
    return answered;
  }

  async function octetsOf(name: string): Promise<Buffer> {
    const value = (await ask(name.replace(/^(BODY|BINARY)\[/, '$1.PEEK['))).get(name);
    assert.ok(Buffer.isBuffer(value), `${name} is there`);
    return value;
  }

  const everyMessage = (holds: (message: Buffer) => Promise<void>, usual = 60): Promise<void> =>
    fc.assert(
      fc.asyncProperty(wildMessage, async (message) => {
        await deliver(message);
        await holds(message);
      }),
      bounded(usual),
    );

  it('has RFC822.SIZE octets in BODY[], which are those delivered; header and text are all of it', () =>
    everyMessage(async (message) => {
      const items = await ask(
        'RFC822.SIZE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] RFC822 RFC822.HEADER RFC822.TEXT BODY BODYSTRUCTURE ENVELOPE',
      );
      assert.equal(items.get('RFC822.SIZE'), String(message.length));
      assert.deepEqual(items.get('BODY[]'), message);
      assert.deepEqual(Buffer.concat([buffer(items, 'BODY[HEADER]'), buffer(items, 'BODY[TEXT]')]), message);
      for (const [old, now] of [
        ['RFC822', 'BODY[]'],
        ['RFC822.HEADER', 'BODY[HEADER]'],
        ['RFC822.TEXT', 'BODY[TEXT]'],
      ])
        assert.deepEqual(items.get(old!), items.get(now!));
      assert.deepEqual(items.get('BODY'), withoutExtensions(items.get('BODYSTRUCTURE')!));
      assert.equal((items.get('ENVELOPE') as readonly FetchValue[]).length, 10);
    }));

  it('is told alike whether all that is asked for lies at hand, or something must be read', () =>
    everyMessage(async () => {
      const items =
        'UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE RFC822.HEADER EMAILID THREADID SAVEDATE PREVIEW ' +
        'MODSEQ BODY.PEEK[HEADER] BODY.PEEK[HEADER.FIELDS (Subject TO content-type X-A)] ' +
        'BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT Date)]';
      const atHand = await ask(items);
      const read = new Map(await ask(`${items} BODY.PEEK[TEXT]<0.1>`));
      assert.ok(read.delete('BODY[TEXT]<0>'));
      assert.equal(atHand.size, 16);
      assert.deepEqual(atHand, read);
    }));

  it('has parts of as many octets and lines as BODYSTRUCTURE says, each behind its header', () =>
    everyMessage(async (message) => {
      for (const part of await parts()) {
        if (part.number === '') continue;
        const body = await octetsOf(`BODY[${part.number}]`);
        const mime = await octetsOf(`BODY[${part.number}.MIME]`);
        assert.ok(message.includes(Buffer.concat([mime, body])), `${part.number}: header and body are neighbours`);
        if (part.octets !== undefined) assert.equal(body.length, part.octets, `octets of ${part.number}`);
        if (part.lines !== undefined) assert.equal(lineEnds(body), part.lines, `lines of ${part.number}`);
        if (part.kind !== 'message') continue;
        const header = await octetsOf(`BODY[${part.number}.HEADER]`);
        const text = await octetsOf(`BODY[${part.number}.TEXT]`);
        assert.deepEqual(Buffer.concat([header, text]), body, `${part.number}: header and text are the message`);
      }
    }));

  it('has NIL where there is no part, and no parts but those of BODYSTRUCTURE', () =>
    everyMessage(async () => {
      const told = new Set((await parts()).map(({ number }) => number));
      for (const number of [...told]) {
        const [parent, last] = number === '' ? ['', 0] : [number.replace(/\.?\d+$/, ''), Number(/\d+$/.exec(number))];
        const next = [parent, last + 1].filter((each) => each !== '').join('.');
        const below = [number, 1].filter((each) => each !== '').join('.');
        for (const other of [next, below]) {
          const { items } = await client.fetch('*', `BODY.PEEK[${other}] BODY.PEEK[${other}.MIME]`);
          assert.equal(items.get(`BODY[${other}]`) !== null, told.has(other), `part ${other}`);
          assert.equal(items.get(`BODY[${other}.MIME]`) !== null, told.has(other), `header of part ${other}`);
        }
      }
    }, 30));

  it('has as many octets in BINARY as BINARY.SIZE says, and they are what the encoding means; or neither', () =>
    everyMessage(async () => {
      for (const { number, kind, encoding } of await parts()) {
        if (number === '') continue;
        const size = await client.fetch('*', `BINARY.SIZE[${number}]`);
        const binary = await client.fetch('*', `BINARY.PEEK[${number}]`);
        assert.equal(size.tagged.slice(0, 2), binary.tagged.slice(0, 2), number);
        const body = await octetsOf(`BODY[${number}]`);
        const expected = strictlyDecoded(body, kind === 'leaf' ? encoding : 'binary');
        if (!binary.tagged.startsWith('OK')) {
          assert.match(binary.tagged, /^NO \[UNKNOWN-CTE\]/);
          assert.equal(expected, undefined, `${number} can be decoded`);
          continue;
        }
        const decoded = buffer(binary.items, `BINARY[${number}]`);
        assert.equal(size.items.get(`BINARY.SIZE[${number}]`), String(decoded.length));
        if (expected !== undefined) assert.deepEqual(decoded, expected, number);
        const half = decoded.length >> 1;
        const { items } = await client.fetch('*', `BINARY.PEEK[${number}]<${half}.7>`);
        assert.deepEqual(items.get(`BINARY[${number}]<${half}>`), decoded.subarray(half, half + 7));
      }
    }));

  it('is cut by partials where they say', () =>
    fc.assert(
      fc.asyncProperty(
        wildMessage,
        fc.array(
          fc.tuple(
            fc.nat(1200).map((thousandths) => thousandths / 1000),
            fc.integer({ min: 1, max: 3000 }),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        async (message, cuts) => {
          await deliver(message);
          const sections = ['', 'HEADER', 'TEXT', ...(await parts()).map(({ number }) => number).filter(Boolean)];
          for (const section of new Set(sections)) {
            const whole = await octetsOf(`BODY[${section}]`);
            for (const [place, count] of cuts) {
              const from = Math.floor(place * whole.length);
              const piece = (await ask(`BODY.PEEK[${section}]<${from}.${count}>`)).get(`BODY[${section}]<${from}>`);
              assert.deepEqual(piece, whole.subarray(from, from + count), `${section}<${from}.${count}>`);
            }
          }
        },
      ),
      bounded(30),
    ));

  it('shares its header out between HEADER.FIELDS and HEADER.FIELDS.NOT', () =>
    everyMessage(async () => {
      const inside = (await parts()).filter(({ kind }) => kind === 'message').map(({ number }) => `${number}.`);
      for (const prefix of ['', ...inside]) {
        const header = await octetsOf(`BODY[${prefix}HEADER]`);
        for (const names of [['Subject', 'X-FOLD'], ['content-type'], ['Nothing']]) {
          const list = names.join(' ');
          const chosen = await octetsOf(`BODY[${prefix}HEADER.FIELDS (${list})]`);
          const others = await octetsOf(`BODY[${prefix}HEADER.FIELDS.NOT (${list})]`);
          assert.deepEqual(chosen, pickFields(header, names, false), `${prefix}${list}`);
          assert.deepEqual(others, pickFields(header, names, true), `not ${prefix}${list}`);
        }
      }
    }));

  it('has a header of 600 KB too', async () => {
    const message = Buffer.from(`Subject: big\r\n${'X-Filler: abc\r\n def\r\n'.repeat(30_000)}To: a@b\r\n\r\nbody`);
    await deliver(message);
    const header = await octetsOf('BODY[HEADER]');
    assert.deepEqual(Buffer.concat([header, await octetsOf('BODY[TEXT]')]), message);
    assert.equal((await octetsOf('BODY[HEADER.FIELDS (To Subject)]')).toString(), 'Subject: big\r\nTo: a@b\r\n\r\n');
    const others = await octetsOf('BODY[HEADER.FIELDS.NOT (X-Filler)]');
    assert.equal(others.toString(), 'Subject: big\r\nTo: a@b\r\n\r\n');
  });

  it('is the tree that mailparser sees, when it was built by the book', () =>
    fc.assert(
      fc.asyncProperty(neatPart, async (root: NeatPart) => {
        const message = writeNeat(root);
        await deliver(message);
        const { attachments } = await simpleParser(message);
        const leaves = (await parts()).filter(({ kind, number }) => kind !== 'multipart' && !insideMessage(number));
        const ours = [];
        for (const { number, type, subtype, encoding, kind } of leaves) {
          const body = await octetsOf(`BODY[${number}]`);
          const content = strictlyDecoded(body, kind === 'leaf' ? encoding : 'binary');
          assert.ok(content, `${number} is decoded`);
          ours.push({ type: `${type}/${subtype}`, content: content.toString('latin1') });
        }
        const theirs = attachments.map(({ contentType, content }) => ({
          type: contentType,
          content: content.toString('latin1'),
        }));
        assert.deepEqual(ours, theirs);
      }),
      bounded(60),
    ));

  let enclosed: readonly string[] = [];
  const insideMessage = (number: string): boolean => enclosed.some((outer) => number.startsWith(`${outer}.`));

  /** Of the last message. */
  async function parts(): Promise<readonly ToldPart[]> {
    const told = toldParts((await ask('BODYSTRUCTURE')).get('BODYSTRUCTURE')!);
    enclosed = told.filter(({ kind }) => kind === 'message').map(({ number }) => number);
    return told;
  }
});

/** A failing example is made smaller only for so long. */
const bounded = (usual: number): fc.Parameters<unknown> => ({
  numRuns: runs(usual),
  ...(runs(usual) === usual && { interruptAfterTimeLimit: 10_000 }),
});

function buffer(items: FetchAnswer['items'], name: string): Buffer {
  const value = items.get(name);
  assert.ok(Buffer.isBuffer(value), `${name} is there`);
  return value;
}

const lineEnds = (octets: Buffer): number => octets.filter((octet) => octet === 0x0a).length;
