/** Who wrote: the name that several places of the letter agree on. */
import type { Fact } from './facts.js';
import { senderCandidates, type SenderCandidate } from './sender-candidates.js';
import type { Sheet } from './sheet.js';
import { normalised, sameName } from './similarity.js';
import { legalForm, postcodeTown, street } from './words.js';
import type { Zones } from './zones.js';

const floor = 0.5;
/** Places looked at; more only come from pages that are no letters. */
const most = 60;

/** @param sheets pages with text; the first is the letter's face, imprints of the others count too */
export function letterSender(sheets: readonly Sheet[], zones: Zones): Fact | undefined {
  const [face, ...later] = sheets;
  if (face === undefined) return undefined;
  const candidates = senderCandidates(face, zones, later.slice(0, 3))
    .filter(({ name }) => !isRecipient(name, zones))
    .slice(0, most);
  const groups = grouped(candidates).map((members) => ({ members, confidence: together(members) }));
  const [best, next] = groups.toSorted((a, b) => b.confidence - a.confidence);
  if (best === undefined) return undefined;
  // Two names as good as each other: one of them is somebody else's.
  const rival = next !== undefined && next.confidence > best.confidence - 0.06 ? 0.8 : 1;
  const confidence = Math.min(0.97, best.confidence * rival * (0.6 + 0.4 * clearest(best.members).clarity));
  return confidence < floor ? undefined : { value: shown(best.members), confidence };
}

/** A name and the same with its legal form or its place are one. */
function grouped(candidates: readonly SenderCandidate[]): readonly (readonly SenderCandidate[])[] {
  const groups: SenderCandidate[][] = [];
  for (const candidate of candidates.toSorted((a, b) => b.weight - a.weight)) {
    const group = groups.find((members) => members.some(({ name }) => sameName(core(name), core(candidate.name))));
    if (group === undefined) groups.push([candidate]);
    else group.push(candidate);
  }
  return groups;
}

function core(name: string): string {
  return normalised(name.replace(legalForm, ' '));
}

/** Independent places: wrong only if all of them are. A place counts once, however often it says so. */
function together(members: readonly SenderCandidate[]): number {
  const places = new Map<string, number>();
  for (const { place, weight } of members) places.set(place, Math.max(weight, places.get(place) ?? 0));
  let wrong = 1;
  for (const weight of places.values()) wrong *= 1 - weight;
  return 1 - wrong;
}

function clearest(members: readonly SenderCandidate[]): SenderCandidate {
  return members.reduce((best, member) => (member.clarity > best.clarity ? member : best));
}

/** The fullest and best legible form: with its legal form, of several words, not in capitals alone, well recognised. */
function shown(members: readonly SenderCandidate[]): string {
  const points = ({ name, clarity, weight }: SenderCandidate) =>
    (legalForm.test(name) ? 1 : 0) +
    (/\s/u.test(name) ? 0.3 : 0) +
    (/\p{Lu}{5,}/u.test(name) ? 0 : 0.4) -
    (/^\p{Lu}{2,3}\s/u.test(name) ? 0.2 : 0) +
    clarity +
    0.5 * weight;
  return members.reduce((best, member) => (points(member) > points(best) ? member : best)).name;
}

function isRecipient(name: string, { recipient }: Zones): boolean {
  // A town alone is no recipient: its council and its works write to those who live there.
  const named = recipient.filter(
    ({ text }) => !street.test(text) && !postcodeTown.test(text) && /\p{L}\s+\p{L}/u.test(text),
  );
  return named.some(({ text }) => sameName(name, text.replace(/^(?:herrn?|frau|familie|firma|mr|mrs|ms)\.?\s+/iu, '')));
}
