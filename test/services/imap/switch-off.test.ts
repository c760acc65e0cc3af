/** Capabilities that are switched off for some clients and accounts. */
import assert from 'node:assert/strict';
import { optionalCapabilities } from '../../../src/services/imap/capabilities.js';
import type { SwitchOff } from '../../../src/services/imap/switch-off.js';
import { slowSearch } from '../../support/slow-search.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

/** What uses a capability: a command that works with it, and is answered as by a server that never heard of it. */
interface Use {
  readonly state?: 'connected' | 'selected';
  readonly use: string;
  /** Of the answer without it; `BAD` by default. */
  readonly refused?: RegExp;
  /** Of the answer with it; `OK` by default. */
  readonly done?: RegExp;
  /** Cannot be without it, and goes with it. */
  readonly takesAlong?: readonly string[];
}

const uses: Readonly<Record<string, Use>> = {
  IMAP4REV2: { use: 'ENABLE IMAP4rev2', done: /^\* ENABLED IMAP4rev2$/m, refused: /^\* ENABLED$/m },
  'UTF8=ACCEPT': { use: 'ENABLE UTF8=ACCEPT', done: /^\* ENABLED UTF8=ACCEPT$/m, refused: /^\* ENABLED$/m },
  'LITERAL+': { use: 'STATUS {5+}\r\nINBOX (MESSAGES)' },
  APPENDLIMIT: { use: 'STATUS INBOX (APPENDLIMIT)' },
  ID: { use: 'ID NIL' },
  STARTTLS: { state: 'connected', use: 'STARTTLS' },
  'SASL-IR': {
    state: 'connected',
    use: `AUTHENTICATE PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`,
  },
  'AUTH=PLAIN': { state: 'connected', use: 'AUTHENTICATE PLAIN', done: /^\+ /, refused: /^t NO \[CANNOT\]/m },
  'AUTH=SCRAM-SHA-256': {
    state: 'connected',
    use: 'AUTHENTICATE SCRAM-SHA-256',
    done: /^\+ /,
    refused: /^t NO \[CANNOT\]/m,
  },
  'AUTH=LOGIN': { state: 'connected', use: 'AUTHENTICATE LOGIN', done: /^\+ /, refused: /^t NO \[CANNOT\]/m },
  ENABLE: { use: 'ENABLE UTF8=ACCEPT' },
  'CREATE-SPECIAL-USE': { use: 'CREATE Sent (USE (\\Sent))' },
  'LIST-EXTENDED': { use: 'LIST (SUBSCRIBED) "" *' },
  'LIST-METADATA': { use: 'LIST "" * RETURN (METADATA (/private/comment))' },
  'LIST-STATUS': { use: 'LIST "" * RETURN (STATUS (MESSAGES))' },
  'SPECIAL-USE': { use: 'LIST (SPECIAL-USE) "" *' },
  CHILDREN: { use: 'LIST "" *', done: /^\* LIST \(\\HasNoChildren\)/m, refused: /^\* LIST \(\) "\/" INBOX$/m },
  QUOTA: { use: 'GETQUOTAROOT INBOX' },
  'QUOTA=RES-STORAGE': { use: 'STATUS INBOX (DELETED-STORAGE)' },
  'QUOTA=RES-MESSAGE': { use: 'GETQUOTA ""', done: /^\* QUOTA "" \(MESSAGE 1 9\)$/m, refused: /^\* QUOTA "" \(\)$/m },
  METADATA: { use: 'GETMETADATA INBOX /private/comment' },
  NAMESPACE: { use: 'NAMESPACE' },
  'STATUS=SIZE': { use: 'STATUS INBOX (SIZE)' },
  MULTIAPPEND: { use: 'APPEND INBOX {4+}\r\na: b {4+}\r\nc: d' },
  CATENATE: { use: 'APPEND INBOX CATENATE (URL /INBOX/;UID=1)' },
  REPLACE: { state: 'selected', use: 'REPLACE 1 INBOX {4+}\r\na: b' },
  NOTIFY: { use: 'NOTIFY NONE' },
  IDLE: { use: 'IDLE', done: /^\+ / },
  'COMPRESS=DEFLATE': { use: 'COMPRESS DEFLATE' },
  UNAUTHENTICATE: { use: 'UNAUTHENTICATE' },
  UNSELECT: { state: 'selected', use: 'UNSELECT' },
  UIDPLUS: { state: 'selected', use: 'UID EXPUNGE 1' },
  ESEARCH: { state: 'selected', use: 'SEARCH RETURN (MIN) ALL' },
  SEARCHRES: { state: 'selected', use: 'FETCH $ FLAGS' },
  WITHIN: { state: 'selected', use: 'SEARCH OLDER 1' },
  PARTIAL: { state: 'selected', use: 'SEARCH RETURN (PARTIAL 1:1) ALL' },
  'SEARCH=FUZZY': { state: 'selected', use: 'SEARCH FUZZY TEXT x' },
  MULTISEARCH: { use: 'ESEARCH IN (personal) ALL' },
  SORT: { state: 'selected', use: 'SORT (DATE) UTF-8 ALL' },
  'SORT=DISPLAY': { state: 'selected', use: 'SORT (DISPLAYFROM) UTF-8 ALL' },
  ESORT: { state: 'selected', use: 'SORT RETURN () (DATE) UTF-8 ALL' },
  'THREAD=ORDEREDSUBJECT': { state: 'selected', use: 'THREAD ORDEREDSUBJECT UTF-8 ALL' },
  'THREAD=REFERENCES': { state: 'selected', use: 'THREAD REFERENCES UTF-8 ALL' },
  'THREAD=REFS': { state: 'selected', use: 'THREAD REFS UTF-8 ALL' },
  INPROGRESS: {
    state: 'selected',
    use: 'SEARCH BODY letter',
    done: /^\* OK \[INPROGRESS /,
    refused: /^\* SEARCH 1\nt OK/,
  },
  BINARY: { state: 'selected', use: 'FETCH 1 BINARY.PEEK[1]' },
  QRESYNC: { use: 'ENABLE QRESYNC', done: /^\* ENABLED QRESYNC$/m, refused: /^\* ENABLED$/m },
  UIDBATCHES: { state: 'selected', use: 'UIDBATCHES 500' },
  UIDONLY: { use: 'ENABLE UIDONLY', done: /^\* ENABLED UIDONLY$/m, refused: /^\* ENABLED$/m },
  CONDSTORE: { state: 'selected', use: 'FETCH 1 (FLAGS) (CHANGEDSINCE 1)', takesAlong: ['QRESYNC'] },
  OBJECTID: { state: 'selected', use: 'FETCH 1 (EMAILID THREADID)' },
  SAVEDATE: { state: 'selected', use: 'FETCH 1 SAVEDATE' },
  PREVIEW: { state: 'selected', use: 'FETCH 1 PREVIEW' },
  MOVE: { state: 'selected', use: 'MOVE 1 INBOX' },
};

describe('a capability switched off', () => {
  let host: ImapHost;
  const clients: LineClient[] = [];

  const start = async (without: readonly SwitchOff[]): Promise<void> => {
    const secureContext = () => {
      throw new Error('no TLS here');
    };
    const slow = { limits: { progressMs: 5 }, wrap: slowSearch(50) };
    host = await startImapHost({ without, secureContext, storeLimits: { quotaMessages: 9 }, ...slow });
    await host.deliver('INBOX', sampleMessage(1));
  };
  const connect = async (state: 'connected' | 'authenticated' | 'selected' = 'connected'): Promise<LineClient> => {
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    if (state !== 'connected') await client.command('l', `LOGIN ${user} ${password}`);
    if (state === 'selected') await client.command('s', 'SELECT INBOX');
    return client;
  };
  /** Up to the tagged answer, or to the server's waiting for more. */
  const answer = async (client: LineClient, text: string): Promise<string> => {
    client.line(`t ${text}`);
    const lines: string[] = [];
    while (!/^(?:t |\+ )/.test(lines.at(-1) ?? '')) lines.push((await client.next()) ?? '(closed)');
    return lines.join('\n');
  };
  const capabilities = async (client: LineClient): Promise<readonly string[]> =>
    (await client.command('c', 'CAPABILITY'))[0]!.toUpperCase().split(' ').slice(2);

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  /** Is told in TLS only: see scram-plus.test.ts. */
  const inTheClear = [...optionalCapabilities].filter((name) => name !== 'AUTH=SCRAM-SHA-256-PLUS');
  for (const name of inTheClear) {
    it(`is not told and not known: ${name}`, async () => {
      const row = uses[name];
      assert.ok(row, `say in the table above what uses ${name}, and in its command what it covers or needs`);
      const { state = 'authenticated', use, refused = /^t BAD /m, done = /^t OK /m, takesAlong = [] } = row;
      await start([]);
      const before = await connect(state);
      const told = await capabilities(before);
      assert.ok(told.some((each) => each === name || each.startsWith(`${name}=`)));
      assert.match(await answer(before, use), done);
      before.close();
      await host.close();
      await start([{ capabilities: [name] }]);
      const client = await connect(state);
      const rest = await capabilities(client);
      assert.deepEqual(
        rest,
        told.filter((each) => each !== name && !each.startsWith(`${name}=`) && !takesAlong.includes(each)),
      );
      assert.match(await answer(client, use), refused);
    });
  }

  it('is not switched on by what has it inside: CONDSTORE by QRESYNC', async () => {
    await start([{ capabilities: ['CONDSTORE'] }]);
    const client = await connect('selected');
    assert.equal(await answer(client, 'ENABLE QRESYNC'), '* ENABLED\nt OK ENABLE completed');
    assert.doesNotMatch(await answer(client, 'STORE 1 +FLAGS (\\Flagged)'), /MODSEQ/);
  });

  it('is off from the moment that the client says its name and version, and for it only', async () => {
    await start([{ client: { name: 'iphone mail', version: '16*' }, capabilities: ['idle', 'MOVE'] }]);
    const client = await connect('authenticated');
    assert.ok((await capabilities(client)).includes('IDLE'));
    await client.command('i', 'ID ("Name" "iPhone Mail" "Version" "16.2")');
    assert.deepEqual(
      (await capabilities(client)).filter((each) => ['IDLE', 'MOVE', 'UNSELECT'].includes(each)),
      ['UNSELECT'],
    );
    assert.equal(await answer(client, 'IDLE'), 't BAD Unknown command');
    await client.command('j', 'ID ("name" "iPhone Mail" "version" "17.0")');
    assert.ok((await capabilities(client)).includes('IDLE'));
  });

  it('is off when the name was said before login, and told so with it', async () => {
    await start([{ client: { name: 'Old Mailer' }, account: user.toUpperCase(), capabilities: ['IDLE'] }]);
    const client = await connect();
    await client.command('i', 'ID ("name" "Old Mailer")');
    assert.doesNotMatch((await client.command('l', `LOGIN ${user} ${password}`)).at(-1)!, /IDLE/);
    await client.command('u', 'UNAUTHENTICATE');
    assert.match((await client.command('m', `LOGIN ${user} ${password}`)).at(-1)!, /IDLE/);
  });

  it('is off for one account and no other', async () => {
    await start([{ account: 'somebody@example.com', capabilities: ['IDLE'] }]);
    assert.ok((await capabilities(await connect('authenticated'))).includes('IDLE'));
  });

  it('takes the UIDs out of the answers of APPEND, COPY and MOVE with UIDPLUS', async () => {
    await start([{ capabilities: ['UIDPLUS'] }]);
    const client = await connect('selected');
    assert.doesNotMatch(await answer(client, 'APPEND INBOX {4+}\r\na: b'), /APPENDUID/);
    assert.doesNotMatch(await answer(client, 'COPY 1 INBOX'), /COPYUID/);
    assert.doesNotMatch(await answer(client, 'MOVE 1 INBOX'), /COPYUID/);
  });

  it('must be one that there is', async () => {
    await start([]);
    await assert.rejects(startImapHost({ without: [{ capabilities: ['QRSYNC'] }] }), /QRSYNC, which is no capability/);
  });
});
