/**
 * What is measured: a scenario prepares itself once for each server, untimed, and then takes samples. Servers take
 * turns sample by sample, so that a slow moment of the machine hits them all.
 */
import type { Metric } from './goals.js';
import type { MailSizes } from './mail/mailboxes.js';
import type { Side, Target } from './target.js';

export interface Settings extends MailSizes {
  /** Samples of each scenario and server. */
  readonly rounds: number;
  /** Length of a sample that repeats something. */
  readonly seconds: number;
  /** Small figures everywhere, to try the benchmark itself. */
  readonly quick: boolean;
  /** A folder on the disk where both servers keep their mail. */
  readonly folder: string;
}

export interface Bench {
  readonly settings: Settings;
  /** Tells what is under way. */
  readonly progress: (text: string) => void;
}

export interface Sample {
  readonly figures: Readonly<Record<string, number>>;
  /** Operations done, for processor time per operation; 0 when that says nothing. */
  readonly ops: number;
  /** Must be the same for each server, else they did not do the same work. */
  readonly facts?: Readonly<Record<string, number>>;
}

export interface Player {
  sample(): Promise<Sample>;
  /** Puts things back, untimed. */
  afterSample?(): Promise<void>;
  close(): Promise<void>;
}

export interface Scenario {
  readonly id: string;
  /** The row of the speed table it belongs to. */
  readonly row: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Whose figures are taken; the first but ours is what ours is compared with. */
  readonly sides: readonly Side[];
  /** Mailboxes that must be filled. */
  readonly mailboxes: readonly string[];
  /** Fewer rounds than the settings say. */
  readonly rounds?: number;
  /** False: the first sample counts. */
  readonly warmUp?: boolean;
  /** Capabilities without which it is left out. */
  readonly needs?: readonly string[];
  /** Only when asked for by `--growth`, or in a full run. */
  readonly long?: boolean;
  prepare(target: Target, bench: Bench): Promise<Player>;
}
