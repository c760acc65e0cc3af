/**
 * The entry of a child process that reads scans, one at a time, and may die of any of them. Everything stays in
 * memory. When the parent goes, so does the child.
 */
import { getPriority, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ScanError } from '../../mail/scan.js';
import { Pdfium } from '../pdf/pdfium.js';
import { TesseractEngine } from '../tesseract/engine.js';
import { tooLargeSignal, type FromChild, type ToChild, type Usage } from './messages.js';
import { readScan, type Engines } from './read-scan.js';

/** Mail comes first: reading yields the processor to whoever serves a customer. */
const niceness = 10;
const watchEveryMs = 100;
const parent = process.ppid;

let engines: Engines | undefined;
let watchdog: Worker | undefined;

function send(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}

/** A thread that sees this process's memory, and its parent's end, while WebAssembly keeps the main one. */
function watch(rssOctets: number): void {
  watchdog ??= new Worker(
    `const { workerData } = require('node:worker_threads');
     setInterval(() => {
       if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
       if (process.memoryUsage.rss() > workerData.rssOctets) process.kill(process.pid, workerData.signal);
     }, workerData.everyMs);`,
    { eval: true, workerData: { rssOctets, parent, signal: tooLargeSignal, everyMs: watchEveryMs } },
  );
}

function usage(before: NodeJS.CpuUsage): Usage {
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: Math.round((user + system) / 1000),
    rssOctets: process.memoryUsage.rss(),
    peakRssOctets: process.resourceUsage().maxRSS * 1024,
  };
}

async function read(job: ToChild): Promise<void> {
  watch(job.limits.rssOctets);
  const before = process.cpuUsage();
  try {
    engines ??= { pdfium: await Pdfium.start(), tesseract: new TesseractEngine() };
    const scan = await readScan(
      { ...job, scan: Buffer.from(job.scan.buffer, job.scan.byteOffset, job.scan.length) },
      engines,
      {
        opened: (pages) => void send({ kind: 'opened', pages }),
        page: (reading) => void send({ kind: 'page', reading }),
        stage: (name) => void send({ kind: 'stage', name }),
      },
    );
    await send({ kind: 'done', scan, usage: usage(before) });
  } catch (error) {
    const problem = error instanceof ScanError ? error.problem : 'crashed';
    const message = error instanceof ScanError ? error.message : 'The scan could not be read.';
    await send({ kind: 'refused', problem, message, usage: usage(before) });
  }
}

if (process.send) {
  // A terminal's Ctrl-C and a service manager's stop go to the whole group. When we end is our parent's to say: it
  // would take our death for the scan's fault, and hand on the page as unreadable.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  try {
    setPriority(Math.max(getPriority(), niceness));
  } catch {
    // Not allowed here; then it reads at the usual priority.
  }
  process.on('message', (job: ToChild) => void read(job));
  process.on('disconnect', () => process.exit(0));
  void send({ kind: 'ready' });
}
