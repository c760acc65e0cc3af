/**
 * Measures submission and relay, ours and Postfix in turn, to a sink on the same machine: `npm run bench:smtp`. A figure
 * counts from the first connection until the sink has the last message. docs/bench.md says how to read it.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { treeCpuMs, treeMemory } from './bench/processes.js';
import { freePorts } from './bench/imap/servers/files.js';
import { formatFigure, median, summarize } from './bench/statistics.js';
import { startOurRelay } from './bench/smtp/our-relay.js';
import { postfixObstacle, startPostfix } from './bench/smtp/postfix.js';
import { startSink, type Sink } from './bench/smtp/sink.js';
import { Submitter, type SubmissionTarget } from './bench/smtp/submit.js';

const usage = `Usage: npm run bench:smtp -- [options]

  --rounds N        samples of each scenario and server (default 3)
  --only REGEX      scenarios to run, by id
  --no-postfix      measure ours alone
  --profile FOLDER  Node writes CPU profiles of our server there
  --json FILE       write everything, machine-readable`;

interface Scenario {
  readonly id: string;
  readonly connections: number;
  readonly messages: number;
  readonly octets: number;
}

const scenarios: readonly Scenario[] = [
  // First what makes both warm.
  { id: 'letters_c8', connections: 8, messages: 1_600, octets: 5_000 },
  { id: 'letters_c1', connections: 1, messages: 600, octets: 5_000 },
  { id: 'documents_c8', connections: 8, messages: 320, octets: 500_000 },
  { id: 'large_c8', connections: 8, messages: 24, octets: 20_000_000 },
];

interface Side {
  readonly name: 'ours' | 'postfix';
  readonly target: SubmissionTarget;
  readonly pid: number;
}

interface Sample {
  readonly perSecond: number;
  readonly cpuMsPerMessage: number;
  /** The most the server's processes took in the meantime, MB. */
  readonly peakMb: number;
}

async function sample(side: Side, scenario: Scenario, sink: Sink, signal: AbortSignal): Promise<Sample> {
  const { connections, messages, octets } = scenario;
  const before = await sink.count();
  const cpuBefore = treeCpuMs(side.pid);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, treeMemory(side.pid).pssKiB)), 50);
  const started = performance.now();
  try {
    await Promise.all(
      Array.from({ length: connections }, async (_, c) => {
        const submitter = await Submitter.open(side.target);
        for (let i = c; i < messages; i += connections) {
          signal.throwIfAborted();
          await submitter.send(side.target.from, `r${i % 50}@kunde.example`, message(side.target.from, octets));
        }
        await submitter.quit();
      }),
    );
    const ended = await sink.reached(before + messages, signal);
    return {
      perSecond: (messages * 1000) / (ended - started),
      cpuMsPerMessage: (treeCpuMs(side.pid) - cpuBefore) / messages,
      peakMb: Math.max(peak, treeMemory(side.pid).pssKiB) / 1000,
    };
  } finally {
    clearInterval(watch);
  }
}

let sent = 0;
const bodies = new Map<number, Buffer>();
const boundary = '=_bench';
const textOctets = 3_000;

/** A letter's text, and what is left of the size as an attached PDF. */
function message(from: string, octets: number): Buffer {
  sent += 1;
  const head = [
    `From: Bench <${from}>`,
    'To: Kunde <kunde@kunde.example>',
    `Subject: Brief ${sent}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${sent}.${process.pid}.${Date.now()}@post.example>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    '',
  ].join('\r\n');
  const body = bodies.get(octets) ?? bodyOf(octets);
  bodies.set(octets, body);
  return Buffer.concat([Buffer.from(head), body]);
}

function bodyOf(octets: number): Buffer {
  const line = 'Sehr geehrte Damen und Herren, anbei der Brief vom November, mit Gruß.\r\n';
  const text = line.repeat(Math.ceil(textOctets / line.length));
  const pdf = randomBytes(Math.max(0, Math.floor(((octets - textOctets) * 3) / 4.1))).toString('base64');
  return Buffer.from(
    `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}` +
      `--${boundary}\r\nContent-Type: application/pdf; name="Brief.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
      `${pdf.replace(/.{76}/g, '$&\r\n')}\r\n--${boundary}--\r\n`,
  );
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      'no-postfix': { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  const obstacle = values['no-postfix'] ? 'left out' : postfixObstacle();
  if (obstacle && !values['no-postfix']) console.log(`Postfix is not measured: ${obstacle}`);
  const folder = await mkdtemp(join(tmpdir(), 'unpaperme-bench-smtp-'));
  // Postfix's processes run as another user.
  await chmod(folder, 0o711);
  const closers: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const sink = await startSink();
    closers.unshift(() => sink.stop());
    const ours = await startOurRelay(join(folder, 'ours'), sink.port, values.profile);
    closers.unshift(() => ours.stop());
    const sides: Side[] = [
      {
        name: 'ours',
        pid: ours.pid,
        target: { port: ours.port, login: ours.login, from: 'bench@post.example' },
      },
    ];
    if (!obstacle) {
      const [port] = await freePorts(1);
      const postfix = await startPostfix(join(folder, 'postfix'), port!, sink.port);
      closers.unshift(() => postfix.stop());
      const target = { port: postfix.port, login: undefined, from: 'bench@post.example' };
      sides.push({ name: 'postfix', pid: postfix.pid, target });
    }
    const only = new RegExp(values.only);
    const results = [];
    for (const scenario of scenarios.filter(({ id }) => only.test(id))) {
      const samples: Record<Side['name'], Sample[]> = { ours: [], postfix: [] };
      // The first sample of a server is its warm-up.
      for (let round = 0; round <= Number(values.rounds); round += 1) {
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
          const taken = await sample(side, scenario, sink, interrupted.signal);
          if (round > 0) samples[side.name].push(taken);
        }
      }
      const { id, connections, octets } = scenario;
      const ratios = samples.postfix.map((theirs, i) => samples.ours[i]!.perSecond / theirs.perSecond);
      results.push({ ...scenario, samples, ratio: ratios.length > 0 ? summarize(ratios) : undefined });
      console.log(`${id}: ${connections} connections, ${formatFigure(octets / 1000)} KB`);
      for (const { name } of sides) console.log(`  ${name.padEnd(8)} ${told(samples[name])}`);
      if (ratios.length > 0) {
        const { median: times, min, max } = summarize(ratios);
        console.log(`  times as good ${formatFigure(times)} (${formatFigure(min)}–${formatFigure(max)})`);
      }
    }
    if (values.json) await writeFile(values.json, `${JSON.stringify(results, undefined, 1)}\n`);
  } finally {
    for (const close of closers) await close();
  }
}

function told(samples: readonly Sample[]): string {
  const of = (key: keyof Sample) => formatFigure(median(samples.map((each) => each[key])));
  return `${of('perSecond')} messages/s, ${of('cpuMsPerMessage')} ms CPU a message, peak ${of('peakMb')} MB`;
}

await run();
