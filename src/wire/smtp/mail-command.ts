/** MAIL: RFC 5321 §4.1.1.2 with the parameters of RFC 1870, 6152, 6531, 8689, 3461 and 4954. */
import { type Parameters, parseParameters } from './parameters.js';
import { type Path, readPath } from './path.js';
import { SmtpSyntaxError } from './syntax-error.js';
import { decodeXtext } from './xtext.js';

export interface MailCommand {
  readonly from: Path;
  /** Octets, as the client expects them. */
  readonly size: number | undefined;
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  readonly ret: 'FULL' | 'HDRS' | undefined;
  /** Decoded. */
  readonly envid: string | undefined;
  /** Parameters that nobody here knows. */
  readonly unknown: readonly string[];
}

/** RFC 3461 §4.4, in characters as encoded. */
const longestEnvid = 100;

/** @param line the command whole, without its line end. @throws SmtpSyntaxError */
export function parseMailCommand(line: string): MailCommand {
  // Outlook and others put a blank behind the colon, which RFC 5321 §4.1.1.2 does not allow.
  const text = /^MAIL FROM: ?(.*)$/is.exec(line)?.[1];
  if (text === undefined) throw new SmtpSyntaxError('5.5.4', 'expected MAIL FROM:<address>');
  const read = readPath(text);
  if (!read) throw new SmtpSyntaxError('5.1.7', 'the sender address is malformed');
  const parameters = parseParameters(read.rest);
  const known = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'REQUIRETLS', 'RET', 'ENVID', 'AUTH']);
  for (const name of ['SMTPUTF8', 'REQUIRETLS']) {
    if (parameters.get(name) !== undefined) throw new SmtpSyntaxError('5.5.4', `${name} takes no value`);
  }
  oneOf(parameters, 'BODY', ['7BIT', '8BITMIME'] as const);
  // RFC 4954 §5: who sent it first; no server needs to believe it.
  const auth = parameters.get('AUTH');
  if (parameters.has('AUTH') && (auth === undefined || decodeXtext(auth) === undefined)) {
    throw new SmtpSyntaxError('5.5.4', 'AUTH is malformed');
  }
  return {
    from: read.path,
    size: sizeOf(parameters),
    smtpUtf8: parameters.has('SMTPUTF8'),
    requireTls: parameters.has('REQUIRETLS'),
    ret: oneOf(parameters, 'RET', ['FULL', 'HDRS'] as const),
    envid: envidOf(parameters),
    unknown: [...parameters.keys()].filter((name) => !known.has(name)),
  };
}

/** RFC 1870 §3: 1*20DIGIT; beyond what a number holds, all sizes are too large alike. */
function sizeOf(parameters: Parameters): number | undefined {
  if (!parameters.has('SIZE')) return undefined;
  const size = parameters.get('SIZE') ?? '';
  if (!/^\d{1,20}$/.test(size)) throw new SmtpSyntaxError('5.5.4', 'SIZE is a number of octets');
  return Number(size);
}

function oneOf<T extends string>(parameters: Parameters, name: string, allowed: readonly T[]): T | undefined {
  if (!parameters.has(name)) return undefined;
  const value = parameters.get(name)?.toUpperCase();
  const found = allowed.find((each) => each === value);
  if (!found) throw new SmtpSyntaxError('5.5.4', `${name} is ${allowed.join(' or ')}`);
  return found;
}

function envidOf(parameters: Parameters): string | undefined {
  if (!parameters.has('ENVID')) return undefined;
  const envid = parameters.get('ENVID') ?? '';
  const decoded = envid.length > longestEnvid ? undefined : decodeXtext(envid);
  if (decoded === undefined || decoded === '') throw new SmtpSyntaxError('5.5.4', 'ENVID is malformed');
  return decoded;
}
