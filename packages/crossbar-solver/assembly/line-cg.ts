// Conjugate gradient on the word-line Schur complement, one right-hand side, two columns a register.
// Twin of ../src/plain-kernel.ts, operation for operation, so that both give the same bits.
// Memory: four scalars (step in, energy or curvature out, peak of z, peak of w), then the arrays below,
// rows × columns doubles each, and four rows for the word lines on their way through Aw⁻¹.

// Globals are reloaded at every use, so each loop reads its own into locals first.
let rows: i32 = 0;
let columns: i32 = 0;
let step: usize = 0;
let sum: usize = 0;
let correctionPeak: usize = 0;
let wordPeak: usize = 0;
let coupling: usize = 0;
let wordPivot: usize = 0;
let bitPivot: usize = 0;
let wordExcess: usize = 0;
let wordInjection: usize = 0;
let bitInjection: usize = 0;
let word: usize = 0;
let bit: usize = 0;
let correction: usize = 0;
let direction: usize = 0;
let solved: usize = 0;
let wordWire: f64 = 0;
let wordKept: f64 = 0;
let bitWire: f64 = 0;
let bitKept: f64 = 0;

/** Bytes the scalars take before the first array. */
const HEADER: usize = 64;
/** Between arrays: without it those of a power of two rows would all fall into the same cache sets. */
const PAD: usize = 1088;

export function layOut(base: usize, rowCount: i32, columnCount: i32): void {
  rows = rowCount;
  columns = columnCount;
  const bytes = ((<usize>rows * <usize>columns) << 3) + PAD;
  step = base;
  sum = base + 8;
  correctionPeak = base + 16;
  wordPeak = base + 24;
  coupling = base + HEADER;
  wordPivot = coupling + bytes;
  bitPivot = wordPivot + bytes;
  wordExcess = bitPivot + bytes;
  wordInjection = wordExcess + bytes;
  bitInjection = wordInjection + bytes;
  word = bitInjection + bytes;
  bit = word + bytes;
  correction = bit + bytes;
  direction = correction + bytes;
  solved = direction + bytes;
}

export function setWires(wordG: f64, wordRetained: f64, bitG: f64, bitRetained: f64): void {
  wordWire = wordG;
  wordKept = wordRetained;
  bitWire = bitG;
  bitKept = bitRetained;
}

/** Excess conductances → inverse pivots, four chains side by side. */
export function invertWordChains(): void {
  const wordPivots = wordPivot;
  const wordG = wordWire;
  const row = (<usize>columns) << 3;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    let at = wordPivots + <usize>i * row;
    let ab = f64x2.splat(0);
    let cd = f64x2.splat(0);
    for (let j = 0; j < columns; j++, at += 8) {
      const wire = j === columns - 1 ? 0 : wordG;
      const xab = f64x2.add(pair(at, row), ab);
      const xcd = f64x2.add(pair(at + 2 * row, row), cd);
      const iab = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), xab));
      const icd = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), xcd));
      ab = passedOn(wordG, xab, iab);
      cd = passedOn(wordG, xcd, icd);
      v128.store64_lane(at, iab, 0);
      v128.store64_lane(at + row, iab, 1);
      v128.store64_lane(at + 2 * row, icd, 0);
      v128.store64_lane(at + 3 * row, icd, 1);
    }
  }
  for (; i < rows; i++) {
    let at = wordPivots + <usize>i * row;
    let carried: f64 = 0;
    for (let j = 0; j < columns; j++, at += 8) {
      const excess = load<f64>(at) + carried;
      const inverse = 1 / ((j === columns - 1 ? 0 : wordG) + excess);
      carried = inverse === 0 ? wordG : wordG * excess * inverse;
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

/** The same along the columns, all of them abreast; `solved` holds the carried conductances. */
export function invertBitChains(): void {
  const bitPivots = bitPivot;
  const line = solved;
  const bitG = bitWire;
  const row = (<usize>columns) << 3;
  memory.fill(line, 0, row);
  for (let i = 0; i < rows; i++) {
    const at = bitPivots + <usize>i * row;
    const wire = i === rows - 1 ? 0 : bitG;
    let k: usize = 0;
    for (; k + 8 < row; k += 16) {
      const excess = f64x2.add(v128.load(at + k), v128.load(line + k));
      const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(wire), excess));
      v128.store(line + k, passedOn(bitG, excess, inverse));
      v128.store(at + k, inverse);
    }
    if (k < row) {
      const excess = load<f64>(at + k) + load<f64>(line + k);
      const inverse = 1 / (wire + excess);
      store<f64>(line + k, inverse === 0 ? bitG : bitG * excess * inverse);
      store<f64>(at + k, inverse);
    }
  }
}

