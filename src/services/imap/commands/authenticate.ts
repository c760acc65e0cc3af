/** AUTHENTICATE: RFC 9051 §6.2.2, SASL-IR (RFC 4959). PLAIN by RFC 4616; LOGIN for clients that know only that. */
import { parsePlainMessage } from '../../../wire/sasl/plain.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { logIn, refuseInTheClear } from '../log-in.js';
import { bad, continuation, no, type Tagged } from '../responses.js';
import type { Session } from '../session.js';

export const authenticate = command({
  name: 'AUTHENTICATE',
  state: 'not-authenticated',
  capabilities: [
    { name: 'SASL-IR' },
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
    if (mechanism === 'PLAIN') {
      const response = parsePlainMessage(initial ?? (await ask(session, '')));
      if (!response) return bad('Not a PLAIN response');
      // RFC 4616 §2: nobody may act for another here.
      if (response.authzid !== '' && response.authzid !== response.authcid) {
        return no('Nobody can log in for another account', 'AUTHORIZATIONFAILED');
      }
      return logIn(session, response.authcid, response.password);
    }
    if (mechanism === 'LOGIN') {
      const user = initial ?? (await ask(session, 'Username:'));
      const password = await ask(session, 'Password:');
      return logIn(session, user.toString('utf8'), password.toString('utf8'));
    }
    return unsupported;
  },
});

const unsupported = no('This mechanism is not supported', 'CANNOT');

/** One step of the exchange. @throws Refusal when the client gives up (`*`) or sends no base64 */
async function ask(session: Session, challenge: string): Promise<Buffer> {
  const { connection } = session;
  await connection.put(continuation(Buffer.from(challenge).toString('base64')));
  await connection.flush();
  connection.framer.expectLine();
  const event = await session.nextEvent();
  if (event.kind !== 'line') throw new Refusal(bad('Line too long'));
  const line = event.octets.toString('latin1');
  if (line === '*') throw new Refusal(bad('AUTHENTICATE cancelled'));
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(line)) {
    throw new Refusal(bad('Not base64'));
  }
  return Buffer.from(line, 'base64');
}
