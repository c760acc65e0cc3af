/** What password letters are printed with, wired: the words, the page, and how the server is reached. */
import { createLetterPrinter } from './adapters/letter/letter-printer.js';
import type { LetterOffice } from './cli/rotation/letters.js';
import type { Config } from './config.js';
import { readEndpoints } from './endpoints.js';
import { mailSettings } from './mail-settings.js';
import { createPasswordLetters } from './services/letters/password-letters.js';

/** @throws RangeError with words: no server runs, and its ports are not known */
export async function letterOffice(config: Config): Promise<LetterOffice> {
  const settings = mailSettings(config, (await readEndpoints(config)) ?? {});
  const ports = [...settings.imap, ...settings.smtp].map(({ port }) => port);
  if (ports.includes(0)) {
    throw new RangeError(
      'The ports to print on letters are chosen when the server starts: start it, or set publicPort.',
    );
  }
  const { timeZone, name } = config.service;
  const { sender, senderAddress } = config.letters;
  return {
    letters: createPasswordLetters({ printer: createLetterPrinter(), timeZone }),
    settings,
    sender: { name: sender ?? name, addressLines: senderAddress },
  };
}
