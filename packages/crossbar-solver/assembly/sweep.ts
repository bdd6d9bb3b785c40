// Symmetric sweeps of a dense matrix, of which the lower triangle counts: row i stands at i · stride doubles. A sweep
// of the pivots K turns A_KK into −A_KK⁻¹, A_RK into A_RK·A_KK⁻¹ and A_RR into A_RR − A_RK·A_KK⁻¹·A_KR: Gaussian
// elimination that keeps what back substitution needs. Pivots go in blocks, so that the update is a product of panels.

const BLOCK: i32 = 32;

let matrix: usize = 0;
let stride: i32 = 0;
/** Panels of BLOCK × stride doubles: pivot rows as they were, and times the inverse pivot block. Four columns of all
 * pivots are contiguous, 32 bytes a pivot, so that products read memory in order. */
let taken: usize = 0;
let solved: usize = 0;
/** BLOCK × BLOCK doubles. */
let pivots: usize = 0;

/** `matrix` at base, its lower triangle cleared; scratch behind it: two panels of BLOCK × stride doubles and a block. */
export function layOut(base: usize, rowStride: i32): void {
  stride = rowStride;
  matrix = base;
  const panel = (<usize>(BLOCK * rowStride)) << 3;
  taken = base + ((<usize>rowStride * <usize>rowStride) << 3);
  solved = taken + panel;
  pivots = solved + panel;
  for (let i = 0; i < rowStride; i++) memory.fill(at(i, 0), 0, (<usize>((i | 3) + 1)) << 3);
}

/** Sweeps `count` pivots from `first` on in the leading `size` rows and columns; size is a multiple of 4. */
export function sweep(size: i32, first: i32, count: i32): void {
  for (let at = first; at < first + count; at += BLOCK) sweepBlock(size, at, min(BLOCK, first + count - at));
}

function at(i: i32, j: i32): usize {
  return matrix + ((<usize>i * <usize>stride + <usize>j) << 3);
}

/** Bytes from a panel's start to a column of its first pivot. */
function columnOf(j: i32, count: i32): usize {
  return ((<usize>(j >> 2) * <usize>count) << 5) + ((<usize>(j & 3)) << 3);
}

/** Address of an element of the pivot block. */
function pivotAt(q: i32, r: i32): usize {
  return pivots + ((<usize>(q * BLOCK + r)) << 3);
}

function sweepBlock(size: i32, first: i32, count: i32): void {
  const end = first + count;
  take(size, first, count);
  invert(count);
  // What is in the pivots' own rows and columns is written below.
  const whole = (first + 3) & ~3;
  const wholeEnd = end & ~3;
  for (let j = 0; j < size; j += 4) {
    if (j >= whole && j < wholeEnd) continue;
    const column = columnOf(j, count);
    let q = 0;
    for (; q + 3 < count; q += 4) solveFour(q, taken + column, solved + column, count);
    for (; q < count; q++) solveOne(q, taken + column, solved + column, count);
  }
  for (let i = 0; i < size; i += 4) if (i < whole || i >= wholeEnd) updateRows(i, count, whole, wholeEnd);
  for (let j = 0; j < size; j++) {
    if (j >= first && j < end) continue;
    const column = solved + columnOf(j, count);
    for (let q = 0; q < count; q++)
      store<f64>(j < first ? at(first + q, j) : at(j, first + q), load<f64>(column + ((<usize>q) << 5)));
  }
  for (let q = 0; q < count; q++)
    for (let r = 0; r <= q; r++) store<f64>(at(first + q, first + r), -load<f64>(pivotAt(q, r)));
}

/** Copies the pivots' rows, 0 in their own columns, and the pivot block. */
function take(size: i32, first: i32, count: i32): void {
  for (let j = 0; j < size; j++) {
    const column = taken + columnOf(j, count);
    const isPivot = j >= first && j < first + count;
    for (let q = 0; q < count; q++)
      store<f64>(
        column + ((<usize>q) << 5),
        isPivot ? 0 : load<f64>(j < first ? at(first + q, j) : at(j, first + q)),
      );
  }
  for (let q = 0; q < count; q++)
    for (let r = 0; r < count; r++)
      store<f64>(pivotAt(q, r), load<f64>(r <= q ? at(first + q, first + r) : at(first + r, first + q)));
}

