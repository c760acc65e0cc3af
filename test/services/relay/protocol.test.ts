import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { day, hour, minute, refused, taken, World } from './support.js';

describe('relay: the log of a day', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(async () => world.close());

  const deliver = async (submission: Parameters<World['submit']>[0] = {}) => {
    const id = await world.submit(submission);
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 100);
    return id;
  };

  it('is written after midnight, once, with recipient, documents and way, and without content', async () => {
    world.start();
    await deliver({ to: ['a@one.example', 'b@two.example'], documents: ['4f3a', '77b0'] });
    world.transport.answer = (_address, { atMs }) => {
      const { attempt } = taken(atMs);
      return { kind: 'relayed', attempt, way: { remote: 'mx.three.example', tls: undefined, verified: 'no' } };
    };
    await deliver({ to: ['c@three.example'] });
    world.transport.answer = (_address, { atMs }) => refused(atMs, '5.1.1');
    await deliver({ to: ['nobody@four.example'] });
    await world.pass(14 * hour);
    assert.deepEqual(await world.texts('protocol'), []);
    // 10:00 in Berlin and 14 hours: the day is over, and its log follows within minutes.
    await world.pass(6 * minute);
    const [log, ...others] = await world.texts('protocol');
    assert.equal(others.length, 0);
    const { subject, text, date } = await simpleParser(log!);
    assert.equal(subject, 'Protokoll vom 24. November 2026: 3 Weitergaben');
    assert.equal(date?.toISOString(), '2026-11-24T23:00:00.000Z');
    assert.equal(
      text,
      [
        'Am 24. November 2026 haben wir in Ihrem Auftrag weitergegeben:',
        '',
        ...['a@one.example', 'b@two.example'].flatMap((recipient) => [
          `10:00 Uhr an ${recipient}`,
          'Dokumente: 4f3a, 77b0',
          'Weg: verschlüsselt übertragen (TLSv1.3), Server geprüft (DANE)',
          'Nachricht: nicht verschlüsselt',
          'Angenommen von mx.example.net',
          'Antwort des Servers: 250',
          'Kennung der Nachricht: <m1@phone.example>',
          '',
        ]),
        '10:00 Uhr an c@three.example',
        'Keine Dokumente von uns',
        'Weg: offen, ohne Verschlüsselung, Server nicht geprüft',
        'Nachricht: nicht verschlüsselt',
        'Angenommen von mx.three.example',
        'Antwort des Servers: 250',
        'Kennung der Nachricht: <m2@phone.example>',
        '',
      ].join('\n'),
    );
    assert.ok(!log!.includes('Steuerbescheid'));
    await world.pass(3 * day);
    assert.equal((await world.texts('protocol')).length, 1);
  });

  it('is caught up on for days on which nobody was here, once over restarts, and made where the mailbox is missing', async () => {
    const first = world.start();
    await deliver();
    await world.closeRelay(first);
    await world.pass(3 * day);
    await world.store.delete((await world.mailbox('protocol')).name);
    const second = world.start();
    await world.pass(minute);
    assert.equal((await world.texts('protocol')).length, 1);
    await world.closeRelay(second);
    await world.opened.notebook.remove('relay', 'last-log-day');
    world.start();
    await world.pass(minute);
    assert.equal((await world.texts('protocol')).length, 1);
  });

  it('has English for those who read it', async () => {
    const english = await World.open('en');
    try {
      const id = await english.submit();
      english.start();
      await english.passUntil(async () => (await english.item(id)).endedMs !== undefined, 100);
      await english.pass(15 * hour);
      const { subject, text } = await simpleParser((await english.texts('protocol'))[0]!);
      assert.equal(subject, 'Log of 24 November 2026: 1 hand-over');
      assert.match(text ?? '', /Way: encrypted \(TLSv1\.3\), server verified \(DANE\)/u);
    } finally {
      await english.close();
    }
  });
});
