// The loops of a transformer in single precision, on memory that several lanes share. A lane writes where no other reads
// before the next barrier, so nothing here waits. Each number depends on its own row and its own keys in a fixed order:
// the same bits for any number of lanes and any cut of the rows in blocks. Addresses are src/language-model/engine/'s.
//   quads   rows in fours, quad × depth/4 × row × 4 numbers: what one factor of a product is read from
//   pairs   rows of weights in twos, pair × depth/4 × row × 4 numbers
//   depth   numbers of a row, a multiple of four

import { exp4, storeTile, sumOf, sums4 } from "./lanes-of-four";

export * from "./transformer-arrays";
export * from "./transformer-attention";
export * from "./transformer-logits";

const SIMD_ZERO = f32x4.splat(0);

// --- stored weights → pairs ---

/** Half precision, exactly; infinities become 2^16 and more, which no weight file has. */
function half(bits: u32): f32 {
  const size = reinterpret<f32>((bits & 0x7fff) << 13) * reinterpret<f32>(0x77800000);
  return (bits & 0x8000) != 0 ? -size : size;
}

/** Four bytes (as unsigned) of `x` from lane 4·part on as float32. */
function low4(x: v128): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(x));
}
function high4(x: v128): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(x));
}

/** Sixteen unsigned bytes q → scale · q + shift, at four places 32 bytes apart. */
function sixteen(q: v128, scale: v128, shift: v128, to: usize): void {
  const a = i16x8.extend_low_i8x16_u(q);
  const b = i16x8.extend_high_i8x16_u(q);
  v128.store(to, f32x4.add(f32x4.mul(low4(a), scale), shift));
  v128.store(to, f32x4.add(f32x4.mul(high4(a), scale), shift), 32);
  v128.store(to, f32x4.add(f32x4.mul(low4(b), scale), shift), 64);
  v128.store(to, f32x4.add(f32x4.mul(high4(b), scale), shift), 96);
}

/** Blocks of 32: half d, half m, 16 bytes of nibbles (low ones first); w = d·q + m. */
function unpackQ41(from: usize, columns: i32, to: usize): void {
  for (let c = 0; c < columns; c += 32, from += 20, to += 256) {
    const d = f32x4.splat(half(load<u16>(from)));
    const m = f32x4.splat(half(load<u16>(from, 2)));
    const q = v128.load(from, 4);
    sixteen(v128.and(q, i8x16.splat(15)), d, m, to);
    sixteen(i8x16.shr_u(q, 4), d, m, to + 128);
  }
}

/** Blocks of 32: half d, 16 bytes of nibbles; w = d·(q − 8). */
function unpackQ40(from: usize, columns: i32, to: usize): void {
  for (let c = 0; c < columns; c += 32, from += 18, to += 256) {
    const scale = half(load<u16>(from));
    const d = f32x4.splat(scale);
    const m = f32x4.splat(-8 * scale);
    const q = v128.load(from, 2);
    sixteen(v128.and(q, i8x16.splat(15)), d, m, to);
    sixteen(i8x16.shr_u(q, 4), d, m, to + 128);
  }
}

/** Blocks of 32: half d, 32 signed bytes; w = d·q. */
function unpackQ80(from: usize, columns: i32, to: usize): void {
  for (let c = 0; c < columns; c += 32, from += 34, to += 256) {
    const d = f32x4.splat(half(load<u16>(from)));
    for (let part: usize = 0; part < 32; part += 8) {
      const q = v128.load8x8_s(from + 2 + part);
      const at = to + (part << 3);
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(q)), d));
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(q)), d), 32);
    }
  }
}

/** Codes of stored types; packages/transformer/src/kernel.ts has them too. */
const F32 = 0;
const F16 = 1;
const BF16 = 2;
const Q8_0 = 3;
const Q4_0 = 4;
const Q4_1 = 5;

