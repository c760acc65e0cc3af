import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAddressList } from '../../../src/wire/mime/address.js';

/** `name|route|local|domain`, `-` where there is none; `group:` and `;` around a group. */
function written(text: string): string[] {
  return parseAddressList(text).map((item) => {
    if (item.kind === 'group-start') return `${item.name}:`;
    if (item.kind === 'group-end') return ';';
    return [item.name, item.route, item.local, item.domain].map((value) => value ?? '-').join('|');
  });
}

const rows: readonly { in: string; out: readonly string[]; why?: string }[] = [
  { in: 'user@domain', out: ['-|-|user|domain'] },
  { in: 'From Real <fromuser@fromdomain.org>', out: ['From Real|-|fromuser|fromdomain.org'] },
  { in: '"Müller, Hans \\"HM\\"" <h@x.de>', out: ['Müller, Hans "HM"|-|h|x.de'] },
  { in: 'user@domain (Real Name)', out: ['Real Name|-|user|domain'] },
  { in: '<user@domain> (Real (nested) Name)', out: ['Real (nested) Name|-|user|domain'] },
  { in: '<user-from (comment)@ (comment) domain.org>', out: ['comment|-|user-from|domain.org'] },
  { in: '(a) d@x (Dora) (b), (who) e@x, (c) <f@x> (Fred) (g)', out: ['Dora|-|d|x', 'who|-|e|x', 'Fred|-|f|x'] },
  { in: '<@route:user@domain>', out: ['-|@route|user|domain'] },
  { in: 'X <@a,@b.c:user@domain>, y@z', out: ['X|@a,@b.c|user|domain', '-|-|y|z'] },
  {
    in: 'group: g1@d1.org, g2@d2.org;, group2: g3@d3.org;',
    out: ['group:', '-|-|g1|d1.org', '-|-|g2|d2.org', ';', 'group2:', '-|-|g3|d3.org', ';'],
  },
  { in: 'undisclosed-recipients:;', out: ['undisclosed-recipients:', ';'] },
  {
    in: "A Group(Some people):Chris Jones <c@(Chris's host.)public.example>;",
    out: ['A Group:', 'Chris Jones|-|c|public.example', ';'],
    why: 'RFC 5322 A.5',
  },
  { in: 'open: a@b, c@d', out: ['open:', '-|-|a|b', '-|-|c|d', ';'] },
  { in: '"john doe"@example.com', out: ['-|-|john doe|example.com'], why: 'RFC 9051: quoting removed' },
  { in: '"a@b" <c@d>', out: ['a@b|-|c|d'] },
  { in: 'a@b <c@d>', out: ['a@b|-|c|d'] },
  { in: 'Joe Q. Public <john.q.public@example.com>', out: ['Joe Q. Public|-|john.q.public|example.com'] },
  { in: 'pete . s @ silly . test', out: ['-|-|pete.s|silly.test'], why: 'RFC 5322 §4.4' },
  { in: 'user@[IPv6:2001:db8::1], a@b', out: ['-|-|user|[IPv6:2001:db8::1]', '-|-|a|b'] },
  { in: '=?utf-8?Q?M=C3=BCller?= <m@x>', out: ['=?utf-8?Q?M=C3=BCller?=|-|m|x'] },
  { in: 'root', out: ['-|-|root|-'] },
  { in: 'Name <root>', out: ['Name|-|root|-'] },
  { in: '<>', out: [] },
  { in: '"Only Name" <>', out: ['Only Name|-||-'] },
  { in: '<a@b, <c@d>', out: ['-|-|a|b', '-|-|c|d'] },
  { in: 'John Doe user@host', out: ['John Doe|-|user|host'] },
  { in: 'a@b c@d', out: ['a@b|-|c|d'], why: 'a comma is missing' },
  { in: ',,, a@b ,,', out: ['-|-|a|b'] },
  { in: '', out: [] },
  { in: '"unclosed <a@b>', out: ['-|-|unclosed <a@b>|-'] },
  { in: '(unclosed a@b', out: [] },
];

describe('an address list', () => {
  for (const { in: text, out, why } of rows) {
    it(`${JSON.stringify(text)} is ${out.join(' , ') || 'nobody'}${why ? ` (${why})` : ''}`, () => {
      assert.deepEqual(written(text), out);
    });
  }

  it('reads back what was written with every name and local part quoted', () => {
    const word = fc
      .string({ unit: 'binary-ascii', minLength: 1, maxLength: 12 })
      .filter((text) => !/[\r\n]/.test(text));
    const domain = fc.stringMatching(/^[a-z0-9]{1,8}(\.[a-z]{2,4})?$/);
    fc.assert(
      fc.property(fc.array(fc.record({ name: word, local: word, domain }), { maxLength: 6 }), (people) => {
        const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
        const text = people.map(({ name, local, domain: at }) => `${quoted(name)} <${quoted(local)}@${at}>`).join(', ');
        assert.deepEqual(
          parseAddressList(text),
          people.map(({ name, local, domain: at }) => ({ kind: 'mailbox', name, route: undefined, local, domain: at })),
        );
      }),
    );
  });

  it('takes any text, and gives at most some thousands of addresses', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'<>,;:@"()[]\\. \tab') }),
        (text) => void parseAddressList(text),
      ),
    );
    assert.equal(parseAddressList('a@b,'.repeat(100_000)).length, 2000);
  });
});
