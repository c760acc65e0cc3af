/**
 * Feeds mutated input until the time is over: `npm run fuzz -- [--seconds 20] [--seed N] [--live]`.
 *
 * Without `--live`: commands to framer and parser, messages to the MIME analyser. With it: dialogs to a running server on
 * the memory store, before and after login. Ends with 1 when anything but a refusal comes of it, when an input takes too
 * long, or when memory grows; the seed that is printed brings it back (`--seed N --seconds 0`).
 */
import { parseArgs } from 'node:util';
import { analyse } from '../src/wire/mime/analyse.js';
import { fuzzMessages } from '../test/support/fuzz-messages.js';
import { startLiveFuzz } from '../test/support/fuzz-live.js';
import { corpus, cut, drive, mutate, randomFrom } from '../test/wire/imap/drive.js';

const usage = 'usage: npm run fuzz -- [--seconds 20] [--seed N] [--live]';
const values = readOptions();
const seconds = Number(values.seconds);
const firstSeed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
if (!(seconds >= 0) || !Number.isSafeInteger(firstSeed)) refuse('--seconds and --seed are numbers');

const limits = { lineOctets: 8192, literalOctets: 65_536, totalOctets: 1_000_000 };
const choices = ['accept', 'accept', 'stream', 'refuse'] as const;
/** CPU time that no input of a few kilobytes may need. */
const slowMs = 500;
/** Beyond what the process has after the first inputs. */
const mostGrowthOctets = 300 * 1024 * 1024;

/** Dialogs at once. */
const together = 16;

const files = [...corpus()];
const messages = fuzzMessages();
const counts = { wellFormed: 0, refused: 0, messages: 0, dialogs: 0 };
const live = values.live ? await startLiveFuzz() : undefined;

function wire(random: () => number): void {
  if (random() < 0.3) {
    let message = messages[Math.floor(random() * messages.length)]!;
    for (let times = Math.floor(random() * 6); times > 0; times -= 1) message = mutate(message, random);
    analyse(message);
    counts.messages += 1;
    return;
  }
  let input = files[Math.floor(random() * files.length)]![1];
  for (let times = Math.floor(random() * 4); times >= 0; times -= 1) input = mutate(input, random);
  const decide = () => choices[Math.floor(random() * choices.length)]!;
  const driven = drive({ chunks: cut(input, random), limits, utf8: random() < 0.5, decide });
  counts.wellFormed += driven.wellFormed;
  counts.refused += driven.refused;
}

const end = performance.now() + seconds * 1000;
let seed = firstSeed;
let baseOctets = 0;
do {
  const random = randomFrom(seed);
  const started = process.cpuUsage();
  try {
    if (live) {
      await Promise.all(
        Array.from({ length: together }, (_, n) => live.play(n === 0 ? random : randomFrom(seed * together + n))),
      );
      counts.dialogs += together;
    } else wire(random);
    const ms = process.cpuUsage(started).user / 1000;
    if (!live && ms > slowMs) throw new Error(`it took ${Math.round(ms)} ms`);
    if (seed - firstSeed === 500) baseOctets = process.memoryUsage().rss;
    if (baseOctets > 0 && process.memoryUsage.rss() > baseOctets + mostGrowthOctets) throw new Error('memory grows');
  } catch (error) {
    console.error(`seed ${seed}:`, error);
    process.exit(1);
  }
  seed += 1;
} while (performance.now() < end);
await live?.close();
console.log(`${seed - firstSeed} inputs from seed ${firstSeed}:`, counts);

function readOptions(): { seconds: string; seed?: string | undefined; live: boolean } {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '20' },
        seed: { type: 'string' },
        live: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(why: string): never {
  console.error(`${why}\n${usage}`);
  process.exit(2);
}
