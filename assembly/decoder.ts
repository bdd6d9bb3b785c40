// The loops of a decoder in double precision: x Wᵀ, causal attention over all keys and over picked ones. The twin in
// plain TypeScript is src/attention/decoder-kernel.ts; both sum in the same order but for the pairs of lanes in
// which softmax denominators and the dot products of picked keys are summed, so results agree to rounding.
// Every number of a query depends on its own row, its own keys and their order alone, never on other queries: what
// comes later in a sequence cannot change a bit of what came before. All addresses are given by src/runtime/decoder-kernel.ts.
//   rows       a quad of four rows × depth doubles, row-major
//   panels     a panel × depth × 4 doubles: four rows of the other factor side by side

/** Between −ln(2^1021) and 0 e^x is a normal number; below it counts as zero. */
const LEAST: f64 = -708;

let largest: f64 = 0;

/** products[row][4 panel + lane] = Σ_c rows[row][c] panels[panel][c][lane]; `stride`: bytes of a row of products. */
export function multiply(
  rows: usize,
  panels: usize,
  products: usize,
  quads: i32,
  panelCount: i32,
  depth: i32,
  stride: usize,
): void {
  const quadBytes = (<usize>depth) << 5;
  for (let panel = 0; panel < panelCount; panel++) {
    let from = rows;
    let to = products + ((<usize>panel) << 5);
    for (let quad = 0; quad < quads; quad++, from += quadBytes, to += stride << 2)
      block(from, panels + <usize>panel * quadBytes, depth, to, stride);
  }
}

/** Four rows × four outputs. */
function block(rows: usize, panel: usize, depth: i32, to: usize, stride: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  const row = (<usize>depth) << 3;
  let other = panel;
  for (let x = rows, end = rows + row; x < end; x += 8, other += 32) {
    const p0 = v128.load(other);
    const p1 = v128.load(other, 16);
    const a = v128.load64_splat(x);
    a0 = f64x2.add(a0, f64x2.mul(p0, a));
    a1 = f64x2.add(a1, f64x2.mul(p1, a));
    const b = v128.load64_splat(x + row);
    b0 = f64x2.add(b0, f64x2.mul(p0, b));
    b1 = f64x2.add(b1, f64x2.mul(p1, b));
    const c = v128.load64_splat(x + 2 * row);
    c0 = f64x2.add(c0, f64x2.mul(p0, c));
    c1 = f64x2.add(c1, f64x2.mul(p1, c));
    const d = v128.load64_splat(x + 3 * row);
    d0 = f64x2.add(d0, f64x2.mul(p0, d));
    d1 = f64x2.add(d1, f64x2.mul(p1, d));
  }
  storePair(to, a0, a1);
  storePair(to + stride, b0, b1);
  storePair(to + 2 * stride, c0, c1);
  storePair(to + 3 * stride, d0, d1);
}

function storePair(to: usize, low: v128, high: v128): void {
  v128.store(to, low);
  v128.store(to, high, 16);
}

/**
 * Causal attention of one head, four queries at a time. q: length × width, keys in panels, values and outputs length ×
 * valueWidth (a multiple of 4), all padded to whole quads; `scores` holds four rows of `stride` bytes. Each query's
 * largest score and its sum of e^(score − largest) go to `peaks` and `sums`.
 */
