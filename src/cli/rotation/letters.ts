/** A folder of password letters: `letter-<account>-run<run>-<credential>.pdf`. */
import { inParallel } from '../../lib/in-parallel.js';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PasswordForLetter, PreparedPassword } from '../../mail/admin.js';
import type { MailSettings } from '../../mail/mail-settings.js';
import type { PasswordLetter, PasswordLetters, PostalAddress } from '../../mail/password-letter.js';
import { padded, type RotationOutput } from './outputs.js';
import { makePrivateFolder, removeFiles, syncFolder, writePrivateFile } from './safe-file.js';

export interface LetterOffice {
  readonly letters: PasswordLetters;
  readonly settings: MailSettings;
  readonly sender: PostalAddress;
}

/** @param addressOf lines below the name in the window, as far as they are known */
export async function lettersOutput(options: {
  readonly folder: string;
  readonly office: LetterOffice;
  readonly reason: PasswordLetter['reason'];
  readonly addressOf: (password: PreparedPassword) => readonly string[];
  readonly nowMs: number;
  /** Told when others can open the folder. */
  readonly warn: (text: string) => void;
}): Promise<RotationOutput> {
  const { folder, office, reason, addressOf, nowMs, warn } = options;
  await makePrivateFolder(folder, warn);
  /** Written by this command and valid: names of files. */
  const known = new Set<string>();
  // What a list says counts more than what is known.
  const postalLines = (password: PreparedPassword) => {
    const listed = addressOf(password);
    return listed.length > 0 ? listed : password.postal;
  };
  /** Of the letters of this run for these accounts. */
  const keepOnly = async (
    run: number,
    passwords: readonly PreparedPassword[],
    valid: readonly PreparedPassword[],
  ): Promise<void> => {
    const accounts = new Set(passwords.map(({ account }) => account));
    const names = new Set(valid.map((each) => fileName(run, each)));
    await removeFiles(folder, (name) => accounts.has(accountOfLetter(run, name) ?? 0) && !names.has(name));
    await syncFolder(folder);
  };
  return {
    setupLinks: office.settings.web !== undefined,

    async clean() {
      await removeFiles(folder, (name) => name.startsWith('.letter-') && name.endsWith('.pdf.tmp'));
    },

    async write(run, { passwords }, each) {
      await keepOnly(run, passwords, []);
      // Some at a time: while one is on its way to the disk, the next is drawn.
      await inParallel(passwords, 4, async (password) => {
        const { oldUntilMs } = password;
        const letter = letterOf(
          { ...password, postal: postalLines(password) },
          { office, reason, nowMs, run: String(run), ...(oldUntilMs !== null && { oldUntilMs }) },
        );
        await writePrivateFile(folder, fileName(run, password), await office.letters.render(letter));
        each();
      });
      await syncFolder(folder);
    },

    async settle(run, { passwords }, issued) {
      await keepOnly(run, passwords, issued);
      for (const each of issued) known.add(fileName(run, each));
    },

    async finish(run, issued) {
      const letters = (await readdir(folder)).flatMap((name) => letterNamed(name) ?? []);
      const others = letters.filter((each) => each.run === run && !known.has(each.name));
      const unwanted = new Set<string>();
      for (const { account, credential, name } of others) {
        if (!(await issued(account)).has(credential)) unwanted.add(name);
      }
      if (unwanted.size === 0) return;
      await removeFiles(folder, (name) => unwanted.has(name));
      await syncFolder(folder);
    },

    async discard(run, { passwords }) {
      const written = new Set(passwords.map((each) => fileName(run, each)));
      await removeFiles(folder, (name) => written.has(name));
    },

    async abandon(run, accounts) {
      const without = new Set(accounts);
      await removeFiles(folder, (name) => without.has(accountOfLetter(run, name) ?? 0));
      await syncFolder(folder);
    },
  };
}

/** The letter of a new account, as a file like the others. @throws RangeError: the folder cannot be written to */
export async function writeFirstLetter(
  password: PasswordForLetter,
  { folder, office, nowMs }: { readonly folder: string; readonly office: LetterOffice; readonly nowMs: number },
): Promise<string> {
  const name = `letter-${padded(password.account)}-first-${password.credential}.pdf`;
  const letter = letterOf(password, { office, reason: 'first', nowMs, run: 'first' });
  await writePrivateFile(folder, name, await office.letters.render(letter));
  await syncFolder(folder);
  return join(folder, name);
}

function letterOf(
  { setup, account, credential, user, address, name, language, postal, password }: PasswordForLetter,
  about: {
    readonly office: LetterOffice;
    readonly reason: PasswordLetter['reason'];
    readonly nowMs: number;
    readonly oldUntilMs?: number;
    readonly run: string;
  },
): PasswordLetter {
  const { office, reason, nowMs, oldUntilMs, run } = about;
  const { web } = office.settings;
  return {
    ...{ language, sender: office.sender, recipient: { name, addressLines: postal }, reason, dateMs: nowMs },
    identity: { user, address, name },
    password,
    settings: office.settings,
    ...(setup && web && { setup: { url: `${web}/s/${setup.token}`, pin: setup.pin, untilMs: setup.untilMs } }),
    ...(oldUntilMs !== undefined && { oldUntilMs }),
    letterId: `${account}-${run}-${credential}`,
  };
}

function fileName(run: number, { account, credential }: PreparedPassword): string {
  return `letter-${padded(account)}-run${run}-${credential}.pdf`;
}

function accountOfLetter(run: number, name: string): number | undefined {
  const letter = letterNamed(name);
  return letter?.run === run ? letter.account : undefined;
}

interface LetterName {
  readonly name: string;
  readonly account: number;
  readonly run: number;
  readonly credential: number;
}

function letterNamed(name: string): LetterName | undefined {
  const [, account, run, credential] = /^letter-(\d+)-run(\d+)-(\d+)\.pdf$/.exec(name) ?? [];
  if (account === undefined) return undefined;
  return { name, account: Number(account), run: Number(run), credential: Number(credential) };
}
