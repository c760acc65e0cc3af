/** Flags, and what STORE does with them: RFC 9051 §9 flag, flag-list, store-att-flags. */
import type { StoreRequest } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** `\Seen` or a keyword, in the spelling sent. Which of them there are is not the grammar's business. */
function parseFlag(p: TokenReader): string {
  const system = p.tryChar('\\');
  const name = p.atom('a flag');
  return system ? `\\${name}` : name;
}

export function parseFlagList(p: TokenReader): string[] {
  return p.list(() => parseFlag(p), { empty: true });
}

export function formatFlagList(flags: Iterable<string>): string {
  return `(${[...flags].join(' ')})`;
}

/** store-att-flags: `+FLAGS.SILENT (\Seen)`; the parentheses may be missing. */
export function parseStoreRequest(p: TokenReader): StoreRequest {
  const { position } = p;
  const item = /^([+-]?)FLAGS(\.SILENT)?$/.exec(p.atom('FLAGS').toUpperCase()) ?? p.fail('FLAGS', position);
  const mode = item[1] === '+' ? 'add' : item[1] === '-' ? 'remove' : 'replace';
  p.sp();
  return { mode, silent: item[2] !== undefined, flags: p.peek() === '(' ? parseFlagList(p) : bareFlags(p) };
}

function bareFlags(p: TokenReader): string[] {
  const flags: string[] = [];
  do {
    if (flags.length >= p.limits.elements) p.fail(`at most ${p.limits.elements} flags`);
    flags.push(parseFlag(p));
  } while (p.tryChar(' '));
  return flags;
}

export function formatStoreRequest({ mode, silent, flags }: StoreRequest): string {
  const sign = { add: '+', remove: '-', replace: '' }[mode];
  return `${sign}FLAGS${silent ? '.SILENT' : ''} ${formatFlagList(flags)}`;
}
