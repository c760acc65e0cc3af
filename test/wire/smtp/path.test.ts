import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMailbox, readPath } from '../../../src/wire/smtp/path.js';
import { processorMs } from '../../support/processor-time.js';

const long = (length: number): string => 'a'.repeat(length);

describe('SMTP paths', () => {
  const accepted: readonly { in: string; out: string; rest?: string }[] = [
    { in: '<hans@example.org>', out: 'hans@example.org' },
    { in: '<Hans.Maier+x@Example.ORG> SIZE=1', out: 'Hans.Maier+x@example.org', rest: ' SIZE=1' },
    { in: '<"hans maier"@example.org>', out: '"hans maier"@example.org' },
    { in: '<"a>b@c\\"d"@example.org>', out: '"a>b@c\\"d"@example.org' },
    { in: '<@a.example,@b.example:hans@example.org>', out: 'hans@example.org' },
    { in: '<hans@[192.0.2.1]>', out: 'hans@[192.0.2.1]' },
    { in: '<hans@[IPv6:2001:db8::1]>', out: 'hans@[ipv6:2001:db8::1]' },
    { in: '<jürgen@bücher.example>', out: 'jürgen@bücher.example' },
    { in: '<hans@xn--bcher-kva.example>', out: 'hans@xn--bcher-kva.example' },
    { in: '<PostMaster>', out: 'PostMaster' },
    { in: `<${long(64)}@example.org>`, out: `${long(64)}@example.org` },
    { in: "<!#$%&'*+-/=?^_`{|}~@example.org>", out: "!#$%&'*+-/=?^_`{|}~@example.org" },
  ];
  for (const { in: text, out, rest = '' } of accepted) {
    it(`reads ${text}`, () => {
      const read = readPath(text);
      assert.ok(read && read.path !== 'null');
      assert.equal(formatMailbox(read.path), out);
      assert.equal(read.rest, rest);
    });
  }

  it('reads the empty one', () => assert.deepEqual(readPath('<> X'), { path: 'null', rest: ' X' }));

  const refused = [
    'hans@example.org',
    '<hans@example.org',
    '<hans>',
    '<@example.org>',
    '<hans@>',
    '<.hans@example.org>',
    '<hans.@example.org>',
    '<ha..ns@example.org>',
    '<hans@example..org>',
    '<hans@-example.org>',
    '<hans@example.org.>',
    '<hans@exa_mple.org>',
    '<hans maier@example.org>',
    '<hans@example.org\r\n>',
    '<"hans\n"@example.org>',
    '<"hans@example.org>',
    '<ha\u200bns@example.org>',
    '<hans@exam\u00adple.org>',
    '<hans@[192.0.2.256]>',
    '<hans@[IPv6:2001:db8::g]>',
    `<${long(65)}@example.org>`,
    `<hans@${long(64)}.org>`,
    `<hans@${`${long(60)}.`.repeat(5)}org>`,
    '<hans@@example.org>',
    '<<hans@example.org>>',
  ];
  for (const text of refused)
    it(`refuses ${JSON.stringify(text.slice(0, 80))}`, () => assert.equal(readPath(text), undefined));

  it('reads back what it wrote, whatever stands before and behind', () => {
    const atom = fc.stringMatching(/^[a-z0-9!#$%&'*+=?^_`{|}~-]{1,10}$/);
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((each) => !/^..--/.test(each));
    fc.assert(
      fc.property(
        fc.array(atom, { minLength: 1, maxLength: 3 }),
        fc.array(label, { minLength: 1, maxLength: 3 }),
        (a, d) => {
          fc.pre(!/^\d+$|^0x/.test(d.at(-1)!)); // a number at the end would be an address on the net
          const address = `${a.join('.')}@${d.join('.')}`;
          const read = readPath(`<${address}> X`);
          assert.ok(read && read.path !== 'null', address);
          assert.equal(formatMailbox(read.path), address);
        },
      ),
    );
  });

  it('takes linear time for what is long and malformed', () => {
    const costMs = processorMs(() => {
      for (const text of [
        `<@${'a,@'.repeat(5_000)}`,
        `<"${'\\\\'.repeat(6_000)}`,
        `<a@${'a-'.repeat(6_000)}`,
        `<${'a.'.repeat(6_000)}`,
      ]) {
        assert.equal(readPath(text), undefined);
      }
    });
    assert.ok(costMs < 500);
  });
});
