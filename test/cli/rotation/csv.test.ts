import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatCsv, parseCsv } from '../../../src/cli/rotation/csv.js';
import { readAccountList } from '../../../src/cli/rotation/list-file.js';

describe('CSV', () => {
  for (const { text, rows } of [
    {
      text: 'a,b\r\nc,d\r\n',
      rows: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    {
      text: '\ufeffa;"b;""c"""\n\n d ; e ',
      rows: [
        ['a', 'b;"c"'],
        ['d', 'e'],
      ],
    },
    { text: '"two\r\nlines",x\rlast', rows: [['two\r\nlines', 'x'], ['last']] },
    { text: 'a,,\n,,\n', rows: [['a', '', '']] },
    { text: '', rows: [] },
  ]) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseCsv(text), rows));
  }

  it('says which line cannot be read', () => {
    assert.throws(() => parseCsv('a,b\n"c,d\n'), /Line 2 .* check its quotes/);
  });

  it('reads what it wrote', () => {
    // Blanks around are not kept, nor cells that a spreadsheet would take for something to compute.
    const cell = fc.string({ unit: 'grapheme' }).map((each) => each.replace(/^[=+\-@'\s\ufeff]+/, '').trim());
    const row = fc.array(cell, { minLength: 1, maxLength: 5 }).filter((each) => each.some((text) => text !== ''));
    // The first line tells the separator.
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        assert.deepEqual(parseCsv(formatCsv([['account', 'user'], ...rows])).slice(1), rows);
      }),
    );
  });

  for (const formula of ['=1+1', '+49', '-1', '@SUM(A1)', '\tx']) {
    it(`writes ${JSON.stringify(formula)} as text`, () => {
      assert.ok(formatCsv([[formula]]).startsWith(`"'${formula}"`));
    });
  }
});

describe('a list of accounts', () => {
  it('is the first column, with or without its name; the others are lines of an address', () => {
    const { accounts, addressOf } = readAccountList('Account;Line 1;Line 2\n7;Weg 1;12345 Ort\nErika@x.example;;Hof\n');
    assert.deepEqual(accounts, ['7', 'Erika@x.example']);
    assert.deepEqual(addressOf({ account: 7, user: 'k', address: 'k@x.example' }), ['Weg 1', '12345 Ort']);
    assert.deepEqual(addressOf({ account: 8, user: 'erika@x.example', address: '' }), ['Hof']);
    assert.deepEqual(addressOf({ account: 9, user: 'x', address: 'y' }), []);
  });

  it('names somebody', () => {
    for (const text of ['', 'account\n', '\n;;\n']) assert.throws(() => readAccountList(text), /names no account/);
  });
});
