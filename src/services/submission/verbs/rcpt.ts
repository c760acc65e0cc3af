/** RCPT: RFC 5321 §4.1.1.3, RFC 3461 §4.1 and §4.2. */
import { addressKey } from '../../../mail/address-key.js';
import { type SmtpMailbox, formatMailbox } from '../../../wire/smtp/path.js';
import { parseRcptCommand } from '../../../wire/smtp/rcpt-command.js';
import { refuse } from '../errors.js';
import type { Transaction, VerbContext } from '../transaction.js';
import { textOf } from './text-of.js';

/** Adds the recipient to the transaction. @throws Refusal, SmtpSyntaxError */
export function rcpt(command: Buffer, { recipients, envelope }: Transaction, context: VerbContext): void {
  const { limits, server } = context;
  const { to, notify, orcpt, unknown } = parseRcptCommand(textOf(command));
  if (unknown.length > 0) throw refuse('parameter', unknown.join(', '));
  const address = formatMailbox(withDomain(to, server.serviceDomain));
  if (!envelope.smtpUtf8 && !/^[\x20-\x7e]*$/.test(address)) throw refuse('utf8-address');
  // Its server could not be found to be the right one by any of the ways we know.
  if (to.domain?.startsWith('[')) throw refuse('address-literal');
  const key = addressKey(address);
  // RFC 5321 §4.5.3.1.10: 5yz for a limit of the site's; and what has been taken so far stands.
  if (!recipients.has(key) && recipients.size >= limits.recipients) throw refuse('recipients', limits.recipients);
  recipients.set(key, { address, ...(notify && { notify }), ...(orcpt !== undefined && { orcpt }) });
}

/** RFC 5321 §4.1.1.3: `<postmaster>` is the one of this service. */
function withDomain({ local, domain }: SmtpMailbox, serviceDomain: string): SmtpMailbox {
  return { local, domain: domain ?? serviceDomain };
}
