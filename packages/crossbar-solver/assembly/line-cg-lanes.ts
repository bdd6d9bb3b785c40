// Conjugate gradient on the word-line Schur complement, eight right-hand sides abreast: lane l of cell k
// stands at 8·k + l. Same method as line-cg.ts. Compute-bound, so every sweep does all it can on a node while
// its four registers (a, b, c, d: eight lanes) are loaded.
// Memory: four rows of eight scalars (step in, energy or curvature out, peak of z, peak of w), four arrays of
// rows × columns doubles, six of rows × columns × 8, and one word line more.

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

const HEADER: usize = 256;
/** Between arrays: without it those of a power of two rows would all fall into the same cache sets. */
const PAD: usize = 1088;
/** log₂ of the bytes of a node: eight doubles. */
const NODE: usize = 6;

export function layOut(base: usize, rowCount: i32, columnCount: i32): void {
  rows = rowCount;
  columns = columnCount;
  const cells = <usize>rows * <usize>columns;
  step = base;
  sum = base + 64;
  correctionPeak = base + 128;
  wordPeak = base + 192;
  const perCell = (cells << 3) + PAD;
  coupling = base + HEADER;
  wordPivot = coupling + perCell;
  bitPivot = wordPivot + perCell;
  wordExcess = bitPivot + perCell;
  const perLane = (cells << NODE) + PAD;
  wordInjection = wordExcess + perCell;
  bitInjection = wordInjection + perLane;
  word = bitInjection + perLane;
  bit = word + perLane;
  correction = bit + perLane;
  direction = correction + perLane;
  solved = direction + perLane;
}

export function setWires(wordG: f64, wordRetained: f64, bitG: f64, bitRetained: f64): void {
  wordWire = wordG;
  wordKept = wordRetained;
  bitWire = bitG;
  bitKept = bitRetained;
}

/** Excess conductances → inverse pivots; once a matrix, so one chain after the other. */
export function invertWordChains(): void {
  const wordPivots = wordPivot;
  const wordG = wordWire;
  for (let i = 0; i < rows; i++)
    invertChain(wordPivots + ((<usize>i * <usize>columns) << 3), 8, columns, wordG);
}

export function invertBitChains(): void {
  const bitPivots = bitPivot;
  const bitG = bitWire;
  for (let j = 0; j < columns; j++)
    invertChain(bitPivots + ((<usize>j) << 3), (<usize>columns) << 3, rows, bitG);
}

function invertChain(first: usize, stride: usize, length: i32, wire: f64): void {
  let at = first;
  let carried: f64 = 0;
  for (let n = 0; n < length; n++, at += stride) {
    const excess = load<f64>(at) + carried;
    const inverse = 1 / (n < length - 1 ? wire + excess : excess);
    carried = inverse === 0 ? wire : wire * excess * inverse;
    store<f64>(at, inverse);
  }
}

/** b and z from w; the peaks and zᵀ·Aw·z. */
export function begin(): void {
  for (let i = 0; i < rows; i++) inject(i);
  memory.fill(sum, 0, 192);
  for (let i = rows - 1; i >= 0; i--) {
    bitBackward(i);
    injectedForward(i);
    wordBackward(i);
    for (let lane: usize = 0; lane < 64; lane += 16) compare(i, lane);
  }
}

/** p := z + β·p, forward half of Ab⁻¹·C·p; pᵀ·S·p. */
export function direct(): void {
  memory.fill(sum, 0, 64);
  // The first row adds 0 times itself, so it must be finite.
  memory.fill(bit, 0, (<usize>columns) << NODE);
  for (let i = 0; i < rows; i++) {
    turn(i, 0);
    turn(i, 32);
    addEnergy(i, 0);
    addEnergy(i, 32);
  }
}

/** w += α·p, z −= α·Aw⁻¹·S·p; zᵀ·Aw·z. */
export function descend(): void {
  memory.fill(sum, 0, 64);
  for (let i = rows - 1; i >= 0; i--) {
    crossing(i);
    wordBackward(i);
    walk(i, 0);
    walk(i, 32);
  }
}

/** w += z */
export function accept(): void {
  const words = word;
  const corrections = correction;
  const end = (<usize>rows * <usize>columns) << NODE;
  for (let k: usize = 0; k < end; k += 16)
    v128.store(words + k, f64x2.add(v128.load(words + k), v128.load(corrections + k)));
}

/** b := Ab⁻¹(C·w + sb) */
export function settleBits(): void {
  for (let i = 0; i < rows; i++) inject(i);
  for (let i = rows - 1; i >= 0; i--) bitBackward(i);
}

