import assert from 'node:assert/strict';
import { isMailError } from '../../../src/mail/errors.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { setupPinTag, setupTokenHash } from '../../../src/mail/setup-links.js';
import { passwordMark } from '../../../src/services/accounts/password-mark.js';
import { makeVerifier } from '../../../src/services/accounts/scram-verifier.js';
import { append, letter, mailboxOf, messagesIn, newAccount, pieces } from '../../support/contracts/opened.js';
import { deferred, delivered, settlement, submit } from '../../support/contracts/queued.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores } from './open-for-test.js';

/** Words that lie nowhere, in any case and in the encodings that text has on the way. */
const canaries = [
  'kanarienvogel',
  'zeisig',
  'stieglitz',
  'gimpel',
  'pirol',
  'amsel',
  'dompfaff',
  'wiedehopf',
  'ringeltaube',
  'nachtigall',
  'kranich',
  'eisvogel',
  'seeadler',
  'habicht',
  'rotkehlchen',
  'buchfink',
  'mauersegler',
  'grauschnaepper',
  'zilpzalp',
];

describe('what lies on the disk', () => {
  const folder = temporaryFolder();

  async function assertSealed(): Promise<void> {
    for (const { path, octets } of await everyFile(folder())) {
      const text = octets.toString('latin1').toLowerCase();
      for (const word of canaries) {
        assert.ok(!text.includes(word), `${word} is in ${path}`);
        assert.ok(!text.includes(Buffer.from(word).toString('base64').slice(0, 8).toLowerCase()), `${word} in ${path}`);
      }
    }
  }

  it('has no word of letters, names, keywords or scans in clear, while open, after a deletion and when closed', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened, 'Kanarienvogel@zeisig.example');
    const store = await opened.stores.open(account);
    await store.create(mailboxName('Stieglitz/Gimpel'));
    await store.subscribe(mailboxName('Pirol'), true);
    const fields = { From: 'Amsel <amsel@example.org>', Subject: 'Dompfaff', 'Message-ID': '<wiedehopf@x>' };
    const body = 'Die Ringeltaube.\r\n';
    await append(store, 'INBOX', letter(fields, body), ['Zeisig']);
    const big = `${body.repeat(20)}${'x'.repeat(300_000)}`;
    const { mailbox } = await append(store, 'INBOX', letter(fields, big), ['\\Deleted']);
    for (let i = 0; i < 40; i++) await append(store, 'INBOX', letter({ ...fields, Subject: `Dompfaff ${i}` }, body));
    const note = { name: '/private/vendor/nachtigall/note', value: Buffer.from('Die Nachtigall.') };
    const [first] = await messagesIn(store, mailbox);
    await store.setMetadata(undefined, [note]);
    await store.setMetadata(mailbox, [note, { ...note, content: first!.content }]);
    const { jobs } = opened;
    const job = { account, kind: 'intake', key: 'gimpel.pdf', payload: { file: 'gimpel.pdf' } } as const;
    await jobs.enqueue(job, pieces(Buffer.from('Wiedehopf'.repeat(1000))));
    const [claimed] = await jobs.claim('intake', { leaseMs: 1000, limit: 1 });
    assert.equal((await store.search([{ field: 'body', needle: 'ringeltaube' }]))[0]!.size, 42);
    await assertSealed();
    await store.expunge(mailbox);
    await jobs.reject(claimed!.id, 'pirol', 'Pirol');
    await assertSealed();
    await opened.close();
    await assertSealed();
  });

  it('has no address, domain, message id, reply or note of mail on its way out in clear', async () => {
    const opened = await openStores(folder());
    const { queue, accounts, correspondents, notebook, ledger } = opened;
    const account = await newAccount(opened, 'Kanarienvogel@zeisig.example');
    await accounts.setAliases(account, ['gimpel@zeisig.example']);
    await accounts.setPostal(account, ['Am Zilpzalp 7']);
    const store = await opened.stores.open(account);
    const id = await submit(store, ['kranich@eisvogel.example', 'a@pirol.example', 'b@amsel.example'], {
      envelope: {
        from: 'gimpel@zeisig.example',
        smtpUtf8: false,
        eightBit: true,
        requireTls: false,
        envid: 'dompfaff',
      },
      messageId: '<seeadler@stieglitz.example>',
      documents: ['habicht'],
    });
    const told = { remote: 'mx.rotkehlchen.example', reply: '250 Nachtigall' };
    const [first] = await queue.claim({ by: 'domain', leaseMs: 1000, limit: 1, skip: new Set(['amsel.example']) });
    assert.ok(first);
    const tried = { atMs: 1, ...told, status: '4.0.0' };
    const outcomes = { 0: delivered(told), 1: { kind: 'deferred', attempt: tried, dueMs: 1 } } as const;
    await queue.settle(settlement(id, outcomes));
    await correspondents.allow(account, 'wiedehopf@ringeltaube.example', true);
    await notebook.put('kranich', 'eisvogel.example', 'Habicht', 1e15);
    await append(store, 'INBOX', letter({ Subject: 'x' }), [], {
      document: { id: 'habicht', attachments: [Buffer.from('rotkehlchen')] },
    });
    assert.equal((await ledger.disclosures(account))[0]!.reply, '250 Nachtigall');
    await assertSealed();
    await opened.close();
    await assertSealed();
  });

  it('has no device, mail app, verifier, mark or secret of passwords in clear, nor a token or PIN of a link', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const { credentials, loginSecret, setupLinks } = opened;
    const [password, token, pin] = ['Grauschnaepper', 'Mauersegler', '471147'];
    const check = await makeVerifier(password, 1);
    const mark = passwordMark(loginSecret, 'erika@example.org', password);
    const replaces = { which: 'all', how: { kind: 'cut' } } as const;
    const about = { kind: 'device', name: 'Buchfinks iPhone', scopes: ['imap'], createdMs: 1 } as const;
    const { credential } = await credentials.add(account, { ...about, verifier: check, mark, replaces });
    const use = { atMs: 2, day: '2026-11-24', client: 'Buchfink Mail' };
    await credentials.used(account, credential!.id, use);
    const link = { account, tokenHash: setupTokenHash(token), pinTag: setupPinTag({ token, pin }) };
    await setupLinks.add({ ...link, createdMs: 1, expiresMs: 1e15 });
    const secrets = [loginSecret, check.salt, check.storedKey, check.serverKey];
    // The mark's three octets are found by chance in any file of some size: it is looked for by the name it is kept under.
    const words = [...secrets, ...secrets.map((each) => each.toString('base64')), '"mark"', '"salt"', pin];
    const assertNoSecret = async () => {
      await assertSealed();
      for (const { path, octets } of await everyFile(folder())) {
        for (const word of words) assert.ok(!octets.includes(word), `${word.toString()} in ${path}`);
      }
    };
    await assertNoSecret();
    await opened.close();
    await assertNoSecret();
  });

  it('keeps the queue, the ledger, correspondents, documents and notes over close and open; leases end', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const store = await first.stores.open(account);
    const id = await submit(store, ['a@x.example', 'b@y.example', 'c@z.example']);
    const held = await submit(store, ['a@x.example'], { hold: 'review' });
    await first.queue.settle(settlement(id, { 0: delivered(), 1: deferred(1e15) }));
    assert.equal((await first.queue.claim({ by: 'item', leaseMs: 1e9, limit: 9 })).length, 1);
    await first.correspondents.allow(account, 'b@y.example', true);
    await first.notebook.put('a', 'k', [1], 1e15);
    await first.accounts.setPostcard(account, 'require');
    await first.accounts.setAliases(account, ['alias@example.org']);
    await append(store, 'INBOX', 'x', [], { document: { id: 'd', attachments: [Buffer.alloc(32)] } });
    const [before, ledger] = [(await first.queue.get(id))!, await first.ledger.disclosures(account)];
    await first.close();
    const second = await openStores(folder());
    const { queue, accounts } = second;
    const after = (await queue.get(id))!;
    const dueNow = after.recipients.map((each) => ({ ...each, dueMs: 0 }));
    assert.deepEqual(
      { ...after, recipients: dueNow },
      { ...before, recipients: before.recipients.map((each) => ({ ...each, dueMs: 0 })) },
    );
    assert.equal((await queue.get(held))!.hold, 'review');
    const [claimed, ...others] = await queue.claim({ by: 'item', leaseMs: 1000, limit: 9 });
    assert.deepEqual([claimed!.item.id, claimed!.numbers, others], [id, [2], []]);
    assert.deepEqual(await second.ledger.disclosures(account), ledger);
    assert.deepEqual(
      await second.correspondents.known(account, ['b@y.example']),
      new Map([['b@y.example', { allowed: true }]]),
    );
    assert.deepEqual(await second.notebook.get('a', 'k'), [1]);
    assert.deepEqual(await (await second.stores.open(account)).documents([Buffer.alloc(32)]), ['d']);
    assert.equal((await accounts.get(account))!.postcard, 'require');
    assert.deepEqual((await accounts.contract(account))!.aliases, ['alias@example.org']);
    await assert.rejects(newAccount(second, 'Alias@example.org'), (error) => isMailError(error, 'account-exists'));
    assert.ok((await submit(await second.stores.open(account), ['a@x.example'])) > held);
    await second.close();
  });

  it('has files of mode 0600 and folders of mode 0700 only', async () => {
    const opened = await openStores(folder());
    const store = await opened.stores.open(await newAccount(opened));
    await append(store, 'INBOX', Buffer.alloc(300_000));
    const staged = await store.stage(pieces(Buffer.alloc(300_000)));
    const found = await everyFile(folder());
    assert.ok(found.some(({ path }) => path.endsWith('mail.db-wal')));
    assert.ok(found.some(({ path }) => path.includes('staging/')));
    for (const { path, mode, octets } of found) assert.equal(mode, octets.length > 0 ? 0o600 : mode & 0o700, path);
    await store.discard(staged);
    await opened.close();
  });

  it('loses the octets of a big message, and of a scan, when they are deleted', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const { mailbox } = await append(store, 'INBOX', Buffer.alloc(300_000));
    const { job } = await opened.jobs.enqueue(
      { account, kind: 'intake', key: 'a', payload: 1 },
      pieces(Buffer.alloc(10)),
    );
    const isBlob = ({ path }: { path: string }) => /(octets|scans|staging)\/.*[0-9a-f]{32}$/.test(path);
    const blobs = async () => (await everyFile(folder())).filter(isBlob).length;
    assert.equal(await blobs(), 2);
    await store.storeFlags(mailbox, [uid(1)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
    await store.expunge(mailbox);
    await opened.jobs.reject(job.id, 'x', 'x');
    await opened.close();
    assert.equal(await blobs(), 0);
  });

  it('has nothing of a deleted account', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    await append(store, 'INBOX', Buffer.alloc(300_000));
    await append(store, 'INBOX', letter({ Subject: 'x' }));
    await opened.accounts.delete(account);
    assert.deepEqual(
      (await everyFile(folder())).filter(({ path }) => path.endsWith(`/${account}`)),
      [],
    );
    await opened.close();
  });

  it('keeps everything over close and open', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const before = await first.stores.open(account);
    const { mailbox } = await append(before, 'INBOX', letter({ Subject: 'Rechnung' }, 'Betrag\r\n'), ['\\Seen', 'k']);
    await append(before, 'INBOX', Buffer.alloc(300_000, 'ab'), ['\\Deleted']);
    await before.expunge(mailbox);
    const [messages, mailboxes] = [await messagesIn(before, mailbox), await before.mailboxes()];
    await first.close();
    const second = await openStores(folder());
    const store = await second.stores.open(account);
    assert.deepEqual(await messagesIn(store, mailbox), messages);
    assert.deepEqual(await store.mailboxes(), mailboxes);
    assert.equal((await mailboxOf(store, 'INBOX')).uidNext, 3);
    assert.deepEqual((await store.changes(mailbox, 1n as never)).expunged, [2]);
    assert.equal((await store.search([{ field: 'text', needle: 'rechnung' }]))[0]!.size, 1);
    await second.close();
  });
});
