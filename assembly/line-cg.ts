// Conjugate gradient on the word-line Schur complement, one right-hand side, two columns a register.
// Twin of src/arrays/solver/plain-kernel.ts, operation for operation, so that both give the same bits.
// The host lays out memory: four scalars, then the arrays below, rows × columns doubles each.

let rows: i32 = 0;
let columns: i32 = 0;
let scalars: usize = 0;
let coupling: usize = 0;
let wordPivot: usize = 0;
let bitPivot: usize = 0;
let wordInjection: usize = 0;
let bitInjection: usize = 0;
let word: usize = 0;
let bit: usize = 0;
let residual: usize = 0;
let correction: usize = 0;
let direction: usize = 0;
let image: usize = 0;
let wordWire: f64 = 0;
let wordKept: f64 = 0;
let bitWire: f64 = 0;
let bitKept: f64 = 0;

/** Bytes the scalars take before the first array. */
const HEADER: usize = 64;

export function layOut(base: usize, rowCount: i32, columnCount: i32): void {
  rows = rowCount;
  columns = columnCount;
  const bytes = (<usize>rows * <usize>columns) << 3;
  scalars = base;
  coupling = base + HEADER;
  wordPivot = coupling + bytes;
  bitPivot = wordPivot + bytes;
  wordInjection = bitPivot + bytes;
  bitInjection = wordInjection + bytes;
  word = bitInjection + bytes;
  bit = word + bytes;
  residual = bit + bytes;
  correction = residual + bytes;
  direction = correction + bytes;
  image = direction + bytes;
}

export function setWires(wordG: f64, wordRetained: f64, bitG: f64, bitRetained: f64): void {
  wordWire = wordG;
  wordKept = wordRetained;
  bitWire = bitG;
  bitKept = bitRetained;
}

/** Excess conductances → inverse pivots, four chains side by side. */
export function invertWordChains(): void {
  const row = (<usize>columns) << 3;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    let at = wordPivot + <usize>i * row;
    let ab = f64x2.splat(0);
    let cd = f64x2.splat(0);
    for (let j = 0; j < columns; j++, at += 8) {
      const wire = j == columns - 1 ? 0 : wordWire;
      const xab = f64x2.add(pair(at, row), ab);
      const xcd = f64x2.add(pair(at + 2 * row, row), cd);
      const iab = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), xab));
      const icd = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), xcd));
      ab = passedOn(wordWire, xab, iab);
      cd = passedOn(wordWire, xcd, icd);
      v128.store64_lane(at, iab, 0);
      v128.store64_lane(at + row, iab, 1);
      v128.store64_lane(at + 2 * row, icd, 0);
      v128.store64_lane(at + 3 * row, icd, 1);
    }
  }
  for (; i < rows; i++) {
    let at = wordPivot + <usize>i * row;
    let carried: f64 = 0;
    for (let j = 0; j < columns; j++, at += 8) {
      const excess = load<f64>(at) + carried;
      const inverse = 1 / ((j == columns - 1 ? 0 : wordWire) + excess);
      carried = inverse == 0 ? wordWire : wordWire * excess * inverse;
      store<f64>(at, inverse);
    }
  }
}

function pair(at: usize, row: usize): v128 {
  return v128.load64_lane(at + row, v128.load64_splat(at), 1);
}

/** What lies behind a node, in series with its wire; the bare wire where the node is held. */
function passedOn(wire: f64, excess: v128, inverse: v128): v128 {
  const g = f64x2.splat(wire);
  const series = f64x2.mul(f64x2.mul(g, excess), inverse);
  return v128.bitselect(g, series, f64x2.eq(inverse, f64x2.splat(0)));
}

/** The same along the columns, all of them abreast; `image` holds the carried conductances. */
export function invertBitChains(): void {
  const row = (<usize>columns) << 3;
  memory.fill(image, 0, row);
  for (let i = 0; i < rows; i++) {
    const at = bitPivot + <usize>i * row;
    const wire = i == rows - 1 ? 0 : bitWire;
    let k: usize = 0;
    for (; k + 8 < row; k += 16) {
      const excess = f64x2.add(v128.load(at + k), v128.load(image + k));
      const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), excess));
      v128.store(image + k, passedOn(bitWire, excess, inverse));
      v128.store(at + k, inverse);
    }
    if (k < row) {
      const excess = load<f64>(at + k) + load<f64>(image + k);
      const inverse = 1 / (wire + excess);
      store<f64>(image + k, inverse == 0 ? bitWire : bitWire * excess * inverse);
      store<f64>(at + k, inverse);
    }
  }
}

