const PAGE_WORDS = 1024;
const PAGE_POINTS = 32 * PAGE_WORDS;

/** Indices of points, a bit each, in pages: one large index costs one page. */
export class PointSet {
  readonly #pages = new Map<number, Uint32Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    const page = this.#pages.get(Math.floor(index / PAGE_POINTS));
    return page !== undefined && ((page[wordOf(index)] >>> (index % 32)) & 1) === 1;
  }

  /** Points of this set that are not of the other one. */
  countWithout(other: PointSet): number {
    let count = 0;
    for (const [number, page] of this.#pages) {
      const others = other.#pages.get(number);
      for (const [n, word] of page.entries())
        for (let rest = word & ~(others?.[n] ?? 0); rest !== 0; rest &= rest - 1) count++;
    }
    return count;
  }

  /** False where it was there already. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const number = Math.floor(index / PAGE_POINTS);
    const page = this.#pages.get(number) ?? new Uint32Array(PAGE_WORDS);
    this.#pages.set(number, page);
    page[wordOf(index)] |= 1 << (index % 32);
    this.#size++;
    return true;
  }

  /** False where it was not there. */
  delete(index: number): boolean {
    if (!this.has(index)) return false;
    const page = this.#pages.get(Math.floor(index / PAGE_POINTS)) as Uint32Array;
    page[wordOf(index)] &= ~(1 << (index % 32));
    this.#size--;
    return true;
  }
}

const wordOf = (index: number): number => Math.floor((index % PAGE_POINTS) / 32);
