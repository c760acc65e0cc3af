import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandFramer, type FramerEvent, type FramerLimits } from '../../../src/wire/imap/framer.js';
import { drain, roomy } from './support.js';

type Literal = FramerEvent & { kind: 'literal' };
type Decision = 'accept' | 'stream' | 'refuse';

/** Frames the octets in the chunks given, and shows the events as text. */
function frame(
  chunks: readonly (string | Buffer)[],
  decide: (event: Literal) => Decision,
  limits: FramerLimits = roomy,
) {
  const framer = new CommandFramer(limits);
  const events: FramerEvent[] = [];
  const decided = (event: Literal): void => {
    const decision = decide(event);
    if (decision === 'accept') framer.acceptLiteral();
    else if (decision === 'stream') framer.streamLiteral();
    else framer.refuseLiteral();
  };
  for (const chunk of chunks) {
    framer.push(Buffer.from(chunk));
    events.push(...drain(framer, decided));
  }
  return shown(events);
}

function shown(events: readonly FramerEvent[]): string[] {
  const lines: string[] = [];
  let data = '';
  for (const event of events) {
    if (event.kind === 'literal-data') {
      assert.ok(event.octets.length > 0);
      data += event.octets.toString('latin1');
      continue;
    }
    lines.push(event.kind === 'literal-end' ? `data ${JSON.stringify(data)}` : show(event));
    data = '';
  }
  if (data !== '') lines.push(`data so far ${JSON.stringify(data)}`);
  return lines;
}

function show(event: FramerEvent): string {
  switch (event.kind) {
    case 'command':
      return `command ${segments(event)}`;
    case 'literal':
      return `literal ${event.binary ? '~' : ''}${event.size}${event.synchronising ? '' : '+'} ${segments(event)}`;
    case 'line':
      return `line ${JSON.stringify(event.octets.toString('latin1'))}`;
    case 'error':
      return `${event.fatal ? 'fatal ' : ''}error ${event.code} ${event.tag ?? ''}`.trim();
    default:
      return event.kind;
  }
}

function segments({ input }: FramerEvent & { kind: 'command' | 'literal' }): string {
  return input.segments
    .map((segment) => {
      if (segment.kind === 'streamed') return `<${segment.size}>`;
      const text = JSON.stringify(segment.octets.toString('latin1'));
      return segment.kind === 'literal' ? `{${text}}` : text;
    })
    .join(' ');
}

const accept = (): Decision => 'accept';

