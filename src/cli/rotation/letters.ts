/** A folder of password letters: `letter-<account>-run<run>-<credential>.pdf`. */
import { inParallel } from '../../lib/in-parallel.js';
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
}): Promise<RotationOutput> {
  const { folder, office, reason, addressOf, nowMs } = options;
  await makePrivateFolder(folder);
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

    settle: (run, { passwords }, issued) => keepOnly(run, passwords, issued),

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
  const [, account, of] = /^letter-(\d+)-run(\d+)-\d+\.pdf$/.exec(name) ?? [];
  return Number(of) === run ? Number(account) : undefined;
}