/** Scalars out: max |z|, max |w|. */
export function begin(): void {
  const row = (<usize>columns) << 3;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * row;
    multiplyAdd(bit + at, coupling + at, word + at, bitInjection + at);
    if (i > 0) bitForward(at, row);
  }
  for (let i = rows - 1; i >= 0; i--) bitBackward(i, row);
  let correctionPeak = f64x2.splat(0);
  let wordPeak = f64x2.splat(0);
  for (let i = 0; i < rows; i += 4) {
    const end = min(i + 4, rows);
    const at = <usize>i * row;
    const block = <usize>(end - i) * row;
    for (let line = i; line < end; line++) {
      const start = <usize>line * row;
      multiplyAdd(residual + start, coupling + start, bit + start, wordInjection + start);
    }
    memory.copy(correction + at, residual + at, block);
    wordSolve(i, end);
    let k = at;
    for (; k + 8 < at + block; k += 16) {
      const solved = v128.load(correction + k);
      const change = f64x2.sub(solved, v128.load(word + k));
      v128.store(correction + k, change);
      wordPeak = f64x2.max(wordPeak, f64x2.abs(solved));
      correctionPeak = f64x2.max(correctionPeak, f64x2.abs(change));
    }
    if (k < at + block) {
      const solved = load<f64>(correction + k);
      const change = solved - load<f64>(word + k);
      store<f64>(correction + k, change);
      wordPeak = f64x2.max(wordPeak, f64x2.splat(abs(solved)));
      correctionPeak = f64x2.max(correctionPeak, f64x2.splat(abs(change)));
    }
  }
  store<f64>(scalars, max(f64x2.extract_lane(correctionPeak, 0), f64x2.extract_lane(correctionPeak, 1)));
  store<f64>(scalars + 8, max(f64x2.extract_lane(wordPeak, 0), f64x2.extract_lane(wordPeak, 1)));
}

