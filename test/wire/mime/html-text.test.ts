import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HtmlText } from '../../../src/wire/mime/html-text.js';

function words(html: string): string {
  const text = new HtmlText();
  return (text.push(html) + text.end()).replace(/\s+/g, ' ').trim();
}

const rows: readonly [string, string][] = [
  ['<p>Sehr geehrte <b>Frau</b> M&uuml;ller</p>', 'Sehr geehrte Frau Müller'],
  ['<b>R</b>echnung<wbr>s<i>nummer</i>', 'Rechnungsnummer'],
  ['eins<br>zwei<td>drei</td><div>vier', 'eins zwei drei vier'],
  ['<style>p { color: red }</style>a<SCRIPT>if (a < b) "</p>"</Script >b', 'a b'],
  ['<title>no</title>yes', 'yes'],
  ['a<!-- <p>hidden</p> -- > -->b<!-->c<!--->d', 'abcd'],
  ['<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><?xml version="1.0"?>text', 'text'],
  ['<a href="x>y" title=\'>\'>link</a>', 'link'],
  ["<p title=it's>fine</p>", 'fine'],
  ['1 < 2 &amp;&amp; 3 > 2 <3', '1 < 2 && 3 > 2 <3'],
  [
    '&#8364; &#x20AC; &euro; &#128; &#0; &unknown; &amp;lt; & &; Au&szlig;e&#173;n&shy;t&uumlr',
    '€ € € € \ufffd &unknown; &lt; & &; Außent&uumlr',
  ],
  ['&nbsp;x&nbsp;', 'x'],
  ['<p', ''],
  ['text<', 'text<'],
  ['<script>never closed', ''],
  ['<sc<b>x</b>', 'x'],
  ['</>a</ b>c', 'ac'],
];

describe('HTML as text', () => {
  for (const [html, out] of rows)
    it(`${JSON.stringify(html)} says ${JSON.stringify(out)}`, () => assert.equal(words(html), out));

  it('is the same however it comes', () => {
    const piece = fc.constantFrom(
      ...'<>/!-="\'&; abp#x',
      '<!--',
      '-->',
      '<style>',
      '</style>',
      '&auml;',
      '&#228',
      '<p>',
      '<b class="x">',
      '&a'.repeat(20),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 8 }), (pieces, at) => {
        const html = pieces.join('');
        const whole = new HtmlText();
        const once = whole.push(html) + whole.end();
        const cutText = new HtmlText();
        let text = '';
        let from = 0;
        for (const to of [...at.toSorted((a, b) => a - b), html.length]) {
          text += cutText.push(html.slice(from, Math.max(from, to)));
          from = Math.max(from, to);
        }
        assert.equal(text + cutText.end(), once);
        const oneByOne = new HtmlText();
        assert.equal([...html].map((char) => oneByOne.push(char)).join('') + oneByOne.end(), once);
      }),
      { numRuns: 1000 },
    );
  });
});
