import assert from 'node:assert/strict';
import { letterPage } from './letters/invented-letter.js';
import { authorities } from './letters/authorities.js';
import { sameLine, scoreLetters } from './score-letters.js';

describe('scoreLetters', () => {
  const [letter] = authorities;
  const pages = new Map([['a.pdf', [letterPage(letter!)]]]);
  const score = (expect: Parameters<typeof scoreLetters>[0][number]['expect']) =>
    scoreLetters([{ file: 'a.pdf', ...(expect && { expect }) }], pages, Date.UTC(2026, 10, 23));

  it('counts what is right, wrong and missed', () => {
    const right = score({ sender: letter!.sender!, date: letter!.date!, subject: letter!.subject! });
    assert.deepEqual(right.sender, { right: 1, missed: 0, wrong: 0, expected: 1 });
    assert.deepEqual(right.notes, []);
    const wrong = score({ sender: 'Anders AG', date: '2020-01-01', subject: null });
    assert.equal(wrong.sender.wrong + wrong.date.wrong + wrong.subject.wrong, 3);
    assert.equal(wrong.subject.expected, 0);
  });

  it('leaves out files that were not read', () => {
    assert.equal(scoreLetters([{ file: 'b.pdf', expect: { sender: 'X' } }], pages, 0).sender.expected, 0);
  });

  it('compares lines by their letters and forgives a few', () => {
    assert.ok(sameLine('Rechnung Nr. 5 – Bad', 'RECHNUNG NR 5 - Bad'));
    assert.ok(sameLine('Stadtwerke Auenbrück AöR', 'Stadtwerke Auenbrück'));
    assert.ok(!sameLine('Stadtwerke Auenbrück AöR', 'Stadtwerke'));
    assert.ok(!sameLine('Rechnung', undefined));
  });
});
