/**
 * Folded text of many messages in one segment, and the search in it.
 *
 * Stored, an entry begins with the lengths of its fields (32 bits each, in the order of `foldedFields`); then each
 * field in UTF-8 with `\n` behind it. Opened, each field is a column of its own, so that a search in subjects does not
 * go over bodies; folded text and needles have no `\n`, so nothing is found across fields or entries.
 */
import { confusableForm, fuzzyNeedle, fuzzyScore } from '../../mail/confusable.js';
import { foldedFields } from '../../mail/search.js';
import type { FoldedCriterion, FoldedField, FoldedText } from '../../mail/search.js';
import type { CriterionHits } from './protocol.js';
import { Segment } from '../seal/segment.js';
import { Signatures } from './signatures.js';
import { TextColumn } from './text-column.js';

const fieldCount = foldedFields.length;
const tableOctets = fieldCount * 4;
const newline = 0x0a;

export function encodeText(text: FoldedText): Buffer {
  const fields = foldedFields.map((field) => Buffer.from(text[field], 'utf8'));
  const table = Buffer.alloc(tableOctets);
  fields.forEach((field, i) => table.writeUInt32BE(field.length, i * 4));
  return Buffer.concat([table, ...fields.flatMap((field) => [field, Buffer.of(newline)])]);
}

type SmallField = Exclude<FoldedField, 'body'>;

export class TextSegment {
  readonly contents: Float64Array;
  readonly #columns: Record<SmallField, TextColumn>;
  /** Nearly all there is. It may be dropped, and then signatures tell where it would not have been needed. */
  #body: TextColumn | undefined;
  /** Of headers and bodies. Undefined until it is asked for: it takes longer to make than a search. */
  #signatures: Signatures | undefined;
  /** Of the forms that FUZZY compares, from the first such search on. */
  #fuzzySignatures: Signatures | undefined;

  /** @param plain as `encodeSegment` wrote it, of entries by `encodeText`; not kept */
  constructor(plain: Buffer) {
    const segment = new Segment(plain);
    this.contents = segment.contents;
    const texts = foldedFields.map((): Buffer[] => []);
    for (let entry = 0; entry < segment.count; entry += 1) {
      const table = segment.startAt(entry);
      let at = table + tableOctets;
      for (let field = 0; field < fieldCount; field += 1) {
        const end = at + plain.readUInt32BE(table + field * 4);
        texts[field]!.push(plain.subarray(at, end));
        at = end + 1;
      }
    }
    const columns = foldedFields.map((field, i) => [field, new TextColumn(texts[i]!)] as const);
    const { body, ...small } = Object.fromEntries(columns) as Record<FoldedField, TextColumn>;
    this.#columns = small;
    this.#body = body;
  }

