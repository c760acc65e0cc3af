/** MAIL: RFC 5321 §4.1.1.2, and who may send as whom by RFC 6409 §6.1. */
import { addressKey } from '../../../mail/address-key.js';
import { checkQuota } from '../../../mail/quota.js';
import { parseMailCommand } from '../../../wire/smtp/mail-command.js';
import { formatMailbox } from '../../../wire/smtp/path.js';
import { refuse } from '../errors.js';
import type { Transaction, VerbContext } from '../transaction.js';
import { textOf } from './text-of.js';

/** @throws Refusal, SmtpSyntaxError, MailError */
export async function mail(command: Buffer, context: VerbContext): Promise<Transaction> {
  const { server, limits, login, secure } = context;
  const { from, size, smtpUtf8, requireTls, ret, envid, unknown } = parseMailCommand(textOf(command));
  if (unknown.length > 0) throw refuse('parameter', unknown.join(', '));
  // Reports and the like are none that a person submits, and nobody could be told when they fail.
  if (from === 'null' || from.domain === undefined) throw refuse('empty-sender');
  const address = formatMailbox(from);
  if (!smtpUtf8 && !isAscii(address)) throw refuse('utf8-address');
  if (requireTls && !secure) throw refuse('require-tls');
  if (size !== undefined && size > limits.messageOctets) throw refuse('size', limits.messageOctets);

  const [account, contract] = await Promise.all([
    server.accounts.get(login.account),
    server.accounts.contract(login.account),
  ]);
  if (!account || !contract || account.state !== 'open') throw refuse('access-ended');
  const ownAddresses = new Set([contract.address, ...contract.aliases].map(addressKey));
  if (!ownAddresses.has(addressKey(address))) throw refuse('sender');
  // Before it is sent here: the client need not send what will not be kept.
  checkQuota(await login.store.quota(), { octets: size ?? 1, messages: 1 });
  const share = await context.allowance.begin(login.account);
  const dsn = { ...(ret && { ret }), ...(envid !== undefined && { envid }) };
  return {
    account,
    ownAddresses,
    envelope: { from: address, smtpUtf8, requireTls, ...dsn },
    recipients: new Map(),
    share,
  };
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
