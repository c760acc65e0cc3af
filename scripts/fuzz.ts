/**
 * Feeds mutated IMAP commands to framer and parser until the time is over:
 * `npm run fuzz -- [--seconds 20] [--seed N]`. Ends with 1 when anything but a ParseError comes of it, or when an
 * input takes too long; the seed that is printed then brings it back (`--seed N --seconds 0`).
 */
import { parseArgs } from 'node:util';
import { corpus, cut, drive, mutate, randomFrom } from '../test/wire/imap/drive.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const seconds = Number(values.seconds);
const firstSeed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
if (!(seconds >= 0) || !Number.isSafeInteger(firstSeed)) {
  console.error('usage: npm run fuzz -- [--seconds 20] [--seed N]');
  process.exit(2);
}

const limits = { lineOctets: 8192, literalOctets: 65_536, totalOctets: 1_000_000 };
const choices = ['accept', 'accept', 'stream', 'refuse'] as const;
/** CPU time that no input of a few kilobytes may need. */
const slowMs = 500;

const files = [...corpus()];
const end = performance.now() + seconds * 1000;
let seed = firstSeed;
let wellFormed = 0;
let refused = 0;
do {
  const random = randomFrom(seed);
  const [name, octets] = files[Math.floor(random() * files.length)]!;
  let input = octets;
  for (let times = Math.floor(random() * 4); times >= 0; times -= 1) input = mutate(input, random);
  const decide = () => choices[Math.floor(random() * choices.length)]!;
  const started = process.cpuUsage();
  try {
    const driven = drive({ chunks: cut(input, random), limits, utf8: random() < 0.5, decide });
    wellFormed += driven.wellFormed;
    refused += driven.refused;
  } catch (error) {
    console.error(`seed ${seed} on ${name}:`, error);
    process.exit(1);
  }
  const ms = process.cpuUsage(started).user / 1000;
  if (ms > slowMs) {
    console.error(`seed ${seed} on ${name}: ${Math.round(ms)} ms for ${input.length} octets`);
    process.exit(1);
  }
  seed += 1;
} while (performance.now() < end);
console.log(`${seed - firstSeed} inputs from seed ${firstSeed}: ${wellFormed} commands read, ${refused} refused`);
