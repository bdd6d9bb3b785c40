/** Words of a key's hash, 96 bits in all: any two of a million texts collide with a chance of about 1e-17. */
const LANES = 3;

/**
 * Numbers texts in the order of addition without keeping them: twenty bytes per text outside the heap, where
 * a map of strings takes a hundred and fifty.
 */
export class KeyTable {
  #slots = new Int32Array(1 << 12).fill(-1);
  #hashes = new Int32Array(LANES << 11);
  #size = 0;
  readonly #probe = new Int32Array(LANES);

  /** Number of distinct texts. */
  get size(): number {
    return this.#size;
  }

  /** Number of a text; undefined if it was not added. */
  find(key: string): number | undefined {
    hashInto(this.#probe, key);
    const number = this.#slots[this.#slotOf(this.#probe, 0)];
    return number < 0 ? undefined : number;
  }

  /** Adds a text; returns whether it was new. */
  add(key: string): boolean {
    if (2 * this.#size >= this.#slots.length) this.#grow();
    hashInto(this.#probe, key);
    const slot = this.#slotOf(this.#probe, 0);
    if (this.#slots[slot] >= 0) return false;
    this.#hashes.set(this.#probe, LANES * this.#size);
    this.#slots[slot] = this.#size++;
    return true;
  }

  /** The slot of the hash at `from`, or the free slot for it. */
  #slotOf(hash: Int32Array, from: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash[from] & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot];
      if (number < 0 || this.#isSame(number, hash, from)) return slot;
    }
  }

  #isSame(number: number, hash: Int32Array, from: number): boolean {
    for (let lane = 0; lane < LANES; lane++)
      if (this.#hashes[LANES * number + lane] !== hash[from + lane]) return false;
    return true;
  }

  #grow(): void {
    const hashes = new Int32Array(2 * this.#hashes.length);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (let number = 0; number < this.#size; number++)
      this.#slots[this.#slotOf(hashes, LANES * number)] = number;
  }
}

/** Three lanes of multiply, rotate and a final mix, with different odd multipliers. */
function hashInto(hash: Int32Array, key: string): void {
  let [a, b, c] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d];
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    a = rotated(Math.imul(a ^ code, 0x9e3779b1));
    b = rotated(Math.imul(b ^ code, 0x85ebca6b));
    c = rotated(Math.imul(c ^ code, 0xc2b2ae35));
  }
  hash[0] = mixed(a ^ rotated(b));
  hash[1] = mixed(b ^ rotated(c));
  hash[2] = mixed(c ^ key.length);
}

const rotated = (x: number): number => (x << 13) | (x >>> 19);

function mixed(x: number): number {
  const first = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
