/**
 * Measures how long a NOOP takes in a session of its own while something else goes on. Runs as a worker, so that it is
 * not held up by the client that does the something else.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Connection, type Endpoint, type Login } from './connection.js';
import type { Target } from './target.js';

interface ProbeOptions {
  readonly endpoint: Endpoint;
  readonly login: Login;
  readonly mailbox: string;
}

/** As busy as a mail app gets, so that the server's time is not spent on this. */
const pauseMs = 1;

/** @returns ms of each round trip in the time of the action; a session with the mailbox selected asks */
export async function noopsDuring(target: Target, mailbox: string, action: () => Promise<unknown>): Promise<number[]> {
  const options: ProbeOptions = { endpoint: target.endpoints.plain, login: target.login, mailbox };
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: options });
  try {
    await message(worker);
    await action();
    worker.postMessage('stop', []);
    return (await message(worker)) as number[];
  } finally {
    await worker.terminate();
  }
}

function message(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function probe({ endpoint, login, mailbox }: ProbeOptions): Promise<void> {
  const port = parentPort!;
  const connection = await Connection.open(endpoint);
  await connection.login(login);
  await connection.select(mailbox);
  await connection.drain('NOOP');
  const taken: number[] = [];
  const stopped = new AbortController();
  port.once('message', () => stopped.abort());
  port.postMessage('ready');
  while (!stopped.signal.aborted) {
    const start = performance.now();
    await connection.drain('NOOP');
    taken.push(performance.now() - start);
    await sleep(pauseMs);
  }
  await connection.logout();
  port.postMessage(taken);
}

if (!isMainThread) await probe(workerData as ProbeOptions);
