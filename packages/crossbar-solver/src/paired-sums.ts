/** Splits a double into two halves whose products are exact (Dekker). */
const SPLITTER = 2 ** 27 + 1;

/** Above this the splitting would overflow; products of that size keep only 16 digits. */
const LARGEST_SPLIT = 1e290;

/**
 * An array of numbers of some 32 digits, each the unevaluated sum of two doubles. Sums of currents that
 * cancel to 1e-16 of themselves, as those into a group of nodes held together by near-shorts, keep 16 digits
 * of what remains.
 */
export class PairedSums {
  readonly head: Float64Array;
  readonly tail: Float64Array;

  constructor(length: number) {
    this.head = new Float64Array(length);
    this.tail = new Float64Array(length);
  }

  clear(): void {
    this.head.fill(0);
    this.tail.fill(0);
  }

  /** Adds `head + tail`, |tail| ≪ |head|, to number k. */
  add(k: number, head: number, tail: number): void {
    const own = this.head[k];
    const sum = own + head;
    const back = sum - own;
    const lost = own - (sum - back) + (head - back) + (this.tail[k] + tail);
    const whole = sum + lost;
    this.head[k] = whole;
    this.tail[k] = lost - (whole - sum);
  }

  /** Adds `factor × (head + tail)` to number k. */
  addProduct(k: number, factor: number, head: number, tail: number): void {
    const product = factor * head;
    this.add(k, product, productError(factor, head, product) + factor * tail);
  }
}

/** a × b less its rounded value. */
function productError(a: number, b: number, product: number): number {
  if (!(Math.abs(a) < LARGEST_SPLIT && Math.abs(b) < LARGEST_SPLIT && Math.abs(product) < LARGEST_SPLIT))
    return 0;
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