/** r := Aw·z, unless w = 0 has left it there; returns rᵀ·z. */
export function aim(fromZero: i32): f64 {
  const row = (<usize>columns) << 3;
  if (!fromZero) wordProduct();
  let sums = f64x2.splat(0);
  for (let i = 0; i < rows; i++) sums = addDot(sums, <usize>i * row, row);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** p := z + β·p, Aw·p by recurrence, y := Ab⁻¹·C·p; returns pᵀ·S·p. */
export function direct(beta: f64): f64 {
  const row = (<usize>columns) << 3;
  const step = f64x2.splat(beta);
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * row;
    turn(at, row, beta, step);
    if (i > 0) bitForward(at, row);
  }
  let sums = f64x2.splat(0);
  for (let i = rows - 1; i >= 0; i--) {
    bitBackward(i, row);
    sums = addCurvature(sums, <usize>i * row, row);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** w += α·p, r −= α·S·p, z := Aw⁻¹·r; returns rᵀ·z. Four lines at a time, while they are in the cache. */
export function descend(alpha: f64): f64 {
  const row = (<usize>columns) << 3;
  const step = f64x2.splat(alpha);
  let sums = f64x2.splat(0);
  for (let i = 0; i < rows; i += 4) {
    const end = min(i + 4, rows);
    for (let line = i; line < end; line++) walk(<usize>line * row, row, alpha, step);
    wordSolve(i, end);
    for (let line = i; line < end; line++) sums = addDot(sums, <usize>line * row, row);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** w += share·z */
export function accept(share: f64): void {
  const end = (<usize>rows * <usize>columns) << 3;
  for (let at: usize = 0; at < end; at += 8)
    store<f64>(word + at, load<f64>(word + at) + share * load<f64>(correction + at));
}

/** out := a·b + c over one row. */
function multiplyAdd(out: usize, a: usize, b: usize, c: usize): void {
  const row = (<usize>columns) << 3;
  let k: usize = 0;
  for (; k + 8 < row; k += 16)
    v128.store(out + k, f64x2.add(f64x2.mul(v128.load(a + k), v128.load(b + k)), v128.load(c + k)));
  if (k < row) store<f64>(out + k, load<f64>(a + k) * load<f64>(b + k) + load<f64>(c + k));
}

function turn(at: usize, row: usize, beta: f64, step: v128): void {
  let k = at;
  const end = at + row;
  if (beta == 0) {
    // The first step of a cycle must not read what an earlier solve left behind.
    memory.copy(direction + at, correction + at, row);
    memory.copy(image + at, residual + at, row);
    for (; k + 8 < end; k += 16)
      v128.store(bit + k, f64x2.mul(v128.load(coupling + k), v128.load(correction + k)));
    if (k < end) store<f64>(bit + k, load<f64>(coupling + k) * load<f64>(correction + k));
    return;
  }
  for (; k + 8 < end; k += 16) {
    const p = f64x2.add(v128.load(correction + k), f64x2.mul(step, v128.load(direction + k)));
    v128.store(direction + k, p);
    v128.store(image + k, f64x2.add(v128.load(residual + k), f64x2.mul(step, v128.load(image + k))));
    v128.store(bit + k, f64x2.mul(v128.load(coupling + k), p));
  }
  if (k < end) {
    const p = load<f64>(correction + k) + beta * load<f64>(direction + k);
    store<f64>(direction + k, p);
    store<f64>(image + k, load<f64>(residual + k) + beta * load<f64>(image + k));
    store<f64>(bit + k, load<f64>(coupling + k) * p);
  }
}

function walk(at: usize, row: usize, alpha: f64, step: v128): void {
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16) {
    const w = f64x2.add(v128.load(word + k), f64x2.mul(step, v128.load(direction + k)));
    v128.store(word + k, w);
    const sp = f64x2.sub(v128.load(image + k), f64x2.mul(v128.load(coupling + k), v128.load(bit + k)));
    const r = f64x2.sub(v128.load(residual + k), f64x2.mul(step, sp));
    v128.store(residual + k, r);
    v128.store(correction + k, r);
  }
  if (k < end) {
    store<f64>(word + k, load<f64>(word + k) + alpha * load<f64>(direction + k));
    const sp = load<f64>(image + k) - load<f64>(coupling + k) * load<f64>(bit + k);
    const r = load<f64>(residual + k) - alpha * sp;
    store<f64>(residual + k, r);
    store<f64>(correction + k, r);
  }
}

function bitForward(at: usize, row: usize): void {
  const wire = f64x2.splat(bitWire);
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16) {
    const carried = f64x2.mul(f64x2.mul(wire, v128.load(bitPivot + k - row)), v128.load(bit + k - row));
    v128.store(bit + k, f64x2.add(v128.load(bit + k), carried));
  }
  if (k < end)
    store<f64>(
      bit + k,
      load<f64>(bit + k) + bitWire * load<f64>(bitPivot + k - row) * load<f64>(bit + k - row),
    );
}

function bitBackward(i: i32, row: usize): void {
  const at = <usize>i * row;
  let k = at;
  const end = at + row;
  if (i == rows - 1) {
    for (; k < end; k += 8) store<f64>(bit + k, load<f64>(bit + k) * load<f64>(bitPivot + k));
    return;
  }
  const wire = f64x2.splat(bitWire);
  const kept = f64x2.splat(bitKept);
  for (; k + 8 < end; k += 16) {
    const sum = f64x2.add(f64x2.mul(kept, v128.load(bit + k)), f64x2.mul(wire, v128.load(bit + k + row)));
    v128.store(bit + k, f64x2.mul(sum, v128.load(bitPivot + k)));
  }
  if (k < end) {
    const sum = bitKept * load<f64>(bit + k) + bitWire * load<f64>(bit + k + row);
    store<f64>(bit + k, sum * load<f64>(bitPivot + k));
  }
}

function addCurvature(sums: v128, at: usize, row: usize): v128 {
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16) {
    const sp = f64x2.sub(v128.load(image + k), f64x2.mul(v128.load(coupling + k), v128.load(bit + k)));
    sums = f64x2.add(sums, f64x2.mul(v128.load(direction + k), sp));
  }
  if (k < end) {
    const sp = load<f64>(image + k) - load<f64>(coupling + k) * load<f64>(bit + k);
    const even = f64x2.extract_lane(sums, 0) + load<f64>(direction + k) * sp;
    sums = f64x2.replace_lane(sums, 0, even);
  }
  return sums;
}

function addDot(sums: v128, at: usize, row: usize): v128 {
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16)
    sums = f64x2.add(sums, f64x2.mul(v128.load(residual + k), v128.load(correction + k)));
  if (k < end) {
    const even = f64x2.extract_lane(sums, 0) + load<f64>(residual + k) * load<f64>(correction + k);
    sums = f64x2.replace_lane(sums, 0, even);
  }
  return sums;
}

