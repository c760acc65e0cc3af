import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dsnActions, isEnhancedStatus, type DeliveryStatus } from '../../../src/wire/dsn/delivery-status.js';
import { formatDeliveryStatus } from '../../../src/wire/dsn/format-delivery-status.js';
import { parseDeliveryStatus } from '../../../src/wire/dsn/parse-delivery-status.js';
import { formatTypedAddress, parseTypedAddress, typedAddress } from '../../../src/wire/dsn/typed-address.js';

const failed: DeliveryStatus = {
  reportingMta: { type: 'dns', text: 'mail.example.org' },
  originalEnvelopeId: 'QQ314159',
  arrivalMs: Date.UTC(2026, 10, 24, 8, 5, 9),
  recipients: [
    {
      originalRecipient: { type: 'rfc822', address: 'louisl@larry.slip.umd.edu' },
      finalRecipient: { type: 'rfc822', address: 'louisl@larry.slip.umd.edu' },
      action: 'failed',
      status: '4.0.0',
      remoteMta: { type: 'dns', text: 'larry.slip.umd.edu' },
      diagnosticCode: { type: 'smtp', text: '426 connection timed out' },
      lastAttemptMs: Date.UTC(2026, 10, 24, 9, 0, 0),
    },
  ],
};

describe('message/delivery-status', () => {
  it('is written as RFC 3464 has it', () => {
    assert.equal(
      formatDeliveryStatus(failed),
      [
        'Original-Envelope-Id: QQ314159',
        'Reporting-MTA: dns; mail.example.org',
        'Arrival-Date: Tue, 24 Nov 2026 08:05:09 +0000',
        '',
        'Original-Recipient: rfc822;louisl@larry.slip.umd.edu',
        'Final-Recipient: rfc822;louisl@larry.slip.umd.edu',
        'Action: failed',
        'Status: 4.0.0',
        'Remote-MTA: dns; larry.slip.umd.edu',
        'Diagnostic-Code: smtp; 426 connection timed out',
        'Last-Attempt-Date: Tue, 24 Nov 2026 09:00:00 +0000',
        '',
      ].join('\r\n'),
    );
  });

  it('reads the example of RFC 3464 appendix E.1', () => {
    const text = [
      'Reporting-MTA: dns; cs.utk.edu',
      '',
      'Original-Recipient: rfc822;louisl@larry.slip.umd.edu',
      'Final-Recipient: rfc822;louisl@larry.slip.umd.edu',
      'Action: failed',
      'Status: 4.0.0',
      'Diagnostic-Code: smtp; 426 connection timed out',
      'Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400',
      '',
    ].join('\r\n');
    assert.deepEqual(parseDeliveryStatus(Buffer.from(text)), {
      reportingMta: { type: 'dns', text: 'cs.utk.edu' },
      recipients: [
        {
          originalRecipient: { type: 'rfc822', address: 'louisl@larry.slip.umd.edu' },
          finalRecipient: { type: 'rfc822', address: 'louisl@larry.slip.umd.edu' },
          action: 'failed',
          status: '4.0.0',
          diagnosticCode: { type: 'smtp', text: '426 connection timed out' },
          lastAttemptMs: Date.UTC(1994, 6, 7, 21, 15, 49),
        },
      ],
    });
  });

  const mta = 'Reporting-MTA: dns; a.example\r\n\r\n';
  const group = 'Final-Recipient: rfc822; b@c.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
  for (const { what, text, found } of [
    { what: 'a comment behind the status', text: mta + group.replace('5.1.1', '5.1.1 (no such)'), found: 1 },
    { what: 'capitals in the action', text: mta + group.replace('failed', 'FAILED'), found: 1 },
    { what: 'bare LF and several empty lines', text: `${mta}\r\n \r\n${group}`.replaceAll('\r', ''), found: 1 },
    { what: 'two recipients', text: `${mta}${group}\r\n${group}`, found: 2 },
    { what: 'no reporting MTA', text: `Arrival-Date: x\r\n\r\n${group}`, found: 0 },
    { what: 'no recipient', text: mta, found: 0 },
    { what: 'no final recipient', text: mta + group.replace('Final', 'First'), found: 0 },
    { what: 'an action nobody knows', text: mta + group.replace('failed', 'eaten'), found: 0 },
    { what: 'a status of another class', text: mta + group.replace('5.1.1', '3.1.1'), found: 0 },
    { what: 'nothing', text: '', found: 0 },
  ]) {
    it(`finds ${found} recipients with ${what}`, () => {
      assert.equal(parseDeliveryStatus(Buffer.from(text))?.recipients.length ?? 0, found);
    });
  }

  it('looks at no more than its limits', () => {
    const text = Buffer.from(mta + Array.from({ length: 20 }, () => group).join('\r\n'));
    assert.equal(parseDeliveryStatus(text, { octets: 100_000, recipients: 7 })?.recipients.length, 7);
    assert.equal(parseDeliveryStatus(text, { octets: mta.length + group.length, recipients: 7 })?.recipients.length, 1);
  });

  it('keeps a reply from writing fields of its own', () => {
    const [recipient] = failed.recipients;
    const reply = { type: 'smtp', text: '550 no\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822;x@y' };
    const text = formatDeliveryStatus({ ...failed, recipients: [{ ...recipient!, diagnosticCode: reply }] });
    const read = parseDeliveryStatus(Buffer.from(text));
    assert.equal(read?.recipients.length, 1);
    assert.equal(read.recipients[0]?.action, 'failed');
  });

  it('writes no status that RFC 3463 does not know, and no report on nobody', () => {
    const [recipient] = failed.recipients;
    assert.throws(
      () => formatDeliveryStatus({ ...failed, recipients: [{ ...recipient!, status: '550' }] }),
      RangeError,
    );
    assert.throws(() => formatDeliveryStatus({ ...failed, recipients: [] }), RangeError);
  });

  const word = fc.stringMatching(/^[!-~]{1,40}$/u);
  const line = fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(' '));
  const typed = line.map((text) => ({ type: 'smtp', text }));
  const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
  const address = fc.oneof(
    fc.stringMatching(/^[!-~]{1,60}$/u),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  );
  const code = fc.tuple(fc.constantFrom(2, 4, 5), fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }));
  const aStatus: fc.Arbitrary<DeliveryStatus> = fc.record(
    {
      reportingMta: word.map((text) => ({ type: 'dns', text })),
      originalEnvelopeId: word,
      arrivalMs: second,
      recipients: fc.array(
        fc.record(
          {
            originalRecipient: address.map(typedAddress),
            finalRecipient: address.map(typedAddress),
            action: fc.constantFrom(...dsnActions),
            status: code.map((numbers) => numbers.join('.')),
            remoteMta: typed,
            diagnosticCode: typed,
            lastAttemptMs: second,
            willRetryUntilMs: second,
          },
          { requiredKeys: ['finalRecipient', 'action', 'status'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    },
    { requiredKeys: ['reportingMta', 'recipients'], noNullPrototype: true },
  );

  it('reads back what was written, in lines of ASCII', () => {
    fc.assert(
      fc.property(aStatus, (status) => {
        const text = formatDeliveryStatus(status);
        assert.deepEqual(parseDeliveryStatus(Buffer.from(text)), status);
        assert.match(text, /^(?:[\u0020-\u007e]{0,998}\r\n)*$/u);
      }),
    );
  });

  it('never throws, whatever it reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (octets) => void parseDeliveryStatus(Buffer.from(octets))),
    );
  });
});

describe('typed addresses', () => {
  it('write what is not ASCII in the seven bits of RFC 6533', () => {
    assert.equal(formatTypedAddress(typedAddress('jörg@köln.example')), 'utf-8;j\\x{F6}rg@k\\x{F6}ln.example');
    assert.equal(formatTypedAddress(typedAddress('a@b.example')), 'rfc822;a@b.example');
  });

  it('leave alone what is no escape', () => {
    assert.equal(
      parseTypedAddress('utf-8; a\\x{D800}\\x{110000}\\x{zz}b@c')?.address,
      'a\\x{D800}\\x{110000}\\x{zz}b@c',
    );
    assert.equal(parseTypedAddress('no type'), undefined);
  });

  it('know an enhanced status', () => {
    assert.deepEqual(['2.0.0', '4.4.7', '5.7.509'].map(isEnhancedStatus), [true, true, true]);
    assert.deepEqual(['3.0.0', '5.01.1', '5.1', '5.1.1.1', '5.1000.1', ''].map(isEnhancedStatus), Array(6).fill(false));
  });
});
