/** AUTH with SCRAM-SHA-256 and -PLUS: RFC 4954 §4, RFC 7677. */
import { decodeBase64 } from '../../lib/base64.js';
import { refuse } from './errors.js';
import { conclude } from './log-in.js';
import type { Session } from './session.js';

export interface ScramRequest {
  readonly plus: boolean;
  /** In base64, `=` when it is empty. */
  readonly initial: string | undefined;
}

/** @returns undefined when the command asks for another mechanism, or has more behind it */
export function scramRequest(command: Buffer): ScramRequest | undefined {
  const asked = /^AUTH\s+SCRAM-SHA-256(-PLUS)?(?:\s+(\S+))?\s*$/i.exec(command.toString('latin1'));
  return asked ? { plus: asked[1] !== undefined, initial: asked[2] } : undefined;
}

/**
 * @param ask sends a challenge. Resolves with the line that the client answers
 * @throws Refusal, MailError
 */
export async function logInByScram(
  session: Session,
  { plus, initial }: ScramRequest,
  ask: (challenge: Buffer) => Promise<Buffer>,
): Promise<void> {
  const { server, address } = session.options;
  if (plus && !session.mayBind) throw refuse('login-mechanism');
  const exchange = server.authenticator.scram({
    plus,
    bindings: session.bindings,
    origin: { address, service: 'smtp' },
  });
  const answer = async (challenge: Buffer): Promise<Buffer> =>
    decoded((await ask(challenge)).toString('latin1').trim());
  const serverFirst = await exchange.first(initial === undefined ? await answer(Buffer.alloc(0)) : decoded(initial));
  if (!Buffer.isBuffer(serverFirst)) return conclude(session, serverFirst);
  const { login, serverFinal } = await exchange.final(await answer(serverFirst));
  // RFC 5802 §3: the client sees that we have its password before it is told of success; its answer is empty.
  if (login.kind === 'granted' && serverFinal) await answer(serverFinal);
  await conclude(session, login);
}

/** @throws Refusal: RFC 4954 §4, the client gives up, or it is no base64 */
function decoded(line: string): Buffer {
  if (line === '*') throw refuse('login-cancelled');
  const octets = line === '=' ? Buffer.alloc(0) : decodeBase64(line);
  if (!octets) throw refuse('login-form');
  return octets;
}
