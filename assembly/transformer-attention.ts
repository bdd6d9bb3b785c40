// Causal attention of one query head, over all keys in blocks and over a list of keys. Keys and values are rows of `width`
// numbers, a multiple of eight (zeros fill a head that has less), `stride` bytes apart.

import { exp4, largestOf, sumOf, sums4 } from "./lanes-of-four";

/** Most queries of a call of attendAll, and keys of its blocks, which begin at multiples of so many. */
const QUERIES = 32;
const KEYS = 64;
const KEY_BYTES: usize = 256;
const HIDDEN: f32 = -Infinity;

/** Queries (rows `stride` bytes apart) times `scale` → quads of `width`; rows up to the next multiple of four are zeros. */
export function packQueries(
  from: usize,
  stride: usize,
  count: i32,
  width: i32,
  scale: f32,
  quads: usize,
): void {
  const factor = f32x4.splat(scale);
  const whole = (count + 3) & ~3;
  for (let r = 0; r < whole; r++) {
    const to = quads + <usize>(r >> 2) * ((<usize>width) << 4) + ((<usize>(r & 3)) << 4);
    const x = from + <usize>r * stride;
    for (let c = 0; c < width; c += 4)
      v128.store(
        to + ((<usize>c) << 4),
        r < count ? f32x4.mul(v128.load(x + ((<usize>c) << 2)), factor) : f32x4.splat(0),
      );
  }
}

/** scores[query][n] = query · key n for quads of packed queries; an odd last key computes one more. */
export function scoreQuads(
  quads: usize,
  quadCount: i32,
  keys: usize,
  stride: usize,
  count: i32,
  width: i32,
  scores: usize,
  scoreStride: usize,
): void {
  const quadBytes = (<usize>width) << 4;
  for (let n = 0; n < count; n += 2, keys += stride << 1) {
    let x = quads;
    let to = scores + ((<usize>n) << 2);
    for (let quad = 0; quad < quadCount; quad++, x += quadBytes, to += scoreStride << 2)
      scoreTile(x, keys, keys + stride, width, to, scoreStride);
  }
}

/** Four queries × two keys. */
function scoreTile(x: usize, k0: usize, k1: usize, width: i32, to: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (const end = k0 + ((<usize>width) << 2); k0 < end; k0 += 16, k1 += 16, x += 64) {
    const w0 = v128.load(k0);
    const w1 = v128.load(k1);
    const a = v128.load(x);
    a0 = f32x4.add(a0, f32x4.mul(w0, a));
    a1 = f32x4.add(a1, f32x4.mul(w1, a));
    const b = v128.load(x, 16);
    b0 = f32x4.add(b0, f32x4.mul(w0, b));
    b1 = f32x4.add(b1, f32x4.mul(w1, b));
    const c = v128.load(x, 32);
    c0 = f32x4.add(c0, f32x4.mul(w0, c));
    c1 = f32x4.add(c1, f32x4.mul(w1, c));
    const d = v128.load(x, 48);
    d0 = f32x4.add(d0, f32x4.mul(w0, d));
    d1 = f32x4.add(d1, f32x4.mul(w1, d));
  }
  const ab = sums4(a0, a1, b0, b1);
  const cd = sums4(c0, c1, d0, d1);
  v128.store64_lane(to, ab, 0);
  v128.store64_lane(to + stride, ab, 1);
  v128.store64_lane(to + stride * 2, cd, 0);
  v128.store64_lane(to + stride * 3, cd, 1);
}

/**
 * Softmax attention of `count` ≤ 32 queries at positions `first` on, over keys (position − span, position]; blocks of keys are
 * folded in one after another [flash-attention-2024]. `scratch`: packed queries (32 × width), scores (32 × 64), outputs (32 × width), peaks,
 * sums and shrinkages (32 each), all float32. Row n of `out` is `outStride` bytes after row n − 1.
 */
export function attendAll(
  from: usize,
  fromStride: usize,
  count: i32,
  first: i32,
  span: i32,
  keys: usize,
  values: usize,
  stride: usize,
  width: i32,
  scale: f32,
  scratch: usize,
  out: usize,
  outStride: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  const scores = scratch + <usize>QUERIES * rowBytes;
  const outputs = scores + <usize>QUERIES * KEY_BYTES;
  const peaks = outputs + <usize>QUERIES * rowBytes;
  const sums = peaks + (QUERIES << 2);
  const shrunk = sums + (QUERIES << 2);
  const quadCount = (count + 3) >> 2;
  const last = first + count - 1;
  packQueries(from, fromStride, count, width, scale, scratch);
  memory.fill(outputs, 0, <usize>(quadCount << 2) * rowBytes);
  memory.fill(sums, 0, QUERIES << 2);
  for (let r = 0; r < QUERIES; r++) store<f32>(peaks + ((<usize>r) << 2), HIDDEN);
  for (let key = max(0, first - span + 1) & ~(KEYS - 1); key <= last; key += KEYS) {
    const n = min(KEYS, last + 1 - key);
    scoreQuads(scratch, quadCount, keys + <usize>key * stride, stride, n, width, scores, KEY_BYTES);
    for (let r = 0; r < quadCount << 2; r++) {
      const position = min(first + r, last);
      hide(scores + <usize>r * KEY_BYTES, position - span - key, position - key);
      foldRow(scores + <usize>r * KEY_BYTES, r, peaks, sums, shrunk);
    }
    addValues(scores, quadCount, values + <usize>key * stride, stride, n, width, outputs, shrunk);
  }
  for (let r = 0; r < count; r++) {
    const inverse = f32x4.splat(1 / load<f32>(sums + ((<usize>r) << 2)));
    const y = outputs + <usize>r * rowBytes;
    const to = out + <usize>r * outStride;
    for (let at: usize = 0; at < rowBytes; at += 16)
      v128.store(to + at, f32x4.mul(v128.load(y + at), inverse));
  }
}