/** b and z from w; the peaks and zᵀ·Aw·z. */
export function begin(): void {
  const couplings = coupling;
  const wordInjections = wordInjection;
  const words = word;
  const bits = bit;
  const corrections = correction;
  const lineHere = solved;
  const row = (<usize>columns) << 3;
  injectBits(row);
  let largestZ = f64x2.splat(0);
  let largestW = f64x2.splat(0);
  let sums = f64x2.splat(0);
  for (let first = lastBlock(); first >= 0; first -= 4) {
    const end = min(first + 4, rows);
    const at = <usize>first * row;
    const block = <usize>(end - first) * row;
    for (let i = end - 1; i >= first; i--) bitBackward(i, row);
    for (let line: usize = 0; line < block; line += row)
      multiplyAdd(lineHere + line, couplings + at + line, bits + at + line, wordInjections + at + line);
    wordSolve(first, end);
    let k: usize = 0;
    for (; k + 8 < block; k += 16) {
      const fresh = v128.load(lineHere + k);
      const change = f64x2.sub(fresh, v128.load(words + at + k));
      v128.store(corrections + at + k, change);
      largestW = f64x2.pmax(largestW, f64x2.abs(fresh));
      largestZ = f64x2.pmax(largestZ, f64x2.abs(change));
    }
    if (k < block) {
      const fresh = load<f64>(lineHere + k);
      const change = fresh - load<f64>(words + at + k);
      store<f64>(corrections + at + k, change);
      largestW = f64x2.pmax(largestW, f64x2.splat(abs(fresh)));
      largestZ = f64x2.pmax(largestZ, f64x2.splat(abs(change)));
    }
    for (let i = end - 1; i >= first; i--) sums = addEnergy(sums, corrections, <usize>i * row, row);
  }
  store<f64>(correctionPeak, max(f64x2.extract_lane(largestZ, 0), f64x2.extract_lane(largestZ, 1)));
  store<f64>(wordPeak, max(f64x2.extract_lane(largestW, 0), f64x2.extract_lane(largestW, 1)));
  store<f64>(sum, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
}

function lastBlock(): i32 {
  return 4 * ((rows - 1) / 4);
}

/** p := z + β·p, forward half of Ab⁻¹·C·p; pᵀ·S·p. */
export function direct(): void {
  const directions = direction;
  const row = (<usize>columns) << 3;
  const beta = load<f64>(step);
  const betas = f64x2.splat(beta);
  let ownEnergy = f64x2.splat(0);
  let throughBits = f64x2.splat(0);
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * row;
    turn(at, row, beta, betas);
    if (i > 0) bitForward(at, row);
    ownEnergy = addEnergy(ownEnergy, directions, at, row);
    throughBits = addThroughBits(throughBits, i, row);
  }
  const total = f64x2.extract_lane(ownEnergy, 0) + f64x2.extract_lane(ownEnergy, 1);
  store<f64>(sum, total - (f64x2.extract_lane(throughBits, 0) + f64x2.extract_lane(throughBits, 1)));
}

/** w += α·p, z −= α·Aw⁻¹·S·p; zᵀ·Aw·z. Four lines at a time, while they are in the cache. */
export function descend(): void {
  const corrections = correction;
  const row = (<usize>columns) << 3;
  const alpha = load<f64>(step);
  const alphas = f64x2.splat(alpha);
  let sums = f64x2.splat(0);
  for (let first = lastBlock(); first >= 0; first -= 4) {
    const end = min(first + 4, rows);
    const at = <usize>first * row;
    const block = <usize>(end - first) * row;
    for (let i = end - 1; i >= first; i--) bitBackward(i, row);
    cross(at, block);
    wordSolve(first, end);
    walk(at, block, alpha, alphas);
    for (let i = end - 1; i >= first; i--) sums = addEnergy(sums, corrections, <usize>i * row, row);
  }
  store<f64>(sum, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
}

/** w += z */
export function accept(): void {
  const words = word;
  const corrections = correction;
  const end = (<usize>rows * <usize>columns) << 3;
  let k: usize = 0;
  for (; k + 8 < end; k += 16)
    v128.store(words + k, f64x2.add(v128.load(words + k), v128.load(corrections + k)));
  if (k < end) store<f64>(words + k, load<f64>(words + k) + load<f64>(corrections + k));
}

/** b := Ab⁻¹(C·w + sb) */
export function settleBits(): void {
  const row = (<usize>columns) << 3;
  injectBits(row);
  for (let i = rows - 1; i >= 0; i--) bitBackward(i, row);
}

function injectBits(row: usize): void {
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * row;
    multiplyAdd(bit + at, coupling + at, word + at, bitInjection + at);
    if (i > 0) bitForward(at, row);
  }
}

