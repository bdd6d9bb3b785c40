// What is kept of a row's logits as blocks of the vocabulary come and go.

import { exp4, largestOf, sumOf } from "./lanes-of-four";

// A row's state, eight doubles: largest logit, Σ e^(logit − largest), its token; the same of the reference; and
// Σ e^(reference − its largest) · (reference − logit).
const PEAK: usize = 0;
const SUM: usize = 8;
const BEST: usize = 16;
const OTHER: usize = 24;
const GAP: usize = 48;
const ROW: usize = 64;

export function beginLogits(states: usize, rows: i32): void {
  for (let r = 0; r < rows; r++, states += ROW) {
    memory.fill(states, 0, ROW);
    store<f64>(states, -Infinity, PEAK);
    store<f64>(states, -Infinity, OTHER + PEAK);
  }
}

/** Folds `count` logits of tokens `first` on into each row's state; `reference` is 0 without one. Rows are `stride` bytes apart. */
export function foldLogits(
  logits: usize,
  reference: usize,
  stride: usize,
  rows: i32,
  first: i32,
  count: i32,
  states: usize,
): void {
  for (let r = 0; r < rows; r++, logits += stride, states += ROW) {
    foldOne(logits, first, count, states);
    if (reference != 0) {
      foldBoth(reference, logits, first, count, states);
      reference += stride;
    }
  }
}

function largest(row: usize, count: i32): f32 {
  let most = f32x4.splat(-Infinity);
  let n = 0;
  for (; n + 4 <= count; n += 4) most = f32x4.pmax(most, v128.load(row + ((<usize>n) << 2)));
  let peak = largestOf(most);
  for (; n < count; n++) peak = max<f32>(peak, load<f32>(row + ((<usize>n) << 2)));
  return peak;
}

function placeOf(row: usize, count: i32, value: f32): i32 {
  for (let n = 0; n < count; n++) if (load<f32>(row + ((<usize>n) << 2)) == value) return n;
  return 0;
}

/** A new peak shrinks what was summed before. */
function raise(state: usize, row: usize, first: i32, count: i32): f64 {
  const peak = <f64>largest(row, count);
  const old = load<f64>(state, PEAK);
  if (!(peak > old)) return 1;
  const shrink: f64 = old == -Infinity ? 0 : Math.exp(old - peak);
  store<f64>(state, peak, PEAK);
  store<f64>(state, load<f64>(state, SUM) * shrink, SUM);
  store<f64>(state, <f64>(first + placeOf(row, count, <f32>peak)), BEST);
  return shrink;
}

function foldOne(row: usize, first: i32, count: i32, state: usize): void {
  raise(state, row, first, count);
  const less = f32x4.splat(<f32>load<f64>(state, PEAK));
  let sums = f32x4.splat(0);
  let n = 0;
  for (; n + 4 <= count; n += 4)
    sums = f32x4.add(sums, exp4(f32x4.sub(v128.load(row + ((<usize>n) << 2)), less)));
  let sum = <f64>sumOf(sums);
  for (; n < count; n++)
    sum += <f64>f32x4.extract_lane(exp4(f32x4.sub(f32x4.splat(load<f32>(row + ((<usize>n) << 2))), less)), 0);
  store<f64>(state, load<f64>(state, SUM) + sum, SUM);
}

function foldBoth(reference: usize, row: usize, first: i32, count: i32, state: usize): void {
  const shrink = raise(state + OTHER, reference, first, count);
  if (shrink != 1) store<f64>(state, load<f64>(state, GAP) * shrink, GAP);
  const less = f32x4.splat(<f32>load<f64>(state + OTHER, PEAK));
  let sums = f32x4.splat(0);
  let gaps = sums;
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    const x = v128.load(reference + ((<usize>n) << 2));
    const weight = exp4(f32x4.sub(x, less));
    sums = f32x4.add(sums, weight);
    gaps = f32x4.add(gaps, f32x4.mul(weight, f32x4.sub(x, v128.load(row + ((<usize>n) << 2)))));
  }
  let sum = <f64>sumOf(sums);
  let gap = <f64>sumOf(gaps);
  for (; n < count; n++) {
    const x = load<f32>(reference + ((<usize>n) << 2));
    const weight = <f64>f32x4.extract_lane(exp4(f32x4.sub(f32x4.splat(x), less)), 0);
    sum += weight;
    gap += weight * <f64>(x - load<f32>(row + ((<usize>n) << 2)));
  }
  store<f64>(state + OTHER, load<f64>(state + OTHER, SUM) + sum, SUM);
  store<f64>(state, load<f64>(state, GAP) + gap, GAP);
}