function wordSolve(first: i32, end: i32): void {
  const row = (<usize>columns) << 3;
  if (end - first == 4) fourLines(<usize>first * row, row);
  else for (let i = first; i < end; i++) oneLine(<usize>i * row, row);
}

/** A sweep waits for its own last product; four lines side by side fill the wait. */
function fourLines(at: usize, row: usize): void {
  const g = wordWire;
  const kept = wordKept;
  const xa = correction + at;
  const xb = xa + row;
  const xc = xb + row;
  const xd = xc + row;
  const pa = wordPivot + at;
  const pb = pa + row;
  const pc = pb + row;
  const pd = pc + row;
  const last = row - 8;
  let a = load<f64>(xa);
  let b = load<f64>(xb);
  let c = load<f64>(xc);
  let d = load<f64>(xd);
  for (let k: usize = 0; k < last; k += 8) {
    a = load<f64>(xa + k, 8) + g * load<f64>(pa + k) * a;
    b = load<f64>(xb + k, 8) + g * load<f64>(pb + k) * b;
    c = load<f64>(xc + k, 8) + g * load<f64>(pc + k) * c;
    d = load<f64>(xd + k, 8) + g * load<f64>(pd + k) * d;
    store<f64>(xa + k, a, 8);
    store<f64>(xb + k, b, 8);
    store<f64>(xc + k, c, 8);
    store<f64>(xd + k, d, 8);
  }
  a *= load<f64>(pa + last);
  b *= load<f64>(pb + last);
  c *= load<f64>(pc + last);
  d *= load<f64>(pd + last);
  store<f64>(xa + last, a);
  store<f64>(xb + last, b);
  store<f64>(xc + last, c);
  store<f64>(xd + last, d);
  for (let k: usize = last; k > 0; k -= 8) {
    const j = k - 8;
    a = (kept * load<f64>(xa + j) + g * a) * load<f64>(pa + j);
    b = (kept * load<f64>(xb + j) + g * b) * load<f64>(pb + j);
    c = (kept * load<f64>(xc + j) + g * c) * load<f64>(pc + j);
    d = (kept * load<f64>(xd + j) + g * d) * load<f64>(pd + j);
    store<f64>(xa + j, a);
    store<f64>(xb + j, b);
    store<f64>(xc + j, c);
    store<f64>(xd + j, d);
  }
}

function oneLine(at: usize, row: usize): void {
  const x = correction + at;
  const pivot = wordPivot + at;
  const last = row - 8;
  let value = load<f64>(x);
  for (let k: usize = 0; k < last; k += 8) {
    value = load<f64>(x + k, 8) + wordWire * load<f64>(pivot + k) * value;
    store<f64>(x + k, value, 8);
  }
  value *= load<f64>(pivot + last);
  store<f64>(x + last, value);
  for (let k: usize = last; k > 0; k -= 8) {
    const j = k - 8;
    value = (wordKept * load<f64>(x + j) + wordWire * value) * load<f64>(pivot + j);
    store<f64>(x + j, value);
  }
}

/** r := Aw·z from the factors. */
function wordProduct(): void {
  const row = (<usize>columns) << 3;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * row;
    const last = at + row - 8;
    let carried: f64 = 0;
    for (let k = at; k <= last; k += 8) {
      const upper = k < last ? wordWire * load<f64>(correction + k, 8) : 0;
      const pivot = load<f64>(wordPivot + k);
      const forward = pivot == 0 ? 0 : load<f64>(correction + k) / pivot - upper;
      store<f64>(residual + k, pivot == 0 ? 0 : forward - carried);
      carried = wordWire * pivot * forward;
    }
  }
}