/** out := a·b + c over one row. */
function multiplyAdd(out: usize, a: usize, b: usize, c: usize): void {
  const row = (<usize>columns) << 3;
  let k: usize = 0;
  for (; k + 8 < row; k += 16)
    v128.store(out + k, f64x2.add(f64x2.mul(v128.load(a + k), v128.load(b + k)), v128.load(c + k)));
  if (k < row) store<f64>(out + k, load<f64>(a + k) * load<f64>(b + k) + load<f64>(c + k));
}

function turn(at: usize, row: usize, beta: f64, betas: v128): void {
  const couplings = coupling;
  const bits = bit;
  const corrections = correction;
  const directions = direction;
  let k = at;
  const end = at + row;
  // The first step of a cycle must not read what an earlier solve left behind.
  if (beta === 0) memory.fill(directions + at, 0, row);
  for (; k + 8 < end; k += 16) {
    const p = f64x2.add(v128.load(corrections + k), f64x2.mul(betas, v128.load(directions + k)));
    v128.store(directions + k, p);
    v128.store(bits + k, f64x2.mul(v128.load(couplings + k), p));
  }
  if (k < end) {
    const p = load<f64>(corrections + k) + beta * load<f64>(directions + k);
    store<f64>(directions + k, p);
    store<f64>(bits + k, load<f64>(couplings + k) * p);
  }
}

/** What the bit lines send back into a block of word lines. */
function cross(at: usize, block: usize): void {
  const couplings = coupling;
  const bits = bit;
  const line = solved;
  let k: usize = 0;
  for (; k + 8 < block; k += 16)
    v128.store(line + k, f64x2.mul(v128.load(couplings + at + k), v128.load(bits + at + k)));
  if (k < block) store<f64>(line + k, load<f64>(couplings + at + k) * load<f64>(bits + at + k));
}

function walk(at: usize, block: usize, alpha: f64, alphas: v128): void {
  const words = word;
  const corrections = correction;
  const directions = direction;
  const line = solved;
  let k: usize = 0;
  for (; k + 8 < block; k += 16) {
    const p = v128.load(directions + at + k);
    const w = f64x2.add(v128.load(words + at + k), f64x2.mul(alphas, p));
    v128.store(words + at + k, w);
    const change = f64x2.mul(alphas, f64x2.sub(p, v128.load(line + k)));
    v128.store(corrections + at + k, f64x2.sub(v128.load(corrections + at + k), change));
  }
  if (k < block) {
    const p = load<f64>(directions + at + k);
    store<f64>(words + at + k, load<f64>(words + at + k) + alpha * p);
    const change = alpha * (p - load<f64>(line + k));
    store<f64>(corrections + at + k, load<f64>(corrections + at + k) - change);
  }
}

function bitForward(at: usize, row: usize): void {
  const bitPivots = bitPivot;
  const bits = bit;
  const bitG = bitWire;
  const wire = f64x2.splat(bitG);
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16) {
    const carried = f64x2.mul(f64x2.mul(wire, v128.load(bitPivots + k - row)), v128.load(bits + k - row));
    v128.store(bits + k, f64x2.add(v128.load(bits + k), carried));
  }
  if (k < end)
    store<f64>(
      bits + k,
      load<f64>(bits + k) + bitG * load<f64>(bitPivots + k - row) * load<f64>(bits + k - row),
    );
}

