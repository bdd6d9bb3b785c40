/**
 * The k-th largest of the first `count` values, k from 1 on: Hoare's selection, O(count) on average, on a copy in
 * `scratch` (at least as long), which it reorders. Throws RangeError for a k outside [1, count]. No NaN.
 */
export function kthLargest(values: Float64Array, count: number, k: number, scratch: Float64Array): number {
  if (!(k >= 1 && k <= count)) throw new RangeError(`kthLargest: expected k in [1, ${count}], received ${k}`);
  for (let i = 0; i < count; i++) scratch[i] = values[i];
  const target = count - k;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = median(scratch[low], scratch[(low + high) >> 1], scratch[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (scratch[i] < pivot) i++;
      while (scratch[j] > pivot) j--;
      if (i <= j) {
        const swapped = scratch[i];
        scratch[i++] = scratch[j];
        scratch[j--] = swapped;
      }
    }
    // Now [low, j] is at most the pivot, [i, high] at least, and what lies between equals it.
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return scratch[target];
}

const median = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
