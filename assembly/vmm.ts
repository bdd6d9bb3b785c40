// Vector-matrix product of an array with its DAC, read noise and ADC: the steps of packages/vmm/src/plain-vmm.ts
// with the same roundings in the same order, so the results are the same bits.
// Vectors go in quads, outputs in panels of eight; panels come in pairs, so that the noise has its 16 outputs.
//   inputs    vectors × rows doubles                levels    a quad × depth × 4 singles
//   matrices  a panel × depth × 8 singles           products  a quad × products × 4 singles
// Where read noise hides their rounding, levels and transfers are integers: two half words each, a quad × ⌈rows / 2⌉ × 4
// and a panel × ⌈rows / 2⌉ × 8.
//   currents, variances  vectors × padded outputs singles; currents end up as vectors × outputs.

import { addVectorNoise } from "./read-noise";

// Globals are reloaded at every use, so each loop reads its own into locals first.
let outputs: i32 = 0;
let rows: i32 = 0;
let depth: i32 = 0;
let productCount: i32 = 0;
/** Bytes of the padded outputs of a vector. */
let stride: usize = 0;
let transfer: usize = 0;
let weights: usize = 0;
let pairs: usize = 0;
let inputs: usize = 0;
let levels: usize = 0;
let products: usize = 0;
let currents: usize = 0;
let variances: usize = 0;
let scales: usize = 0;
let steps: usize = 0;
let wholeTransfer: usize = 0;
let transferScales: usize = 0;

/** Between arrays: without it those of a power of two rows would all fall into the same cache sets. */
const PAD: usize = 1088;

/** Sets the shape and returns the end of the memory used, from `base` on. */
export function layOut(
  base: usize,
  outputCount: i32,
  rowCount: i32,
  powerCount: i32,
  pairCount: i32,
  quads: i32,
): usize {
  outputs = outputCount;
  rows = rowCount;
  depth = powerCount;
  productCount = pairCount;
  const padded = (<usize>outputCount + 15) & ~15;
  stride = padded << 2;
  const vectors = (<usize>quads) << 2;
  transfer = base;
  weights = transfer + padded * <usize>powerCount * 4 + PAD;
  pairs = weights + padded * <usize>pairCount * 4 + PAD;
  inputs = pairs + <usize>pairCount * 8 + PAD;
  levels = inputs + vectors * <usize>rowCount * 8 + PAD;
  products = levels + vectors * <usize>powerCount * 4 + PAD;
  currents = products + vectors * <usize>pairCount * 4 + PAD;
  variances = currents + vectors * stride + PAD;
  scales = variances + vectors * stride + PAD;
  const words = (<usize>rowCount + 1) >> 1;
  steps = scales + padded * 4 + PAD;
  wholeTransfer = steps + vectors * words * 4 + PAD;
  transferScales = wholeTransfer + padded * words * 4 + PAD;
  return transferScales + padded * 4 + PAD;
}

export function transferAt(): usize {
  return transfer;
}
export function weightsAt(): usize {
  return weights;
}
export function pairsAt(): usize {
  return pairs;
}
export function scalesAt(): usize {
  return scales;
}
export function wholeTransferAt(): usize {
  return wholeTransfer;
}
export function transferScalesAt(): usize {
  return transferScales;
}
export function inputsAt(): usize {
  return inputs;
}
export function currentsAt(): usize {
  return currents;
}

/** Levels from signals: the DAC of `steps` + 1 levels, halves going up. */
export function convert(quads: i32, steps: f64, fullScale: f64): void {
  const row = (<usize>rows) << 3;
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const scale = f64x2.splat(fullScale);
  const stepCount = f64x2.splat(steps);
  for (let pair = 0; pair < 2 * quads; pair++) {
    let to = levelPair(pair);
    let from = inputs + ((<usize>pair) << 1) * row;
    for (const end = from + row; from < end; from += 8, to += 16) {
      const input = v128.load64_lane(from + row, v128.load64_zero(from), 1);
      const signal = f64x2.mul(f64x2.add(f64x2.div(input, scale), one), half);
      const unit = f64x2.pmin(one, f64x2.pmax(f64x2.splat(0), signal));
      const exact = f64x2.mul(unit, stepCount);
      const below = f64x2.floor(exact);
      const code = f64x2.add(below, v128.and(f64x2.ge(f64x2.sub(exact, below), half), one));
      const level = f64x2.sub(f64x2.div(f64x2.add(code, code), stepCount), one);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(level), 0);
    }
  }
}

/** Levels as they come. */
export function copyLevels(quads: i32): void {
  const row = (<usize>rows) << 3;
  for (let pair = 0; pair < 2 * quads; pair++) {
    let to = levelPair(pair);
    let from = inputs + ((<usize>pair) << 1) * row;
    for (const end = from + row; from < end; from += 8, to += 16) {
      const level = v128.load64_lane(from + row, v128.load64_zero(from), 1);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(level), 0);
    }
  }
}

