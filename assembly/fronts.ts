// Elimination of the nodes of a resistor network, front by front, as the tape of src/arrays/solver/front-plan.ts says. A front
// is a dense matrix of the conductances between some nodes, of which the strict upper triangle counts: row i stands at
// i · stride. A node is eliminated by turning its star into a mesh, g_ab += g_pa·g_pb / Σ g_p, which subtracts nothing.

/** Pivots whose updates go to the rest of a front together. */
const BLOCK: i32 = 16;

/** The two stacks of fronts: a front stands in the one that its parts do not stand in. */
let evens: usize = 0;
let odds: usize = 0;
let values: usize = 0;
/** BLOCK rows of the pivots' conductances over their sums. */
let shares: usize = 0;
let shareRow: usize = 0;

/** `widest`: the largest stride of a front, doubles. */
export function layOut(evensAt: usize, oddsAt: usize, valuesAt: usize, sharesAt: usize, widest: i32): void {
  evens = evensAt;
  odds = oddsAt;
  values = valuesAt;
  shares = sharesAt;
  shareRow = (<usize>widest) << 3;
}

/** The i32 at `tape`, n places on. */
function word(tape: usize, n: i32): i32 {
  return load<i32>(tape + ((<usize>n) << 2));
}

/** Where a double stands: its place in a stack times 2, plus 1 for the odd one. */
function placeOf(code: i32): usize {
  const place = (<usize>(code >> 1)) << 3;
  return (code & 1) === 1 ? odds + place : evens + place;
}

/** Runs the tape from `at` to `end`. */
export function run(at: usize, end: usize): void {
  while (at < end) {
    const to = placeOf(word(at, 0));
    const stride = word(at, 1);
    const size = word(at, 2);
    const count = word(at, 3);
    const rowsTo = word(at, 4);
    const columnsFrom = word(at, 5);
    const edges = word(at, 6);
    const children = word(at, 7);
    at += 32;
    memory.fill(to, 0, (<usize>size * <usize>stride) << 3);
    for (let e = 0; e < edges; e++, at += 8) {
      const place = placeOf(word(at, 0));
      store<f64>(place, load<f64>(place) + load<f64>(values + ((<usize>word(at, 1)) << 3)));
    }
    for (let c = 0; c < children; c++) at = extendAdd(at, to, stride);
    eliminate(to, stride, size, count, rowsTo, columnsFrom);
  }
}

/** Adds a front's remainder to the one that it goes into; returns where the tape goes on. */
function extendAdd(at: usize, to: usize, stride: i32): usize {
  const from = placeOf(word(at, 0));
  const fromRow = (<usize>word(at, 1)) << 3;
  const runs = word(at, 2);
  const list = at + 12;
  const row = (<usize>stride) << 3;
  for (let r = 0; r < runs; r++) {
    const first = word(list, 3 * r);
    const length = word(list, 3 * r + 1);
    const place = word(list, 3 * r + 2);
    for (let a = 0; a < length; a++) {
      const source = from + <usize>(first + a) * fromRow;
      const target = place + a;
      // The rest of the own run, then the runs after it.
      addAlong(source + ((<usize>(first + a + 1)) << 3), to + <usize>target * row + ((<usize>(target + 1)) << 3), length - a - 1);
      for (let s = r + 1; s < runs; s++) {
        const other = word(list, 3 * s);
        const many = word(list, 3 * s + 1);
        const there = word(list, 3 * s + 2);
        const read = source + ((<usize>other) << 3);
        if (there > target) addAlong(read, to + <usize>target * row + ((<usize>there) << 3), many);
        else addDown(read, to + <usize>there * row + ((<usize>target) << 3), many, row);
      }
    }
  }
  return list + 12 * <usize>runs;
}

function addAlong(read: usize, to: usize, count: i32): void {
  let n = 0;
  for (; n + 1 < count; n += 2, read += 16, to += 16)
    v128.store(to, f64x2.add(v128.load(to), v128.load(read)));
  if (n < count) store<f64>(to, load<f64>(to) + load<f64>(read));
}

function addDown(read: usize, to: usize, count: i32, row: usize): void {
  for (let n = 0; n < count; n++, read += 8, to += row) store<f64>(to, load<f64>(to) + load<f64>(read));
}

