/** Why a scan does not become a letter, in words for people. */
import type { Language } from '../../mail/accounts.js';
import { ScanError, type ScanProblem } from '../../mail/scan.js';
import { isMailError } from '../../mail/errors.js';
import { textsFor } from '../../texts/texts.js';

/** A file's own fault, or the account's, or (`failed`) ours. */
export type RefusalCode = ScanProblem | 'account-closed' | 'account-gone' | 'failed';

const otherTexts: Readonly<Record<Language, Readonly<Record<Exclude<RefusalCode, ScanProblem>, string>>>> = {
  de: {
    'account-closed':
      'Das Konto ist geschlossen und nimmt keine Briefe mehr an. Bitte öffnen Sie es wieder oder geben Sie den Brief zurück.',
    'account-gone': 'Das Konto gibt es nicht mehr. Bitte geben Sie den Brief zurück.',
    failed:
      'Der Brief ließ sich mehrmals nicht ablegen; das liegt nicht an der Datei. Bitte melden Sie es dem Betreiber ' +
      'und legen Sie sie danach noch einmal ab.',
  },
  en: {
    'account-closed': 'The account is closed and takes in no letters. Please reopen it or return the letter.',
    'account-gone': 'The account no longer exists. Please return the letter.',
    failed:
      'The letter could not be stored, several times; the file is not to blame. Please tell the operator and then ' +
      'hand it in again.',
  },
};

export function refusalText(code: RefusalCode, language: Language): string {
  const texts = otherTexts[language];
  return code in texts ? texts[code as keyof typeof texts] : textsFor(language).rejected[code as ScanProblem];
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, language: Language, options?: ErrorOptions) {
    super(refusalText(code, language), options);
    this.code = code;
  }
}

/** Refusals that say nothing about the file: the same file may be handed in again. */
export function isForgivable(code: string): boolean {
  return code === 'account-closed' || code === 'failed';
}

/** What a scan that cannot be taken in is told, or undefined when the trouble is another. */
export function refusalOf(error: unknown, language: Language): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof ScanError) return new Refusal(error.problem, language, { cause: error });
  if (isMailError(error, 'account-closed')) return new Refusal('account-closed', language, { cause: error });
  if (isMailError(error, 'account-not-found')) return new Refusal('account-gone', language, { cause: error });
  if (isMailError(error, 'message-too-large')) return new Refusal('too-large', language, { cause: error });
  return undefined;
}
