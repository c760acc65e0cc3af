/** What admins do with accounts: create, close, delete; and with the passwords of their devices. */
import type { Account, AccountDirectory, Contract, PostcardPolicy, QuotaChange } from '../../mail/accounts.js';
import type { CredentialSummary, Issued, NewCustomer, NewDevicePassword, PasswordForLetter } from '../../mail/admin.js';
import type { ChangeFeed } from '../../mail/change-feed.js';
import type { Clock } from '../../mail/clock.js';
import { isValid } from '../../mail/credentials.js';
import type { CredentialStore, StoredCredential } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { Log } from '../../mail/log.js';
import type { SetupLinks } from '../../mail/setup-links.js';
import { textsFor } from '../../texts/texts.js';
import { checkAddress, defaultAddress } from './address.js';
import type { Devices } from './devices.js';
import { newSetupLink } from './new-setup-link.js';
import { findAccount } from './find-accounts.js';
import type { PasswordMaker } from './password-maker.js';
import { checkPostalLines } from './postal-lines.js';

export interface Customer extends Account {
  readonly name: string;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly postal: readonly string[];
}

export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(options: {
  readonly directory: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly setupLinks: Pick<SetupLinks, 'add'>;
  readonly maker: PasswordMaker;
  readonly devices: Devices;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly domain: string;
  /** An account was added, closed, reopened or deleted. */
  readonly onChange: () => void;
}) {
  const { directory, credentials, setupLinks, maker, devices, feed, clock, log } = options;

  const summary = (account: Account, contract: Contract | undefined): Customer => ({
    ...account,
    name: contract?.name ?? '',
    address: contract?.address ?? '',
    aliases: contract?.aliases ?? [],
    postal: contract?.postal ?? [],
  });

  const find = (reference: string) => findAccount(directory, reference);

  async function current(id: AccountId): Promise<Customer> {
    const account = await directory.get(id);
    if (!account) throw new MailError('account-not-found', 'The account was deleted meanwhile.');
    return summary(account, await directory.contract(id));
  }

  return {
    find,

    /** @throws MailError account-exists; Error when name or address cannot be used */
    async add(customer: NewCustomer): Promise<PasswordForLetter> {
      const name = customer.name.normalize('NFC').trim();
      if (name === '' || name.length > 200 || /\p{Cc}/u.test(name)) {
        throw new RangeError('The name must have 1 to 200 characters and no control characters.');
      }
      const address = checkAddress(customer.address ?? defaultAddress(name, options.domain));
      const user = (customer.user ?? address).normalize('NFC').trim();
      if (user === '' || user.length > 200 || /[\p{Cc}\s]/u.test(user)) {
        throw new RangeError('The user name must have 1 to 200 characters, no blanks and no control characters.');
      }
      const postal = checkPostalLines(customer.postal ?? []);
      const { language } = customer;
      const { password, ...kept } = await maker.make(user, undefined);
      const account = await directory.create({
        user,
        name,
        address,
        language,
        ...kept,
        createdMs: clock.now(),
        mailboxes: textsFor(language).mailboxes.map((mailbox) => ({ ...mailbox, subscribed: true })),
      });
      if (postal.length > 0) await directory.setPostal(account.id, postal);
      const made = customer.setupLink === true ? newSetupLink(account.id, clock.now()) : undefined;
      if (made) await setupLinks.add(made.link);
      const [credential] = await credentials.list(account.id);
      options.onChange();
      log.info('account.added', { account: account.id });
      return {
        ...{ account: account.id, user, password, credential: credential!.id },
        ...{ name, address, language, postal, setup: made?.setup ?? null },
      };
    },

    async list(): Promise<readonly Customer[]> {
      const accounts = await directory.list();
      return Promise.all(accounts.map(async (account) => summary(account, await directory.contract(account.id))));
    },

    async show(reference: string): Promise<Customer & { readonly credentials: readonly StoredCredential[] }> {
      const account = await find(reference);
      const now = clock.now();
      return {
        ...summary(account, await directory.contract(account.id)),
        credentials: (await credentials.list(account.id)).filter((each) => isValid(each, now)),
      };
    },

    async credentials(reference: string): Promise<readonly CredentialSummary[]> {
      return devices.list(await find(reference));
    },

    /** @throws MailError account-not-found, account-closed; RangeError: a name that cannot be used, too many devices */
    async issueDevice(reference: string, device: NewDevicePassword): Promise<Issued> {
      return devices.issue(await find(reference), device);
    },

    /** @returns false when it had ended before @throws MailError account-not-found; RangeError: no such password */
    async revoke(reference: string, credential: number): Promise<boolean> {
      return devices.revoke(await find(reference), credential);
    },

    /** No login and no intake any more; documents stay until deleted. Ends all sessions. */
    async close(reference: string): Promise<Customer> {
      const account = await find(reference);
      await directory.close(account.id, clock.now());
      feed.publish(account.id, { kind: 'access-ended', credential: undefined });
      options.onChange();
      log.info('account.closed', { account: account.id });
      return current(account.id);
    },

    async reopen(reference: string): Promise<Customer> {
      const account = await find(reference);
      await directory.reopen(account.id);
      options.onChange();
      log.info('account.reopened', { account: account.id });
      return current(account.id);
    },

    /** @throws MailError account-not-found */
    async setQuota(reference: string, change: QuotaChange): Promise<Customer> {
      const account = await find(reference);
      await directory.setQuota(account.id, change);
      log.info('account.quota-set', { account: account.id });
      return current(account.id);
    },

    /** @throws MailError account-not-found */
    async setPostcard(reference: string, policy: PostcardPolicy): Promise<Customer> {
      const account = await find(reference);
      await directory.setPostcard(account.id, policy);
      log.info('account.postcard-set', { account: account.id, policy });
      return current(account.id);
    },

    /** Further addresses to send from. @throws MailError account-not-found, account-exists (another has the address) */
    async setAliases(
      reference: string,
      change: { readonly add: readonly string[]; readonly remove: readonly string[] },
    ): Promise<Customer> {
      const { id, aliases, address } = await current((await find(reference)).id);
      const folded = (each: string) => each.toLowerCase();
      const removed = new Set(change.remove.map(checkAddress).map(folded));
      const kept = aliases.filter((alias) => !removed.has(folded(alias)));
      const there = new Set([address, ...kept].map(folded));
      const added = change.add.map(checkAddress).filter((alias) => !there.has(folded(alias)));
      await directory.setAliases(id, [...kept, ...added]);
      log.info('account.aliases-set', { account: id });
      return current(id);
    },

    /** Where letters to the customer go. @throws MailError account-not-found; RangeError: it does not fit a window */
    async setPostal(reference: string, lines: readonly string[]): Promise<Customer> {
      const { id } = await find(reference);
      await directory.setPostal(id, checkPostalLines(lines));
      log.info('account.postal-set', { account: id });
      return current(id);
    },

    /** Destroys the account's key and everything sealed with it. */
    async delete(reference: string): Promise<Customer> {
      const account = await current((await find(reference)).id);
      await directory.close(account.id, clock.now());
      feed.publish(account.id, { kind: 'access-ended', credential: undefined });
      await directory.delete(account.id);
      options.onChange();
      log.info('account.deleted', { account: account.id });
      return account;
    },
  };
}
