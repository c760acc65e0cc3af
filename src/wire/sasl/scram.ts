/** The messages of SCRAM: RFC 5802 §5 and §7; SCRAM-SHA-256 is RFC 7677. */
import { decodeBase64 } from '../../lib/base64.js';

/** RFC 5802 §6: what the client says of channel binding, with the header that it repeats in its final message. */
export type Gs2Binding =
  /** `n`: it does not support it. */
  | { readonly kind: 'unsupported' }
  /** `y`: it does, and believes that the server does not. */
  | { readonly kind: 'not-offered' }
  /** `p=name`: it uses this one. */
  | { readonly kind: 'used'; readonly name: string };

export interface ClientFirst {
  readonly binding: Gs2Binding;
  /** Whom to act as; undefined for the one who signs in. */
  readonly authzid: string | undefined;
  readonly user: string;
  readonly nonce: string;
}

/** With the parts that proofs are made of, as they stood on the wire. */
export interface ReadClientFirst extends ClientFirst {
  readonly gs2Header: string;
  readonly bare: string;
}

export interface ServerFirst {
  /** The client's, and the server's behind it. */
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

export interface ClientFinal {
  /** The GS2 header, and behind it the channel binding's data when one is used. */
  readonly binding: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
}

export interface ReadClientFinal extends ClientFinal {
  readonly withoutProof: string;
}

/** `e=` (RFC 5802 §7 server-error-value), or what proves that the server knows the password. */
export type ServerFinal =
  { readonly kind: 'verified'; readonly signature: Buffer } | { readonly kind: 'error'; readonly value: string };

/** A user name has at most 255 octets, as in PLAIN (RFC 4616 §2); a nonce of more is nobody's. */
const nameOctets = 255;
const nonceCharacters = 512;
const messageOctets = 4096;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** gs2-header client-first-message-bare. @returns undefined when it is no such message, or uses `m=` */
export function parseClientFirst(octets: Buffer): ReadClientFirst | undefined {
  const text = textOf(octets);
  // gs2-header = gs2-cbind-flag "," [ authzid ] ","
  const [gs2Header, flag, cbName, gs2Authzid] =
    /^([ny]|p=([A-Za-z0-9.-]{1,64})),(?:a=([^,]*))?,/.exec(text ?? '') ?? [];
  if (text === undefined || gs2Header === undefined) return undefined;
  const bare = text.slice(gs2Header.length);
  // §5.1: `m=` would come first, and is not to be passed over; other extensions follow the nonce, and are.
  const [n, r, ...extensions] = bare.split(',');
  const user = n?.startsWith('n=') ? saslName(n.slice(2)) : undefined;
  const nonce = r?.startsWith('r=') ? nonceOf(r.slice(2)) : undefined;
  const authzid = gs2Authzid === undefined ? undefined : saslName(gs2Authzid);
  if (user === undefined || nonce === undefined || !extensions.every(isAttribute)) return undefined;
  if (gs2Authzid !== undefined && authzid === undefined) return undefined;
  return { binding: bindingOf(flag!, cbName), authzid, user, nonce, gs2Header, bare };
}

export function formatClientFirst(first: ClientFirst): Buffer {
  return Buffer.from(`${formatGs2Header(first)}n=${escaped(first.user)},r=${first.nonce}`);
}

/** What `c=` begins with in the client's final message. */
export function formatGs2Header({ binding, authzid }: Pick<ClientFirst, 'binding' | 'authzid'>): string {
  const flag = binding.kind === 'used' ? `p=${binding.name}` : binding.kind === 'not-offered' ? 'y' : 'n';
  return `${flag},${authzid === undefined ? '' : `a=${escaped(authzid)}`},`;
}

/** nonce "," salt "," iteration-count ["," extensions] */
export function parseServerFirst(octets: Buffer): ServerFirst | undefined {
  const [r, s, i, ...extensions] = textOf(octets)?.split(',') ?? [];
  const nonce = r?.startsWith('r=') ? nonceOf(r.slice(2)) : undefined;
  const salt = s?.startsWith('s=') ? base64(s.slice(2)) : undefined;
  // posit-number = %x31-39 *DIGIT
  const iterations = /^i=([1-9]\d{0,9})$/.exec(i ?? '')?.[1];
  if (nonce === undefined || !salt || iterations === undefined || !extensions.every(isAttribute)) return undefined;
  return { nonce, salt, iterations: Number(iterations) };
}

export function formatServerFirst({ nonce, salt, iterations }: ServerFirst): Buffer {
  return Buffer.from(`r=${nonce},s=${salt.toString('base64')},i=${iterations}`);
}

/** channel-binding "," nonce ["," extensions] "," proof */
export function parseClientFinal(octets: Buffer): ReadClientFinal | undefined {
  const text = textOf(octets);
  const at = text?.lastIndexOf(',p=') ?? -1;
  if (text === undefined || at < 0) return undefined;
  const withoutProof = text.slice(0, at);
  const proof = base64(text.slice(at + 3));
  const [c, r, ...extensions] = withoutProof.split(',');
  const binding = c?.startsWith('c=') ? base64(c.slice(2)) : undefined;
  const nonce = r?.startsWith('r=') ? nonceOf(r.slice(2)) : undefined;
  if (!binding || nonce === undefined || !proof || !extensions.every(isAttribute)) return undefined;
  return { binding, nonce, proof, withoutProof };
}

export function formatClientFinal({ proof, ...rest }: ClientFinal): Buffer {
  return Buffer.from(`${formatWithoutProof(rest)},p=${proof.toString('base64')}`);
}

/** client-final-message-without-proof: what the proof is made over. */
export function formatWithoutProof({ binding, nonce }: Pick<ClientFinal, 'binding' | 'nonce'>): string {
  return `c=${binding.toString('base64')},r=${nonce}`;
}

/** (server-error / verifier) ["," extensions] */
export function parseServerFinal(octets: Buffer): ServerFinal | undefined {
  const [first = '', ...extensions] = textOf(octets)?.split(',') ?? [];
  if (!extensions.every(isAttribute)) return undefined;
  if (/^e=[^=]+$/.test(first)) return { kind: 'error', value: first.slice(2) };
  const signature = first.startsWith('v=') ? base64(first.slice(2)) : undefined;
  return signature && { kind: 'verified', signature };
}

export function formatServerFinal(final: ServerFinal): Buffer {
  return Buffer.from(final.kind === 'error' ? `e=${final.value}` : `v=${final.signature.toString('base64')}`);
}

function textOf(octets: Buffer): string | undefined {
  if (octets.length > messageOctets || octets.includes(0)) return undefined;
  try {
    return utf8.decode(octets);
  } catch {
    return undefined;
  }
}

function bindingOf(flag: string, name: string | undefined): Gs2Binding {
  if (name !== undefined) return { kind: 'used', name };
  return flag === 'y' ? { kind: 'not-offered' } : { kind: 'unsupported' };
}

/** §5.1: `,` stands as `=2C` and `=` as `=3D`; any other `=` makes it malformed. */
function saslName(text: string): string | undefined {
  if (text === '' || Buffer.byteLength(text) > 3 * nameOctets || /=(?!2C|3D)/.test(text)) return undefined;
  const name = text.replaceAll('=2C', ',').replaceAll('=3D', '=');
  return Buffer.byteLength(name) > nameOctets ? undefined : name;
}

const escaped = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C');

/** printable = %x21-2B / %x2D-7E */
function nonceOf(text: string): string | undefined {
  return text.length <= nonceCharacters && /^[\x21-\x2b\x2d-\x7e]+$/.test(text) ? text : undefined;
}

/** attr-val = ALPHA "=" value */
function isAttribute(text: string): boolean {
  return /^[A-Za-z]=./su.test(text);
}

function base64(text: string): Buffer | undefined {
  return text === '' ? undefined : decodeBase64(text);
}
