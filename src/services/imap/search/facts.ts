/** Facts of many messages, in slices. */
import type { ContentFacts } from '../../../mail/content-facts.js';
import type { ContentId } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { Slices } from '../slices.js';

/** A store asks its database for all of a call at once. */
const factsPerCall = 250;

/** @param each called in order; without facts where the content is gone */
export async function readFacts(
  contents: readonly ContentId[],
  { store, slices }: { readonly store: MailStore; readonly slices: Slices },
  each: (facts: ContentFacts | undefined, index: number) => void,
): Promise<void> {
  for (let at = 0; at < contents.length; at += factsPerCall) {
    const facts = await store.facts(contents.slice(at, at + factsPerCall));
    facts.forEach((one, i) => each(one, at + i));
    if (slices.over) await slices.next();
  }
}
