/** Whatever a client sends, the server answers or hangs up, and serves the others. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('hostile IMAP input', () => {
  let host: ImapHost;
  const errors: string[] = [];
  const quiet = () => undefined;

  before(async () => {
    host = await startImapHost({
      log: {
        debug: quiet,
        info: quiet,
        warn: quiet,
        error: (event, fields) =>
          void errors.push(`${event} ${String((fields?.['error'] as Error | undefined)?.stack)}`),
      },
      limits: { badCommandsBeforeLogin: 1000, badCommands: 1000, refusedLogins: 1000, messageOctets: 1000 },
    });
    await host.deliver('INBOX', sampleMessage(1));
  });
  after(() => host.close());

  /** Sends octets, and then NOOP as often as it takes until one is answered as a command of its own. */
  const survives = async (octets: string | Buffer, loggedIn: boolean): Promise<void> => {
    const client = await LineClient.connect(host.port);
    try {
      await client.next();
      if (loggedIn) {
        await client.command('l', `LOGIN ${user} ${password}`);
        await client.command('s', 'SELECT INBOX');
      }
      client.send(octets);
      client.send('\r\n\r\nDONE\r\n*\r\nzz NOOP\r\n');
      client.end();
      // It ends, one way or the other: the client has closed its side.
      while ((await client.next()) !== undefined);
    } finally {
      client.close();
    }
  };

  const word = fc.oneof(
    fc.constantFrom(
      ...[
        'a1',
        'UID',
        'FETCH',
        'STORE',
        'SEARCH',
        'SELECT',
        'EXAMINE',
        'LIST',
        'LSUB',
        'APPEND',
        'COPY',
        'MOVE',
        'IDLE',
      ],
      ...['AUTHENTICATE', 'PLAIN', 'LOGIN', 'STATUS', 'ENABLE', 'ID', 'CREATE', 'RENAME', 'EXPUNGE', 'CLOSE', 'NOOP'],
      ...[
        '1:*',
        '*',
        '1',
        '4294967295',
        '$',
        'INBOX',
        '""',
        '%',
        '(',
        ')',
        '((((',
        'NIL',
        '+FLAGS',
        '(\\Seen)',
        'BODY[]',
      ],
      ...[
        'BODY[1.MIME]<0.5>',
        'BINARY[1]',
        'BODY.PEEK[HEADER.FIELDS (From)]',
        'ENVELOPE',
        'RETURN',
        '(SAVE)',
        'NOT',
        'OR',
      ],
      ...[
        '{3}\r\nabc',
        '{3+}\r\nabc',
        '~{2+}\r\n\0\0',
        '{99999999999}',
        '{0+}\r\n',
        '"',
        '"\\',
        '\r\n',
        '\n',
        '\r',
        ' ',
        '  ',
      ],
      ...[
        'CHARSET',
        'UTF-8',
        'TEXT',
        'ü',
        '\0',
        '\x7f',
        'UTF8',
        '"01-Jan-2026 00:00:00 +0000"',
        'USE',
        '*\r\n',
        'DONE\r\n',
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const line = fc.array(word, { maxLength: 12 }).map((words) => `a1 ${words.join(' ')}\r\n`);

  for (const loggedIn of [false, true]) {
    it(`is answered or ends the session, ${loggedIn ? 'after' : 'before'} login`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(line, { maxLength: 6 }), (lines) => survives(lines.join(''), loggedIn)),
        { numRuns: 150 },
      );
      assert.deepEqual(errors, []);
    });
  }

  it('may be any octets at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), (octets) => survives(Buffer.from(octets), true)),
      { numRuns: 60 },
    );
    assert.deepEqual(errors, []);
  });

  const rows = [
    { what: 'ten thousand parentheses', octets: `a1 SEARCH ${'('.repeat(10_000)}\r\n` },
    { what: 'ten thousand NOTs', octets: `a1 SEARCH ${'NOT '.repeat(10_000)}SEEN\r\n` },
    { what: 'a part number without end', octets: `a1 FETCH 1 BODY[${'1.'.repeat(10_000)}1]\r\n` },
    { what: 'ten thousand sections', octets: `a1 FETCH 1 (${'BODY[] '.repeat(5_000)}UID)\r\n` },
    { what: 'a set of ten thousand ranges', octets: `a1 FETCH ${'1:*,'.repeat(10_000)}1 UID\r\n` },
    { what: 'a mailbox name with NUL', octets: 'a1 CREATE {3+}\r\na\0b\r\n' },
    { what: 'a line without end', octets: 'x'.repeat(3_000_000) },
  ];
  for (const { what, octets } of rows) {
    it(`may be ${what}`, async () => {
      await survives(octets, true);
      assert.deepEqual(errors, []);
      const other = await LineClient.connect(host.port);
      await other.next();
      assert.deepEqual(await other.command('n', 'NOOP'), ['n OK NOOP completed']);
      other.close();
    });
  }

  it('creates no mailbox whose name has NUL', async () => {
    assert.ok((await host.store.mailboxes()).every(({ name }) => !name.includes('\0')));
  });
});
