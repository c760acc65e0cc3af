/**
 * The server killed (SIGKILL) at random moments while customers send: each message that got its 250 arrives. Twice only
 * what the receiver had taken and we had not written down yet: those are counted and told.
 * UNPAPERME_TEST_KILLS sets how often (2 by default), UNPAPERME_TEST_MESSAGES how many messages there are (20 a kill).
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { startReceivingServer, type ReceivingServer } from '../support/mx/receiving-server.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const kills = Number(process.env['UNPAPERME_TEST_KILLS'] ?? 2);
const messages = Number(process.env['UNPAPERME_TEST_MESSAGES'] ?? kills * 20);
const senders = 4;

describe('forwarding, killed at random moments', function () {
  this.timeout(120_000 + kills * 20_000 + messages * 100);
  let mx: ReceivingServer;
  let server: RunningServer;
  before(async () => {
    mx = await startReceivingServer();
    server = new RunningServer({
      UNPAPERME_RELAY_SMARTHOST: `smtp://127.0.0.1:${mx.port}?tls=never`,
      UNPAPERME_SUBMISSION_MESSAGES_PER_HOUR: '100000',
      UNPAPERME_SUBMISSION_MESSAGES_PER_DAY: '100000',
      UNPAPERME_SUBMISSION_NEW_RECIPIENTS_PER_DAY: '100000',
    });
  });
  after(async () => {
    await server.remove();
    await mx.close();
  });

  it('delivers every message that got its 250', async function () {
    const account = await server.addAccount('Erika Sonnleitner', '--address', 'erika@post.example');
    const waiting = Array.from({ length: messages }, (_, i) => i);
    const accepted = new Set<string>();
    const arrived = new Arrivals();
    let killed = 0;
    const restOf = () => Math.max(1, kills - killed);
    while (waiting.length > 0 || killed < kills) {
      const endpoints = await server.start();
      // So many that all of them are spread over all kills.
      const now = waiting.splice(0, Math.ceil(waiting.length / restOf()));
      const sending = Promise.all(
        Array.from({ length: senders }, async (_, s) => {
          for (let i = s; i < now.length; i += senders) {
            if (!(await sent(endpoints, account, now[i]!, accepted))) waiting.push(now[i]!);
          }
        }),
      );
      if (killed < kills) {
        await Promise.race([sending.then(() => sleep(randomInt(0, 300))), sleep(randomInt(0, 1500))]);
        await server.stop('SIGKILL');
        killed += 1;
      }
      await sending;
      arrived.take(mx);
    }
    if (!server.running) await server.start();
    const missing = () => {
      arrived.take(mx);
      return [...accepted].filter((subject) => !arrived.times.has(subject));
    };
    for (let tries = 0; missing().length > 0 && tries < 1200; tries += 1) await sleep(100);
    assert.deepEqual(missing(), []);
    assert.equal(accepted.size, messages);
    const twice = [...arrived.times.values()].reduce((sum, times) => sum + times - 1, 0);
    console.log(`      ${kills} kills, ${accepted.size} messages, ${twice} arrived twice`);
    // At the most what was on the wire at each kill.
    assert.ok(twice <= kills * 20, `${twice} twice`);
  });
});

/** What has come, by subject. The octets are let go. */
class Arrivals {
  readonly times = new Map<string, number>();

  take({ transactions }: ReceivingServer): void {
    for (const { message } of transactions.splice(0)) {
      const subject = /^Subject: (.*)\r$/m.exec(message.toString('latin1', 0, 2000))![1]!;
      this.times.set(subject, (this.times.get(subject) ?? 0) + 1);
    }
  }
}

/** @returns false when the server died before it answered: it is sent again, under another subject */
async function sent(
  { smtps }: Endpoints,
  { user, password }: { user: string; password: string },
  number: number,
  accepted: Set<string>,
): Promise<boolean> {
  const subject = `Brief ${number} ${randomInt(1e9)}`;
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtps.port,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user, pass: password },
  });
  try {
    await transport.sendMail({
      from: 'erika@post.example',
      to: `r${number % 7}@kunde.example`,
      subject,
      text: 'Anbei der Brief.',
      // Every fifth is too large for the database and lies in a file.
      ...(number % 5 === 0 && { attachments: [{ filename: 'a.pdf', content: Buffer.alloc(300_000, number) }] }),
    });
    accepted.add(subject);
    return true;
  } catch (error) {
    assert.doesNotMatch(String(error), /Invalid login|55\d /);
    return false;
  } finally {
    transport.close();
  }
}
