// Scores of stored codes for four queries at a time, and the keys that a budget keeps of them: the steps of
// src/attention/selectors/byte-codes.ts and by-score.ts in single precision.
//   codes    keys × words, the last word the key's factor        tables   bytes × 256 entries × 4 queries
//   rows     4 × row bytes: scores of a query, key after key      weights  one row
//   buckets  4096 doubles: what the values of a bucket hold       list     positions that are kept

import { exp4, largestOf } from "./lanes-of-four";

let words: i32 = 0;
let bytes: i32 = 0;
let codes: usize = 0;
let queries: usize = 0;
let levels: usize = 0;
let tables: usize = 0;
let rows: usize = 0;
let rowBytes: usize = 0;
let weights: usize = 0;
let buckets: usize = 0;
let list: usize = 0;
let peak: f32 = 0;

/** Bytes of a table of four queries: 256 entries. */
const TABLE: usize = 4096;
/** Where an entry may begin in a table: sixteen bytes each, placed by eight bits of a code. */
const ENTRY: u32 = 4080;
const BUCKETS: i32 = 4096;

/** Sets the shape and returns the end of the memory used, from `base` on. */
export function layOut(base: usize, keys: i32, wordsOfKey: i32, bytesOfCode: i32): usize {
  words = wordsOfKey;
  bytes = bytesOfCode;
  rowBytes = ((<usize>keys + 7) & ~3) << 2;
  codes = base;
  queries = (codes + ((<usize>keys * <usize>wordsOfKey) << 2) + 15) & ~15;
  levels = queries + ((<usize>bytesOfCode) << 7);
  tables = levels + 1024;
  rows = tables + TABLE * (<usize>wordsOfKey - 1) * 4;
  weights = rows + 4 * rowBytes;
  buckets = weights + rowBytes;
  list = buckets + ((<usize>BUCKETS) << 3);
  return list + rowBytes;
}

export function codesAt(): usize {
  return codes;
}

/** Coordinates of four queries, four by four. */
export function queriesAt(): usize {
  return queries;
}

/** Values of a field, singles. */
export function levelsAt(): usize {
  return levels;
}

export function rowAt(lane: i32): usize {
  return rows + <usize>lane * rowBytes;
}

export function listAt(): usize {
  return list;
}

/** Fills the tables: entry v of byte B is the sum over its fields of coordinate times level. */
export function setTables(bits: i32): void {
  const fields = 8 / bits;
  const values = 1 << bits;
  for (let B = 0; B < bytes; B++) {
    const table = tables + TABLE * <usize>B;
    v128.store(table, f32x4.splat(0));
    let filled: usize = 1;
    for (let f = 0; f < fields; f++) {
      const x = v128.load(queries + ((<usize>(B * fields + f)) << 4));
      // Value 0 last: it overwrites the entries that the others are made of.
      for (let value = values - 1; value >= 0; value--) {
        const more = f32x4.mul(x, v128.load32_splat(levels + ((<usize>value) << 2)));
        const to = table + ((<usize>value * filled) << 4);
        for (let v: usize = 0; v < filled << 4; v += 16)
          v128.store(to + v, f32x4.add(v128.load(table + v), more));
      }
      filled *= <usize>values;
    }
  }
  // Bytes that fill the last word add nothing, whatever they are.
  memory.fill(tables + TABLE * <usize>bytes, 0, TABLE * (((<usize>words - 1) << 2) - <usize>bytes));
}

/** The sum of one key for the four queries. */
function sumOfKey(key: usize): v128 {
  let sum = f32x4.splat(0);
  let table = tables;
  for (let end = key + ((<usize>words - 1) << 2); key < end; key += 4, table += 4 * TABLE) {
    const word = load<u32>(key);
    sum = f32x4.add(sum, v128.load(table + <usize>((word << 4) & ENTRY)));
    sum = f32x4.add(sum, v128.load(table + <usize>((word >> 4) & ENTRY), 4096));
    sum = f32x4.add(sum, v128.load(table + <usize>((word >> 12) & ENTRY), 8192));
    sum = f32x4.add(sum, v128.load(table + <usize>((word >> 20) & ENTRY), 12288));
  }
  return sum;
}

