/** What the customer has to know when not all of a scan could be read. */
import type { Page, ReadScan, ScanProblem } from '../../../mail/scan.js';
import type { Texts } from '../../../texts/texts.js';

/** Mean confidence of the words below which the text has more mistakes than one skips over. */
const poor = 60;

export function letterNotes(scan: ReadScan, texts: Texts): readonly string[] {
  const notes: string[] = [];
  if (scan.problem !== undefined) notes.push(texts.notes.scan[scan.problem]);
  for (const [problem, pages] of pagesByProblem(scan.pages))
    notes.push(texts.notes.page(problem, texts.pageList(pages)));
  const withText = scan.pages.filter(hasText);
  if (withText.length === 0 && notes.length === 0) notes.push(texts.notes.noText);
  if (withText.length > 0 && meanConfidence(withText) < poor) notes.push(texts.notes.poorlyReadable);
  return notes;
}

export function hasText(page: Page): boolean {
  return page.text.trim() !== '';
}

/** Weighted by the amount of text, 0 to 100; 0 without any text. */
export function meanConfidence(pages: readonly Page[]): number {
  let characters = 0;
  let sum = 0;
  for (const { text, confidence } of pages) {
    characters += text.length;
    sum += text.length * confidence;
  }
  return characters === 0 ? 0 : sum / characters;
}

function pagesByProblem(pages: readonly Page[]): ReadonlyMap<ScanProblem, readonly number[]> {
  const found = new Map<ScanProblem, number[]>();
  for (const { problem, number } of pages) {
    if (problem === undefined) continue;
    const numbers = found.get(problem) ?? [];
    numbers.push(number);
    found.set(problem, numbers);
  }
  return found;
}