/** Leaves the scores of columns in (below, last]. */
function hide(row: usize, below: i32, last: i32): void {
  for (let n = 0; n <= below && n < KEYS; n++) store<f32>(row + ((<usize>n) << 2), HIDDEN);
  for (let n = max(0, last + 1); n < KEYS; n++) store<f32>(row + ((<usize>n) << 2), HIDDEN);
}

/** Scores of a block → weights; the row's peak, its sum, and by what earlier outputs shrink. */
function foldRow(row: usize, r: i32, peaks: usize, sums: usize, shrunk: usize): void {
  const place = (<usize>r) << 2;
  let most = v128.load(row);
  for (let at: usize = 16; at < KEY_BYTES; at += 16) most = f32x4.pmax(most, v128.load(row + at));
  const old = load<f32>(peaks + place);
  const peak = max<f32>(old, largestOf(most));
  // Nothing is visible yet.
  if (peak == HIDDEN) {
    store<f32>(shrunk + place, 1);
    memory.fill(row, 0, KEY_BYTES);
    return;
  }
  const less = f32x4.splat(peak);
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < KEY_BYTES; at += 16) {
    const weight = exp4(f32x4.sub(v128.load(row + at), less));
    sum = f32x4.add(sum, weight);
    v128.store(row + at, weight);
  }
  const shrink: f32 = old == HIDDEN ? 0 : f32x4.extract_lane(exp4(f32x4.splat(old - peak)), 0);
  store<f32>(peaks + place, peak);
  store<f32>(shrunk + place, shrink);
  store<f32>(sums + place, load<f32>(sums + place) * shrink + sumOf(sum));
}

/** outputs = outputs · shrunk + weights · values: four rows × eight columns at a time. */
function addValues(
  weights: usize,
  quadCount: i32,
  values: usize,
  stride: usize,
  count: i32,
  width: i32,
  outputs: usize,
  shrunk: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  for (
    let quad = 0;
    quad < quadCount;
    quad++, weights += KEY_BYTES << 2, outputs += rowBytes << 2, shrunk += 16
  )
    for (let at: usize = 0; at < rowBytes; at += 32) {
      const row0 = outputs + at;
      const row1 = row0 + rowBytes;
      const row2 = row1 + rowBytes;
      const row3 = row2 + rowBytes;
      const s0 = v128.load32_splat(shrunk);
      let a0 = f32x4.mul(v128.load(row0), s0);
      let a1 = f32x4.mul(v128.load(row0, 16), s0);
      const s1 = v128.load32_splat(shrunk, 4);
      let b0 = f32x4.mul(v128.load(row1), s1);
      let b1 = f32x4.mul(v128.load(row1, 16), s1);
      const s2 = v128.load32_splat(shrunk, 8);
      let c0 = f32x4.mul(v128.load(row2), s2);
      let c1 = f32x4.mul(v128.load(row2, 16), s2);
      const s3 = v128.load32_splat(shrunk, 12);
      let d0 = f32x4.mul(v128.load(row3), s3);
      let d1 = f32x4.mul(v128.load(row3, 16), s3);
      let v = values + at;
      for (let p = weights, end = weights + ((<usize>count) << 2); p < end; p += 4, v += stride) {
        const v0 = v128.load(v);
        const v1 = v128.load(v, 16);
        const a = v128.load32_splat(p);
        a0 = f32x4.add(a0, f32x4.mul(v0, a));
        a1 = f32x4.add(a1, f32x4.mul(v1, a));
        const b = v128.load32_splat(p, 256);
        b0 = f32x4.add(b0, f32x4.mul(v0, b));
        b1 = f32x4.add(b1, f32x4.mul(v1, b));
        const c = v128.load32_splat(p, 512);
        c0 = f32x4.add(c0, f32x4.mul(v0, c));
        c1 = f32x4.add(c1, f32x4.mul(v1, c));
        const d = v128.load32_splat(p, 768);
        d0 = f32x4.add(d0, f32x4.mul(v0, d));
        d1 = f32x4.add(d1, f32x4.mul(v1, d));
      }
      v128.store(row0, a0);
      v128.store(row0, a1, 16);
      v128.store(row1, b0);
      v128.store(row1, b1, 16);
      v128.store(row2, c0);
      v128.store(row2, c1, 16);
      v128.store(row3, d0);
      v128.store(row3, d1, 16);
    }
}

