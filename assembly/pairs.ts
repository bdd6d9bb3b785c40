// The loops over single pairs of a query and a key in double precision: dot products of listed keys, and weighted sums of listed
// value rows. The twin in plain TypeScript is src/attention/running-softmax.ts; both add in the same order, so results are the same bits.
// All addresses are given by src/runtime/pair-kernel.ts.

/** products[n] = q · k[keys[n]] over `width` doubles: four partial sums, the rest added to the first of them. */
export function multiply(q: usize, k: usize, keys: usize, products: usize, count: i32, width: i32): void {
  const bytes = (<usize>width) << 3;
  const whole = (<usize>(width & ~3)) << 3;
  for (let n = 0; n < count; n++) {
    const row = k + <usize>load<i32>(keys + ((<usize>n) << 2)) * bytes;
    let low = f64x2.splat(0);
    let high = low;
    for (let c: usize = 0; c < whole; c += 32) {
      low = f64x2.add(low, f64x2.mul(v128.load(q + c), v128.load(row + c)));
      high = f64x2.add(high, f64x2.mul(v128.load(q + c, 16), v128.load(row + c, 16)));
    }
    let first = f64x2.extract_lane(low, 0);
    for (let c = whole; c < bytes; c += 8) first += load<f64>(q + c) * load<f64>(row + c);
    store<f64>(
      products + ((<usize>n) << 3),
      first + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1)),
    );
  }
}

/** sum = Σ weights[n] · v[slots[n]] over `width` doubles, two rows a step. */
export function weigh(v: usize, slots: usize, weights: usize, sum: usize, count: i32, width: i32): void {
  const bytes = (<usize>width) << 3;
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) weighEight(v + c, slots, weights, sum + c, count, bytes);
  for (; c + 16 <= bytes; c += 16) weighTwo(v + c, slots, weights, sum + c, count, bytes);
  if (c < bytes) weighOne(v + c, slots, weights, sum + c, count, bytes);
}

/** Eight columns; `row` is the length of a value row in bytes. */
function weighEight(v: usize, slots: usize, weights: usize, sum: usize, count: i32, row: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const even = weights + ((<usize>(count & ~1)) << 3);
  let slot = slots;
  let at = weights;
  for (; at < even; at += 16, slot += 8) {
    const a = v + <usize>load<i32>(slot) * row;
    const b = v + <usize>load<i32>(slot, 4) * row;
    const wa = v128.load64_splat(at);
    const wb = v128.load64_splat(at, 8);
    s0 = f64x2.add(s0, f64x2.add(f64x2.mul(wa, v128.load(a)), f64x2.mul(wb, v128.load(b))));
    s1 = f64x2.add(s1, f64x2.add(f64x2.mul(wa, v128.load(a, 16)), f64x2.mul(wb, v128.load(b, 16))));
    s2 = f64x2.add(s2, f64x2.add(f64x2.mul(wa, v128.load(a, 32)), f64x2.mul(wb, v128.load(b, 32))));
    s3 = f64x2.add(s3, f64x2.add(f64x2.mul(wa, v128.load(a, 48)), f64x2.mul(wb, v128.load(b, 48))));
  }
  if ((count & 1) === 1) {
    const a = v + <usize>load<i32>(slot) * row;
    const wa = v128.load64_splat(at);
    s0 = f64x2.add(s0, f64x2.mul(wa, v128.load(a)));
    s1 = f64x2.add(s1, f64x2.mul(wa, v128.load(a, 16)));
    s2 = f64x2.add(s2, f64x2.mul(wa, v128.load(a, 32)));
    s3 = f64x2.add(s3, f64x2.mul(wa, v128.load(a, 48)));
  }
  v128.store(sum, s0);
  v128.store(sum, s1, 16);
  v128.store(sum, s2, 32);
  v128.store(sum, s3, 48);
}

function weighTwo(v: usize, slots: usize, weights: usize, sum: usize, count: i32, row: usize): void {
  let s = f64x2.splat(0);
  const even = weights + ((<usize>(count & ~1)) << 3);
  let slot = slots;
  let at = weights;
  for (; at < even; at += 16, slot += 8) {
    const a = v128.load(v + <usize>load<i32>(slot) * row);
    const b = v128.load(v + <usize>load<i32>(slot, 4) * row);
    s = f64x2.add(s, f64x2.add(f64x2.mul(v128.load64_splat(at), a), f64x2.mul(v128.load64_splat(at, 8), b)));
  }
  if ((count & 1) === 1)
    s = f64x2.add(s, f64x2.mul(v128.load64_splat(at), v128.load(v + <usize>load<i32>(slot) * row)));
  v128.store(sum, s);
}

function weighOne(v: usize, slots: usize, weights: usize, sum: usize, count: i32, row: usize): void {
  let s: f64 = 0;
  const even = weights + ((<usize>(count & ~1)) << 3);
  let slot = slots;
  let at = weights;
  for (; at < even; at += 16, slot += 8) {
    const a = load<f64>(v + <usize>load<i32>(slot) * row);
    const b = load<f64>(v + <usize>load<i32>(slot, 4) * row);
    s += load<f64>(at) * a + load<f64>(at, 8) * b;
  }
  if ((count & 1) === 1) s += load<f64>(at) * load<f64>(v + <usize>load<i32>(slot) * row);
  store<f64>(sum, s);
}
