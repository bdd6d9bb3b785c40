/** Bits of the composite key of a bucket id and a position in a sequence. */
export const compositeKeyBits = (buckets: number, length: number): number =>
  Math.ceil(Math.log2(Math.max(2, buckets))) + Math.ceil(Math.log2(Math.max(2, length)));

/**
 * Keys id · N + position of a sequence of N bucket ids: all distinct, so that any sort of them is stable. Throws
 * RangeError when the sequence is longer than `longest` or its keys need more than `keyBits` bits.
 */
export function compositeKeys(
  ids: Int32Array,
  buckets: number,
  longest: number,
  keyBits: number,
): Float64Array {
  const length = ids.length;
  if (length > longest)
    throw new RangeError(`sort: expected at most ${longest} keys (block), received ${length}`);
  const needed = compositeKeyBits(buckets, length);
  if (needed > keyBits)
    throw new RangeError(
      `sort: expected keys of at most ${keyBits} bits (keyBits), received ${buckets} buckets × ${length} positions: ${needed} bits`,
    );
  const keys = new Float64Array(length);
  ids.forEach((id, position) => {
    if (id < 0 || id >= buckets)
      throw new RangeError(`sort: expected an id in [0, ${buckets}), received ${id}`);
    keys[position] = id * length + position;
  });
  return keys;
}

/** Positions of sorted composite keys. */
export const positionsOf = (keys: Float64Array, length: number): Int32Array =>
  Int32Array.from(keys.subarray(0, length), (key) => key % length);
