/** The one next hop of an operator who does not deliver by himself, as a URL. */
import { isIP } from 'node:net';
import { isLoopback } from '../net/dns/name-servers.js';

export interface Smarthost {
  readonly host: string;
  readonly port: number;
  readonly implicit: boolean;
  /**
   * `required`: with a certificate of a public authority for `host`; `starttls`: where offered, and whatever certificate;
   * with a login not where it is not offered.
   */
  readonly tls: 'never' | 'starttls' | 'required';
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/**
 * `smtp://[user:password@]host[:port][?tls=never|starttls|required]`, `smtps://…`. Without `tls`: `required`, also on
 * loopback. Without a port: 587, and 465 with `smtps`.
 * @throws Error with words, which never have the password in them
 */
export function parseSmarthost(text: string): Smarthost {
  const form = 'a smarthost is smtp://[user:password@]host:port[?tls=never|starttls|required], or smtps://';
  if (!URL.canParse(text)) throw new Error(form);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const implicit = url.protocol === 'smtps:';
  const plain = (url.pathname === '' || url.pathname === '/') && url.hash === '';
  const known = [...url.searchParams.keys()].every((key) => key === 'tls');
  if ((url.protocol !== 'smtp:' && !implicit) || host === '' || !plain || !known) throw new Error(form);
  const tls = url.searchParams.get('tls') ?? 'required';
  if (tls !== 'never' && tls !== 'starttls' && tls !== 'required') throw new Error(form);
  if (implicit && tls !== 'required') throw new Error('smtps:// always has TLS, with a certificate that holds');
  const login =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  if (login && tls === 'never' && !(host === 'localhost' || (isIP(host) && isLoopback(host)))) {
    throw new Error('a password goes to a smarthost only over TLS, unless it is on this host');
  }
  return { host, port: Number(url.port) || (implicit ? 465 : 587), implicit, tls, login };
}
