/** Buckets of the wheel: a delay is less than this many ticks. */
export const WHEEL_SIZE = 2 ** 16;

/**
 * Pending items (whole numbers below `items`, each at most once) by whole time, at most WHEEL_SIZE − 1 ticks from now. A bucket of each tick
 * is a doubly linked list, and two levels of bits say which buckets hold any: adding, removing and finding the next are O(1).
 */
export class TimeWheel {
  /** Time of the last bucket that was taken, modulo the wheel. */
  private now = 0;
  private pending = 0;
  private readonly first = new Int32Array(WHEEL_SIZE).fill(-1);
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** By item: its bucket, or -1. */
  private readonly bucketOf: Int32Array;
  private readonly bits = new Int32Array(WHEEL_SIZE >> 5);
  private readonly bitsOfWords = new Int32Array(WHEEL_SIZE >> 10);

  constructor(items: number) {
    this.next = new Int32Array(items).fill(-1);
    this.previous = new Int32Array(items).fill(-1);
    this.bucketOf = new Int32Array(items).fill(-1);
  }

  isPending(item: number): boolean {
    return this.bucketOf[item] >= 0;
  }

  /** Adds an item that is not pending, `delay` ticks from now; 1 ≤ delay < WHEEL_SIZE. */
  add(item: number, delay: number): void {
    const bucket = (this.now + delay) & (WHEEL_SIZE - 1);
    const head = this.first[bucket];
    this.next[item] = head;
    this.previous[item] = -1;
    if (head >= 0) this.previous[head] = item;
    else {
      this.bits[bucket >> 5] |= 1 << (bucket & 31);
      this.bitsOfWords[bucket >> 10] |= 1 << ((bucket >> 5) & 31);
    }
    this.first[bucket] = item;
    this.bucketOf[item] = bucket;
    this.pending++;
  }

  /** Removes an item that is pending. */
  remove(item: number): void {
    const bucket = this.bucketOf[item];
    const [before, after] = [this.previous[item], this.next[item]];
    if (before >= 0) this.next[before] = after;
    else this.first[bucket] = after;
    if (after >= 0) this.previous[after] = before;
    this.bucketOf[item] = -1;
    this.pending--;
    if (this.first[bucket] < 0) this.clearBit(bucket);
  }

  /** Moves to the earliest time with items and puts these into `taken`; returns their number, 0 if none is pending. */
  take(taken: Int32Array): number {
    if (this.pending === 0) return 0;
    let bucket = this.firstFrom(this.now + 1);
    if (bucket < 0) bucket = this.firstFrom(0);
    this.now = bucket;
    let count = 0;
    for (let item = this.first[bucket]; item >= 0; item = this.next[item]) {
      taken[count++] = item;
      this.bucketOf[item] = -1;
    }
    this.first[bucket] = -1;
    this.pending -= count;
    this.clearBit(bucket);
    return count;
  }

  private clearBit(bucket: number): void {
    const word = bucket >> 5;
    this.bits[word] &= ~(1 << (bucket & 31));
    if (this.bits[word] === 0) this.bitsOfWords[word >> 5] &= ~(1 << (word & 31));
  }

  /** The first bucket from `start` on that holds items, or -1. */
  private firstFrom(start: number): number {
    if (start >= WHEEL_SIZE) return -1;
    const word = start >> 5;
    const here = this.bits[word] & (-1 << (start & 31));
    if (here !== 0) return (word << 5) | lowest(here);
    let group = (word + 1) >> 5;
    if (group >= this.bitsOfWords.length) return -1;
    let words = this.bitsOfWords[group] & (-1 << ((word + 1) & 31));
    while (words === 0) {
      if (++group >= this.bitsOfWords.length) return -1;
      words = this.bitsOfWords[group];
    }
    const found = (group << 5) | lowest(words);
    return (found << 5) | lowest(this.bits[found]);
  }
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