/**
 * Eliminates the first `count` nodes. Of what remains, rows below `rowsTo` and columns from `columnsFrom` on are worked out.
 */
function eliminate(to: usize, stride: i32, size: i32, count: i32, rowsTo: i32, columnsFrom: i32): void {
  const row = (<usize>stride) << 3;
  for (let first = 0; first < count; first += BLOCK) {
    const end = min(first + BLOCK, count);
    for (let p = first; p < end; p++) {
      const own = to + <usize>p * row;
      const share = shares + <usize>(p - first) * shareRow;
      scale(own, share, p + 1, size);
      for (let q = p + 1; q < end; q++) addScaled(to + <usize>q * row, own, load<f64>(share + ((<usize>q) << 3)), q + 1, size);
    }
    updateRows(to, row, first, end, end, count, 0, size);
    updateRows(to, row, first, end, count, rowsTo, columnsFrom, size);
  }
}

/** Writes a pivot row from `from` on over its sum; a node without neighbours shares nothing. */
function scale(own: usize, share: usize, from: i32, size: i32): void {
  let sums = f64x2.splat(0);
  const begin = (<usize>from) << 3;
  const end = (<usize>size) << 3;
  // What stands behind the last column is 0.
  for (let j = begin; j < end; j += 16) sums = f64x2.add(sums, v128.load(own + j));
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  const inverse = f64x2.splat(sum > 0 ? 1 / sum : 0);
  for (let j = begin; j < end; j += 16) v128.store(share + j, f64x2.mul(v128.load(own + j), inverse));
}

function addScaled(target: usize, own: usize, factor: f64, from: i32, size: i32): void {
  if (factor === 0) return;
  const f = f64x2.splat(factor);
  const end = (<usize>size) << 3;
  for (let j = (<usize>from) << 3; j < end; j += 16)
    v128.store(target + j, f64x2.add(v128.load(target + j), f64x2.mul(f, v128.load(own + j))));
}

/** Rows from … to − 1, right of their diagonal and of `columnsFrom`, plus what the pivots first … end − 1 share out. */
function updateRows(to: usize, row: usize, first: i32, end: i32, from: i32, until: i32, columnsFrom: i32, size: i32): void {
  const pivots = to + <usize>first * row;
  const many = end - first;
  let i = from;
  for (; i + 3 < until; i += 4)
    for (let j = max(i, columnsFrom); j < size; j += 4) updateSquare(to, row, pivots, many, i, j);
  for (; i < until; i++)
    for (let q = 0; q < many; q++)
      addScaled(
        to + <usize>i * row,
        pivots + <usize>q * row,
        load<f64>(shares + <usize>q * shareRow + ((<usize>i) << 3)),
        max(i + 1, columnsFrom),
        size,
      );
}

function updateSquare(to: usize, row: usize, pivots: usize, many: i32, i: i32, j: i32): void {
  let at = to + <usize>i * row + ((<usize>j) << 3);
  const b = at + row;
  const c = b + row;
  const d = c + row;
  let a0 = v128.load(at);
  let a1 = v128.load(at, 16);
  let b0 = v128.load(b);
  let b1 = v128.load(b, 16);
  let c0 = v128.load(c);
  let c1 = v128.load(c, 16);
  let d0 = v128.load(d);
  let d1 = v128.load(d, 16);
  let left = shares + ((<usize>i) << 3);
  let right = pivots + ((<usize>j) << 3);
  for (let q = 0; q < many; q++) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    let l = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(l, r0));
    a1 = f64x2.add(a1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 8);
    b0 = f64x2.add(b0, f64x2.mul(l, r0));
    b1 = f64x2.add(b1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 16);
    c0 = f64x2.add(c0, f64x2.mul(l, r0));
    c1 = f64x2.add(c1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 24);
    d0 = f64x2.add(d0, f64x2.mul(l, r0));
    d1 = f64x2.add(d1, f64x2.mul(l, r1));
    left += shareRow;
    right += row;
  }
  v128.store(at, a0);
  v128.store(at, a1, 16);
  v128.store(b, b0);
  v128.store(b, b1, 16);
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(d, d0);
  v128.store(d, d1, 16);
}