  get sizeOctets(): number {
    const columns = Object.values(this.#columns).reduce((sum, column) => sum + column.sizeOctets, 0);
    return (
      this.contents.byteLength +
      columns +
      (this.#body?.sizeOctets ?? 0) +
      (this.#signatures?.sizeOctets ?? 0) +
      (this.#fuzzySignatures?.sizeOctets ?? 0)
    );
  }

  get hasBody(): boolean {
    return this.#body !== undefined;
  }

  /** Keeps what tells where a search can hit, and the other fields. */
  dropBody(): void {
    this.#body = undefined;
  }

  /** Takes the signatures of another one, which was opened from the same octets. */
  signAs(other: TextSegment): void {
    this.#signatures ??= other.#signatures;
    this.#fuzzySignatures ??= other.#fuzzySignatures;
  }

  /** Whether a search for these looks into bodies. */
  needsBody(criteria: readonly FoldedCriterion[]): boolean {
    return criteria.some((criterion) => {
      if (criterion.kind !== 'text' && !(criterion.kind === 'field' && criterion.field === 'body')) return false;
      return this.#candidates(criterion)?.length !== 0;
    });
  }

  get isSigned(): boolean {
    return this.#signatures !== undefined;
  }

  /** Makes later searches faster: about 2 ms for a segment of a megabyte. */
  sign(): void {
    const { header } = this.#columns;
    const body = this.#body;
    if (!body) return;
    this.#signatures = Signatures.of(this.contents.length, (entry) => [header.text(entry), body.text(entry)]);
  }

  #signFuzzy(): void {
    const { header } = this.#columns;
    const body = this.#body;
    if (!body) return;
    const forms = (entry: number): Buffer[] =>
      [header.text(entry), body.text(entry)].map((text) => confusableForm(text));
    this.#fuzzySignatures = Signatures.of(this.contents.length, forms);
  }

  /** Entries in whose header or body the needle may be; undefined when that is not known. */
  #candidates({ needle, fuzzy }: { readonly needle: string; readonly fuzzy?: boolean }): readonly number[] | undefined {
    if (fuzzy) return this.#fuzzySignatures?.candidates(fuzzyNeedle(needle).form);
    return this.#signatures?.candidates(Buffer.from(needle));
  }

  /** Only where `needsBody` is false or the body is there. */
  search(criterion: FoldedCriterion): CriterionHits {
    const scores = new Uint8Array(this.contents.length);
    const found = (entry: number, score = 100): void => {
      if (score > scores[entry]!) scores[entry] = score;
    };
    if (criterion.kind === 'all') scores.fill(100);
    else if (criterion.kind === 'header') this.#searchHeader(criterion, found);
    else {
      const columns = criterion.kind === 'text' ? (['header', 'body'] as const) : [criterion.field];
      for (const column of columns) this.#searchColumn(column, criterion, found);
    }
    return this.#hits(scores);
  }

  #searchColumn(
    field: FoldedField,
    { needle, fuzzy = false }: { readonly needle: string; readonly fuzzy?: boolean },
    found: (entry: number, score?: number) => void,
  ): void {
    const column = field === 'body' ? this.#body : this.#columns[field];
    if (!column) return;
    // Other fields are so small that a run over them costs no more.
    const signed = field === 'body' || field === 'header';
    if (signed && fuzzy && !this.#fuzzySignatures) this.#signFuzzy();
    const among = signed ? this.#candidates({ needle, fuzzy }) : undefined;
    if (fuzzy) column.searchFuzzy(fuzzyNeedle(needle), among, found);
    else column.search(Buffer.from(needle), among, found);
  }

  #searchHeader(
    { name, needle, fuzzy }: { readonly name: string; readonly needle: string; readonly fuzzy?: boolean },
    found: (entry: number, score?: number) => void,
  ): void {
    const label = Buffer.from(name);
    const octets = Buffer.from(needle);
    const sought = fuzzy ? fuzzyNeedle(needle) : undefined;
    const column = this.#columns.header;
    column.search(label, this.#signatures?.candidates(label), (entry) => {
      for (const value of valuesIn(column.text(entry), label)) {
        const score = sought ? fuzzyScore(value, sought) : value.includes(octets) ? 100 : undefined;
        if (score !== undefined) found(entry, score);
      }
    });
  }

  #hits(scores: Uint8Array): CriterionHits {
    let count = 0;
    for (const score of scores) if (score > 0) count += 1;
    const hits = { contents: new Float64Array(count), scores: new Uint8Array(count) };
    let at = 0;
    scores.forEach((score, entry) => {
      if (score === 0) return;
      hits.contents[at] = this.contents[entry]!;
      hits.scores[at++] = score;
    });
    return hits;
  }
}

/** The values of the fields whose line starts with the label. */
function* valuesIn(header: Buffer, label: Buffer): Generator<Buffer> {
  for (let at = header.indexOf(label); at >= 0; at = header.indexOf(label, at + 1)) {
    if (at > 0 && header[at - 1] !== newline) continue;
    let from = at + label.length;
    while (header[from] === 0x20) from += 1;
    const end = header.indexOf(newline, from);
    yield header.subarray(from, end < 0 ? header.length : end);
  }
}
