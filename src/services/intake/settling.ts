/** Which files of a folder have stopped growing. */
import { dropFile, dropNames, type DropFile } from './drop-file.js';

export interface SettlingLimits {
  /** How long a file must stay the same before it is taken, ms. */
  readonly stableMs: number;
  /** The same for an empty file, ms: some scanners create it long before they write. */
  readonly emptyMs: number;
  /** Files of one folder watched at a time; the others wait until these are gone. */
  readonly watched: number;
}

export interface Look {
  readonly stable: readonly DropFile[];
  /** Files are there that are not stable yet. */
  readonly more: boolean;
}

/** Remembers how the files looked the last time. */
export class Settling {
  readonly #folder: string;
  readonly #limits: SettlingLimits;
  #seen: ReadonlyMap<string, number> = new Map();

  constructor(folder: string, limits: SettlingLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /**
   * @param skip files not to count, by identity: those in work, and those with trouble
   * @throws what the file system says of the folder
   */
  async look(nowMs: number, skip: (identity: string) => boolean): Promise<Look> {
    const seen = new Map<string, number>();
    const stable: DropFile[] = [];
    const { stableMs, emptyMs, watched } = this.#limits;
    for (const name of await dropNames(this.#folder)) {
      if (seen.size >= watched) break;
      const file = await dropFile(this.#folder, name);
      if (!file || skip(file.identity)) continue;
      const sinceMs = this.#seen.get(file.identity) ?? nowMs;
      seen.set(file.identity, sinceMs);
      if (nowMs - sinceMs >= (file.sizeOctets === 0 ? emptyMs : stableMs)) stable.push(file);
    }
    this.#seen = seen;
    return { stable, more: seen.size > stable.length };
  }
}
