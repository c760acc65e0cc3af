/**
 * AUTHENTICATE: RFC 9051 §6.2.2, SASL-IR (RFC 4959). SCRAM-SHA-256 by RFC 7677, PLAIN by RFC 4616; LOGIN for clients that
 * know only that.
 */
import { decodeBase64 } from '../../../lib/base64.js';
import { parsePlainMessage } from '../../../wire/sasl/plain.js';
import { parseClientFirst } from '../../../wire/sasl/scram.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { conclude, logIn, refuseInTheClear } from '../log-in.js';
import { bad, continuation, no, type Tagged } from '../responses.js';
import type { Session } from '../session.js';

export const authenticate = command({
  name: 'AUTHENTICATE',
  state: 'not-authenticated',
  capabilities: [
    { name: 'SASL-IR' },
    // The safest first: some clients take the first that they know.
    { name: 'AUTH=SCRAM-SHA-256-PLUS', when: 'may-bind' },
    { name: 'AUTH=SCRAM-SHA-256', when: 'may-login' },
    { name: 'AUTH=PLAIN', when: 'may-login' },
    { name: 'AUTH=LOGIN', when: 'may-login' },
  ],
  parse: (p) => ({
    mechanism: p.sp().atom('a SASL mechanism').toUpperCase(),
    initial: p.tryChar(' ') ? p.base64() : undefined,
  }),

  needs: ({ initial }) => (initial === undefined ? [] : ['SASL-IR']),

  async run({ session }, { mechanism, initial }): Promise<Tagged> {
    // Before the client is asked for anything secret.
    refuseInTheClear(session);
    if (session.without.has(`AUTH=${mechanism}`)) return unsupported;
    switch (mechanism) {
      case 'PLAIN':
        return plain(session, initial);
      case 'LOGIN': {
        const user = initial ?? (await ask(session, 'Username:'));
        const password = await ask(session, 'Password:');
        return logIn(session, user.toString('utf8'), password.toString('utf8'));
      }
      case 'SCRAM-SHA-256':
        return scram(session, initial, false);
      case 'SCRAM-SHA-256-PLUS':
        return session.mayBind ? scram(session, initial, true) : unsupported;
      default:
        return unsupported;
    }
  },
});

async function plain(session: Session, initial: Buffer | undefined): Promise<Tagged> {
  const response = parsePlainMessage(initial ?? (await ask(session, '')));
  if (!response) return bad('Not a PLAIN response');
  // RFC 4616 §2: nobody may act for another here.
  if (response.authzid !== '' && response.authzid !== response.authcid) {
    return no('Nobody can log in for another account', 'AUTHORIZATIONFAILED');
  }
  return logIn(session, response.authcid, response.password);
}

async function scram(session: Session, initial: Buffer | undefined, plus: boolean): Promise<Tagged> {
  const { authenticator } = session.server;
  const exchange = authenticator.scram({ plus, bindings: session.bindings, origin: session.origin });
  const clientFirst = initial ?? (await ask(session, ''));
  const user = parseClientFirst(clientFirst)?.user ?? '';
  const serverFirst = await exchange.first(clientFirst);
  if (!Buffer.isBuffer(serverFirst)) return conclude(session, user, serverFirst);
  const { login, serverFinal } = await exchange.final(await ask(session, serverFirst));
  // RFC 5802 §3: the client sees that we have its password before it is told of success; its answer is empty.
  if (login.kind === 'granted' && serverFinal) await ask(session, serverFinal);
  return conclude(session, user, login);
}

const unsupported = no('This mechanism is not supported', 'CANNOT');

/** One step of the exchange. @throws Refusal when the client gives up (`*`) or sends no base64 */
async function ask(session: Session, challenge: string | Buffer): Promise<Buffer> {
  const { connection } = session;
  await connection.put(continuation(Buffer.from(challenge as string).toString('base64')));
  await connection.flush();
  connection.framer.expectLine();
  const event = await session.nextEvent();
  if (event.kind !== 'line') throw new Refusal(bad('Line too long'));
  const line = event.octets.toString('latin1');
  if (line === '*') throw new Refusal(bad('AUTHENTICATE cancelled'));
  const octets = decodeBase64(line);
  if (!octets) throw new Refusal(bad('Not base64'));
  return octets;
}