/** C·w + sb of one row, swept forward. */
function inject(i: i32): void {
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  let cell = coupling + ((<usize>i * <usize>columns) << 3);
  // The first row has none above it: its share of whatever stands there is 0, of itself to be finite.
  const up = i > 0 ? row : 0;
  const wire = i > 0 ? bitWire : 0;
  let pivot = bitPivot + ((<usize>i * <usize>columns) << 3) - (up >> 3);
  let w = word + at;
  let injected = bitInjection + at;
  if (i === 0) memory.fill(bit, 0, row);
  for (let y = bit + at; y < bit + at + row; y += 64, w += 64, injected += 64, cell += 8, pivot += 8) {
    const c = v128.load64_splat(cell);
    const carried = f64x2.splat(wire * load<f64>(pivot));
    injectLanes(y, w, injected, c, carried, up);
    injectLanes(y + 16, w + 16, injected + 16, c, carried, up);
    injectLanes(y + 32, w + 32, injected + 32, c, carried, up);
    injectLanes(y + 48, w + 48, injected + 48, c, carried, up);
  }
}

function injectLanes(y: usize, w: usize, injected: usize, cell: v128, carried: v128, up: usize): void {
  const own = f64x2.add(f64x2.mul(cell, v128.load(w)), v128.load(injected));
  v128.store(y, f64x2.add(own, f64x2.mul(carried, v128.load(y - up))));
}

/**
 * Four lanes of one row of p and of L⁻¹·C·p. Takes off fᵀ·Ab⁻¹·f, which needs the forward sweep alone, since
 * Ab⁻¹ = L⁻ᵀ·D⁻¹·L⁻¹.
 */
function turn(i: i32, lane: usize): void {
  const row = (<usize>columns) << NODE;
  const cells = (<usize>i * <usize>columns) << 3;
  const betaA = v128.load(step + lane);
  const betaB = v128.load(step + lane, 16);
  // A lane that starts a cycle must not read what an earlier solve left behind.
  const keepsA = f64x2.ne(betaA, f64x2.splat(0));
  const keepsB = f64x2.ne(betaB, f64x2.splat(0));
  // Of an ideal line only the last node has a pivot of its own.
  const share = i === rows - 1 ? 1 : bitKept;
  const wireAbove = i > 0 ? bitWire : 0;
  const up = i > 0 ? row : 0;
  let sumA = v128.load(sum + lane);
  let sumB = v128.load(sum + lane, 16);
  let z = correction + <usize>i * row + lane;
  let p = direction + <usize>i * row + lane;
  let y = bit + <usize>i * row + lane;
  let c = coupling + cells;
  let pivot = bitPivot + cells;
  for (const end = z + row; z < end; z += 64, p += 64, y += 64, c += 8, pivot += 8) {
    const pA = f64x2.add(v128.load(z), v128.and(f64x2.mul(betaA, v128.load(p)), keepsA));
    const pB = f64x2.add(v128.load(z, 16), v128.and(f64x2.mul(betaB, v128.load(p, 16)), keepsB));
    v128.store(p, pA);
    v128.store(p, pB, 16);
    const cell = v128.load64_splat(c);
    const carried = f64x2.splat(wireAbove * load<f64>(pivot - (up >> 3)));
    const fA = f64x2.add(f64x2.mul(cell, pA), f64x2.mul(carried, v128.load(y - up)));
    const fB = f64x2.add(f64x2.mul(cell, pB), f64x2.mul(carried, v128.load(y - up, 16)));
    v128.store(y, fA);
    v128.store(y, fB, 16);
    const weight = f64x2.splat(share * load<f64>(pivot));
    sumA = f64x2.sub(sumA, f64x2.mul(f64x2.mul(weight, fA), fA));
    sumB = f64x2.sub(sumB, f64x2.mul(f64x2.mul(weight, fB), fB));
  }
  v128.store(sum + lane, sumA);
  v128.store(sum + lane, sumB, 16);
}

/** pᵀ·Aw·p of one word line, four lanes. */
function addEnergy(i: i32, lane: usize): void {
  const row = (<usize>columns) << NODE;
  let sumA = v128.load(sum + lane);
  let sumB = v128.load(sum + lane, 16);
  let beforeA = f64x2.splat(0);
  let beforeB = beforeA;
  let wire = beforeA;
  const wireAhead = f64x2.splat(wordWire);
  let p = direction + <usize>i * row + lane;
  let e = wordExcess + ((<usize>i * <usize>columns) << 3);
  for (const end = p + row; p < end; p += 64, e += 8) {
    const own = v128.load64_splat(e);
    const a = v128.load(p);
    const b = v128.load(p, 16);
    sumA = f64x2.add(sumA, nodeEnergy(own, a, wire, f64x2.sub(a, beforeA)));
    sumB = f64x2.add(sumB, nodeEnergy(own, b, wire, f64x2.sub(b, beforeB)));
    beforeA = a;
    beforeB = b;
    wire = wireAhead;
  }
  v128.store(sum + lane, sumA);
  v128.store(sum + lane, sumB, 16);
}

