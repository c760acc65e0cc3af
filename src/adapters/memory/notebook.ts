/** The notebook in memory. */
import type { Clock } from '../../mail/clock.js';
import { noteText } from '../../mail/note-text.js';
import type { Notebook } from '../../mail/queue-store.js';

interface Note {
  readonly text: string;
  readonly expiresMs: number;
}

export class MemoryNotebook implements Notebook {
  readonly #clock: Clock;
  readonly #areas = new Map<string, Map<string, Note>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(area: string, key: string): Promise<unknown> {
    return (await this.list(area)).get(key);
  }

  async put(area: string, key: string, value: unknown, expiresMs: number): Promise<void> {
    const notes = this.#areas.get(area) ?? new Map<string, Note>();
    this.#areas.set(area, notes.set(key, { text: noteText(value), expiresMs }));
  }

  async remove(area: string, key: string): Promise<void> {
    this.#areas.get(area)?.delete(key);
  }

  async list(area: string): Promise<ReadonlyMap<string, unknown>> {
    const fresh = [...(this.#areas.get(area) ?? [])].filter(([, { expiresMs }]) => expiresMs > this.#clock.now());
    return new Map(fresh.map(([key, { text }]) => [key, JSON.parse(text) as unknown]));
  }
}
