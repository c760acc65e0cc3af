import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { nextDay, startOfDay } from '../../../src/lib/local-time.js';
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

describe('days', () => {
  for (const { of, zone, starts } of [
    { of: '2026-11-24', zone: 'Europe/Berlin', starts: '2026-11-23T23:00:00.000Z' },
    { of: '2026-03-29', zone: 'Europe/Berlin', starts: '2026-03-28T23:00:00.000Z' },
    { of: '2026-03-30', zone: 'Europe/Berlin', starts: '2026-03-29T22:00:00.000Z' },
    { of: '2026-10-26', zone: 'Europe/Berlin', starts: '2026-10-25T23:00:00.000Z' },
    { of: '2026-11-24', zone: 'UTC', starts: '2026-11-24T00:00:00.000Z' },
    { of: '2026-11-24', zone: 'Asia/Kathmandu', starts: '2026-11-23T18:15:00.000Z' },
    { of: '2026-11-24', zone: 'Pacific/Kiritimati', starts: '2026-11-23T10:00:00.000Z' },
    // Clocks went from 00:00 to 01:00.
    { of: '2018-11-04', zone: 'America/Sao_Paulo', starts: '2018-11-04T03:00:00.000Z' },
  ]) {
    it(`${of} in ${zone} starts at ${starts}`, () => {
      assert.equal(new Date(startOfDay(of, zone)).toISOString(), starts);
    });
  }

  it('follow each other', () => {
    assert.deepEqual(['2026-02-28', '2028-02-28', '2026-12-31'].map(nextDay), [
      '2026-03-01',
      '2028-02-29',
      '2027-01-01',
    ]);
  });
});
