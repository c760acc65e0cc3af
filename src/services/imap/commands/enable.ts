/**
 * ENABLE: RFC 9051 §6.3.1 (RFC 5161). UTF8=ACCEPT: RFC 6855. CONDSTORE, QRESYNC: RFC 7162. METADATA: RFC 5464 §4.1.
 * UIDONLY: RFC 9586.
 */
import { command } from '../command.js';
import { ok } from '../responses.js';
import type { Extension } from '../dialect.js';

const extensions: readonly Extension[] = ['IMAP4REV2', 'UTF8=ACCEPT', 'CONDSTORE', 'QRESYNC', 'METADATA', 'UIDONLY'];

export const enable = command({
  name: 'ENABLE',
  state: 'authenticated',
  capabilities: [
    { name: 'ENABLE', covers: 'command' },
    { name: 'CONDSTORE', when: 'logged-in' },
    { name: 'QRESYNC', when: 'logged-in' },
    { name: 'UIDONLY', when: 'logged-in' },
  ],
  parse: (p) => {
    const names: string[] = [];
    do names.push(p.sp().capabilityName());
    while (p.peek() === ' ');
    return names;
  },

  async *run({ session }, names) {
    // RFC 5161 §3.1: what is unknown is ignored; what was enabled before is not told again.
    const fresh = extensions.filter(
      (each) => names.includes(each) && !session.enabled.has(each) && !session.without.has(each),
    );
    // The name has lower-case letters in RFC 9051 §7.2.1's example.
    const told = fresh.map((each) => (each === 'IMAP4REV2' ? 'IMAP4rev2' : each));
    yield `* ENABLED${told.map((name) => ` ${name}`).join('')}\r\n`;
    // RFC 7162 §3.2.3: QRESYNC has all of CONDSTORE.
    if (fresh.includes('CONDSTORE') || fresh.includes('QRESYNC')) yield* session.becomeModSeqAware();
    for (const each of fresh) session.enabled.add(each);
    return ok('ENABLE completed');
  },
});
