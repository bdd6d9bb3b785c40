// Elimination of the nodes of a resistor network, front by front, as the tape of ../src/front-plan.ts says. A front
// is a dense matrix of the conductances between some nodes, of which the strict upper triangle counts: row i starts at
// i · stride. A node is eliminated by turning its star into a mesh, g_ab += g_pa·g_pb / Σ g_p, which subtracts nothing.

/** Pivots whose updates go to the rest of a front together: more where a front does not fit a cache. */
const FEW: i32 = 16;
const MANY: i32 = 64;
const WIDE: i32 = 128;

/** The two stacks of fronts: a front is in the stack that does not hold its parts. */
let evens: usize = 0;
let odds: usize = 0;
let values: usize = 0;
/** The pivots' rows in groups of four columns, as they are and over their sums: MANY × the widest stride each. */
let taken: usize = 0;
let shares: usize = 0;
/** 1 over the sums, MANY. */
let inverses: usize = 0;
/** Eliminated rows that a way back needs, and the potentials it finds. */
let kept: usize = 0;
let volts: usize = 0;

export function layOutWay(keptAt: usize, voltsAt: usize): void {
  kept = keptAt;
  volts = voltsAt;
}

/** `widest`: the largest stride of a front, doubles. */
export function layOut(evensAt: usize, oddsAt: usize, valuesAt: usize, scratch: usize, widest: i32): void {
  evens = evensAt;
  odds = oddsAt;
  values = valuesAt;
  const panel = (<usize>(MANY * widest)) << 3;
  taken = scratch;
  shares = taken + panel;
  inverses = shares + panel;
}

/** The i32 at `tape`, n places on. */
function word(tape: usize, n: i32): i32 {
  return load<i32>(tape + ((<usize>n) << 2));
}

/** Address of a double: its place in a stack times 2, plus 1 for the odd one. */
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
    const keep = word(at, 6);
    const edges = word(at, 7);
    const children = word(at, 8);
    at += 36;
    memory.fill(to, 0, (<usize>size * <usize>stride) << 3);
    for (let e = 0; e < edges; e++, at += 8) {
      const place = placeOf(word(at, 0));
      store<f64>(place, load<f64>(place) + load<f64>(values + ((<usize>word(at, 1)) << 3)));
    }
    for (let c = 0; c < children; c++) at = extendAdd(at, to, stride);
    eliminate(to, stride, size, count, rowsTo, columnsFrom);
    if (keep < 0) continue;
    const row = (<usize>size) << 3;
    for (let p = 0; p < count; p++)
      memory.copy(kept + ((<usize>keep) << 3) + <usize>p * row, to + ((<usize>p * <usize>stride) << 3), row);
  }
}

/** Potentials of the nodes of the way back's tape, eight lanes a slot: the mean of what a node was joined to. */
export function settle(at: usize, end: usize): void {
  while (at < end) {
    const rows = kept + ((<usize>word(at, 0)) << 3);
    const size = word(at, 1);
    const count = word(at, 2);
    const nodes = at + 12;
    for (let p = count - 1; p >= 0; p--) settleNode(rows + ((<usize>p * <usize>size) << 3), nodes, p, size);
    at = nodes + ((<usize>size) << 2);
  }
}

function settleNode(row: usize, nodes: usize, p: i32, size: i32): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let weight: f64 = 0;
  for (let j = p + 1; j < size; j++) {
    const conductance = load<f64>(row + ((<usize>j) << 3));
    weight += conductance;
    const g = f64x2.splat(conductance);
    const v = volts + ((<usize>word(nodes, j)) << 6);
    a = f64x2.add(a, f64x2.mul(g, v128.load(v)));
    b = f64x2.add(b, f64x2.mul(g, v128.load(v, 16)));
    c = f64x2.add(c, f64x2.mul(g, v128.load(v, 32)));
    d = f64x2.add(d, f64x2.mul(g, v128.load(v, 48)));
  }
  const inverse = f64x2.splat(weight > 0 ? 1 / weight : 0);
  const to = volts + ((<usize>word(nodes, p)) << 6);
  v128.store(to, f64x2.mul(a, inverse));
  v128.store(to, f64x2.mul(b, inverse), 16);
  v128.store(to, f64x2.mul(c, inverse), 32);
  v128.store(to, f64x2.mul(d, inverse), 48);
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
      addAlong(
        source + ((<usize>(first + a + 1)) << 3),
        to + <usize>target * row + ((<usize>(target + 1)) << 3),
        length - a - 1,
      );
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
 * Eliminates the first `count` nodes, a block of pivots at a time. Of what remains, rows below `rowsTo` and columns from
 * `columnsFrom` on are worked out.
 */
