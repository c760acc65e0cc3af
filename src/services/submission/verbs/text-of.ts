/** The text of a command. */
import { isUtf8 } from 'node:buffer';
import { refuse } from '../errors.js';

/** RFC 6531 §3.3: UTF-8, where there is more than ASCII. @throws Refusal */
export function textOf(command: Buffer): string {
  if (!isUtf8(command)) throw refuse('encoding');
  return command.toString('utf8').trimEnd();
}