/** Four columns of pivots q … q+3 times the inverse pivot block. */
function solveFour(q: i32, right: usize, to: usize, count: i32): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let left = pivotAt(q, 0);
  for (let r = 0; r < count; r++) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    let l = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(l, r0));
    a1 = f64x2.add(a1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 8 * BLOCK);
    b0 = f64x2.add(b0, f64x2.mul(l, r0));
    b1 = f64x2.add(b1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 16 * BLOCK);
    c0 = f64x2.add(c0, f64x2.mul(l, r0));
    c1 = f64x2.add(c1, f64x2.mul(l, r1));
    l = v128.load64_splat(left, 24 * BLOCK);
    d0 = f64x2.add(d0, f64x2.mul(l, r0));
    d1 = f64x2.add(d1, f64x2.mul(l, r1));
    left += 8;
    right += 32;
  }
  to += (<usize>q) << 5;
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, b0, 32);
  v128.store(to, b1, 48);
  v128.store(to, c0, 64);
  v128.store(to, c1, 80);
  v128.store(to, d0, 96);
  v128.store(to, d1, 112);
}

/** Four columns of pivot q times the inverse pivot block. */
function solveOne(q: i32, right: usize, to: usize, count: i32): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let left = pivotAt(q, 0);
  for (let r = 0; r < count; r++, left += 8, right += 32) {
    const l = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(l, v128.load(right)));
    a1 = f64x2.add(a1, f64x2.mul(l, v128.load(right, 16)));
  }
  to += (<usize>q) << 5;
  v128.store(to, a0);
  v128.store(to, a1, 16);
}

/** Rows i … i+3 less takenᵀ·solved, up to their diagonal, in squares of four; columns from `skipped` up to `skippedEnd` are passed over. */
function updateRows(i: i32, count: i32, skipped: i32, skippedEnd: i32): void {
  const row = (<usize>stride) << 3;
  for (let j = 0; j <= i; j += 4) {
    if (j === skipped && skipped < skippedEnd) {
      j = skippedEnd - 4;
      continue;
    }
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let c0 = f64x2.splat(0);
    let c1 = f64x2.splat(0);
    let d0 = f64x2.splat(0);
    let d1 = f64x2.splat(0);
    let left = taken + columnOf(i, count);
    let right = solved + columnOf(j, count);
    for (let q = 0; q < count; q++) {
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
    let to = at(i, j);
    v128.store(to, f64x2.sub(v128.load(to), a0));
    v128.store(to, f64x2.sub(v128.load(to, 16), a1), 16);
    to += row;
    v128.store(to, f64x2.sub(v128.load(to), b0));
    v128.store(to, f64x2.sub(v128.load(to, 16), b1), 16);
    to += row;
    v128.store(to, f64x2.sub(v128.load(to), c0));
    v128.store(to, f64x2.sub(v128.load(to, 16), c1), 16);
    to += row;
    v128.store(to, f64x2.sub(v128.load(to), d0));
    v128.store(to, f64x2.sub(v128.load(to, 16), d1), 16);
  }
}

/** The pivot block in place by Gauss and Jordan; it is symmetric and positive definite. Pairs of columns may pass the
 * last one, where nothing is read. */
function invert(count: i32): void {
  const row = (<usize>count) << 3;
  for (let p = 0; p < count; p++) {
    const own = pivotAt(p, 0);
    const inverse = f64x2.splat(1 / load<f64>(pivotAt(p, p)));
    store<f64>(pivotAt(p, p), 1);
    for (let j: usize = 0; j < row; j += 16) v128.store(own + j, f64x2.mul(v128.load(own + j), inverse));
    for (let i = 0; i < count; i++) {
      if (i === p) continue;
      const other = pivotAt(i, 0);
      const factor = v128.load64_splat(pivotAt(i, p));
      store<f64>(pivotAt(i, p), 0);
      for (let j: usize = 0; j < row; j += 16)
        v128.store(other + j, f64x2.sub(v128.load(other + j), f64x2.mul(factor, v128.load(own + j))));
    }
  }
}
