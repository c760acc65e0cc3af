import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMultiSearch } from '../../../src/wire/imap/multi-search.js';
import { formatSearchProgram, isSearchCharset } from '../../../src/wire/imap/search-program.js';
import { formatSortProgram, formatThreadProgram } from '../../../src/wire/imap/sort-program.js';
import type {
  MultiSearchProgram,
  SearchKey,
  SearchProgram,
  SortProgram,
  ThreadProgram,
} from '../../../src/wire/imap/syntax.js';
import { assertRefused, parse } from './support.js';

const read = (wire: string | Buffer) => parse(wire, (p) => p.searchProgram());
const key = (wire: string) => read(wire).key;
const seen: SearchKey = { key: 'flag', flag: '\\Seen', set: true };
const all: SearchKey = { key: 'all' };

describe('wire/imap/search-program', () => {
  const rows: [text: string, out: SearchKey][] = [
    ['ALL', all],
    ['new', { key: 'new' }],
    ['OLD', { key: 'old' }],
    ['RECENT', { key: 'recent' }],
    ['SEEN', seen],
    ['UNSEEN', { ...seen, set: false }],
    ['ANSWERED', { key: 'flag', flag: '\\Answered', set: true }],
    ['UNANSWERED', { key: 'flag', flag: '\\Answered', set: false }],
    ['DELETED', { key: 'flag', flag: '\\Deleted', set: true }],
    ['UNDELETED', { key: 'flag', flag: '\\Deleted', set: false }],
    ['DRAFT', { key: 'flag', flag: '\\Draft', set: true }],
    ['UNDRAFT', { key: 'flag', flag: '\\Draft', set: false }],
    ['FLAGGED', { key: 'flag', flag: '\\Flagged', set: true }],
    ['UNFLAGGED', { key: 'flag', flag: '\\Flagged', set: false }],
    ['KEYWORD $Forwarded', { key: 'flag', flag: '$Forwarded', set: true }],
    ['UNKEYWORD Junk', { key: 'flag', flag: 'Junk', set: false }],
    ['FROM Smith', { key: 'from', needle: 'Smith' }],
    ['TO "a b"', { key: 'to', needle: 'a b' }],
    ['CC x', { key: 'cc', needle: 'x' }],
    ['BCC ""', { key: 'bcc', needle: '' }],
    ['SUBJECT NIL', { key: 'subject', needle: 'NIL' }],
    ['BODY "Gebühr"', { key: 'body', needle: 'Gebühr' }],
    ['TEXT {7}\r\nGebühr', { key: 'text', needle: 'Gebühr' }],
    ['HEADER Message-ID "<a@b>"', { key: 'header', name: 'Message-ID', needle: '<a@b>' }],
    ['HEADER X-A ""', { key: 'header', name: 'X-A', needle: '' }],
    ['BEFORE 2-Jan-1970', { key: 'before', day: 1 }],
    ['ON "1-Jan-1970"', { key: 'on', day: 0 }],
    ['SINCE 1-Feb-1994', { key: 'since', day: 8797 }],
    ['SENTBEFORE 1-Feb-1994', { key: 'sentbefore', day: 8797 }],
    ['SENTON 1-Feb-1994', { key: 'senton', day: 8797 }],
    ['SENTSINCE 1-Feb-1994', { key: 'sentsince', day: 8797 }],
    ['LARGER 0', { key: 'larger', octets: 0 }],
    ['SMALLER 4294967296', { key: 'smaller', octets: 4294967296 }],
    ['2:4,*', { key: 'seq', set: [{ from: 2, to: 4 }, { from: '*', to: '*' }] }],
    ['$', { key: 'seq', set: '$' }],
    ['UID 7', { key: 'uid', set: [{ from: 7, to: 7 }] }],
    ['UID $', { key: 'uid', set: '$' }],
    ['OLDER 86400', { key: 'older', seconds: 86400 }],
    ['YOUNGER 1', { key: 'younger', seconds: 1 }],
    ['MODSEQ 620162338', { key: 'modseq', modSeq: 620162338n }],
    ['MODSEQ "/flags/\\\\draft" all 620162338', { key: 'modseq', modSeq: 620162338n }],
    ['SAVEDON 2-Jan-1970', { key: 'savedon', day: 1 }],
    ['SAVEDBEFORE 2-Jan-1970', { key: 'savedbefore', day: 1 }],
    ['SAVEDSINCE 2-Jan-1970', { key: 'savedsince', day: 1 }],
    ['SAVEDATESUPPORTED', { key: 'savedatesupported' }],
    ['EMAILID M6d99ac3275bb4e', { key: 'emailid', id: 'M6d99ac3275bb4e' }],
    ['THREADID T64b478a75b7ea9', { key: 'threadid', id: 'T64b478a75b7ea9' }],
    ['FUZZY SUBJECT x SEEN', { key: 'and', of: [{ key: 'fuzzy', of: { key: 'subject', needle: 'x' } }, seen] }],
    ['FUZZY (SEEN ALL)', { key: 'fuzzy', of: { key: 'and', of: [seen, all] } }],
    ['NOT SEEN', { key: 'not', of: seen }],
    ['NOT NOT SEEN', { key: 'not', of: { key: 'not', of: seen } }],
    ['OR SEEN ALL', { key: 'or', left: seen, right: all }],
    ['SEEN ALL', { key: 'and', of: [seen, all] }],
    ['(SEEN)', seen],
    ['((SEEN ALL))', { key: 'and', of: [seen, all] }],
    ['NOT (SEEN ALL)', { key: 'not', of: { key: 'and', of: [seen, all] } }],
    ['OR OR SEEN ALL NOT ALL', { key: 'or', left: { key: 'or', left: seen, right: all }, right: { key: 'not', of: all } }],
    ['OR (SEEN ALL) (ALL) SEEN', { key: 'and', of: [{ key: 'or', left: { key: 'and', of: [seen, all] }, right: all }, seen] }],
    ['NOT OR SEEN NOT ALL SEEN', { key: 'and', of: [{ key: 'not', of: { key: 'or', left: seen, right: { key: 'not', of: all } } }, seen] }],
    ['ALL ', all],
    ['(ALL)  ', all],
  ]; // prettier-ignore
  for (const [text, out] of rows) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(key(text), out));
  }

  it('reads RETURN and CHARSET', () => {
    assert.deepEqual(read('RETURN (MIN count) CHARSET UTF-8 ALL'), {
      returns: { options: ['min', 'count'], partial: undefined },
      charset: 'UTF-8',
      key: all,
    });
    assert.deepEqual(read('RETURN () ALL'), {
      returns: { options: [], partial: undefined },
      charset: undefined,
      key: all,
    });
    assert.deepEqual(read('RETURN (SAVE MAX ALL SAVE) ALL').returns?.options, ['save', 'max', 'all']);
    const partial = (range: string) => read(`RETURN (PARTIAL ${range}) ALL`).returns?.partial;
    assert.deepEqual(partial('500:1'), { from: 1, to: 500, fromEnd: false });
    assert.deepEqual(partial('-1:-100'), { from: 1, to: 100, fromEnd: true });
    assert.deepEqual(read('charset "us-ascii" ALL'), { returns: undefined, charset: 'us-ascii', key: all });
  });

  it('reads needles in a charset that is not ours, so that it can be told', () => {
    const program = read(Buffer.from('CHARSET KOI8-R SUBJECT "\xd4\xc5"', 'latin1'));
    assert.equal(program.charset, 'KOI8-R');
    assert.equal(isSearchCharset('KOI8-R'), false);
    assert.equal(isSearchCharset('utf-8'), true);
    assertRefused(Buffer.from('SUBJECT "\xd4\xc5"', 'latin1'), (p) => p.searchProgram(), /UTF-8/);
    assertRefused(Buffer.from('CHARSET UTF-8 SUBJECT "\xd4\xc5"', 'latin1'), (p) => p.searchProgram(), /UTF-8/);
  });

  for (const text of [
    '',
    ' ',
    'FOO',
    'SEEN  ALL',
    'SEENX',
    'NOT',
    'NOT ',
    'OR SEEN',
    'OR SEEN ',
    'OR',
    '()',
    '(SEEN',
    'SEEN)',
    '(SEEN))',
    '(SEEN )',
    '( SEEN)',
    'NOT(SEEN)',
    'KEYWORD',
    'KEYWORD \\Seen',
    'KEYWORD "a"',
    'FROM',
    'FROM ',
    'HEADER a',
    'BEFORE yesterday',
    'LARGER -1',
    'LARGER x',
    'UID',
    'UID 0',
    'UID a',
    '0',
    '1:',
    'RETURN ALL',
    'RETURN (FOO) ALL',
    'RETURN (UPDATE) ALL',
    'RETURN (PARTIAL) ALL',
    'RETURN (PARTIAL 0:1) ALL',
    'RETURN (PARTIAL 1:*) ALL',
    'RETURN (PARTIAL -1:1) ALL',
    'RETURN (PARTIAL 1:-1) ALL',
    'RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL',
    'RETURN (PARTIAL 1:2 ALL) ALL',
    'OLDER 0',
    'YOUNGER x',
    'MODSEQ',
    'MODSEQ "/flags/x" 5',
    'MODSEQ 9223372036854775808',
    'FUZZY',
    'FUZZY ',
    'RETURN (ALL)',
    'RETURN () ',
    'CHARSET UTF-8',
    'CHARSET UTF-8 RETURN () ALL',
    'ALL CHARSET UTF-8',
    'SEEN(ALL)',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.searchProgram()));
  }

  describe('limits', () => {
    it('takes keys nested 99 deep and refuses deeper ones, however they nest', () => {
      assert.equal(key(`${'NOT '.repeat(99)}ALL`).key, 'not');
      assert.deepEqual(key(`${'('.repeat(99)}ALL${')'.repeat(99)}`), all);
      for (const open of ['NOT ', 'FUZZY ', '(', 'OR ALL ', 'OR ']) {
        for (const times of [100, 100_000]) {
          assertRefused(`${open.repeat(times)}ALL`, (p) => p.searchProgram(), /at most \d+/);
        }
      }
    });

    it('takes 10,000 keys and no more', () => {
      const many = key('ALL '.repeat(9_999) + 'ALL');
      assert.ok(many.key === 'and' && many.of.length === 10_000);
      assertRefused('ALL '.repeat(10_000) + 'ALL', (p) => p.searchProgram(), /at most 10000 search keys/);
    });
  });

  it('reads the programs that it wrote', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 10 }).map((value) => value.replaceAll('\0', ''));
    const number = fc.oneof(fc.integer({ min: 1, max: 0xffff_ffff }), fc.constant('*' as const));
    const set = fc.oneof(
      fc.constant('$' as const),
      fc.array(fc.tuple(number, number).map(([from, to]) => ({ from, to })), { minLength: 1, maxLength: 3 }),
    ); // prettier-ignore
    const leaf: fc.Arbitrary<SearchKey> = fc.oneof(
      fc.constantFrom('all' as const, 'new' as const, 'old' as const, 'recent' as const).map((name) => ({ key: name })),
      fc.tuple(fc.constantFrom('\\Seen', '\\Draft', '\\Answered', '\\Flagged', '\\Deleted', '$Junk', 'x]'.slice(0, 1)), fc.boolean())
        .map(([flag, has]): SearchKey => ({ key: 'flag', flag, set: has })),
      fc.tuple(fc.constantFrom('from' as const, 'to' as const, 'cc' as const, 'bcc' as const, 'subject' as const, 'body' as const, 'text' as const), text)
        .map(([name, needle]) => ({ key: name, needle })),
      fc.tuple(text, text).map(([name, needle]): SearchKey => ({ key: 'header', name, needle })),
      fc.tuple(fc.constantFrom('savedon' as const, 'savedbefore' as const, 'before' as const, 'on' as const, 'since' as const, 'sentbefore' as const, 'senton' as const, 'sentsince' as const), fc.integer({ min: -700_000, max: 2_900_000 }))
        .map(([name, day]) => ({ key: name, day })),
      fc.tuple(fc.constantFrom('larger' as const, 'smaller' as const), fc.maxSafeNat()).map(([name, octets]) => ({ key: name, octets })),
      fc.tuple(fc.constantFrom('older' as const, 'younger' as const), fc.integer({ min: 1, max: 0xffff_ffff })).map(([name, seconds]) => ({ key: name, seconds })),
      fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) }).map((modSeq): SearchKey => ({ key: 'modseq', modSeq })),
      fc.tuple(fc.constantFrom('emailid' as const, 'threadid' as const), fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/)).map(([name, id]) => ({ key: name, id })),
      fc.tuple(fc.constantFrom('uid' as const, 'seq' as const), set).map(([name, of]) => ({ key: name, set: of })),
    ); // prettier-ignore
    const { tree } = fc.letrec<{ tree: SearchKey }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('tree').map((of): SearchKey => ({ key: 'not', of })),
        tie('tree').map((of): SearchKey => ({ key: 'fuzzy', of })),
        fc.tuple(tie('tree'), tie('tree')).map(([left, right]): SearchKey => ({ key: 'or', left, right })),
        fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map((of): SearchKey => ({ key: 'and', of })),
      ),
    }));
    const place = fc.integer({ min: 1, max: 0xffff_ffff });
    const partial = fc
      .tuple(place, place, fc.boolean())
      .map(([a, b, fromEnd]) => ({ from: Math.min(a, b), to: Math.max(a, b), fromEnd }));
    const returns = fc.option(
      fc
        .tuple(
          fc.subarray(['min', 'max', 'all', 'count', 'save', 'relevancy'] as const),
          fc.option(partial, { nil: undefined }),
        )
        .map(([options, range]) => ({ options, partial: options.includes('all') ? undefined : range })),
      { nil: undefined },
    );
    const charset = fc.constantFrom(undefined, 'UTF-8', 'us-ascii');
    const sort = [{ by: 'displayfrom', reverse: true }, { by: 'arrival', reverse: false }] as const; // prettier-ignore
    const sources = [{ filter: 'subtree', names: ['Ä&', 'INBOX'] }, { filter: 'inboxes' }] as const; // prettier-ignore
    fc.assert(
      fc.property(returns, charset, tree, (options, encoding, root) => {
        const program: SearchProgram = { returns: options, charset: encoding, key: root };
        assert.deepEqual(read(formatSearchProgram(program)), program);
        const sorted: SortProgram = { ...program, charset: encoding ?? 'UTF-8', sort };
        assert.deepEqual(
          parse(formatSortProgram(sorted), (p) => p.sortProgram()),
          sorted,
        );
        const threads: ThreadProgram = { algorithm: 'REFS', charset: encoding ?? 'UTF-8', key: root };
        assert.deepEqual(
          parse(formatThreadProgram(threads), (p) => p.threadProgram()),
          threads,
        );
        const several: MultiSearchProgram = { ...program, sources };
        assert.deepEqual(
          parse(formatMultiSearch(several), (p) => p.multiSearch()),
          several,
        );
      }),
    );
  });

  it('reads SORT and THREAD', () => {
    const { sort, charset } = parse('(SUBJECT REVERSE date) UTF-8 ALL', (p) => p.sortProgram());
    assert.deepEqual(sort, [{ by: 'subject', reverse: false }, { by: 'date', reverse: true }]); // prettier-ignore
    assert.equal(charset, 'UTF-8');
    const threads = parse('references "us-ascii" SEEN', (p) => p.threadProgram());
    assert.deepEqual(threads, { algorithm: 'REFERENCES', charset: 'us-ascii', key: seen });
    for (const text of ['() UTF-8 ALL', '(REVERSE) UTF-8 ALL', '(DATE) ALL', '(X) UTF-8 ALL', '(DATE)', 'DATE UTF-8 ALL', `(${'DATE '.repeat(20)}DATE) UTF-8 ALL`])
      assertRefused(text, (p) => p.sortProgram()); // prettier-ignore
    for (const text of ['X UTF-8 ALL', 'REFS ALL', 'REFS UTF-8']) assertRefused(text, (p) => p.threadProgram());
  });

  it('reads the mailboxes of ESEARCH', () => {
    const { sources } = parse('IN (mailboxes "a" SUBTREE-ONE (b "c d") personal) RETURN (COUNT) ALL', (p) =>
      p.multiSearch(),
    );
    assert.deepEqual(sources, [
      { filter: 'mailboxes', names: ['a'] },
      { filter: 'subtree-one', names: ['b', 'c d'] },
      { filter: 'personal' },
    ]);
    assert.equal(parse('ALL', (p) => p.multiSearch()).sources, undefined);
    for (const text of ['IN () ALL', 'IN (selected-delayed) ALL', 'IN (mailboxes) ALL', 'IN (personal (depth 1)) ALL', 'IN (personal)'])
      assertRefused(text, (p) => p.multiSearch()); // prettier-ignore
  });
});
