import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Refusal } from '../../../../src/services/submission/errors.js';
import { HeaderGate } from '../../../../src/services/submission/message/header-gate.js';
import { outgoingHeader } from '../../../../src/services/submission/message/outgoing-header.js';

const limits = { messageOctets: 10_000, headerOctets: 1_000 };
const context = {
  ownAddresses: new Set(['erika@example.com']),
  hostname: 'mail.example.com',
  protocol: 'ESMTPSA',
  id: 'id1',
  nowMs: 0,
  fieldLimit: 50,
};

/** What goes on, or the rule that refuses. */
function pass(octets: readonly Buffer[]): string {
  const out: Buffer[] = [];
  const gate = new HeaderGate(limits, (header) => outgoingHeader(header, context).octets);
  try {
    for (const piece of octets) out.push(gate.push(piece) ?? Buffer.alloc(0));
    out.push(gate.end() ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof Refusal) return error.rule;
    throw error;
  }
  return Buffer.concat(out).toString('latin1');
}

const field = fc.oneof(
  fc.constantFrom('Bcc: a@b.c', 'bcc:\r\n x', 'RESENT-BCC:', 'Return-Path: <>', 'X-Originating-IP: [1]', 'Bcc2: stays'),
  fc.stringMatching(/^[A-Z][a-z-]{0,6}: ?[a-z <>@]{0,12}(\r\n[ \t][a-z]{1,6})?$/),
);
const message = fc
  .tuple(fc.array(field, { maxLength: 6 }), fc.nat(6), fc.option(fc.stringMatching(/^([a-z.:]{0,6}\r\n){0,4}$/)))
  .map(([fields, at, body]) => {
    const all = fields.filter((each) => !/^(?:from|sender|date|message-id):/i.test(each));
    all.splice(at, 0, 'From: erika@example.com', 'Date: x', 'Message-ID: <1@x>');
    return {
      fields: all,
      text: `${all.map((each) => `${each}\r\n`).join('')}${body === null ? '' : `\r\n${body}`}`,
      body,
    };
  });
const cuts = fc.array(fc.nat(200), { maxLength: 8 });

function pieces(text: string, at: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...at.filter((place) => place < text.length), text.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => Buffer.from(text.slice(places[index], end), 'latin1'));
}

describe('a message on its way in', () => {
  it('is the same in pieces of any size', () => {
    fc.assert(
      fc.property(message, cuts, ({ text }, at) => assert.equal(pass(pieces(text, at)), pass([Buffer.from(text)]))),
    );
  });

  it('is octet for octet as sent, but for the fields named', () => {
    fc.assert(
      fc.property(message, ({ fields, body, text }) => {
        const kept = fields.filter((each) => !/^(?:bcc|resent-bcc|return-path|x-originating-ip):/i.test(each));
        const received = 'Received: by mail.example.com with ESMTPSA id id1;\r\n\tThu, 01 Jan 1970 00:00:00 +0000\r\n';
        const wanted = `${received}${kept.map((each) => `${each}\r\n`).join('')}${body === null ? '' : `\r\n${body}`}`;
        assert.equal(pass([Buffer.from(text)]), wanted);
      }),
    );
  });

  it('never lets a Bcc through', () => {
    const wild = fc.array(
      fc.constantFrom('B', 'b', 'cc', 'Bcc', ':', ' ', '\t', '\r\n', 'x', 'From: erika@example.com\r\n'),
      {
        maxLength: 14,
      },
    );
    fc.assert(
      fc.property(wild, cuts, (words, at) => {
        const out = pass(pieces(`From: erika@example.com\r\n${words.join('')}\r\n\r\ntext\r\n`, at));
        assert.doesNotMatch(out.split('\r\n\r\n')[0]!, /^(?:resent-)?bcc[ \t]*:/im);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a header of so many octets, wherever it is cut', () => {
    const text = `From: erika@example.com\r\nSubject: ${'x'.repeat(2_000)}\r\n\r\n`;
    fc.assert(fc.property(cuts, (at) => assert.equal(pass(pieces(text, at)), 'header-size')));
    const just = `From: erika@example.com\r\nSubject: ${'x'.repeat(1_000 - 38)}\r\n\r\n`;
    assert.equal(just.length, 1_000);
    fc.assert(fc.property(cuts, (at) => assert.match(pass(pieces(just, at)), /^Received:/)));
    assert.equal(pass([Buffer.from(just.replace('x', 'xx'))]), 'header-size');
  });
});