/** weights[n] = e^(scores[n] − largest of the first `count`); numbers up to the next multiple of four become 0. */
export function expRow(scores: usize, count: i32, weights: usize): f32 {
  let most = f32x4.splat(HIDDEN);
  let n = 0;
  for (; n + 4 <= count; n += 4) most = f32x4.pmax(most, v128.load(scores + ((<usize>n) << 2)));
  let peak = largestOf(most);
  for (; n < count; n++) peak = max<f32>(peak, load<f32>(scores + ((<usize>n) << 2)));
  const less = f32x4.splat(peak);
  for (n = 0; n < count; n += 4)
    v128.store(weights + ((<usize>n) << 2), exp4(f32x4.sub(v128.load(scores + ((<usize>n) << 2)), less)));
  for (n = count; (n & 3) != 0; n++) store<f32>(weights + ((<usize>n) << 2), 0);
  return peak;
}

/**
 * Softmax attention of one query over the keys of a list, in its order. `scores` holds count + 3 numbers. Returns
 * ln Σ e^score.
 */
export function attendList(
  query: usize,
  keys: usize,
  values: usize,
  stride: usize,
  width: i32,
  list: usize,
  count: i32,
  scale: f32,
  scores: usize,
  out: usize,
): f64 {
  for (let n = 0; n < count; n += 4) scoreFour(query, keys, stride, width, list, n, count, scale, scores);
  const peak = expRow(scores, count, scores);
  let sums = f32x4.splat(0);
  for (let n = 0; n < count; n += 4) sums = f32x4.add(sums, v128.load(scores + ((<usize>n) << 2)));
  const sum = sumOf(sums);
  const inverse = f32x4.splat(1 / sum);
  for (let c = 0; c < width; c += 16) {
    const at = (<usize>c) << 2;
    if (c + 16 <= width) mixSixteen(values + at, stride, list, count, scores, inverse, out + at);
    else mixEight(values + at, stride, list, count, scores, inverse, out + at);
  }
  return <f64>peak + Math.log(<f64>sum);
}

/** Scores of four keys of the list; past its end the last one again. */
function scoreFour(
  query: usize,
  keys: usize,
  stride: usize,
  width: i32,
  list: usize,
  n: i32,
  count: i32,
  scale: f32,
  scores: usize,
): void {
  const last = count - 1;
  let ka = keys + <usize>load<i32>(list + ((<usize>n) << 2)) * stride;
  let kb = keys + <usize>load<i32>(list + ((<usize>min(n + 1, last)) << 2)) * stride;
  let kc = keys + <usize>load<i32>(list + ((<usize>min(n + 2, last)) << 2)) * stride;
  let kd = keys + <usize>load<i32>(list + ((<usize>min(n + 3, last)) << 2)) * stride;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (
    let x = query, end = query + ((<usize>width) << 2);
    x < end;
    x += 16, ka += 16, kb += 16, kc += 16, kd += 16
  ) {
    const q = v128.load(x);
    a = f32x4.add(a, f32x4.mul(q, v128.load(ka)));
    b = f32x4.add(b, f32x4.mul(q, v128.load(kb)));
    c = f32x4.add(c, f32x4.mul(q, v128.load(kc)));
    d = f32x4.add(d, f32x4.mul(q, v128.load(kd)));
  }
  v128.store(scores + ((<usize>n) << 2), f32x4.mul(sums4(a, b, c, d), f32x4.splat(scale)));
}

/** Sixteen columns of Σ weight · value. */
function mixSixteen(
  values: usize,
  stride: usize,
  list: usize,
  count: i32,
  weights: usize,
  inverse: v128,
  out: usize,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (const end = list + ((<usize>count) << 2); list < end; list += 4, weights += 4) {
    const v = values + <usize>load<i32>(list) * stride;
    const w = v128.load32_splat(weights);
    a = f32x4.add(a, f32x4.mul(w, v128.load(v)));
    b = f32x4.add(b, f32x4.mul(w, v128.load(v, 16)));
    c = f32x4.add(c, f32x4.mul(w, v128.load(v, 32)));
    d = f32x4.add(d, f32x4.mul(w, v128.load(v, 48)));
  }
  v128.store(out, f32x4.mul(a, inverse));
  v128.store(out, f32x4.mul(b, inverse), 16);
  v128.store(out, f32x4.mul(c, inverse), 32);
  v128.store(out, f32x4.mul(d, inverse), 48);
}

function mixEight(
  values: usize,
  stride: usize,
  list: usize,
  count: i32,
  weights: usize,
  inverse: v128,
  out: usize,
): void {
  let a = f32x4.splat(0);
  let b = a;
  for (const end = list + ((<usize>count) << 2); list < end; list += 4, weights += 4) {
    const v = values + <usize>load<i32>(list) * stride;
    const w = v128.load32_splat(weights);
    a = f32x4.add(a, f32x4.mul(w, v128.load(v)));
    b = f32x4.add(b, f32x4.mul(w, v128.load(v, 16)));
  }
  v128.store(out, f32x4.mul(a, inverse));
  v128.store(out, f32x4.mul(b, inverse), 16);
}