/** y of one row from the row below, and C·y on its way forward through Aw⁻¹: four independent chains. */
function crossing(i: i32): void {
  const row = (<usize>columns) << NODE;
  const cells = (<usize>i * <usize>columns) << 3;
  const isLast = i === rows - 1;
  const kept = isLast ? 1 : bitKept;
  const wireBelow = isLast ? 0 : bitWire;
  // The last row adds 0 times itself.
  const down = isLast ? 0 : row;
  const wire = wordWire;
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let share = a;
  let y = bit + <usize>i * row;
  let pivot = bitPivot + cells;
  let cell = coupling + cells;
  let wordInverse = wordPivot + cells;
  let x = solved;
  for (const end = x + row; x < end; x += 64, y += 64, pivot += 8, cell += 8, wordInverse += 8) {
    const inverse = load<f64>(pivot);
    const own = f64x2.splat(kept * inverse);
    const next = f64x2.splat(wireBelow * inverse);
    const below = y + down;
    const yA = f64x2.add(f64x2.mul(own, v128.load(y)), f64x2.mul(next, v128.load(below)));
    const yB = f64x2.add(f64x2.mul(own, v128.load(y, 16)), f64x2.mul(next, v128.load(below, 16)));
    const yC = f64x2.add(f64x2.mul(own, v128.load(y, 32)), f64x2.mul(next, v128.load(below, 32)));
    const yD = f64x2.add(f64x2.mul(own, v128.load(y, 48)), f64x2.mul(next, v128.load(below, 48)));
    v128.store(y, yA);
    v128.store(y, yB, 16);
    v128.store(y, yC, 32);
    v128.store(y, yD, 48);
    const g = v128.load64_splat(cell);
    a = f64x2.add(f64x2.mul(g, yA), f64x2.mul(share, a));
    b = f64x2.add(f64x2.mul(g, yB), f64x2.mul(share, b));
    c = f64x2.add(f64x2.mul(g, yC), f64x2.mul(share, c));
    d = f64x2.add(f64x2.mul(g, yD), f64x2.mul(share, d));
    v128.store(x, a);
    v128.store(x, b, 16);
    v128.store(x, c, 32);
    v128.store(x, d, 48);
    share = f64x2.splat(wire * load<f64>(wordInverse));
  }
}

/** y of one row from the row below. */
function bitBackward(i: i32): void {
  const bitPivots = bitPivot;
  const bits = bit;
  const bitG = bitWire;
  const bitShare = bitKept;
  const row = (<usize>columns) << NODE;
  const at = bits + <usize>i * row;
  let pivot = bitPivots + ((<usize>i * <usize>columns) << 3);
  const isLast = i === rows - 1;
  for (let k = at; k < at + row; k += 64, pivot += 8) {
    const inverse = load<f64>(pivot);
    const own = f64x2.splat((isLast ? 1 : bitShare) * inverse);
    let a = f64x2.mul(own, v128.load(k));
    let b = f64x2.mul(own, v128.load(k, 16));
    let c = f64x2.mul(own, v128.load(k, 32));
    let d = f64x2.mul(own, v128.load(k, 48));
    if (!isLast) {
      const next = f64x2.splat(bitG * inverse);
      const below = k + row;
      a = f64x2.add(a, f64x2.mul(next, v128.load(below)));
      b = f64x2.add(b, f64x2.mul(next, v128.load(below, 16)));
      c = f64x2.add(c, f64x2.mul(next, v128.load(below, 32)));
      d = f64x2.add(d, f64x2.mul(next, v128.load(below, 48)));
    }
    v128.store(k, a);
    v128.store(k, b, 16);
    v128.store(k, c, 32);
    v128.store(k, d, 48);
  }
}

/** C·y + sw of one row on its way forward through Aw⁻¹. */
function injectedForward(i: i32): void {
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row;
  const cells = (<usize>i * <usize>columns) << 3;
  const wire = wordWire;
  for (let lane: usize = 0; lane < 64; lane += 32) {
    let a = f64x2.splat(0);
    let b = a;
    let share = a;
    let y = bit + at + lane;
    let injected = wordInjection + at + lane;
    let cell = coupling + cells;
    let pivot = wordPivot + cells;
    let x = solved + lane;
    for (const end = x + row; x < end; x += 64, y += 64, injected += 64, cell += 8, pivot += 8) {
      const g = v128.load64_splat(cell);
      const ownA = f64x2.add(f64x2.mul(g, v128.load(y)), v128.load(injected));
      const ownB = f64x2.add(f64x2.mul(g, v128.load(y, 16)), v128.load(injected, 16));
      a = f64x2.add(ownA, f64x2.mul(share, a));
      b = f64x2.add(ownB, f64x2.mul(share, b));
      v128.store(x, a);
      v128.store(x, b, 16);
      share = f64x2.splat(wire * load<f64>(pivot));
    }
  }
}

