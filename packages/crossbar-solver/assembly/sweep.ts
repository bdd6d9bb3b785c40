// Symmetric sweeps of a dense matrix, of which the lower triangle counts: row i stands at i · stride doubles. A sweep
// of the pivots K turns A_KK into −A_KK⁻¹, A_RK into A_RK·A_KK⁻¹ and A_RR into A_RR − A_RK·A_KK⁻¹·A_KR: Gaussian
// elimination that keeps what back substitution needs. Pivots go in blocks, so that the update is a product of panels.

const BLOCK: i32 = 32;

let matrix: usize = 0;
let stride: i32 = 0;
/** Panels of BLOCK × stride doubles: pivot rows as they were, and times the inverse pivot block. */
let taken: usize = 0;
let solved: usize = 0;
/** BLOCK × BLOCK doubles. */
let pivots: usize = 0;

/** `matrix` at base, scratch behind it: two panels of BLOCK × stride doubles and a block. */
export function layOut(base: usize, rowStride: i32): void {
  stride = rowStride;
  matrix = base;
  const panel = (<usize>(BLOCK * rowStride)) << 3;
  taken = base + ((<usize>rowStride * <usize>rowStride) << 3);
  solved = taken + panel;
  pivots = solved + panel;
}

/** Sweeps `count` pivots from `first` on in the leading `size` rows and columns; size is a multiple of 4. */
export function sweep(size: i32, first: i32, count: i32): void {
  for (let at = first; at < first + count; at += BLOCK) sweepBlock(size, at, min(BLOCK, first + count - at));
}

function at(i: i32, j: i32): usize {
  return matrix + ((<usize>i * <usize>stride + <usize>j) << 3);
}

function sweepBlock(size: i32, first: i32, count: i32): void {
  const end = first + count;
  const row = (<usize>stride) << 3;
  for (let q = 0; q < count; q++) {
    const panel = taken + <usize>q * row;
    memory.copy(panel, at(first + q, 0), (<usize>first) << 3);
    for (let j = first; j < end; j++) store<f64>(panel + ((<usize>j) << 3), 0);
    for (let j = end; j < size; j++) store<f64>(panel + ((<usize>j) << 3), load<f64>(at(j, first + q)));
    for (let r = 0; r < count; r++)
      store<f64>(
        pivots + ((<usize>(q * BLOCK + r)) << 3),
        load<f64>(r <= q ? at(first + q, first + r) : at(first + r, first + q)),
      );
  }
  invert(count);
  for (let q = 0; q < count; q++) {
    const panel = solved + <usize>q * row;
    memory.fill(panel, 0, (<usize>size) << 3);
    for (let r = 0; r < count; r++) {
      const factor = v128.splat<f64>(load<f64>(pivots + ((<usize>(q * BLOCK + r)) << 3)));
      const from = taken + <usize>r * row;
      for (let j: usize = 0; j < (<usize>size) << 3; j += 16)
        v128.store(
          panel + j,
          v128.add<f64>(v128.load(panel + j), v128.mul<f64>(factor, v128.load(from + j))),
        );
    }
  }
  // What is in the pivots' own rows and columns is written below.
  const whole = (first + 3) & ~3;
  const wholeEnd = end & ~3;
  for (let i = 0; i < size; i += 4) if (i < whole || i >= wholeEnd) updateRows(i, count, whole, wholeEnd);
  for (let q = 0; q < count; q++) {
    memory.copy(at(first + q, 0), solved + <usize>q * row, (<usize>first) << 3);
    for (let r = 0; r <= q; r++)
      store<f64>(at(first + q, first + r), -load<f64>(pivots + ((<usize>(q * BLOCK + r)) << 3)));
    for (let j = end; j < size; j++)
      store<f64>(at(j, first + q), load<f64>(solved + <usize>q * row + ((<usize>j) << 3)));
  }
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
    let left = taken + ((<usize>i) << 3);
    let right = solved + ((<usize>j) << 3);
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
      left += row;
      right += row;
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

/** The pivot block in place by Gauss and Jordan; it is symmetric and positive definite. */
function invert(count: i32): void {
  for (let p = 0; p < count; p++) {
    const own = pivots + ((<usize>(p * BLOCK)) << 3);
    const inverse = 1 / load<f64>(own + ((<usize>p) << 3));
    store<f64>(own + ((<usize>p) << 3), 1);
    for (let j = 0; j < count; j++) {
      const to = own + ((<usize>j) << 3);
      store<f64>(to, load<f64>(to) * inverse);
    }
    for (let i = 0; i < count; i++) {
      if (i === p) continue;
      const other = pivots + ((<usize>(i * BLOCK)) << 3);
      const factor = load<f64>(other + ((<usize>p) << 3));
      store<f64>(other + ((<usize>p) << 3), 0);
      for (let j = 0; j < count; j++) {
        const to = other + ((<usize>j) << 3);
        store<f64>(to, load<f64>(to) - factor * load<f64>(own + ((<usize>j) << 3)));
      }
    }
  }
}