/** Where the levels of two vectors stand: half of each quad's four. */
function levelPair(pair: i32): usize {
  return levels + ((<usize>(pair >> 1) * <usize>depth) << 4) + ((<usize>(pair & 1)) << 3);
}

/** Currents before noise: the products with the levels, and with their cubes where the depth has them. */
export function multiplyLevels(quads: i32): void {
  if (depth > rows) cube(quads);
  multiply(transfer, levels, depth, quads, currents);
}

/** The same of integers: levels of `most` steps each way and whole transfers, whose sums are exact. */
export function multiplySteps(quads: i32, most: f32): void {
  const words = (rows + 1) >> 1;
  let to = steps;
  for (let quad = 0; quad < quads; quad++) {
    let level = levels + ((<usize>quad * <usize>depth) << 4);
    for (let row = 0; row < rows; row += 2, level += 32, to += 16) {
      const low = v128.and(stepsOf(level, most), i32x4.splat(0xffff));
      const high = row + 1 < rows ? stepsOf(level + 16, most) : i32x4.splat(0);
      v128.store(to, v128.or(low, i32x4.shl(high, 16)));
    }
  }
  multiplyWhole(wholeTransfer, steps, words, quads, currents, transferScales);
}

function stepsOf(level: usize, most: f32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(level), f32x4.splat(most))));
}

function cube(quads: i32): void {
  const span = (<usize>rows) << 4;
  for (let quad = 0; quad < quads; quad++) {
    let at = levels + ((<usize>quad * <usize>depth) << 4);
    for (const end = at + span; at < end; at += 16) {
      const level = v128.load(at);
      v128.store(at + span, f32x4.mul(f32x4.mul(level, level), level));
    }
  }
}

/** Variances of the outputs, in units of the scaled weights. */
export function multiplyPairs(quads: i32): void {
  let to = products;
  for (let quad = 0; quad < quads; quad++) {
    const from = levels + ((<usize>quad * <usize>depth) << 4);
    let pair = pairs;
    for (const end = pair + ((<usize>productCount) << 3); pair < end; pair += 8, to += 16) {
      const first = v128.load(from + ((<usize>load<u32>(pair)) << 4));
      const second = v128.load(from + ((<usize>load<u32>(pair, 4)) << 4));
      v128.store(to, f32x4.mul(first, second));
    }
  }
  multiply(weights, products, productCount, quads, variances);
}

/**
 * Variances where every product is a square: squares of `most` steps and integer weights, two of each a word, whose sums
 * are exact; the weights of an output have a scale of their own.
 */
export function multiplySquares(quads: i32, most: f32): void {
  const words = (productCount + 1) >> 1;
  let to = products;
  for (let quad = 0; quad < quads; quad++) {
    const from = levels + ((<usize>quad * <usize>depth) << 4);
    for (let word = 0; word < words; word++, to += 16) {
      const pair = pairs + ((<usize>word) << 4);
      const low = square(from + ((<usize>load<u32>(pair)) << 4), most);
      const high =
        2 * word + 1 < productCount
          ? square(from + ((<usize>load<u32>(pair, 8)) << 4), most)
          : i32x4.splat(0);
      v128.store(to, v128.or(low, i32x4.shl(high, 16)));
    }
  }
  multiplyWhole(weights, products, words, quads, variances, scales);
}

/** Integer products of words of two factors each, times each output's scale. */
function multiplyWhole(
  matrix: usize,
  factors: usize,
  words: i32,
  quads: i32,
  to: usize,
  scaleOfOutputs: usize,
): void {
  const panels = <i32>(stride >> 5);
  const quadBytes = (<usize>words) << 4;
  for (let panel = 0; panel < panels; panel++) {
    const first = matrix + ((<usize>panel * <usize>words) << 5);
    const scale = scaleOfOutputs + ((<usize>panel) << 5);
    let into = to + ((<usize>panel) << 5);
    let from = factors;
    for (let quad = 0; quad < quads; quad++, from += quadBytes, into += stride << 2)
      wholeBlock(first, from, quadBytes, into, scale);
  }
}

function square(level: usize, most: f32): v128 {
  const x = v128.load(level);
  const steps = f32x4.mul(f32x4.mul(x, x), f32x4.splat(most));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(steps, f32x4.splat(0.5)));
}

/** Four vectors × eight outputs of integer products. */
function wholeBlock(first: usize, from: usize, bytes: usize, to: usize, scale: usize): void {
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let g = first;
  for (let x = from, end = from + bytes; x < end; x += 16, g += 32) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const a = v128.load32_splat(x);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(g0, a));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(g1, a));
    const b = v128.load32_splat(x, 4);
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(g0, b));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(g1, b));
    const c = v128.load32_splat(x, 8);
    c0 = i32x4.add(c0, i32x4.dot_i16x8_s(g0, c));
    c1 = i32x4.add(c1, i32x4.dot_i16x8_s(g1, c));
    const d = v128.load32_splat(x, 12);
    d0 = i32x4.add(d0, i32x4.dot_i16x8_s(g0, d));
    d1 = i32x4.add(d1, i32x4.dot_i16x8_s(g1, d));
  }
  const s0 = v128.load(scale);
  const s1 = v128.load(scale, 16);
  storeScaled(to, a0, a1, s0, s1);
  storeScaled(to + stride, b0, b1, s0, s1);
  storeScaled(to + (stride << 1), c0, c1, s0, s1);
  storeScaled(to + 3 * stride, d0, d1, s0, s1);
}

