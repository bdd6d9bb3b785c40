const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
/** What the two words of the key grow by from round to round. */
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/**
 * Four random 32-bit words for a counter of four and a key of two: Philox4x32-10 [salmon-2011]. A function of its
 * arguments alone, so any word of a stream can be had without those before it. `words` holds the counter and is
 * overwritten by the result.
 */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  let a = words[0];
  let b = words[1];
  let c = words[2];
  let d = words[3];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = highProduct(MULTIPLIERS[0], a);
    const highC = highProduct(MULTIPLIERS[1], c);
    const lowA = Math.imul(MULTIPLIERS[0], a);
    const lowC = Math.imul(MULTIPLIERS[1], c);
    a = highC ^ b ^ k0;
    b = lowC;
    c = highA ^ d ^ k1;
    d = lowA;
    k0 = (k0 + KEY_STEPS[0]) | 0;
    k1 = (k1 + KEY_STEPS[1]) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/** Upper 32 bits of the product of two unsigned words. */
function highProduct(x: number, y: number): number {
  const x0 = x & 0xffff;
  const x1 = x >>> 16;
  const y0 = y & 0xffff;
  const y1 = y >>> 16;
  // Sums below 2³³, which a double holds; & and | see their lower 32 bits.
  const middle = x1 * y0 + ((x0 * y0) >>> 16);
  const carried = x0 * y1 + (middle & 0xffff);
  return x1 * y1 + ((middle / 0x1_0000) | 0) + ((carried / 0x1_0000) | 0);
}
