/** A value of the notebook as text. */

const longestNote = 64 * 1024;

/** @throws RangeError: longer than the notebook takes, or nothing that JSON can say */
export function noteText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new RangeError('a note must be a value that JSON can say');
  if (Buffer.byteLength(text) > longestNote) throw new RangeError(`a note can have at most ${longestNote} octets`);
  return text;
}
