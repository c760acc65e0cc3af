import assert from 'node:assert/strict';
import { deliveryReasons } from '../../src/mail/delivery-reason.js';
import { textsFor } from '../../src/texts/texts.js';

/** A sentence, or several: capital first, full stop last. */
const sentence = /^[\p{Lu}„“].*[.]$/u;

for (const language of ['de', 'en'] as const) {
  describe(`texts on mail on its way out, ${language}`, () => {
    const { report, postcard, log, ...around } = textsFor(language).forwarding;

    it('give each reason a sentence of its own, and advice', () => {
      assert.equal(new Set(deliveryReasons.map((reason) => report.reasons[reason].why)).size, deliveryReasons.length);
      for (const reason of deliveryReasons) {
        assert.match(report.reasons[reason].why, sentence);
        assert.match(report.reasons[reason].advice, sentence);
      }
    });

    it('say of each report what it is about and when', () => {
      for (const kind of ['failed', 'delayed', 'relayed'] as const) {
        assert.match(report.subject[kind]('Steuer'), /^\p{Lu}.*: Steuer$/u);
        const intro = report.intro[kind]('Steuer', '24. 11., 09:05');
        assert.match(intro, sentence);
        assert.ok(intro.includes('Steuer') && intro.includes('24. 11., 09:05'));
      }
      assert.equal(new Set(Object.values(report.subject).map((subject) => subject('x'))).size, 3);
      assert.match(report.goesOn('Montag', 'Raus'), /Montag.*Raus|Raus.*Montag/u);
      assert.match(report.gaveUp(5), /5/u);
      assert.match(report.relayed, sentence);
      assert.match(report.attached, sentence);
      for (const label of [report.lastTry, report.advice]) assert.match(label, /^\p{Lu}.*:$/u);
      assert.match(report.reply('mx.example', '550 no'), /mx\.example: 550 no$/u);
      assert.match(report.reply(undefined, 'no'), /^\p{Lu}\w+: no$/u);
    });

    it('ask before a postcard: what, to whom, what to do', () => {
      assert.match(postcard.subject('Steuer'), /\? Steuer$/u);
      assert.match(postcard.intro('Steuer'), sentence);
      assert.match(postcard.release('Raus', 'Ja'), /Raus.*Ja/u);
      assert.match(postcard.allow('Immer'), /Immer/u);
      assert.match(postcard.cancel('Raus'), /Raus/u);
      assert.match(postcard.unanswered('Montag', 'Entwurf'), /Montag.*Entwurf/u);
      for (const label of [postcard.recipients, postcard.documents, postcard.choices])
        assert.match(label, /^\p{Lu}.*:$/u);
      assert.equal(new Set(Object.values(postcard.ways)).size, 4, 'verified is verified, however it was');
      assert.match(postcard.cancelled.subject('Steuer'), /: Steuer$/u);
      assert.match(postcard.cancelled.text('Steuer', 'Entwurf'), /Steuer.*Entwurf/u);
    });

    it('tell of a day: each way, each proof, each protection apart', () => {
      assert.notEqual(log.subject('Montag', 1).replace('1', '2'), log.subject('Montag', 2));
      assert.match(log.intro('Montag'), /Montag.*:$/u);
      assert.match(log.entry('09:05', 'a@b.example'), /09:05.*a@b\.example/u);
      assert.match(log.documents(['d1', 'd2']), /d1, d2/u);
      assert.notEqual(log.tls(undefined), log.tls('TLSv1.3'));
      assert.match(log.tls('TLSv1.3'), /TLSv1\.3/u);
      assert.equal(new Set(Object.values(log.verified)).size, 4);
      assert.equal(new Set(Object.values(log.encrypted)).size, 3);
      for (const each of [documentless(log.documents), log.server('mx'), log.reply('250'), log.message('<a@b>')]) {
        assert.match(each, /^\p{Lu}/u);
      }
    });

    it('have a name for everything else', () => {
      assert.match(around.at('24. 11.', '09:05'), /24\. 11\., 09:05/u);
      for (const each of [around.otherLanguage, around.noSubject, report.sender, log.sender]) assert.notEqual(each, '');
    });
  });
}

it('texts of reports have another language beside', () => {
  assert.notEqual(textsFor('de').forwarding.otherLanguage, textsFor('en').forwarding.otherLanguage);
});

function documentless(documents: (ids: readonly string[]) => string): string {
  return documents([]);
}
