/** THREAD=ORDEREDSUBJECT, "poor man's threading": RFC 5256 §3. */
import { mergeSort } from '../merge-sort.js';
import type { Threaded, Threading } from './thread.js';
import { bySentDate, sortByDate } from './thread.js';

/** Messages of one base subject are a thread: the first sent, and all others as answers to it. */
export function* orderedSubject(messages: readonly Threaded[]): Threading {
  const bySubject = new Map<string, Threaded[]>();
  for (const message of yield* mergeSort(messages, bySentDate)) {
    const there = bySubject.get(message.baseSubject);
    if (there) there.push(message);
    else bySubject.set(message.baseSubject, [message]);
  }
  const threads = [...bySubject.values()].map(([first, ...rest]) => ({
    message: first,
    children: rest.map((message) => ({ message, children: [] })),
  }));
  return yield* sortByDate(threads);
}
