/** Encryption to a key that is given, for files that only its owner shall read. */
export interface Encryption {
  /** Of the key: hexadecimal. */
  readonly fingerprint: string;
  /** @returns an armored OpenPGP message */
  encrypt(text: string): Promise<string>;
}
