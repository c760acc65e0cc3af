import assert from 'node:assert/strict';
import { parseServerFirst } from '../../../src/wire/sasl/scram.js';
import { type AccountId, modSeq } from '../../../src/mail/ids.js';
import { makeVerifier } from '../../../src/services/accounts/scram-verifier.js';
import { ScramClient } from '../../support/scram-client.js';
import { SignInWorld, granted, home, imap, newPassword, refused, smtp } from './support.js';

const minute = 60_000;
const day = 24 * 3600_000;

describe('signing in', () => {
  let world: SignInWorld;
  let account: AccountId;
  const password = newPassword();

  beforeEach(async () => {
    world = await SignInWorld.open();
    account = await world.addAccount('erika', password);
  });
  afterEach(() => world.close());

  const ways = [
    ['PLAIN', (...all: Parameters<SignInWorld['plain']>) => world.plain(...all)],
    ['SCRAM', (...all: Parameters<SignInWorld['scram']>) => world.scram(...all)],
  ] as const;

  for (const [name, signIn] of ways) {
    describe(`by ${name}`, () => {
      it('takes the right password, whatever the case of the user name', async () => {
        const login = granted(await signIn('Erika', password));
        assert.equal(login.account, account);
      });

      it('refuses a wrong one, and a user that is not there, in the same words', async () => {
        const wrong = refused(await signIn('erika', newPassword()));
        const nobody = refused(await signIn('nobody', password));
        assert.equal(wrong.reason, 'wrong');
        assert.deepEqual(wrong, nobody);
        assert.match(wrong.message, /falsch.* \/ .*wrong/);
      });

      it('takes old and new while both are valid, and neither before nor after', async () => {
        const fresh = newPassword();
        assert.equal(refused(await signIn('erika', fresh)).reason, 'wrong');
        const untilMs = world.time.now() + 60 * day;
        const how = { kind: 'overlap', untilMs, graceMs: 7 * day } as const;
        await world.addPassword(account, fresh, { replaces: { which: 'account', how } });
        granted(await signIn('erika', password));
        granted(await signIn('erika', fresh));
        await world.time.advance(7 * day + 1);
        const old = refused(await signIn('erika', password));
        assert.match(old.message, /ersetzt.* \/ .*replaced/);
        granted(await signIn('erika', fresh));
      });

      it('does not count a password that was right once', async () => {
        const fresh = newPassword();
        await world.addPassword(account, fresh, { replaces: { which: 'account', how: { kind: 'cut' } } });
        for (let i = 0; i < 30; i += 1) refused(await signIn('erika', password, imap('203.0.113.9')));
        assert.deepEqual(world.events, []);
        granted(await signIn('erika', fresh, imap('203.0.113.10')));
      });

      it('opens what the password is for, and says what it is for', async () => {
        const sending = newPassword();
        await world.addPassword(account, sending, { kind: 'device', name: 'Scanner', scopes: ['smtp'] });
        granted(await signIn('erika', sending, smtp()));
        const login = refused(await signIn('erika', sending));
        assert.equal(login.reason, 'scope');
        assert.match(login.message, /for sending only/);
      });

      it('tells of a closed account to who has its password only', async () => {
        await world.opened.accounts.close(account, world.time.now());
        assert.equal(refused(await signIn('erika', password)).reason, 'closed');
        assert.equal(refused(await signIn('erika', newPassword())).reason, 'wrong');
      });

      it('holds no longer when the password is withdrawn while its use is noted', async () => {
        const { credentials } = world.opened;
        const used = credentials.used.bind(credentials);
        credentials.used = async (...use) => {
          const noted = await used(...use);
          await credentials.revoke(account, 'all', world.time.now());
          return noted;
        };
        const login = granted(await signIn('erika', password));
        assert.equal(await world.authenticator.holds(login), false);
      });

      it('notes the day of use once', async () => {
        let calls = 0;
        const { credentials } = world.opened;
        const used = credentials.used.bind(credentials);
        world.opened.credentials.used = (...use) => {
          calls += 1;
          return used(...use);
        };
        for (let i = 0; i < 10; i += 1) granted(await signIn('erika', password));
        assert.equal(calls, 1);
        const [credential] = await world.opened.credentials.list(account);
        assert.deepEqual(credential!.lastUsed, { day: '2026-11-24', client: undefined });
        await world.time.advance(day);
        granted(await signIn('erika', password));
        assert.equal(calls, 2);
      });

      it('lets a customer in when the disk is full', async () => {
        world.opened.credentials.used = () => Promise.reject(new Error('no room'));
        granted(await signIn('erika', password));
        assert.equal(world.log.events('login.use-not-noted').length, 1);
      });
    });
  }

  it('reads a password in capitals and with blanks', async () => {
    granted(await world.plain('erika', password.toUpperCase().replaceAll('-', ' ')));
  });

  it('says which group is mistyped, and does not count it', async () => {
    const typed = password.split('-').with(2, 'ab0c').join('-');
    for (let i = 0; i < 50; i += 1) {
      const { reason, message } = refused(await world.plain('erika', typed));
      assert.equal(reason, 'mistyped');
      assert.match(message, /Gruppe 3 .* \/ .*group 3/);
    }
    assert.deepEqual(world.events, []);
    assert.equal(world.guard.size, 0);
  });

  it('asks the verifier for no guess, and for the right password once in five minutes', async () => {
    for (let i = 0; i < 100; i += 1) refused(await world.plain('erika', newPassword(), imap(`203.0.113.${i}`)));
    assert.equal(world.derivations, 0);
    for (let i = 0; i < 500; i += 1) granted(await world.plain('erika', password));
    assert.equal(world.derivations, 1);
    await world.time.advance(5 * minute);
    granted(await world.plain('erika', password));
    assert.equal(world.derivations, 2);
  });

  it('forgets what it remembers of a password when that is withdrawn', async () => {
    granted(await world.plain('erika', password));
    await world.opened.credentials.revoke(account, 'all', world.time.now());
    assert.equal(refused(await world.plain('erika', password)).reason, 'wrong');
  });

  it('gives a mark to an older password that has none, and until then hears 20 guesses a day', async () => {
    const old = newPassword();
    const none = { mark: undefined } as unknown as { mark: Buffer };
    await world.addPassword(account, old, none);
    const addresses = Array.from({ length: 40 }, (_, i) => imap(`203.0.${i}.1`));
    for (const address of addresses) refused(await world.plain('erika', newPassword(), address));
    assert.equal(world.derivations, 20);
    assert.equal(refused(await world.plain('erika', old, imap('198.51.100.1'))).reason, 'throttled');
    granted(await world.plain('erika', password, imap('198.51.100.1'))); // has a mark
    granted(await world.plain('erika', old, imap('198.51.100.1'))); // from where somebody has signed in
    const credentials = await world.opened.credentials.list(account);
    assert.ok(credentials.every(({ mark }) => mark?.length === 3));
    granted(await world.plain('erika', old, imap('198.51.100.2')));
  });

  describe('SCRAM', () => {
    const begin = async (user: string) => {
      const exchange = world.authenticator.scram({ plus: false, bindings: {}, origin: imap() });
      const client = new ScramClient({ user, password });
      const serverFirst = await exchange.first(client.first());
      assert.ok(Buffer.isBuffer(serverFirst));
      return { exchange, client, serverFirst, ...parseServerFirst(serverFirst)! };
    };

    it('answers for a user that is not there as for one that is: always with the same salt', async () => {
      const [known, nobody, again, other] = [
        await begin('erika'),
        await begin('nobody'),
        await begin(' NOBODY'),
        await begin('nobody2'),
      ];
      assert.equal(nobody.iterations, known.iterations);
      assert.equal(nobody.salt.length, known.salt.length);
      assert.deepEqual(again.salt, nobody.salt);
      assert.notDeepEqual(other.salt, nobody.salt);
      assert.notEqual(again.nonce, nobody.nonce);
    });

    it('answers for a user that is not there like an account: also when iterations are raised, and after a cut', async () => {
      const before = await begin('nobody');
      const fresh = newPassword();
      const verifier = await makeVerifier(fresh, 4099);
      const cut = { which: 'account', how: { kind: 'cut' } } as const;
      await world.addPassword(account, fresh, { verifier, replaces: cut });
      const [known, nobody] = [await begin('erika'), await begin('nobody')];
      assert.deepEqual([known.iterations, nobody.iterations], [4099, 4099]);
      assert.notDeepEqual(nobody.salt, before.salt);
    });

    it('takes one proof for each nonce', async () => {
      const { exchange, client, serverFirst } = await begin('erika');
      const final = client.final(serverFirst);
      granted((await exchange.final(final)).login);
      assert.equal(refused((await exchange.final(final)).login).reason, 'wrong');
    });

    it('does not take a password that was withdrawn after the first message', async () => {
      const { exchange, client, serverFirst } = await begin('erika');
      await world.opened.credentials.revoke(account, 'all', world.time.now());
      assert.equal(refused((await exchange.final(client.final(serverFirst))).login).reason, 'wrong');
    });

    it('refuses a final message without a first', async () => {
      const { client, serverFirst } = await begin('erika');
      const exchange = world.authenticator.scram({ plus: false, bindings: {}, origin: imap() });
      assert.equal(refused((await exchange.final(client.final(serverFirst))).login).reason, 'wrong');
    });

    it('hears 20 guesses a day, and then only from where somebody has signed in to the account', async () => {
      granted(await world.scram('erika', password, imap(home)));
      for (let i = 0; i < 20; i += 1) refused(await world.scram('erika', newPassword(), imap(`203.0.${i}.1`)));
      assert.equal(refused(await world.scram('erika', password, imap('203.0.99.1'))).reason, 'throttled');
      granted(await world.scram('erika', password, imap(home)));
      granted(await world.plain('erika', password, imap('203.0.99.1'))); // and from anywhere by PLAIN
      granted(await world.scram('erika', password, imap('203.0.99.1')));
      for (let i = 0; i < 20; i += 1) refused(await world.scram('nobody', newPassword(), imap(`203.0.${i}.1`)));
      assert.equal(refused(await world.scram('nobody', newPassword())).reason, 'throttled', 'as if it were there');
    });
  });

  describe('a new mail app', () => {
    const notices = async (): Promise<readonly string[]> => {
      const store = await world.opened.stores.open(account);
      const log = (await store.mailboxes()).find(({ role }) => role === 'protocol')!;
      const { messages } = await store.changes(log.id, modSeq(0n));
      return Promise.all(
        messages.map(async ({ content }) => {
          const octets: Buffer[] = [];
          for await (const piece of store.octets(content)) octets.push(piece);
          return Buffer.concat(octets).toString();
        }),
      );
    };

    it('is told to the customer, once, and not of the first', async () => {
      const login = granted(await world.plain('erika', password));
      await world.authenticator.recognised(login, undefined);
      await world.authenticator.recognised(login, 'iOS Mail');
      assert.deepEqual(await notices(), []);
      for (let i = 0; i < 3; i += 1) await world.authenticator.recognised(login, 'Thunderbird');
      await world.time.advance(day);
      await world.authenticator.recognised(login, 'Thunderbird');
      const [notice, ...more] = await notices();
      assert.deepEqual(more, []);
      assert.match(notice!, /^From: Digitale Post <post@post.example>$/m);
      assert.match(notice!, /^To: erika@post\.example$/m);
      assert.match(notice!, /^Subject: Neue Mail-App angemeldet: Thunderbird$/m);
      assert.match(notice!, /^Auto-Submitted: auto-generated$/m);
      assert.match(notice!, /Am 24\. November 2026 hat sich die Mail-App Thunderbird/);
      assert.doesNotMatch(notice!, new RegExp(home));
    });

    it('is named with the device whose password it uses', async () => {
      const device = newPassword();
      await world.addPassword(account, device, { kind: 'device', name: 'Handy' });
      const login = granted(await world.plain('erika', device));
      await world.authenticator.recognised(login, 'Thunderbird');
      await world.authenticator.recognised(login, 'FairEmail');
      assert.match((await notices())[0]!.replaceAll('=\r\n', ''), /f=C3=BCr =E2=80=9EHandy/);
    });
  });
});
