/**
 * Octets of a message that SMTP does not carry: RFC 5321 §2.3.8 (CR and LF only together), RFC 6152 §3 (no NUL).
 * Where servers read line ends differently, one message becomes two ("SMTP smuggling").
 *
 * Lines of any length pass: §4.5.3.1.6 asks for 1,000 octets at least and to take more where one can, apps send HTML in one
 * line, and whoever cut it would change what the customer wrote.
 */

export type ForeignOctet = 'bare CR' | 'bare LF' | 'NUL';

const [nul, lf, cr] = [0x00, 0x0a, 0x0d];

export class LineEndCheck {
  #endedInCr = false;

  /** @returns what is wrong, in the octets so far, or undefined; a CR at the end is judged with what follows */
  push(octets: Buffer): ForeignOctet | undefined {
    if (octets.length === 0) return undefined;
    if (this.#endedInCr && octets[0] !== lf) return 'bare CR';
    for (let at = octets.indexOf(lf); at >= 0; at = octets.indexOf(lf, at + 1)) {
      if (at === 0 ? !this.#endedInCr : octets[at - 1] !== cr) return 'bare LF';
    }
    for (let at = octets.indexOf(cr); at >= 0; at = octets.indexOf(cr, at + 1)) {
      if (at + 1 < octets.length && octets[at + 1] !== lf) return 'bare CR';
    }
    this.#endedInCr = octets.at(-1) === cr;
    return octets.includes(nul) ? 'NUL' : undefined;
  }

  /** @returns what is wrong with the last octet */
  end(): ForeignOctet | undefined {
    return this.#endedInCr ? 'bare CR' : undefined;
  }
}