/** Writes sum · factor · scale of keys from, from + step, … below count into the four rows. */
export function products(count: i32, scale: f32, from: i32, step: i32): void {
  const keyBytes = (<usize>words) << 2;
  let j = from;
  if (step == 1) {
    for (; j + 4 <= count; j += 4) fourKeys(codes + <usize>j * keyBytes, scale, rows + ((<usize>j) << 2));
  }
  for (; j < count; j += step) {
    const key = codes + <usize>j * keyBytes;
    const factor = load<f32>(key + keyBytes - 4) * scale;
    const scores = f32x4.mul(sumOfKey(key), f32x4.splat(factor));
    const to = rows + ((<usize>j) << 2);
    v128.store32_lane(to, scores, 0);
    v128.store32_lane(to + rowBytes, scores, 1);
    v128.store32_lane(to + 2 * rowBytes, scores, 2);
    v128.store32_lane(to + 3 * rowBytes, scores, 3);
  }
}

/** Four consecutive keys: four sums that do not wait for each other, then queries × keys turned into rows. */
function fourKeys(key: usize, scale: f32, to: usize): void {
  const keyBytes = (<usize>words) << 2;
  const end = key + keyBytes - 4;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let table = tables;
  let at = key;
  for (; at < end; at += 4, table += 4 * TABLE) {
    const wa = load<u32>(at);
    const wb = load<u32>(at + keyBytes);
    const wc = load<u32>(at + 2 * keyBytes);
    const wd = load<u32>(at + 3 * keyBytes);
    a = f32x4.add(a, v128.load(table + <usize>((wa << 4) & ENTRY)));
    b = f32x4.add(b, v128.load(table + <usize>((wb << 4) & ENTRY)));
    c = f32x4.add(c, v128.load(table + <usize>((wc << 4) & ENTRY)));
    d = f32x4.add(d, v128.load(table + <usize>((wd << 4) & ENTRY)));
    a = f32x4.add(a, v128.load(table + <usize>((wa >> 4) & ENTRY), 4096));
    b = f32x4.add(b, v128.load(table + <usize>((wb >> 4) & ENTRY), 4096));
    c = f32x4.add(c, v128.load(table + <usize>((wc >> 4) & ENTRY), 4096));
    d = f32x4.add(d, v128.load(table + <usize>((wd >> 4) & ENTRY), 4096));
    a = f32x4.add(a, v128.load(table + <usize>((wa >> 12) & ENTRY), 8192));
    b = f32x4.add(b, v128.load(table + <usize>((wb >> 12) & ENTRY), 8192));
    c = f32x4.add(c, v128.load(table + <usize>((wc >> 12) & ENTRY), 8192));
    d = f32x4.add(d, v128.load(table + <usize>((wd >> 12) & ENTRY), 8192));
    a = f32x4.add(a, v128.load(table + <usize>((wa >> 20) & ENTRY), 12288));
    b = f32x4.add(b, v128.load(table + <usize>((wb >> 20) & ENTRY), 12288));
    c = f32x4.add(c, v128.load(table + <usize>((wc >> 20) & ENTRY), 12288));
    d = f32x4.add(d, v128.load(table + <usize>((wd >> 20) & ENTRY), 12288));
  }
  a = f32x4.mul(a, f32x4.splat(load<f32>(end) * scale));
  b = f32x4.mul(b, f32x4.splat(load<f32>(end + keyBytes) * scale));
  c = f32x4.mul(c, f32x4.splat(load<f32>(end + 2 * keyBytes) * scale));
  d = f32x4.mul(d, f32x4.splat(load<f32>(end + 3 * keyBytes) * scale));
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + rowBytes, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * rowBytes, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * rowBytes, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/** Lists the fewest keys of [from, to) that, with all others below count, hold this share of Σ e^score. Returns their number. */
export function heaviest(lane: i32, count: i32, from: i32, to: i32, mass: f64): i32 {
  weigh(rowAt(lane), count);
  let near: f64 = 0;
  for (let j = 0; j < from; j++) near += <f64>load<f32>(weights + ((<usize>j) << 2));
  for (let j = to; j < count; j++) near += <f64>load<f32>(weights + ((<usize>j) << 2));
  let all = near;
  for (let j = from; j < to; j++) all += <f64>load<f32>(weights + ((<usize>j) << 2));
  return keep(weights, from, to, mass * all - near, true);
}

/** Σ e^(score − largest score) of the first `count`. The caller takes its logarithm, which would need a table. */
export function weightSum(lane: i32, count: i32): f64 {
  weigh(rowAt(lane), count);
  let sum: f64 = 0;
  for (let j = 0; j < count; j++) sum += <f64>load<f32>(weights + ((<usize>j) << 2));
  return sum;
}

/** The largest score that was last subtracted. */
export function peakScore(): f32 {
  return peak;
}

/** Lists the keys of [from, to) of at least this score. Returns their number. */
export function atLeast(lane: i32, from: i32, to: i32, score: f32): i32 {
  const row = rowAt(lane);
  const bits = reinterpret<u32>(score);
  const least = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
  return write(row + ((<usize>from) << 2), row + ((<usize>to) << 2), from, least, i32.MAX_VALUE);
}

/** Lists the `wanted` keys of [from, to) of the largest scores; of equals, the earliest. Returns their number. */
export function largest(lane: i32, from: i32, to: i32, wanted: i32): i32 {
  return keep(rowAt(lane), from, to, <f64>min(wanted, to - from), false);
}

/** e^(score − largest score) of the first `count`. */
function weigh(scores: usize, count: i32): void {
  const end = (<usize>count) << 2;
  let most = f32x4.splat(-Infinity);
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) most = f32x4.pmax(most, v128.load(scores + at));
  peak = largestOf(most);
  for (; at < end; at += 4) peak = max<f32>(peak, load<f32>(scores + at));
  const less = f32x4.splat(peak);
  for (at = 0; at < end; at += 16) v128.store(weights + at, exp4(f32x4.sub(v128.load(scores + at), less)));
}

