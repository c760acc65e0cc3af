import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fetchResponseName, formatFetchItems } from '../../../src/wire/imap/fetch-items.js';
import type { FetchItem, Section } from '../../../src/wire/imap/syntax.js';
import { assertRefused, parse } from './support.js';

const read = (text: string) => parse(text, (p) => p.fetchItems());
const section = (what: Section['what'], part: number[] = [], fields: string[] = []): Section => ({
  part,
  what,
  fields,
});
const body = (of: Section, peek = false, partial?: { offset: number; count: number }): FetchItem => ({
  kind: 'section',
  section: of,
  peek,
  partial,
});

describe('wire/imap/fetch-items', () => {
  const fast: FetchItem[] = [{ kind: 'flags' }, { kind: 'internaldate' }, { kind: 'rfc822.size' }];
  const rows: [text: string, items: FetchItem[]][] = [
    ['FAST', fast],
    ['all', [...fast, { kind: 'envelope' }]],
    ['FULL', [...fast, { kind: 'envelope' }, { kind: 'body' }]],
    ['FLAGS', [{ kind: 'flags' }]],
    ['(UID FLAGS)', [{ kind: 'uid' }, { kind: 'flags' }]],
    ['(body bodystructure)', [{ kind: 'body' }, { kind: 'bodystructure' }]],
    ['(RFC822 RFC822.HEADER RFC822.TEXT)', [{ kind: 'rfc822' }, { kind: 'rfc822.header' }, { kind: 'rfc822.text' }]],
    ['BODY[]', [body(section('all'))]],
    ['BODY.PEEK[]<0.1024>', [body(section('all'), true, { offset: 0, count: 1024 })]],
    ['BODY[HEADER]', [body(section('header'))]],
    ['body.peek[header.fields (From "To")]', [body(section('header.fields', [], ['From', 'To']), true)]],
    ['BODY[HEADER.FIELDS.NOT ({4}\r\nDate)]', [body(section('header.fields.not', [], ['Date']))]],
    ['BODY[TEXT]', [body(section('text'))]],
    ['BODY[1]', [body(section('all', [1]))]],
    ['BODY[1.2.3.MIME]', [body(section('mime', [1, 2, 3]))]],
    ['BODY[4.2.HEADER.FIELDS (Subject)]', [body(section('header.fields', [4, 2], ['Subject']))]],
    ['BINARY[1.2]<5.6>', [{ kind: 'binary', part: [1, 2], peek: false, partial: { offset: 5, count: 6 } }]],
    ['BINARY.PEEK[]', [{ kind: 'binary', part: [], peek: true, partial: undefined }]],
    ['BINARY.SIZE[3]', [{ kind: 'binary.size', part: [3] }]],
  ];
  for (const [text, items] of rows) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(read(text), items));
  }

  for (const text of [
    '',
    '()',
    '(ALL)',
    '(FLAGS ALL)',
    'FLAGS UID',
    'FLAG',
    'BODY.PEEK',
    'BODY[',
    'BODY[]x',
    'BODY[ ]',
    'BODY[0]',
    'BODY[1.]',
    'BODY[.1]',
    'BODY[1..2]',
    'BODY[1.0]',
    'BODY[1 2]',
    'BODY[1TEXT]',
    'BODY[4294967296]',
    'BODY[MIME]',
    'BODY[FOO]',
    'BODY[HEADER.FIELDS]',
    'BODY[HEADER.FIELDS ()]',
    'BODY[HEADER.FIELDS From]',
    'BODY[HEADER (From)]',
    'BODY[]<0>',
    'BODY[]<0.0>',
    'BODY[]<.5>',
    'BODY[]<-1.5>',
    'BODY[]<0.9223372036854775808>',
    'BODYSTRUCTURE[]',
    'FLAGS[]',
    'RFC822[]',
    'BINARY',
    'BINARY[TEXT]',
    'BINARY[1.MIME]',
    'BINARY.SIZE[1]<0.5>',
    'BINARY.SIZE',
    '(FLAGS',
    '(FLAGS (UID))',
    'ENVELOPE]',
    'PREVIEW ()',
    'PREVIEW (LAZY',
    'PREVIEW (FUZZY)',
    'PREVIEW[]',
    '(PREVIEW LAZY)',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.fetchItems()));
  }

  it('takes PREVIEW with and without LAZY, and ids and dates of later RFCs', () => {
    assert.deepEqual(read('PREVIEW'), [{ kind: 'preview', lazy: false }]);
    assert.deepEqual(read('(preview (lazy) emailid THREADID SaveDate preview)'), [
      { kind: 'preview', lazy: true },
      { kind: 'emailid' },
      { kind: 'threadid' },
      { kind: 'savedate' },
      { kind: 'preview', lazy: false },
    ]);
  });

  it('takes offsets beyond any message as very large', () => {
    const huge = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(read('BODY[]<9223372036854775807.9223372036854775807>'), [
      body(section('all'), false, { offset: huge, count: huge }),
    ]);
  });

  it('limits how deep a part lies', () => {
    const part = (levels: number) => `BODY[${Array.from({ length: levels }, () => '1').join('.')}]`;
    assert.equal(read(part(100)).length, 1);
    assertRefused(part(101), (p) => p.fetchItems(), /at most 100 levels/);
    assertRefused(part(100_000), (p) => p.fetchItems(), /at most 100 levels/);
  });

  it('names items in responses without PEEK, and partials by their origin', () => {
    const name = (text: string) => {
      const [item] = read(text);
      assert.ok(item?.kind === 'section' || item?.kind === 'binary' || item?.kind === 'binary.size');
      return fetchResponseName(item);
    };
    assert.equal(name('body.peek[1.header.fields (From "X Y")]<7.9>'), 'BODY[1.HEADER.FIELDS (From "X Y")]<7>');
    assert.equal(name('BODY[]'), 'BODY[]');
    assert.equal(name('BODY[TEXT]<0.1>'), 'BODY[TEXT]<0>');
    assert.equal(name('BINARY.PEEK[2]<0.1>'), 'BINARY[2]<0>');
    assert.equal(name('BINARY.SIZE[2.1]'), 'BINARY.SIZE[2.1]');
  });

  it('reads the items that it wrote', () => {
    const part = fc.array(fc.integer({ min: 1, max: 0xffff_ffff }), { maxLength: 4 });
    const partial = fc.option(
      fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1, max: 9_999_999 })).map(([offset, count]) => ({ offset, count })),
      { nil: undefined },
    );
    const fields = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
      { minLength: 1, maxLength: 4 },
    );
    const anySection = fc.oneof(
      fc.tuple(fc.constantFrom<Section['what']>('all', 'header', 'text'), part).map(([what, of]) => section(what, of)),
      part.map((of) => section('mime', [1, ...of])),
      fc
        .tuple(fc.constantFrom<Section['what']>('header.fields', 'header.fields.not'), part, fields)
        .map(([what, of, names]) => section(what, of, names)),
    );
    const plain = fc
      .constantFrom(
        'flags',
        'uid',
        'internaldate',
        'rfc822.size',
        'envelope',
        'body',
        'bodystructure',
        'rfc822',
        'rfc822.header',
        'rfc822.text',
      )
      .map((kind): FetchItem => ({ kind }));
    const item: fc.Arbitrary<FetchItem> = fc.oneof(
      plain,
      fc.tuple(anySection, fc.boolean(), partial).map(([of, peek, range]) => body(of, peek, range)),
      fc
        .tuple(part, fc.boolean(), partial)
        .map(([of, peek, range]): FetchItem => ({ kind: 'binary', part: of, peek, partial: range })),
      part.map((of): FetchItem => ({ kind: 'binary.size', part: of })),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), (items) => {
        assert.deepEqual(read(formatFetchItems(items)), items);
      }),
    );
  });
});