export function attend(
  q: usize,
  keys: usize,
  values: usize,
  outputs: usize,
  scores: usize,
  peaks: usize,
  sums: usize,
  length: i32,
  width: i32,
  valueWidth: i32,
  stride: usize,
  scale: f64,
  hidesSelf: bool,
): void {
  const valueBytes = (<usize>valueWidth) << 3;
  for (let i = 0; i < length; i += 4) {
    multiply(q + ((<usize>i * <usize>width) << 3), keys, scores, 1, (i >> 2) + 1, width, stride);
    for (let r = 0; r < 4 && i + r < length; r++) {
      const at = (<usize>(i + r)) << 3;
      const row = scores + <usize>r * stride;
      const visible = i + r + 1;
      if (hidesSelf && visible > 1) store<f64>(row + ((<usize>visible) << 3) - 8, -Infinity);
      // Masked ends of the last pair and quad weigh nothing.
      for (let j = visible; j < i + 4; j++) store<f64>(row + ((<usize>j) << 3), -Infinity);
      store<f64>(sums + at, softmax(row, (visible + 1) & ~1, scale));
      store<f64>(peaks + at, largest);
    }
    const to = outputs + <usize>i * valueBytes;
    for (let c: usize = 0; c < valueBytes; c += 32)
      weighQuad(scores, stride, values + c, valueBytes, i, to + c);
    for (let r = 0; r < 4 && i + r < length; r++)
      finishRow(to + <usize>r * valueBytes, valueBytes, 1 / load<f64>(sums + ((<usize>(i + r)) << 3)));
  }
}

/** Scores (an even number of them) → e^(scale · score − largest), in place; returns their sum. */
function softmax(row: usize, count: i32, scale: f64): f64 {
  const end = row + ((<usize>count) << 3);
  const factor = f64x2.splat(scale);
  let peak = f64x2.splat(-Infinity);
  for (let at = row; at < end; at += 16) {
    const score = f64x2.mul(v128.load(at), factor);
    v128.store(at, score);
    peak = f64x2.pmax(peak, score);
  }
  largest = max(f64x2.extract_lane(peak, 0), f64x2.extract_lane(peak, 1));
  const top = f64x2.splat(largest);
  let sum = f64x2.splat(0);
  for (let at = row; at < end; at += 16) {
    const weight = exponential(f64x2.sub(v128.load(at), top));
    v128.store(at, weight);
    sum = f64x2.add(sum, weight);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * e^x in both lanes for x ≤ 0, to about one unit in the last place: x = n ln 2 + r with |r| ≤ ½ ln 2, the series of e^r
 * to r¹³, and n added to the exponent. ln 2 comes in two parts, of which n times the first is exact. NaN stays NaN.
 */
function exponential(x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(Math.LOG2E)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238))),
    f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)),
  );
  let e = f64x2.splat(1.6059043836821613e-10);
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(2.08767569878681e-9));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(2.505210838544172e-8));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(2.755731922398589e-7));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(2.7557319223985893e-6));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(2.48015873015873e-5));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(1.984126984126984e-4));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(1.388888888888889e-3));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(8.333333333333333e-3));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(4.1666666666666664e-2));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(0.16666666666666666));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(0.5));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(1));
  e = f64x2.add(f64x2.mul(e, r), f64x2.splat(1));
  // The low bits of n + 1.5 · 2⁵² are n.
  const exponent = i64x2.shl(f64x2.add(n, f64x2.splat(6755399441055744)), 52);
  return v128.andnot(i64x2.add(e, exponent), f64x2.lt(x, f64x2.splat(LEAST)));
}

/** Four queries × four value columns: keys that all four see together, then those that the later ones see. */
function weighQuad(scores: usize, stride: usize, values: usize, valueBytes: usize, i: i32, to: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let value = values;
  for (let w = scores, end = scores + ((<usize>i + 1) << 3); w < end; w += 8, value += valueBytes) {
    const v0 = v128.load(value);
    const v1 = v128.load(value, 16);
    const a = v128.load64_splat(w);
    a0 = f64x2.add(a0, f64x2.mul(v0, a));
    a1 = f64x2.add(a1, f64x2.mul(v1, a));
    const b = v128.load64_splat(w + stride);
    b0 = f64x2.add(b0, f64x2.mul(v0, b));
    b1 = f64x2.add(b1, f64x2.mul(v1, b));
    const c = v128.load64_splat(w + 2 * stride);
    c0 = f64x2.add(c0, f64x2.mul(v0, c));
    c1 = f64x2.add(c1, f64x2.mul(v1, c));
    const d = v128.load64_splat(w + 3 * stride);
    d0 = f64x2.add(d0, f64x2.mul(v0, d));
    d1 = f64x2.add(d1, f64x2.mul(v1, d));
  }
  storePair(to, a0, a1);
  storePair(to + valueBytes, b0, b1);
  storePair(to + 2 * valueBytes, c0, c1);
  storePair(to + 3 * valueBytes, d0, d1);
  for (let r = 1; r < 4; r++) {
    const row = scores + <usize>r * stride + ((<usize>i) << 3);
    for (let j = 1; j <= r; j++)
      addWeighted(
        to + <usize>r * valueBytes,
        values + <usize>(i + j) * valueBytes,
        v128.load64_splat(row + ((<usize>j) << 3)),
      );
  }
}

