/** Indices of points, a bit each. */
export class PointSet {
  #words = new Uint32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    const word = Math.floor(index / 32);
    return word < this.#words.length && ((this.#words[word] >>> (index % 32)) & 1) === 1;
  }

  /** Points of this set that are not of the other one. */
  countWithout(other: PointSet): number {
    let count = 0;
    for (const [n, word] of this.#words.entries())
      for (let rest = word & ~(other.#words[n] ?? 0); rest !== 0; rest &= rest - 1) count++;
    return count;
  }

  /** False where it was there already. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const word = Math.floor(index / 32);
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, 2 * this.#words.length));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[word] |= 1 << (index % 32);
    this.#size++;
    return true;
  }
}
