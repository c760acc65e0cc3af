/** Trouble with the store: the right reply, the session goes on, nothing is left behind. */
import assert from 'node:assert/strict';
import type { Log } from '../../../src/mail/log.js';
import { MailError } from '../../../src/mail/errors.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { type SmtpHost, startSmtpHost, user, withMethods } from '../../support/smtp/host.js';
import { begin } from '../../support/smtp/run.js';

const message = `MAIL FROM:<${user}>\r\nRCPT TO:<hans@example.org>\r\nDATA\r\nFrom: ${user}\r\n\r\nsecret\r\n.\r\n`;
const full = new MailError('storage-full', 'The disk is full.');

describe('submission and a store in trouble', () => {
  const errors: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (event, fields) => void errors.push(`${event} ${String(fields?.['error'])}`),
  };
  let host: SmtpHost | undefined;
  afterEach(async () => {
    await host?.close();
    errors.length = 0;
  });

  const cases: readonly {
    title: string;
    methods: (store: MailStore) => Partial<MailStore>;
    reply: string;
    logged: readonly string[];
  }[] = [
    {
      title: 'a disk that is full from the start',
      methods: () => ({ stage: () => Promise.reject(full) }),
      reply: '451 4.3.1 The server has no room at the moment: please try again later.',
      logged: [],
    },
    {
      title: 'a disk that fills up amid the message',
      methods: () => ({
        async stage(octets) {
          for await (const piece of octets) if (piece.length > 0) break;
          throw full;
        },
      }),
      reply: '451 4.3.1 The server has no room at the moment: please try again later.',
      logged: [],
    },
    {
      title: 'a disk that is full at the commit',
      methods: () => ({ append: () => Promise.reject(full) }),
      reply: '451 4.3.1 The server has no room at the moment: please try again later.',
      logged: [],
    },
    {
      title: 'a message that is too large for the store',
      methods: () => ({
        stage: () => Promise.reject(new MailError('message-too-large', 'The store takes 10 MB at most.')),
      }),
      reply: '552 5.3.4 The store takes 10 MB at most.',
      logged: [],
    },
    {
      title: 'an outbox that goes in this moment',
      methods: () => ({ append: () => Promise.reject(new MailError('destination-not-found', 'There is none.')) }),
      reply: '451 4.3.0 The server cannot take the message at the moment: please try again later.',
      logged: [],
    },
    {
      title: 'an account that was deleted',
      methods: () => ({ append: () => Promise.reject(new MailError('account-not-found', 'There is none.')) }),
      reply: '421 4.7.0 This password is no longer valid, or the account was closed.',
      logged: [],
    },
    {
      title: 'a bug behind the staging',
      methods: () => ({ documents: () => Promise.reject(new TypeError('x is undefined')) }),
      reply: '451 4.3.0 Something went wrong here: please try again later.',
      logged: ['submission.failed TypeError: x is undefined'],
    },
  ];

  for (const { title, methods, reply, logged } of cases) {
    it(title, async () => {
      host = await startSmtpHost({ log, wrap: (store) => withMethods(store, methods(store)) });
      const client = await begin(host);
      client.send(message);
      await client.until('354');
      assert.equal(await client.next(), reply);
      if (reply.startsWith('421')) assert.equal(await client.next(), undefined);
      else {
        client.line('NOOP');
        assert.equal(await client.next(), '250 2.0.0 OK');
      }
      client.close();
      assert.deepEqual(errors, logged);
      assert.equal(host.leftStaged, 0);
      assert.deepEqual(await host.queued(), []);
    });
  }
});