describe('wire/imap/framer', () => {
  const rows: { title: string; in: string; decide?: Decision; out: string[] }[] = [
    { title: 'a command is a line without its end', in: 'a1 NOOP\r\n', out: ['command "a1 NOOP"'] },
    { title: 'a bare LF ends a line too', in: 'a1 NOOP\na2 NOOP\n', out: ['command "a1 NOOP"', 'command "a2 NOOP"'] },
    { title: 'a CR within a line is left for the grammar', in: 'a\rb\r\n', out: ['command "a\\rb"'] },
    { title: 'only one CR belongs to the line end', in: 'a\r\r\n', out: ['command "a\\r"'] },
    { title: 'an empty line is an empty command', in: '\r\n', out: ['command ""'] },
    {
      title: 'literals are taken out of line',
      in: 'a LOGIN {2}\r\nme {3+}\r\np\r\n\r\n',
      out: [
        'literal 2 "a LOGIN " <2>',
        'literal 3+ "a LOGIN " {"me"} " " <3>',
        'command "a LOGIN " {"me"} " " {"p\\r\\n"} ""',
      ],
    },
    { title: 'an empty literal', in: 'a {0}\r\n b\r\n', out: ['literal 0 "a " <0>', 'command "a " {""} " b"'] },
    { title: 'a literal8', in: 'a ~{1}\r\n\0\r\n', out: ['literal ~1 "a " <1>', 'command "a " {"\\u0000"} ""'] },
    {
      title: 'a streamed literal comes as data, and the command goes on behind it',
      in: 'a APPEND x {5+}\r\nhello UTF8\r\n',
      decide: 'stream',
      out: ['literal 5+ "a APPEND x " <5>', 'data "hello"', 'command "a APPEND x " <5> " UTF8"'],
    },
    {
      title: 'a streamed literal without octets has an end',
      in: 'a {0}\r\n\r\n',
      decide: 'stream',
      out: ['literal 0 "a " <0>', 'data ""', 'command "a " <0> ""'],
    },
    {
      title: 'a refused synchronising literal ends its command: RFC 9051 §4.3',
      in: 'a APPEND x {5}\r\nb NOOP\r\n',
      decide: 'refuse',
      out: ['literal 5 "a APPEND x " <5>', 'command "b NOOP"'],
    },
    {
      title: 'a refused non-synchronising literal is read over with the rest of its command',
      in: 'a APPEND x {9+}\r\nz LOGOUT\n (rest)\r\nb NOOP\r\n',
      decide: 'refuse',
      out: ['literal 9+ "a APPEND x " <9>', 'command "b NOOP"'],
    },
    {
      title: 'and with further non-synchronising literals of it',
      in: 'a {3+}\r\nabc {10+}\r\nz LOGOUT\r\n x\r\nb NOOP\r\n',
      decide: 'refuse',
      out: ['literal 3+ "a " <3>', 'command "b NOOP"'],
    },
    {
      title: 'but a synchronising one ends it, since the client waits',
      in: 'a {3+}\r\nabc {10}\r\nb NOOP\r\n',
      decide: 'refuse',
      out: ['literal 3+ "a " <3>', 'command "b NOOP"'],
    },
  ];
  for (const row of rows) {
    it(row.title, () =>
      assert.deepEqual(
        frame([row.in], () => row.decide ?? 'accept'),
        row.out,
      ),
    );
  }

  for (const text of [
    '{+}',
    '{-5}',
    '{5',
    '5}',
    '{}',
    '{5-}',
    '{5+ }',
    '{ 5}',
    '{5} ',
    '{9223372036854775808}',
    '{999999999999999999999}',
  ]) {
    it(`takes ${text} at the end of a line for text`, () => {
      assert.deepEqual(frame([`a b ${text}\r\nc NOOP\r\n`], accept), [
        `command ${JSON.stringify(`a b ${text}`)}`,
        'command "c NOOP"',
      ]);
    });
  }

  it('tells sizes up to 2^63 - 1 as they are or as the largest safe integer, and that they do not fit', () => {
    for (const [text, size] of [
      ['4294967296', 4294967296],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
      ['9223372036854775807', Number.MAX_SAFE_INTEGER],
      ['00000000000000000005', 5],
    ] as const) {
      const framer = new CommandFramer({ ...roomy, literalOctets: 4 });
      framer.push(Buffer.from(`a {${text}}\r\n`));
      const event = framer.next();
      assert.ok(event?.kind === 'literal');
      assert.equal(event.size, size);
      assert.equal(event.fits, false);
      assert.throws(() => framer.acceptLiteral(), RangeError);
      framer.refuseLiteral();
      framer.push(Buffer.from('b NOOP\r\n'));
      assert.equal(framer.next()?.kind, 'command');
    }
  });

  it('waits for the decision on a literal, however much has come', () => {
    const framer = new CommandFramer(roomy);
    framer.push(Buffer.from('a {2+}\r\nok\r\nb NOOP\r\n'));
    assert.equal(framer.next()?.kind, 'literal');
    assert.equal(framer.next(), undefined);
    assert.equal(framer.next(), undefined);
    framer.acceptLiteral();
    assert.deepEqual(shown(drain(framer, () => {})), ['command "a " {"ok"} ""', 'command "b NOOP"']);
  });

  it('reads over the rest when a literal is refused in the middle of its stream', () => {
    const framer = new CommandFramer(roomy);
    framer.push(Buffer.from('a APPEND x {10}\r\n'));
    framer.next();
    framer.streamLiteral();
    framer.push(Buffer.from('12345'));
    assert.equal(framer.next()?.kind, 'literal-data');
    framer.refuseLiteral();
    framer.push(Buffer.from('67890 and more\r\nb NOOP\r\n'));
    assert.deepEqual(shown(drain(framer, () => {})), ['command "b NOOP"']);
  });

  it('has no decision to make when there is no literal', () => {
    const framer = new CommandFramer(roomy);
    assert.throws(() => framer.acceptLiteral(), /no literal/);
    assert.throws(() => framer.refuseLiteral(), /no literal/);
  });

  it('gives the next line by itself after expectLine, literal marks and all, and then commands again', () => {
    const framer = new CommandFramer(roomy);
    framer.push(Buffer.from('a IDLE\r\nDONE {5}\r\nb NOOP\r\n'));
    assert.equal(framer.next()?.kind, 'command');
    framer.expectLine();
    assert.deepEqual(shown(drain(framer, () => {})), ['line "DONE {5}"', 'command "b NOOP"']);
  });

  it('expects a line only between commands', () => {
    const framer = new CommandFramer(roomy);
    framer.push(Buffer.from('a {5}\r\n'));
    framer.next();
    assert.throws(() => framer.expectLine(), /between commands/);
    framer.acceptLiteral();
    assert.throws(() => framer.expectLine(), /between commands/);
  });

  it('takes an expected line of up to the limit', () => {
    const framer = new CommandFramer({ ...roomy, lineOctets: 10 });
    for (const [line, shownAs] of [
      ['1234567890\r\n', 'line "1234567890"'],
      ['1234567890x\n', 'error line-too-long'],
    ] as const) {
      framer.expectLine();
      framer.push(Buffer.from(line));
      assert.deepEqual(shown([framer.next()!]), [shownAs]);
    }
  });

  it('skips an expected line that is too long, without a literal in it counting', () => {
    const framer = new CommandFramer({ ...roomy, lineOctets: 10 });
    framer.expectLine();
    framer.push(Buffer.from(`${'x'.repeat(40)}{90+}\r\nb NOOP\r\n`));
    assert.deepEqual(shown(drain(framer, () => {})), ['error line-too-long', 'command "b NOOP"']);
  });

  it('forgets everything at clear: what came before STARTTLS is not read after it', () => {
    const framer = new CommandFramer(roomy);
    framer.push(Buffer.from('a STARTTLS\r\nb LOGIN x y\r\nc APPEND {4}\r\n'));
    assert.equal(framer.next()?.kind, 'command');
    framer.clear();
    assert.equal(framer.next(), undefined);
    framer.push(Buffer.from('d NO'));
    framer.next();
    framer.clear();
    framer.push(Buffer.from('e NOOP\r\n'));
    assert.deepEqual(shown(drain(framer, () => {})), ['command "e NOOP"']);
  });

  it('takes other limits between commands, also smaller ones in the middle of a line', () => {
    const framer = new CommandFramer({ lineOctets: 10, literalOctets: 10, totalOctets: 100 });
    framer.setLimits(roomy);
    framer.push(Buffer.from(`a ${'x'.repeat(100)}\r\nb {50}\r\n`));
    assert.equal(framer.next()?.kind, 'command');
    const literal = framer.next();
    assert.ok(literal?.kind === 'literal' && literal.fits);
    framer.refuseLiteral();
    framer.push(Buffer.from(`c ${'x'.repeat(50)}`));
    assert.equal(framer.next(), undefined);
    framer.setLimits({ lineOctets: 10, literalOctets: 10, totalOctets: 1000 });
    framer.push(Buffer.from('x\r\nd NOOP\r\n'));
    assert.deepEqual(shown(drain(framer, () => {})), ['error line-too-long c', 'command "d NOOP"']);
  });

  describe('limits', () => {
    const limits: FramerLimits = { lineOctets: 10, literalOctets: 20, totalOctets: 60 };

    it('takes a line of exactly the limit, with either line end', () => {
      assert.deepEqual(frame(['a 34567890\r\na 34567890\n'], accept, limits), [
        'command "a 34567890"',
        'command "a 34567890"',
      ]);
    });

    it('tells the tag of a line too long, skips it, and goes on', () => {
      assert.deepEqual(frame(['a1 4567890x\r\nb NOOP\r\n'], accept, limits), [
        'error line-too-long a1',
        'command "b NOOP"',
      ]);
      assert.deepEqual(frame([`a1 ${'x'.repeat(30)}`, 'yy\r\nb NOOP\r\n'], accept, limits), [
        'error line-too-long a1',
        'command "b NOOP"',
      ]);
    });

    it('knows no tag where there is none', () => {
      assert.deepEqual(frame(['((((((((((((\r\n'], accept, limits), ['error line-too-long']);
      assert.deepEqual(frame(['xxxxxxxxxxxxxxxxx\r\n'], accept, limits), ['error line-too-long']);
    });

    it('does not read the non-synchronising literal of a line too long as commands', () => {
      const long = `a1 ${'x'.repeat(20)} {10+}\r\nb LOGOUT\r\n end\r\nc NOOP\r\n`;
      assert.deepEqual(frame([long], accept, limits), ['error line-too-long a1', 'command "c NOOP"']);
      assert.deepEqual(frame(['a1 4567 {8+}\r\nb FAKE\r\n end\r\nc NOOP\r\n'], accept, limits), [
        'error line-too-long a1',
        'command "c NOOP"',
      ]);
    });

    it('ends for good when a line does not end', () => {
      assert.deepEqual(frame(['a '.padEnd(200, 'x'), '\r\nb NOOP\r\n'], accept, limits), [
        'error line-too-long a',
        'fatal error line-endless',
      ]);
    });

    it('says whether a literal fits, by itself and with what the command holds already', () => {
      const fits: boolean[] = [];
      const decide = (event: Literal): Decision => {
        fits.push(event.fits);
        return event.fits ? 'accept' : 'refuse';
      };
      const twenty = 'x'.repeat(20);
      assert.deepEqual(frame([`a {21}\r\nb NOOP\r\n`], decide, limits).slice(1), ['command "b NOOP"']);
      frame([`a {20+}\r\n${twenty} {20+}\r\n${twenty} {20+}\r\n${twenty}\r\n`], decide, limits);
      assert.deepEqual(fits, [false, true, true, false]);
    });

    it('refuses a command whose lines add up to too much', () => {
      const lines = Array.from({ length: 10 }, () => 'abc {1+}\r\nx').join('');
      assert.deepEqual(frame([`a ${lines}\r\nb NOOP\r\n`], accept, limits).slice(-2), [
        'error command-too-long a',
        'command "b NOOP"',
      ]);
    });

    it('refuses a command of very many literals', () => {
      const events = frame([`a ${'{0+}\r\n'.repeat(700)}\r\nb NOOP\r\n`], accept);
      assert.deepEqual(events.slice(-2), ['error command-too-long a', 'command "b NOOP"']);
    });
  });

  it('gives the same events however the octets are cut', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a1 NOOP',
        '\r\n',
        '\n',
        '\r',
        ' ',
        '{3}',
        '{3+}',
        '{12+}',
        '~{2}',
        '{0}',
        '{70+}',
        'abc',
        '{',
        '}',
        '\0',
        'x'.repeat(30),
      ),
      fc.string({ maxLength: 6 }),
    );
    const decisions = fc.array(fc.constantFrom<Decision>('accept', 'stream', 'refuse'), { minLength: 1, maxLength: 5 });
    const limits: FramerLimits = { lineOctets: 40, literalOctets: 50, totalOctets: 120 };
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        decisions,
        fc.array(fc.nat(400), { maxLength: 12 }),
        (pieces, choices, cuts) => {
          const octets = Buffer.from(pieces.join(''));
          const decide = () => {
            let made = 0;
            return (event: Literal): Decision => {
              const choice = choices[made++ % choices.length]!;
              return choice === 'accept' && !event.fits ? 'refuse' : choice;
            };
          };
          const sorted = [...new Set([0, ...cuts.filter((cut) => cut < octets.length), octets.length])].sort(
            (a, b) => a - b,
          );
          const chunks = sorted.slice(1).map((end, i) => octets.subarray(sorted[i], end));
          const whole = frame([octets], decide(), limits);
          assert.deepEqual(frame(chunks, decide(), limits), whole);
          assert.deepEqual(
            frame(
              [...octets].map((octet) => Buffer.from([octet])),
              decide(),
              limits,
            ),
            whole,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('needs about the same time for each octet, also when they come one by one', () => {
    const framer = new CommandFramer({ lineOctets: 3_000_000, literalOctets: 3_000_000, totalOctets: 9_000_000 });
    const octet = Buffer.from('x');
    const start = process.cpuUsage();
    framer.push(Buffer.from('a {1000000+}\r\n'));
    assert.equal(framer.next()?.kind, 'literal');
    framer.acceptLiteral();
    for (let i = 0; i < 2_000_000; i += 1) {
      framer.push(octet);
      assert.equal(framer.next(), undefined);
    }
    framer.push(Buffer.from('\r\n'));
    const event = framer.next();
    assert.ok(event?.kind === 'command');
    const [, literal, text] = event.input.segments;
    assert.ok(literal?.kind === 'literal' && literal.octets.length === 1_000_000);
    assert.ok(text?.kind === 'text' && text.octets.length === 1_000_000);
    // A second or so; were it quadratic, it would be hours.
    assert.ok(process.cpuUsage(start).user < 10_000_000);
  });
});
