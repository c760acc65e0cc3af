/** RCPT: RFC 5321 §4.1.1.3 with the parameters of RFC 3461. */
import { type Parameters, parseParameters } from './parameters.js';
import { type SmtpMailbox, readPath } from './path.js';
import { SmtpSyntaxError } from './syntax-error.js';
import { decodeUtf8Address, decodeXtext } from './xtext.js';

type Condition = 'SUCCESS' | 'FAILURE' | 'DELAY';

export interface RcptCommand {
  readonly to: SmtpMailbox;
  readonly notify: 'NEVER' | readonly Condition[] | undefined;
  /** `type;address`, decoded. */
  readonly orcpt: string | undefined;
  /** Parameters that nobody here knows. */
  readonly unknown: readonly string[];
}

/** RFC 3461 §4.2, in characters as encoded. */
const longestOrcpt = 500;
const conditions: readonly Condition[] = ['SUCCESS', 'FAILURE', 'DELAY'];

/** @param line the command whole, without its line end. @throws SmtpSyntaxError */
export function parseRcptCommand(line: string): RcptCommand {
  const text = /^RCPT TO: ?(.*)$/is.exec(line)?.[1]; // the blank: as in MAIL
  if (text === undefined) throw new SmtpSyntaxError('5.5.4', 'expected RCPT TO:<address>');
  const read = readPath(text);
  if (!read || read.path === 'null') throw new SmtpSyntaxError('5.1.3', 'the recipient address is malformed');
  const parameters = parseParameters(read.rest);
  return {
    to: read.path,
    notify: notifyOf(parameters),
    orcpt: orcptOf(parameters),
    unknown: [...parameters.keys()].filter((name) => name !== 'NOTIFY' && name !== 'ORCPT'),
  };
}

/** RFC 3461 §4.1: NEVER stands alone. */
function notifyOf(parameters: Parameters): RcptCommand['notify'] {
  if (!parameters.has('NOTIFY')) return undefined;
  const values = (parameters.get('NOTIFY') ?? '').toUpperCase().split(',');
  if (values.length === 1 && values[0] === 'NEVER') return 'NEVER';
  const wanted = conditions.filter((condition) => values.includes(condition));
  if (values.some((value) => !conditions.some((condition) => condition === value))) {
    throw new SmtpSyntaxError('5.5.4', 'NOTIFY is NEVER, or some of SUCCESS, FAILURE, DELAY');
  }
  return wanted;
}

function orcptOf(parameters: Parameters): string | undefined {
  if (!parameters.has('ORCPT')) return undefined;
  const orcpt = parameters.get('ORCPT') ?? '';
  const [, type = '', address = ''] = /^([A-Za-z0-9-]+);(.+)$/s.exec(orcpt) ?? [];
  const decoded = type.toLowerCase() === 'utf-8' ? decodeUtf8Address(address) : decodeXtext(address);
  if (orcpt.length > longestOrcpt || type === '' || !decoded) throw new SmtpSyntaxError('5.5.4', 'ORCPT is malformed');
  return `${type.toLowerCase()};${decoded}`;
}