/**
 * Lists the largest of values [from, to) that hold `needed`: themselves, or one each. Their least is found by its bits in an order of integers
 * that is that of the numbers, twelve, ten and ten, with what the values of each bucket hold.
 */
function keep(values: usize, from: i32, to: i32, needed: f64, isMass: bool): i32 {
  if (!(needed > 0) || to <= from) return 0;
  const start = values + ((<usize>from) << 2);
  const end = values + ((<usize>to) << 2);
  let left = needed;
  let least: u32 = 0;
  let mask: u32 = 0;
  for (let shift: u32 = 20; ; shift -= 10) {
    memory.fill(buckets, 0, (<usize>BUCKETS) << 3);
    for (let at = start; at < end; at += 4) {
      const bits = load<u32>(at);
      const key = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
      if ((key & mask) != least) continue;
      const bucket = buckets + ((<usize>((key & ~mask) >> shift)) << 3);
      store<f64>(bucket, load<f64>(bucket) + (isMass ? <f64>load<f32>(at) : 1));
    }
    let b = shift == 20 ? BUCKETS - 1 : 1023;
    let held: f64 = 0;
    for (; b >= 0; b--) {
      const more = held + load<f64>(buckets + ((<usize>b) << 3));
      if (more >= left) break;
      held = more;
    }
    // Rounding: all of them hold a little less than was needed.
    if (b < 0) return write(start, end, from, 0, to - from);
    left -= held;
    least |= (<u32>b) << shift;
    mask |= (shift == 20 ? <u32>0xfff : <u32>0x3ff) << shift;
    if (shift == 0) break;
  }
  const value = isMass ? <f64>reinterpret<f32>(least & 0x7fffffff) : 1;
  return write(start, end, from, least, <i32>Math.ceil(left / value));
}

/** Lists the positions of values above `least`, and the first `equals` of those that equal it. */
function write(start: usize, end: usize, from: i32, least: u32, equals: i32): i32 {
  let to = list;
  for (let at = start, j = from; at < end; at += 4, j++) {
    const bits = load<u32>(at);
    const key = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
    store<i32>(to, j);
    if (key > least || (key == least && equals-- > 0)) to += 4;
  }
  return <i32>((to - list) >> 2);
}