function storeScaled(to: usize, low: v128, high: v128, s0: v128, s1: v128): void {
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(low), s0));
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(high), s1), 16);
}

/** A panel stays in the nearest cache while all quads pass by it. */
function multiply(matrix: usize, factors: usize, length: i32, quads: i32, into: usize): void {
  const panels = <i32>(stride >> 5);
  const quadBytes = (<usize>length) << 4;
  for (let panel = 0; panel < panels; panel++) {
    const first = matrix + ((<usize>panel * <usize>length) << 5);
    let to = into + ((<usize>panel) << 5);
    let from = factors;
    for (let quad = 0; quad < quads; quad++, from += quadBytes, to += stride << 2)
      block(first, from, quadBytes, to);
  }
}

/** Four vectors × eight outputs. */
function block(first: usize, from: usize, bytes: usize, to: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let g = first;
  for (let x = from, end = from + bytes; x < end; x += 16, g += 32) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const a = v128.load32_splat(x);
    a0 = f32x4.add(a0, f32x4.mul(g0, a));
    a1 = f32x4.add(a1, f32x4.mul(g1, a));
    const b = v128.load32_splat(x, 4);
    b0 = f32x4.add(b0, f32x4.mul(g0, b));
    b1 = f32x4.add(b1, f32x4.mul(g1, b));
    const c = v128.load32_splat(x, 8);
    c0 = f32x4.add(c0, f32x4.mul(g0, c));
    c1 = f32x4.add(c1, f32x4.mul(g1, c));
    const d = v128.load32_splat(x, 12);
    d0 = f32x4.add(d0, f32x4.mul(g0, d));
    d1 = f32x4.add(d1, f32x4.mul(g1, d));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  const second = to + stride;
  v128.store(second, b0);
  v128.store(second, b1, 16);
  const third = second + stride;
  v128.store(third, c0);
  v128.store(third, c1, 16);
  const fourth = third + stride;
  v128.store(fourth, d0);
  v128.store(fourth, d1, 16);
}

/** Adds the noise of vectors `first`, first + 1, … */
export function addNoise(
  vectors: i32,
  first: u32,
  key0: i32,
  key1: i32,
  key2: i32,
  key3: i32,
  deviation: f32,
): void {
  const sigma = f32x4.splat(deviation);
  for (let t = 0; t < vectors; t++) {
    const row = <usize>t * stride;
    const from = currents + row;
    addVectorNoise(from, from + stride, variances + row, <i32>first + t, key0, key1, key2, key3, sigma);
  }
}

/**
 * Codes of the ADC, each as (code + offset)·unit: as a code, or as the middle of its step. Closes the gaps
 * between the vectors on the way; what is written never passes what is read.
 */
export function quantise(vectors: i32, levelCount: f64, step: f64, offset: f64, unit: f64): void {
  const size = f64x2.splat(step);
  const middle = f64x2.splat(0.5 * levelCount);
  const last = f64x2.splat(levelCount - 1);
  const shift = f64x2.splat(offset);
  const scale = f64x2.splat(unit);
  for (let t = 0; t < vectors; t++) {
    let from = currents + <usize>t * stride;
    let to = currents + ((<usize>t * <usize>outputs) << 2);
    for (const end = from + stride; from < end; from += 16, to += 16) {
      const current = v128.load(from);
      const low = halfQuantised(current, size, middle, last, shift, scale);
      const upperHalf = v128.shuffle<i32>(current, current, 2, 3, 2, 3);
      const high = halfQuantised(upperHalf, size, middle, last, shift, scale);
      v128.store(to, v128.shuffle<i64>(low, high, 0, 2));
    }
  }
}

function halfQuantised(current: v128, step: v128, middle: v128, last: v128, shift: v128, scale: v128): v128 {
  const place = f64x2.floor(f64x2.add(f64x2.div(f64x2.promote_low_f32x4(current), step), middle));
  const code = f64x2.pmin(last, f64x2.pmax(f64x2.splat(0), place));
  return f32x4.demote_f64x2_zero(f64x2.mul(f64x2.add(code, shift), scale));
}

/** Closes the gaps between the vectors where nothing is quantised. */
export function compact(vectors: i32): void {
  const bytes = (<usize>outputs) << 2;
  for (let t = 1; t < vectors; t++)
    memory.copy(currents + <usize>t * bytes, currents + <usize>t * stride, bytes);
}