/** The way back through Aw⁻¹. */
function wordBackward(i: i32): void {
  const wordPivots = wordPivot;
  const line = solved;
  const wordG = wordWire;
  const wordShare = wordKept;
  const row = (<usize>columns) << NODE;
  let pivot = wordPivots + ((<usize>(i + 1) * <usize>columns) << 3);
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let kept: f64 = 1;
  for (let x = line + row; x > line; ) {
    x -= 64;
    pivot -= 8;
    const inverse = load<f64>(pivot);
    const own = f64x2.splat(kept * inverse);
    const next = f64x2.splat(wordG * inverse);
    a = f64x2.add(f64x2.mul(own, v128.load(x)), f64x2.mul(next, a));
    b = f64x2.add(f64x2.mul(own, v128.load(x, 16)), f64x2.mul(next, b));
    c = f64x2.add(f64x2.mul(own, v128.load(x, 32)), f64x2.mul(next, c));
    d = f64x2.add(f64x2.mul(own, v128.load(x, 48)), f64x2.mul(next, d));
    v128.store(x, a);
    v128.store(x, b, 16);
    v128.store(x, c, 32);
    v128.store(x, d, 48);
    kept = wordShare;
  }
}

/** Two lanes of z := Aw⁻¹(…) − w over one row, with the peaks and the energy. */
function compare(i: i32, lane: usize): void {
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row + lane;
  let largestW = v128.load(wordPeak + lane);
  let largestZ = v128.load(correctionPeak + lane);
  let total = v128.load(sum + lane);
  let before = f64x2.splat(0);
  let wire = before;
  const wireAhead = f64x2.splat(wordWire);
  let w = word + at;
  let z = correction + at;
  let e = wordExcess + ((<usize>i * <usize>columns) << 3);
  let x = solved + lane;
  for (const end = x + row; x < end; x += 64, w += 64, z += 64, e += 8) {
    const fresh = v128.load(x);
    const change = f64x2.sub(fresh, v128.load(w));
    v128.store(z, change);
    largestW = f64x2.pmax(largestW, f64x2.abs(fresh));
    largestZ = f64x2.pmax(largestZ, f64x2.abs(change));
    total = f64x2.add(total, nodeEnergy(v128.load64_splat(e), change, wire, f64x2.sub(change, before)));
    before = change;
    wire = wireAhead;
  }
  v128.store(wordPeak + lane, largestW);
  v128.store(correctionPeak + lane, largestZ);
  v128.store(sum + lane, total);
}

/** Four lanes of a row of w and z, with the energy. */
function walk(i: i32, lane: usize): void {
  const row = (<usize>columns) << NODE;
  const at = <usize>i * row + lane;
  const alphaA = v128.load(step + lane);
  const alphaB = v128.load(step + lane, 16);
  let sumA = v128.load(sum + lane);
  let sumB = v128.load(sum + lane, 16);
  let beforeA = f64x2.splat(0);
  let beforeB = beforeA;
  let wire = beforeA;
  const wireAhead = f64x2.splat(wordWire);
  let w = word + at;
  let z = correction + at;
  let p = direction + at;
  let e = wordExcess + ((<usize>i * <usize>columns) << 3);
  let x = solved + lane;
  for (const end = x + row; x < end; x += 64, w += 64, z += 64, p += 64, e += 8) {
    const pA = v128.load(p);
    const pB = v128.load(p, 16);
    v128.store(w, f64x2.add(v128.load(w), f64x2.mul(alphaA, pA)));
    v128.store(w, f64x2.add(v128.load(w, 16), f64x2.mul(alphaB, pB)), 16);
    const zA = f64x2.sub(v128.load(z), f64x2.mul(alphaA, f64x2.sub(pA, v128.load(x))));
    const zB = f64x2.sub(v128.load(z, 16), f64x2.mul(alphaB, f64x2.sub(pB, v128.load(x, 16))));
    v128.store(z, zA);
    v128.store(z, zB, 16);
    const own = v128.load64_splat(e);
    sumA = f64x2.add(sumA, nodeEnergy(own, zA, wire, f64x2.sub(zA, beforeA)));
    sumB = f64x2.add(sumB, nodeEnergy(own, zB, wire, f64x2.sub(zB, beforeB)));
    beforeA = zA;
    beforeB = zB;
    wire = wireAhead;
  }
  v128.store(sum + lane, sumA);
  v128.store(sum + lane, sumB, 16);
}

/** What one node and the wire before it add to xᵀ·Aw·x: what they would dissipate. */
function nodeEnergy(own: v128, x: v128, wire: v128, drop: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.mul(own, x), x), f64x2.mul(f64x2.mul(wire, drop), drop));
}
