import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { parseDeliveryStatus } from '../../../src/wire/dsn/parse-delivery-status.js';
import type { DeliveryStatus } from '../../../src/wire/dsn/delivery-status.js';
import { analyse } from '../../../src/wire/mime/analyse.js';
import { later, refused, taken, World, type Submission } from './support.js';

interface Report {
  readonly octets: string;
  readonly words: string;
  readonly status: DeliveryStatus;
  /** The third part, with its header. */
  readonly original: string;
}

async function reportOf(octets: string): Promise<Report> {
  const { root } = analyse(Buffer.from(octets)).structure;
  const [, machine, original] = root.children;
  const part = (which: typeof machine, from: 'headerStart' | 'bodyStart') =>
    Buffer.from(octets).subarray(which?.[from] ?? 0, which?.end ?? 0);
  const status = parseDeliveryStatus(part(machine, 'bodyStart'));
  assert.ok(status, 'it has a part for machines');
  const parsed = await simpleParser(octets, { skipHtmlToText: true });
  return {
    octets,
    words: (parsed.text ?? '').replace(/\nReporting-MTA:.*$/su, ''),
    status,
    original: part(original, 'headerStart').toString('utf8'),
  };
}

describe('relay: reports', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(async () => world.close());

  const reports = async (submission: Submission, at = world): Promise<readonly Report[]> => {
    const id = await at.submit(submission);
    at.start();
    await at.passUntil(async () => (await at.item(id)).endedMs !== undefined, 100);
    return Promise.all((await at.texts('INBOX')).map(reportOf));
  };

  it('say in plain words why, and what to do; in German and English', async () => {
    world.transport.answer = (_address, { atMs }) => refused(atMs, '5.1.1', '550 5.1.1 No such user here');
    const [report, ...others] = await reports({ to: ['nobody@one.example'] });
    assert.equal(others.length, 0);
    const parsed = await simpleParser(report!.octets);
    assert.equal(parsed.subject, 'Nicht zugestellt: Fwd: Steuerbescheid');
    assert.equal(parsed.headers.get('auto-submitted'), 'auto-replied');
    assert.match(report!.octets, /^Return-Path: <>\r$/mu);
    assert.equal(
      report!.words,
      [
        'Ihre Nachricht „Fwd: Steuerbescheid“ vom 24. November 2026, 10:00 Uhr konnte nicht zugestellt werden.',
        '',
        'nobody@one.example',
        'Diese Adresse gibt es dort nicht.',
        'Was Sie tun können: Prüfen Sie die Adresse auf Tippfehler und senden Sie die Nachricht noch einmal.',
        'Antwort von mx.example.net: 550 5.1.1 No such user here',
        '',
        'Angehängt sind technische Angaben und der Kopf Ihrer Nachricht.',
        '',
        '---------- English ----------',
        '',
        'Your message “Fwd: Steuerbescheid” of 24 November 2026, 10:00 could not be delivered.',
        '',
        'nobody@one.example',
        'There is no such address.',
        'What you can do: Check the address for typing mistakes and send the message again.',
        'Reply of mx.example.net: 550 5.1.1 No such user here',
        '',
        'Technical details and the header of your message are attached.',
        '',
      ].join('\n'),
    );
  });

  it('are read by machines: one for those who failed together', async () => {
    world.transport.answer = (address, { atMs }) => (address.startsWith('ok') ? taken(atMs) : refused(atMs, '5.2.2'));
    const [report, ...others] = await reports({
      to: ['ok@one.example', { address: 'full@one.example', orcpt: 'rfc822;Full@one.example' }, 'jörg@one.example'],
      envelope: { envid: 'E1' },
    });
    assert.equal(others.length, 0);
    const { recipients, ...about } = report!.status;
    assert.deepEqual(about, {
      reportingMta: { type: 'dns', text: 'mail.post.example' },
      originalEnvelopeId: 'E1',
      arrivalMs: Date.UTC(2026, 10, 24, 9),
    });
    assert.deepEqual(
      recipients.map(({ finalRecipient, originalRecipient, action, status, remoteMta, diagnosticCode }) => {
        return [finalRecipient, originalRecipient?.address, action, status, remoteMta?.text, diagnosticCode];
      }),
      [
        [{ type: 'rfc822', address: 'full@one.example' }, 'Full@one.example'],
        [{ type: 'utf-8', address: 'jörg@one.example' }, undefined],
      ].map((row) => [...row, 'failed', '5.2.2', 'mx.example.net', { type: 'smtp', text: '550 5.2.2 no' }]),
    );
  });

  it('blame nobody else for trouble on our side', async () => {
    world.transport.answer = (_address, { atMs }) => {
      const attempt = { atMs, remote: 'smarthost.post.example', reply: 'no answer in time', status: '4.4.1' };
      return { kind: 'failed', attempt: { ...attempt, ours: true } };
    };
    const [report] = await reports({});
    assert.match(report!.words, /Die Störung liegt bei uns, nicht beim Empfänger\.\nWas Sie tun können: Bitte/u);
    assert.match(report!.words, /The trouble is on our side/u);
    assert.doesNotMatch(report!.words, /Server des Empfängers/u);
  });

  it('have the header of the message, and no more', async () => {
    world.transport.answer = (_address, { atMs }) => refused(atMs, '5.7.1');
    const [report] = await reports({ body: 'Geheim.' });
    assert.match(report!.original, /^Content-Type: text\/rfc822-headers\r\n/u);
    assert.match(report!.original, /^Message-ID: <m1@phone.example>\r$/mu);
    // As it is: a line with `=` shows.
    assert.match(report!.original, /boundary=b\r$/mu);
    assert.ok(!report!.octets.includes('Geheim'));
  });

  it('have the whole message when that is asked for, up to a size', async () => {
    world.transport.answer = (_address, { atMs }) => refused(atMs, '5.7.1');
    const [small] = await reports({ body: 'Kurz.', envelope: { ret: 'FULL' } });
    assert.match(small!.words, /Angehängt sind technische Angaben und Ihre Nachricht\./u);
    assert.match(small!.original, /^Content-Type: message\/rfc822\r\n/u);
    assert.match(small!.original, /Kurz\./u);
    const other = await World.open();
    try {
      other.transport.answer = world.transport.answer;
      const [large] = await reports({ body: 'Lang. '.repeat(300_000), envelope: { ret: 'FULL' } }, other);
      assert.match(large!.original, /^Content-Type: text\/rfc822-headers\r\n/u);
    } finally {
      await other.close();
    }
  });

  it('are in English first for those who read English', async () => {
    const english = await World.open('en');
    try {
      english.transport.answer = (_address, { atMs }) => refused(atMs, '5.1.1');
      const [report] = await reports({}, english);
      assert.match(report!.words, /^Your message .*---------- Deutsch ----------.*Ihre Nachricht/su);
      assert.match(report!.octets, /^Subject: Not delivered: Fwd: Steuerbescheid\r$/mu);
    } finally {
      await english.close();
    }
  });

  for (const { notify, kind, told } of [
    { notify: undefined, kind: 'failed', told: 'failed' },
    { notify: 'NEVER', kind: 'failed', told: undefined },
    { notify: ['SUCCESS'], kind: 'failed', told: undefined },
    { notify: ['FAILURE', 'DELAY'], kind: 'failed', told: 'failed' },
    { notify: undefined, kind: 'relayed', told: undefined },
    { notify: ['SUCCESS'], kind: 'relayed', told: 'relayed' },
    { notify: 'NEVER', kind: 'relayed', told: undefined },
    // RFC 3461 §5.2.2: the server that took it reports itself.
    { notify: ['SUCCESS'], kind: 'delivered', told: undefined },
  ] as const) {
    it(`tell ${told ?? 'nothing'} when a recipient with NOTIFY=${String(notify)} is ${kind}`, async () => {
      world.transport.answer = (_address, { atMs }) => (kind === 'failed' ? refused(atMs, '5.1.1') : taken(atMs, kind));
      const found = await reports({ to: [{ address: 'a@one.example', ...(notify && { notify }) }] });
      assert.deepEqual(
        found.flatMap(({ status }) => status.recipients.map(({ action }) => action)),
        told ? [told] : [],
      );
    });
  }

  it('do not tell of a delay to those who do not ask for it', async () => {
    world.transport.answer = (_address, { atMs }) => later(atMs);
    await world.submit({ to: [{ address: 'a@one.example', notify: ['FAILURE'] }] });
    world.start();
    await world.pass(12 * 3600_000);
    assert.deepEqual(await world.texts('INBOX'), []);
  });

  it('are about the others when the customer has cancelled some meanwhile', async () => {
    const id = await world.submit({ to: ['a@one.example', 'b@one.example'] });
    const { queue } = world.opened;
    world.transport.answer = async (address, { atMs }) => {
      if (address === 'b@one.example')
        await queue.settle({ item: id, outcomes: new Map([[0, { kind: 'cancelled' }]]) });
      return refused(atMs, '5.1.1');
    };
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 100);
    assert.deepEqual(await world.states(id), ['cancelled', 'failed']);
    const [report, ...others] = await Promise.all((await world.texts('INBOX')).map(reportOf));
    assert.deepEqual(
      [report!.status.recipients.map(({ finalRecipient }) => finalRecipient.address), others],
      [['b@one.example'], []],
    );
  });

  it('keep replies and subjects from doing harm', async () => {
    world.transport.answer = (_address, { atMs }) => refused(atMs, 'nonsense', '550 <b>\r\nAction: delivered');
    const [report] = await reports({ subject: '=?utf-8?q?Zeile=0D=0ABcc:_x@y.example?=' });
    assert.deepEqual(
      report!.status.recipients.map(({ action, status }) => [action, status]),
      [['failed', '5.0.0']],
    );
    assert.ok(!/^Bcc:/mu.test(report!.octets.slice(0, report!.octets.indexOf('\r\n\r\n'))));
  });
});