function eliminate(to: usize, stride: i32, size: i32, count: i32, rowsTo: i32, columnsFrom: i32): void {
  const row = (<usize>stride) << 3;
  const most = size < WIDE ? FEW : MANY;
  for (let first = 0; first < count; first += most) {
    const end = min(first + most, count);
    for (let from = first; from < end; from += FEW) {
      const until = min(from + FEW, end);
      for (let p = from; p < until; p++) {
        const own = to + <usize>p * row;
        const inverse = inverseSum(own, p + 1, size);
        store<f64>(inverses + ((<usize>(p - first)) << 3), inverse);
        for (let q = p + 1; q < until; q++)
          addScaled(to + <usize>q * row, own, inverse * load<f64>(own + ((<usize>q) << 3)), q + 1, size);
      }
      if (until < end) shareOut(to, row, size, from, from - first, until, end, end, 0);
    }
    if (end < size) shareOut(to, row, size, first, 0, end, count, rowsTo, columnsFrom);
  }
}

/** 1 over what a pivot is joined by; a node without neighbours shares nothing. What follows the last column is 0. */
function inverseSum(own: usize, from: i32, size: i32): f64 {
  let sums = f64x2.splat(0);
  for (let j = (<usize>from) << 3; j < (<usize>size) << 3; j += 16)
    sums = f64x2.add(sums, v128.load(own + j));
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  return sum > 0 ? 1 / sum : 0;
}

function addScaled(target: usize, own: usize, factor: f64, from: i32, size: i32): void {
  if (factor === 0) return;
  const f = f64x2.splat(factor);
  for (let j = (<usize>from) << 3; j < (<usize>size) << 3; j += 16)
    v128.store(target + j, f64x2.add(v128.load(target + j), f64x2.mul(f, v128.load(own + j))));
}

/**
 * The rows behind a block of pivots, up to `rowsTo`, take up what these share out, right of their diagonal, in squares of four. The
 * inverses of the block begin at the `own`th.
 */
function shareOut(
  to: usize,
  row: usize,
  size: i32,
  first: i32,
  own: i32,
  end: i32,
  count: i32,
  rowsTo: i32,
  columnsFrom: i32,
): void {
  const many = end - first;
  // A group of four columns of all pivots is contiguous: 32 bytes a pivot.
  const group = (<usize>many) << 5;
  for (let q = 0; q < many; q++) {
    const pivot = to + <usize>(first + q) * row;
    const inverse = v128.load64_splat(inverses + ((<usize>(own + q)) << 3));
    let at = (<usize>q) << 5;
    for (let j = end; j < size; j += 4, at += group) {
      const a = v128.load(pivot + ((<usize>j) << 3));
      const b = v128.load(pivot + ((<usize>j) << 3), 16);
      v128.store(taken + at, a);
      v128.store(taken + at, b, 16);
      v128.store(shares + at, f64x2.mul(a, inverse));
      v128.store(shares + at, f64x2.mul(b, inverse), 16);
    }
  }
  const fromGroup = max(0, (columnsFrom - end) >> 2);
  for (let i = end; i < rowsTo; i += 4) {
    const diagonal = (i - end) >> 2;
    const left = shares + <usize>diagonal * group;
    for (let g = i < count ? diagonal : max(diagonal, fromGroup); end + 4 * g < size; g++) {
      const at = to + <usize>i * row + ((<usize>(end + 4 * g)) << 3);
      const right = taken + <usize>g * group;
      if (i + 3 < rowsTo) shareSquare(at, row, left, right, many);
      else
        for (let r = 0; i + r < rowsTo; r++)
          shareRow(at + <usize>r * row, left + ((<usize>r) << 3), right, many);
    }
  }
}

function shareRow(at: usize, left: usize, right: usize, many: i32): void {
  let a0 = v128.load(at);
  let a1 = v128.load(at, 16);
  for (let q = 0; q < many; q++, left += 32, right += 32) {
    const l = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(l, v128.load(right)));
    a1 = f64x2.add(a1, f64x2.mul(l, v128.load(right, 16)));
  }
  v128.store(at, a0);
  v128.store(at, a1, 16);
}

function shareSquare(at: usize, row: usize, left: usize, right: usize, many: i32): void {
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
    left += 32;
    right += 32;
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
