/** Opens all that was asked for, before anything is begun. */
import type { PreparedPassword } from '../../mail/admin.js';
import type { PasswordLetter } from '../../mail/password-letter.js';
import type { Context } from '../context.js';
import { csvOutput } from './csv-file.js';
import { lettersOutput } from './letters.js';
import { readGiven, type RotateOptions } from './options.js';
import type { RotationOutput } from './outputs.js';
import { screenOutput } from './screen.js';

/** @throws RangeError with words: a folder that cannot be written to, a key that cannot be used */
export async function openOutputs(
  { letters, csv, to, showPasswords, json }: RotateOptions,
  about: {
    readonly context: Context;
    readonly reason: PasswordLetter['reason'];
    readonly addressOf: (password: PreparedPassword) => readonly string[];
  },
): Promise<readonly RotationOutput[]> {
  const { context } = about;
  const outputs: RotationOutput[] = [];
  if (letters !== undefined) {
    const office = await context.letterOffice();
    outputs.push(
      await lettersOutput({ ...about, folder: letters, office, nowMs: Date.now(), warn: (text) => context.err(text) }),
    );
  }
  if (csv !== undefined && to !== undefined) {
    outputs.push(await csvOutput(csv, await context.encryption(await readGiven(to)), (text) => context.err(text)));
  }
  // Last: what is printed has been written everywhere else.
  if (showPasswords || json)
    outputs.push(screenOutput(context, { secret: showPasswords === true, json: json === true }));
  return outputs;
}
