import assert from 'node:assert/strict';
import { rotationReasons } from '../../src/mail/rotation.js';
import { textsFor } from '../../src/texts/texts.js';

/** A sentence, or several: full stop last. */
const sentence = /^\p{L}.*\.$/u;
const yesNo = [true, false];
const reasons = ['first', ...rotationReasons] as const;

for (const language of ['de', 'en'] as const) {
  describe(`texts of the password letter, ${language}`, () => {
    const words = textsFor(language).passwordLetter;

    it('say for each reason what happened and what to do', () => {
      const intros = reasons.map((reason) => words.intro(reason, undefined));
      assert.equal(new Set(intros).size, reasons.length);
      for (const intro of intros) assert.match(intro, sentence);
      assert.ok(words.intro('routine', 'Montag').includes('Montag'));
      for (const reason of reasons) assert.ok(words.subject(reason, 'Stadtpost').includes('Stadtpost'));
      assert.notEqual(words.subject('first', ''), words.subject('loss', ''));
    });

    it('greet by name, or without one', () => {
      assert.ok(words.greeting('Erika').includes('Erika'));
      assert.match(words.greeting(''), /^\p{Lu}[\p{L} ]+,$/u);
    });

    it('give three steps of sentences, whatever codes there are, and speak of the PIN only where it is asked for', () => {
      for (const thunderbird of yesNo) {
        for (const link of yesNo) {
          const steps = words.steps({ thunderbird, link });
          for (const { title, text } of steps) {
            assert.match(title, /^\p{Lu}[^.]+$/u);
            assert.match(text, /\.$/u);
          }
          assert.equal(/PIN/u.test(steps.map(({ text }) => text).join(' ')), link);
        }
      }
    });

    it('tell servers with all that has to be typed', () => {
      assert.match(words.server('mail.example', 993, 'implicit'), /mail\.example, [Pp]ort 993, SSL\/TLS/u);
      assert.match(words.server('mail.example', 143, 'starttls'), /143, STARTTLS/u);
    });

    it('say what to do on loss, and the postcard sentence', () => {
      for (const { title, text } of [words.lost, words.postcard]) {
        assert.match(title, /^\p{Lu}/u);
        assert.match(text, sentence);
      }
      assert.match(words.postcard.text, language === 'de' ? /wie eine Postkarte/u : /like a postcard/u);
    });
  });
}
