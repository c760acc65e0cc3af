import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { day, taken, World } from './support.js';

describe('relay: the question before a postcard', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(async () => world.close());

  it('is asked once: to whom, what, how safe the way is, what to do', async () => {
    world.transport.outlooks.set('safe.example', 'dane').set('sts.example', 'mta-sts').set('odd.example', 'unknown');
    const to = ['a@safe.example', 'b@sts.example', 'c@plain.example', 'd@odd.example', 'key@plain.example'];
    await world.submit({ to, hold: 'postcard', documents: ['d1'] });
    const relay = world.start({
      protection: {
        reaches: async (_account, address) => address.startsWith('key'),
        protect: () => Promise.reject(new Error()),
      },
    });
    await world.looks();
    const [question, ...others] = await world.texts('INBOX');
    assert.equal(others.length, 0);
    const parsed = await simpleParser(question!);
    assert.equal(parsed.subject, 'Bitte entscheiden: Unverschlüsselt senden? Fwd: Steuerbescheid');
    assert.equal(
      parsed.text,
      [
        'Ihre Nachricht „Fwd: Steuerbescheid“ enthält Dokumente von uns und ginge unverschlüsselt hinaus. Eine unverschlüsselte E-Mail ist wie eine Postkarte: Wer sie unterwegs in die Hand bekommt, kann sie lesen. Darum haben wir sie angehalten und fragen Sie vorher.',
        '',
        'An wen:',
        '',
        '- a@safe.example: der Weg zum Server des Empfängers ist verschlüsselt und geprüft',
        '- b@sts.example: der Weg zum Server des Empfängers ist verschlüsselt und geprüft',
        '- c@plain.example: der Weg zum Server des Empfängers ist nicht sicher',
        '- d@odd.example: wie sicher der Weg zum Server des Empfängers ist, ließ sich nicht feststellen',
        '- key@plain.example: die Nachricht wird verschlüsselt, nur der Empfänger kann sie lesen',
        '',
        'Was:',
        '',
        '- Steuerbescheid.pdf',
        '',
        'Was Sie tun können:',
        '',
        '- Senden: Verschieben Sie die Nachricht aus „Postausgang“ nach „Postausgang/Freigeben“.',
        '- Senden, und bei diesen Empfängern nie mehr fragen: Verschieben Sie sie nach „Postausgang/Immer freigeben“.',
        '- Nicht senden: Löschen Sie die Nachricht in „Postausgang“.',
        '',
        'Ohne Ihre Entscheidung senden wir nichts. Am 8. Dezember 2026 legen wir die Nachricht ungesendet nach „Entwürfe“.',
        '',
      ].join('\n'),
    );
    assert.match(String(parsed.html), /<li>Nicht senden: Löschen Sie/u);
    assert.equal(parsed.inReplyTo, '<m1@phone.example>');
    // Not again, nor after a restart.
    await world.pass(day);
    await world.closeRelay(relay);
    world.start();
    await world.pass(day);
    assert.equal((await world.texts('INBOX')).length, 1);
  });

  it('speaks English to those who read it', async () => {
    const english = await World.open('en');
    try {
      await english.submit({ hold: 'postcard', documents: ['d1'] });
      english.start();
      await english.looks();
      const parsed = await simpleParser((await english.texts('INBOX'))[0]!);
      assert.match(
        parsed.text ?? '',
        /like a postcard.*move the message from “Outbox” to “Outbox\/Release”.*On 8 December 2026/su,
      );
    } finally {
      await english.close();
    }
  });

  it('does not wait for DNS that never answers, or fails', async () => {
    world.transport.outlook = async (domain) => {
      if (domain === 'hangs.example') return new Promise(() => undefined);
      throw new Error('no resolver');
    };
    await world.submit({ to: ['a@hangs.example', 'b@fails.example'], hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.passUntil(async () => (await world.texts('INBOX')).length === 1, 5000);
    const { text } = await simpleParser((await world.texts('INBOX'))[0]!);
    assert.equal(text?.match(/ließ sich nicht feststellen/gu)?.length, 2);
  });

  it('makes nothing of names in HTML', async () => {
    await world.submit({ subject: '<script>x</script>', hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.looks();
    assert.ok(!String((await simpleParser((await world.texts('INBOX'))[0]!)).html).includes('<script'));
  });

  it('is not asked about what was released before it could be', async () => {
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    await world.move('outbox', 'outbox-release');
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 100);
    await world.looks();
    assert.deepEqual(await world.texts('INBOX'), []);
  });

  it('is not asked about what an admin holds', async () => {
    await world.submit({ hold: 'admin' });
    world.start();
    await world.looks();
    assert.deepEqual(await world.texts('INBOX'), []);
  });

  it('ends without an answer after 14 days, unsent and told so', async () => {
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    world.start({ limits: { pollMs: 6 * 3600_000 } });
    await world.pass(14 * day - 12 * 3600_000);
    assert.deepEqual(await world.states(id), ['queued']);
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 3600_000);
    await world.looks();
    assert.deepEqual(await world.states(id), ['cancelled']);
    assert.deepEqual(
      [await world.flags('outbox'), await world.flags('Drafts'), await world.flags('Sent')],
      [[], ['\\Seen'], []],
    );
    const [, notice, ...others] = await world.texts('INBOX');
    assert.equal(others.length, 0);
    const parsed = await simpleParser(notice!);
    assert.equal(parsed.subject, 'Nicht gesendet: Fwd: Steuerbescheid');
    assert.match(parsed.text ?? '', /Sie liegt jetzt in „Entwürfe“/u);
    assert.equal(world.transport.tries.length, 0);
  });

  it('waits when there is no room for it, and the message stays held', async () => {
    const full = await World.open('de', { quotaOctets: 700 });
    try {
      const id = await full.submit({ hold: 'postcard', documents: ['d1'] });
      full.start();
      await full.pass(3600_000);
      assert.deepEqual([await full.texts('INBOX'), (await full.item(id)).hold], [[], 'postcard']);
      await full.opened.accounts.setQuota(full.account, { octets: null });
      await full.opened.accounts.setQuota(full.account, { octets: 1_000_000 });
      await full.pass(3600_000);
      assert.equal((await full.texts('INBOX')).length, 1);
      full.transport.answer = (_address, { atMs }) => taken(atMs);
    } finally {
      await full.close();
    }
  });
});
