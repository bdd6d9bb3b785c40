// Attention over listed keys in plain TypeScript, where the kernel has no suitable call.

/** Keys and values of one head, rows × width, and the factor on logits. */
export interface HeadOperands {
  readonly keys: Float32Array;
  readonly values: Float32Array;
  readonly width: number;
  readonly scale: number;
}

/** Scaled logit of key j. */
export function logitOf(
  { keys, width, scale }: Omit<HeadOperands, "values">,
  query: Float32Array,
  j: number,
): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += query[c] * keys[j * width + c];
  return scale * sum;
}

/**
 * Writes a query's softmax attention over the first `count` keys of a list, with `shiftOf(k)` added to the
 * k-th logit. Returns ln Σ exp(logit) without the shifts.
 */
export function attendShifted(
  operands: HeadOperands,
  query: Float32Array,
  list: Int32Array,
  count: number,
  shiftOf: (k: number) => number,
  out: Float32Array,
): number {
  const { values, width } = operands;
  const [plain, shifted] = [new Float64Array(count), new Float64Array(count)];
  let [plainPeak, peak] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < count; k++) {
    plain[k] = logitOf(operands, query, list[k]);
    shifted[k] = plain[k] + shiftOf(k);
    plainPeak = Math.max(plainPeak, plain[k]);
    peak = Math.max(peak, shifted[k]);
  }
  const sums = new Float64Array(width);
  let [plainSum, sum] = [0, 0];
  for (let k = 0; k < count; k++) {
    plainSum += Math.exp(plain[k] - plainPeak);
    const weight = Math.exp(shifted[k] - peak);
    sum += weight;
    for (let c = 0; c < width; c++) sums[c] += weight * values[list[k] * width + c];
  }
  for (let c = 0; c < width; c++) out[c] = sums[c] / sum;
  return plainPeak + Math.log(plainSum);
}

/** Logits of a block's queries on preceding keys, computed on demand. */
export function plainLogits(
  {
    data,
    keys,
    width,
    first,
  }: Omit<HeadOperands, "values" | "scale"> & {
    readonly data: Float32Array;
    readonly first: number;
  },
  scale: number,
): { scores(n: number): Float32Array; weights(n: number): Float32Array } {
  const scores = (n: number): Float32Array => {
    const query = data.subarray(n * width, (n + 1) * width);
    const logits = new Float32Array(first + n + 1);
    for (let j = 0; j < logits.length; j++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += query[c] * keys[j * width + c];
      logits[j] = scale * sum;
    }
    return logits;
  };
  return {
    scores,
    weights(n) {
      const logits = scores(n);
      const peak = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      for (let j = 0; j < logits.length; j++) logits[j] = Math.exp(logits[j] - peak);
      return logits;
    },
  };
}
