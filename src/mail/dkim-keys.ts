/** Signing keys of sending domains (RFC 6376, RFC 8463), as admins see them. */

export interface DkimRecord {
  readonly domain: string;
  /** As in `dkim.selectors`; one name stands for an RSA and an Ed25519 key. */
  readonly selector: string;
  /** Where the record belongs: `s2026-rsa._domainkey.post.example`. */
  readonly name: string;
  /** The TXT record's text, to be cut into strings of at most 255 octets. */
  readonly value: string;
  /** File of the private key. */
  readonly keyFile: string;
}

export interface DkimKeys {
  /** Makes an RSA and an Ed25519 key, where they are not there yet. @throws RangeError for names that cannot be used */
  make(domain: string, selector: string): Promise<readonly DkimRecord[]>;
  /** By domain and selector. */
  list(): Promise<readonly DkimRecord[]>;
}