function bitBackward(i: i32, row: usize): void {
  const bitPivots = bitPivot;
  const bits = bit;
  const bitG = bitWire;
  const bitShare = bitKept;
  const at = <usize>i * row;
  let k = at;
  const end = at + row;
  if (i === rows - 1) {
    for (; k < end; k += 8) store<f64>(bits + k, load<f64>(bits + k) * load<f64>(bitPivots + k));
    return;
  }
  const wire = f64x2.splat(bitG);
  const kept = f64x2.splat(bitShare);
  for (; k + 8 < end; k += 16) {
    const total = f64x2.add(f64x2.mul(kept, v128.load(bits + k)), f64x2.mul(wire, v128.load(bits + k + row)));
    v128.store(bits + k, f64x2.mul(total, v128.load(bitPivots + k)));
  }
  if (k < end) {
    const total = bitShare * load<f64>(bits + k) + bitG * load<f64>(bits + k + row);
    store<f64>(bits + k, total * load<f64>(bitPivots + k));
  }
}

/** xᵀ·Aw·x of one word line: what its own conductances and its wires would dissipate. */
function addEnergy(sums: v128, x: usize, at: usize, row: usize): v128 {
  const excesses = wordExcess;
  const wordG = wordWire;
  let k = at;
  const end = at + row;
  for (; k + 8 < end; k += 16) {
    const v = v128.load(x + k);
    sums = f64x2.add(sums, f64x2.mul(f64x2.mul(v128.load(excesses + k), v), v));
  }
  if (k < end) {
    const v = load<f64>(x + k);
    sums = addEven(sums, load<f64>(excesses + k) * v * v);
  }
  const wire = f64x2.splat(wordG);
  for (k = at; k + 16 < end; k += 16) {
    const drop = f64x2.sub(v128.load(x + k), v128.load(x + k, 8));
    sums = f64x2.add(sums, f64x2.mul(f64x2.mul(wire, drop), drop));
  }
  if (k + 8 < end) {
    const drop = load<f64>(x + k) - load<f64>(x + k, 8);
    sums = addEven(sums, wordG * drop * drop);
  }
  return sums;
}

/** fᵀ·Ab⁻¹·f from the forward sweep alone: Ab⁻¹ = L⁻ᵀ·D⁻¹·L⁻¹, and the sweep has made L⁻¹·f. */
function addThroughBits(sums: v128, i: i32, row: usize): v128 {
  const bitPivots = bitPivot;
  const bits = bit;
  const bitShare = bitKept;
  // Of an ideal line only the last node has a pivot of its own.
  const share = i === rows - 1 ? 1 : bitShare;
  const shares = f64x2.splat(share);
  let k = <usize>i * row;
  const end = k + row;
  for (; k + 8 < end; k += 16) {
    const f = v128.load(bits + k);
    sums = f64x2.add(sums, f64x2.mul(f64x2.mul(f64x2.mul(shares, v128.load(bitPivots + k)), f), f));
  }
  if (k < end) {
    const f = load<f64>(bits + k);
    sums = addEven(sums, share * load<f64>(bitPivots + k) * f * f);
  }
  return sums;
}

function addEven(sums: v128, value: f64): v128 {
  return f64x2.replace_lane(sums, 0, f64x2.extract_lane(sums, 0) + value);
}

/** Aw⁻¹ of the lines that stand in `solved`. */
function wordSolve(first: i32, end: i32): void {
  const row = (<usize>columns) << 3;
  if (end - first === 4) fourLines(<usize>first * row, row);
  else for (let i = first; i < end; i++) oneLine(<usize>(i - first) * row, <usize>i * row, row);
}

/** A sweep waits for its own last product; four lines side by side fill the wait. */
function fourLines(at: usize, row: usize): void {
  const wordPivots = wordPivot;
  const line = solved;
  const wordG = wordWire;
  const wordShare = wordKept;
  const g = wordG;
  const kept = wordShare;
  const xa = line;
  const xb = xa + row;
  const xc = xb + row;
  const xd = xc + row;
  const pa = wordPivots + at;
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

function oneLine(from: usize, at: usize, row: usize): void {
  const wordPivots = wordPivot;
  const line = solved;
  const wordG = wordWire;
  const wordShare = wordKept;
  const x = line + from;
  const pivot = wordPivots + at;
  const last = row - 8;
  let value = load<f64>(x);
  for (let k: usize = 0; k < last; k += 8) {
    value = load<f64>(x + k, 8) + wordG * load<f64>(pivot + k) * value;
    store<f64>(x + k, value, 8);
  }
  value *= load<f64>(pivot + last);
  store<f64>(x + last, value);
  for (let k: usize = last; k > 0; k -= 8) {
    const j = k - 8;
    value = (wordShare * load<f64>(x + j) + wordG * value) * load<f64>(pivot + j);
    store<f64>(x + j, value);
  }
}