function addWeighted(to: usize, value: usize, weight: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(v128.load(value), weight)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(v128.load(value, 16), weight)), 16);
}

function finishRow(row: usize, bytes: usize, factor: f64): void {
  const scale = f64x2.splat(factor);
  for (let at = row, end = row + bytes; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), scale));
}

/**
 * Attention of one query over `count` ≥ 1 picked keys, key n weighed `repeats[n]` times. keys: positions; k and values
 * are padded to an even width and to a multiple of 4. Returns Σ e^(score − largest) without the repeats.
 */
export function attendPicked(
  q: usize,
  k: usize,
  values: usize,
  output: usize,
  picked: usize,
  repeats: usize,
  weights: usize,
  count: i32,
  width: i32,
  valueWidth: i32,
  scale: f64,
): f64 {
  const keyBytes = (<usize>width) << 3;
  const even = (count + 1) & ~1;
  if (even > count) store<i32>(picked + ((<usize>count) << 2), load<i32>(picked));
  for (let n = 0; n < even; n += 2) {
    const a = k + <usize>load<u32>(picked + ((<usize>n) << 2)) * keyBytes;
    const b = k + <usize>load<u32>(picked + ((<usize>n) << 2), 4) * keyBytes;
    v128.store(weights + ((<usize>n) << 3), twoProducts(q, a, b, keyBytes));
  }
  if (even > count) store<f64>(weights + ((<usize>count) << 3), -Infinity);
  const distinct = softmax(weights, even, scale);
  const total = repeat(weights, repeats, count);
  const valueBytes = (<usize>valueWidth) << 3;
  for (let c: usize = 0; c < valueBytes; c += 32)
    weighPicked(weights, picked, values + c, valueBytes, count, output + c);
  finishRow(output, valueBytes, 1 / total);
  return distinct;
}

/** Largest score of the query that was attended last. */
export function largestScore(): f64 {
  return largest;
}

/** (q·a, q·b). */
function twoProducts(q: usize, a: usize, b: usize, bytes: usize): v128 {
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  for (let c: usize = 0; c < bytes; c += 16) {
    const x = v128.load(q + c);
    sumA = f64x2.add(sumA, f64x2.mul(x, v128.load(a + c)));
    sumB = f64x2.add(sumB, f64x2.mul(x, v128.load(b + c)));
  }
  return f64x2.add(v128.shuffle<i64>(sumA, sumB, 0, 2), v128.shuffle<i64>(sumA, sumB, 1, 3));
}

/** Weights times how often each key was found; returns their sum. */
function repeat(weights: usize, repeats: usize, count: i32): f64 {
  let total: f64 = 0;
  for (let at: usize = 0, end = (<usize>count) << 3; at < end; at += 8) {
    const weight = load<f64>(weights + at) * load<f64>(repeats + at);
    store<f64>(weights + at, weight);
    total += weight;
  }
  return total;
}

/** Four columns of Σ weight · value. */
function weighPicked(
  weights: usize,
  picked: usize,
  values: usize,
  valueBytes: usize,
  count: i32,
  to: usize,
): void {
  let low = f64x2.splat(0);
  let high = low;
  for (let n = 0; n < count; n++) {
    const value = values + <usize>load<u32>(picked + ((<usize>n) << 2)) * valueBytes;
    const weight = v128.load64_splat(weights + ((<usize>n) << 3));
    low = f64x2.add(low, f64x2.mul(v128.load(value), weight));
    high = f64x2.add(high, f64x2.mul(v128.load(value, 16), weight));
  }
  storePair(to, low, high);
}
