/** A child process as the reader sees it: given one job at a time, ended when it is silent for too long. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tooLargeSignal, type FromChild, type ToChild } from './messages.js';

export type ChildEnd = 'crashed' | 'too-large' | 'timeout' | 'aborted';

export class ChildGone extends Error {
  override readonly name = 'ChildGone';
  readonly end: ChildEnd;
  constructor(end: ChildEnd) {
    super(`the reading process ended: ${end}`);
    this.end = end;
  }
}

const startMs = 30_000;

export class ReaderChild {
  readonly #process: ChildProcess;
  /** Scans read so far. */
  jobs = 0;
  /** As it said after its last job. */
  rssOctets = 0;
  #end: ChildEnd | undefined;
  #listener: ((message: FromChild) => void) | undefined;
  #onGone: ((error: ChildGone) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor() {
    this.#process = fork(fileURLToPath(new URL('./reader-child.js', import.meta.url)), [], {
      serialization: 'advanced',
      // Libraries print what they think of a file; that is nobody's to read.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--max-old-space-size=768'],
      // A group of its own: a terminal's Ctrl-C is for us, and must not look like a scan that takes the child down.
      detached: true,
      // Nothing of our environment (keys, passwords) is the child's business.
      env: { NODE_ENV: process.env['NODE_ENV'] ?? '' },
    });
    this.#process.on('message', (message: FromChild) => this.#listener?.(message));
    this.#process.on('error', () => this.#gone('crashed'));
    this.#process.on('exit', (_code, signal) => this.#gone(signal === tooLargeSignal ? 'too-large' : 'crashed'));
  }

  /** @throws ChildGone when it does not start */
  static async start(): Promise<ReaderChild> {
    const child = new ReaderChild();
    await child.#until<true>(startMs, (message, done) => {
      if (message.kind === 'ready') done(true);
    });
    return child;
  }

  get alive(): boolean {
    return this.#end === undefined;
  }

  /**
   * Runs a job to its end.
   *
   * @param allowed ms of silence that a message allows for; the child is ended after that
   * @throws ChildGone
   */
  async run(
    job: ToChild,
    allowed: (message: FromChild | undefined) => number,
    onMessage: (message: FromChild) => void,
  ): Promise<Extract<FromChild, { kind: 'done' | 'refused' }>> {
    this.jobs++;
    const result = this.#until<Extract<FromChild, { kind: 'done' | 'refused' }>>(
      allowed(undefined),
      (message, done) => {
        if (message.kind === 'done' || message.kind === 'refused') {
          this.rssOctets = message.usage.rssOctets;
          done(message);
        } else {
          this.#expectWithin(allowed(message));
          onMessage(message);
        }
      },
    );
    this.#process.send(job, (error) => {
      if (error) this.kill('crashed');
    });
    return result;
  }

  /** Ends the child unless it gets a job within this time, in ms. Keeps no process alive for that. */
  killAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill('aborted'), ms).unref();
  }

  kill(end: ChildEnd): void {
    if (this.#end === undefined) this.#process.kill('SIGKILL');
    this.#gone(end);
  }

  #until<T>(ms: number, listen: (message: FromChild, done: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(new ChildGone(this.#end));
        return;
      }
      const settle = (): void => {
        clearTimeout(this.#timer);
        this.#listener = undefined;
        this.#onGone = undefined;
      };
      this.#onGone = (error) => {
        settle();
        reject(error);
      };
      this.#listener = (message) =>
        listen(message, (value) => {
          settle();
          resolve(value);
        });
      this.#expectWithin(ms);
    });
  }

  #expectWithin(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill('timeout'), ms);
  }

  #gone(end: ChildEnd): void {
    this.#end ??= end;
    clearTimeout(this.#timer);
    this.#onGone?.(new ChildGone(this.#end));
  }
}
