import { createRng } from "./rng.ts";

interface Entry<Value> {
  readonly value: Value;
  size: number;
  /** Place of its key in the list of keys. */
  place: number;
}

/**
 * A map whose entries have sizes. Where their sum exceeds `most`, entries are dropped at random, by a fixed seed: of
 * entries that are used in turn and together do not fit, some stay of use. Dropping all or the oldest leaves none.
 */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #keys: Key[] = [];
  readonly #most: number;
  readonly #rng = createRng("dropped entries");
  #total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: Key, value: Value, size: number): void {
    this.#drop(key);
    this.#entries.set(key, { value, size, place: this.#keys.length });
    this.#keys.push(key);
    this.#total += size;
    this.#shrink();
  }

  /** Sets the size of an entry that has changed since; does nothing for one that was dropped. */
  resize(key: Key, size: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#total += size - entry.size;
    entry.size = size;
    this.#shrink();
  }

  clear(): void {
    this.#entries.clear();
    this.#keys.length = 0;
    this.#total = 0;
  }

  #shrink(): void {
    while (this.#total > this.#most && this.#keys.length > 0)
      this.#drop(this.#keys[this.#rng.integer(this.#keys.length)]);
  }

  #drop(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const last = this.#keys.pop() as Key;
    if (last !== key) {
      this.#keys[entry.place] = last;
      (this.#entries.get(last) as Entry<Value>).place = entry.place;
    }
    this.#entries.delete(key);
    // Sums of fractions leave a remainder, which an empty map has not.
    this.#total = this.#keys.length === 0 ? 0 : this.#total - entry.size;
  }
}
