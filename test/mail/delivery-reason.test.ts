import assert from 'node:assert/strict';
import { deliveryReason } from '../../src/mail/delivery-reason.js';

describe('reasons of a delivery', () => {
  for (const { status, reason } of [
    { status: '5.1.1', reason: 'no-such-mailbox' },
    { status: '5.1.2', reason: 'no-such-domain' },
    { status: '5.1.10', reason: 'takes-no-mail' },
    { status: '5.1.8', reason: 'sender-refused' },
    { status: '4.2.2', reason: 'mailbox-full' },
    { status: '5.2.1', reason: 'mailbox-closed' },
    { status: '5.3.4', reason: 'too-large' },
    { status: '5.7.1', reason: 'refused' },
    { status: '5.7.26', reason: 'refused' },
    { status: '5.7.30', reason: 'not-secure' },
    { status: '4.7.5', reason: 'not-secure' },
    { status: '5.6.7', reason: 'address-form' },
    { status: '5.6.0', reason: 'content' },
    { status: '4.4.1', reason: 'unreachable' },
    { status: '4.4.7', reason: 'unreachable' },
    { status: '4.4.3', reason: 'lookup' },
    { status: '4.3.2', reason: 'trouble' },
    { status: '5.3.2', reason: 'takes-no-mail' },
    { status: '4.4.5', reason: 'busy' },
    { status: '5.0.0', reason: 'unknown' },
    { status: '', reason: 'unknown' },
  ] as const) {
    it(`${status || 'nothing'} means ${reason}`, () => assert.equal(deliveryReason({ status }), reason));
  }
});