function unpackPlain(type: i32, from: usize, columns: i32, to: usize): void {
  for (let c = 0; c < columns; c++) {
    const at = to + ((<usize>(c >> 2)) << 5) + ((<usize>(c & 3)) << 2);
    let value: f32 = 0;
    if (type == F32) value = load<f32>(from + ((<usize>c) << 2));
    else if (type == F16) value = half(load<u16>(from + ((<usize>c) << 1)));
    else value = reinterpret<f32>((<u32>load<u16>(from + ((<usize>c) << 1))) << 16);
    store<f32>(at, value);
  }
}

/** Rows as stored, `rowBytes` apart → pairs; zeros fill an odd last row's pair. */
export function unpackWeights(
  type: i32,
  from: usize,
  rowBytes: i32,
  rows: i32,
  columns: i32,
  to: usize,
): void {
  const pairBytes = (<usize>columns) << 3;
  if ((rows & 1) != 0) memory.fill(to + <usize>(rows >> 1) * pairBytes, 0, pairBytes);
  for (let r = 0; r < rows; r++, from += rowBytes) {
    const at = to + <usize>(r >> 1) * pairBytes + ((<usize>(r & 1)) << 4);
    if (type == Q4_1) unpackQ41(from, columns, at);
    else if (type == Q8_0) unpackQ80(from, columns, at);
    else if (type == Q4_0) unpackQ40(from, columns, at);
    else if (type == F32) {
      let x = from;
      for (let p = at, end = at + ((<usize>columns) << 3); p < end; p += 32, x += 16)
        v128.store(p, v128.load(x));
    } else unpackPlain(type, from, columns, at);
  }
}

// --- products ---

/** out[row][first + c] (+)= rows · weights[c] + bias[c]; `stride`: bytes of a row of out. `adds` keeps what is there. */
export function multiply(
  quads: usize,
  quadCount: i32,
  pairs: usize,
  pairCount: i32,
  depth: i32,
  out: usize,
  stride: usize,
  bias: usize,
  adds: i32,
): void {
  const quadBytes = (<usize>depth) << 4;
  const pairBytes = (<usize>depth) << 3;
  for (let quad = 0; quad < quadCount; quad++, quads += quadBytes, out += stride << 2)
    for (let pair = 0; pair < pairCount; pair++) {
      const at = (<usize>pair) << 3;
      let b: v128 = SIMD_ZERO;
      if (bias != 0) b = v128.load64_zero(bias + at);
      tile(quads, pairs + <usize>pair * pairBytes, depth, out + at, stride, b, adds);
    }
}

/** Four rows × two weights. */
function tile(x: usize, w: usize, depth: i32, to: usize, stride: usize, bias: v128, adds: i32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (const end = w + ((<usize>depth) << 3); w < end; w += 32, x += 64) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
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
  // (a0, a1, b0, b1): two outputs of the first row, two of the second.
  const twice = v128.shuffle<f32>(bias, bias, 0, 1, 0, 1);
  storeTile(
    to,
    stride,
    f32x4.add(sums4(a0, a1, b0, b1), twice),
    f32x4.add(sums4(c0, c1, d0, d1), twice),
    adds,
  );
}

// --- rows ---

/** Rows `first` on, `stride` bytes apart → quads. */
export function packRows(from: usize, stride: usize, first: i32, count: i32, depth: i32, quads: usize): void {
  for (let r = first; r < first + count; r++) {
    const x = from + <usize>r * stride;
    const to = quadAt(quads, r, depth);
    for (let c = 0; c < depth; c += 4) v128.store(to + ((<usize>c) << 4), v128.load(x + ((<usize>c) << 2)));
  }
}

function quadAt(quads: usize, r: i32, depth: i32): usize {
  return quads + <usize>(r >> 2) * ((<usize>depth) << 4) + ((<usize>(r & 3)) << 4);
}

/** 1/√(mean x² + ε). */
function inverseRms(x: usize, width: i32, epsilon: f32): f32 {
  let squares = f32x4.splat(0);
  for (let c = 0; c < width; c += 4) {
    const v = v128.load(x + ((<usize>c) << 2));
    squares = f32x4.add(squares, f32x4.mul(v, v));
  }
  return 1 / Mathf.sqrt(sumOf(squares) / <f32>width + epsilon);
}

