/** A cache that holds as many octets as it may, and drops first what was used longest ago. */
export class OctetLru<Key, Value> {
  readonly #limitOctets: number;
  readonly #entries = new Map<Key, { readonly value: Value; readonly octets: number }>();
  #octets = 0;

  constructor(limitOctets: number) {
    this.#limitOctets = limitOctets;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    // A Map keeps the order of insertion: what is used goes to the end.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** A value larger than the whole cache is not kept. */
  set(key: Key, value: Value, octets: number): void {
    this.delete(key);
    if (octets > this.#limitOctets) return;
    this.#entries.set(key, { value, octets });
    this.#octets += octets;
    for (const oldest of this.#entries.keys()) {
      if (this.#octets <= this.#limitOctets) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#octets -= entry.octets;
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }
}
