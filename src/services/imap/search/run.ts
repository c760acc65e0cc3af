/** Runs a SEARCH over a view. */
import { setImmediate } from 'node:timers/promises';
import type { ContentId, Seq } from '../../../mail/ids.js';
import { seq } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { SearchKey } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import { no } from '../responses.js';
import type { View } from '../view.js';
import { type Lookups, compileSearch } from './compile.js';

/** Longest time, and most facts asked for at once, before other sessions get their turn. */
const turnMs = 8;
const testedPerLook = 64;
const factsPerTurn = 300;

/**
 * @param options `maxTexts`: most text keys
 * @returns the messages for which the key holds, ascending
 * @throws Refusal LIMIT
 */
export async function runSearch(
  key: SearchKey,
  { view, store, signal, maxTexts }: { view: View; store: MailStore; signal: AbortSignal; maxTexts: number },
): Promise<readonly Seq[]> {
  const lookups: Lookups = { text: [], sentDays: false };
  const bind = compileSearch(key, view, lookups);
  if (lookups.text.length > maxTexts) throw new Refusal(no('Too many texts to search for', 'LIMIT'));
  const text = lookups.text.length > 0 ? await store.search(lookups.text, { signal }) : [];
  const sentDays = lookups.sentDays ? await sentDaysOf(view, store, signal) : new Map<ContentId, number>();
  const test = bind({ text, sentDays });
  const hits: Seq[] = [];
  let turnStarted = performance.now();
  for (let number = 1; number <= view.exists; number += 1) {
    if (test(view.at(seq(number)), seq(number))) hits.push(seq(number));
    if (number % testedPerLook === 0 && performance.now() - turnStarted > turnMs) {
      await setImmediate(undefined, { signal });
      turnStarted = performance.now();
    }
  }
  return hits;
}

async function sentDaysOf(view: View, store: MailStore, signal: AbortSignal): Promise<ReadonlyMap<ContentId, number>> {
  const days = new Map<ContentId, number>();
  for (let at = 1; at <= view.exists; at += factsPerTurn) {
    signal.throwIfAborted();
    const contents: ContentId[] = [];
    for (let number = at; number < at + factsPerTurn && number <= view.exists; number += 1) {
      contents.push(view.at(seq(number)).content);
    }
    for (const facts of await store.facts(contents)) {
      if (facts?.sentDay !== undefined) days.set(facts.content, facts.sentDay);
    }
  }
  return days;
}