/** RMSNorm of rows → rows of `to`, `toStride` bytes apart. */
export function normaliseRows(
  from: usize,
  stride: usize,
  first: i32,
  count: i32,
  width: i32,
  gain: usize,
  epsilon: f32,
  to: usize,
  toStride: usize,
): void {
  for (let r = first; r < first + count; r++) {
    const x = from + <usize>r * stride;
    const y = to + <usize>r * toStride;
    const scale = f32x4.splat(inverseRms(x, width, epsilon));
    for (let at: usize = 0, end = (<usize>width) << 2; at < end; at += 16)
      v128.store(y + at, f32x4.mul(f32x4.mul(v128.load(x + at), scale), v128.load(gain + at)));
  }
}

/** RMSNorm of rows → quads. */
export function normaliseToQuads(
  from: usize,
  stride: usize,
  first: i32,
  count: i32,
  depth: i32,
  gain: usize,
  epsilon: f32,
  quads: usize,
): void {
  for (let r = first; r < first + count; r++) {
    const x = from + <usize>r * stride;
    const to = quadAt(quads, r, depth);
    const scale = f32x4.splat(inverseRms(x, depth, epsilon));
    for (let c = 0; c < depth; c += 4) {
      const v = v128.load(x + ((<usize>c) << 2));
      v128.store(to + ((<usize>c) << 4), f32x4.mul(f32x4.mul(v, scale), v128.load(gain + ((<usize>c) << 2))));
    }
  }
}

/** silu(gate) · up → quads. */
export function gateToQuads(
  gate: usize,
  up: usize,
  stride: usize,
  first: i32,
  count: i32,
  depth: i32,
  quads: usize,
): void {
  const one = f32x4.splat(1);
  for (let r = first; r < first + count; r++) {
    const g = gate + <usize>r * stride;
    const u = up + <usize>r * stride;
    const to = quadAt(quads, r, depth);
    for (let c = 0; c < depth; c += 4) {
      const x = v128.load(g + ((<usize>c) << 2));
      const y = v128.load(u + ((<usize>c) << 2));
      // x σ(x) by e^−|x|, which never overflows: σ(x) is 1/(1 + e) or e/(1 + e).
      const e = exp4(f32x4.neg(f32x4.abs(x)));
      const top = v128.bitselect(one, e, f32x4.ge(x, SIMD_ZERO));
      v128.store(to + ((<usize>c) << 4), f32x4.mul(f32x4.mul(x, f32x4.div(top, f32x4.add(one, e))), y));
    }
  }
}

/**
 * Heads of one token, `width` numbers each and packed, → `toStride` bytes apart: RMSNorm by `gain` (0: none), then rotation by
 * cosines and sines of width/2 pairs, (2i, 2i + 1) or (i, i + width/2). Heads of 0 cosines are copied.
 */
export function rotateHeads(
  from: usize,
  heads: i32,
  width: i32,
  gain: usize,
  epsilon: f32,
  cosines: usize,
  sines: usize,
  halves: i32,
  to: usize,
  toStride: usize,
): void {
  const bytes = (<usize>width) << 2;
  const pairs = width >> 1;
  const apart: usize = halves != 0 ? (<usize>pairs) << 2 : 4;
  const step: usize = halves != 0 ? 4 : 8;
  for (let h = 0; h < heads; h++, from += bytes, to += toStride) {
    if (gain != 0) normaliseRows(from, bytes, 0, 1, width, gain, epsilon, to, toStride);
    else memory.copy(to, from, bytes);
    if (cosines == 0) continue;
    for (let i = 0; i < pairs; i++) {
      const at = to + <usize>i * step;
      const c = load<f32>(cosines + ((<usize>i) << 2));
      const s = load<f32>(sines + ((<usize>i) << 2));
      const x = load<f32>(at);
      const y = load<f32>(at + apart);
      store<f32>(at, x * c - y * s);
      store<f32>(at + apart, x * s + y * c);
    }
  }
}
