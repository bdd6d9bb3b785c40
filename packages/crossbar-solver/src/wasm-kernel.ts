import type { FrontPlan } from "./front-plan.ts";
import { FRONTS } from "./generated/fronts.ts";
import { LINE_CG } from "./generated/line-cg.ts";
import { LINE_CG_LANES } from "./generated/line-cg-lanes.ts";
import { SWEEP } from "./generated/sweep.ts";
import type { LaneMeasure, LineSystem, SolverKernel, Wire } from "./line-system.ts";
import type { LastFront, Potentials } from "./plain-fronts.ts";
import { fours, type SymmetricSweep } from "./symmetric-sweep.ts";

/** What both compiled kernels export. Scalars go through memory: see the head of assembly/line-cg.ts. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  layOut(base: number, rows: number, columns: number): void;
  setWires(wordConductance: number, wordRetained: number, bitConductance: number, bitRetained: number): void;
  invertWordChains(): void;
  invertBitChains(): void;
  begin(): void;
  direct(): void;
  descend(): void;
  accept(): void;
  settleBits(): void;
}

/** The kernels have no data; low addresses stay free nevertheless. */
const BASE = 1024;
/** Right-hand sides of assembly/line-cg-lanes.ts. */
const BATCH = 8;
const CELL_ARRAYS = 4;
const LANE_ARRAYS = 6;
/** Word lines of scratch behind the arrays: four of one lane, or one of all lanes. */
const SCRATCH_LINES = 4;
/** Bytes of scalars before the arrays. */
const SINGLE_HEADER = 64;
const BATCH_HEADER = 256;
/** Bytes between arrays. */
const PAD = 1088;
/** WebAssembly memory never shrinks. One instance that may serve a 1024 × 1024 solve is kept; larger ones,
 * and a second large one, go to the garbage collector. */
const POOLED_BYTES = 128 << 20;
/** Prices solve large arrays in turn, and memory is freed late: so one for fronts of 1280 lines is kept. */
const POOLED_FRONTS = 512 << 20;
const SMALL_BYTES = 16 << 20;
/** Bytes by which a memory grows. */
const PAGE = 65_536;

/** The WebAssembly kernels, compiled on first use. Throws what WebAssembly throws where SIMD is missing. */
export function loadSolverKernel(): SolverKernel {
  const single = instancePool<KernelExports>(LINE_CG);
  const batch = instancePool<KernelExports>(LINE_CG_LANES);
  const sweeps = instancePool<SweepExports>(SWEEP);
  const fronts = instancePool<FrontExports>(FRONTS, POOLED_FRONTS);
  return {
    name: "wasm-simd",
    batch: BATCH,
    withSystem: (rows, columns, lanes, use) => {
      if (lanes !== 1 && lanes !== BATCH)
        throw new RangeError(`solver kernel: expected 1 or ${BATCH} lanes, received ${lanes}`);
      const pool = lanes === 1 ? single : batch;
      // An instance in use is not in the pool, so a solve within a solve gets its own.
      const exports = pool.take();
      try {
        return use(new WasmLineSystem(exports, rows, columns, lanes));
      } finally {
        pool.giveBack(exports);
      }
    },
    withSweep: (size, use) => {
      const exports = sweeps.take();
      try {
        return use(wasmSweep(exports, size));
      } finally {
        sweeps.giveBack(exports);
      }
    },
    withFronts: (plan, edges, fill, use) => {
      const exports = fronts.take();
      try {
        return use(runFronts(exports, plan, edges, fill));
      } finally {
        fronts.giveBack(exports);
      }
    },
  };
}

/** What assembly/sweep.ts exports. */
interface SweepExports {
  readonly memory: WebAssembly.Memory;
  layOut(base: number, stride: number): void;
  sweep(size: number, first: number, count: number): void;
}

/** Rows of the scratch of assembly/sweep.ts: two panels and a block. */
const SWEEP_BLOCK = 32;

function wasmSweep(exports: SweepExports, size: number): SymmetricSweep {
  const stride = fours(size);
  const doubles = stride * stride + 2 * SWEEP_BLOCK * stride + SWEEP_BLOCK ** 2;
  reserve(exports.memory, BASE + 8 * doubles);
  const data = new Float64Array(exports.memory.buffer, BASE, stride * stride);
  exports.layOut(BASE, stride);
  return {
    stride,
    data,
    sweep: (rows, first, count) => {
      exports.sweep(rows, first, count);
    },
  };
}

/** What assembly/fronts.ts exports. */
interface FrontExports {
  readonly memory: WebAssembly.Memory;
  layOut(evens: number, odds: number, values: number, scratch: number, widest: number): void;
  layOutWay(kept: number, volts: number): void;
  run(from: number, to: number): void;
  settle(from: number, to: number): void;
}

/** Pivots of a block, and sets of sources, of assembly/fronts.ts. */
const FRONT_BLOCK = 64;
const FRONT_LANES = 8;

/** Runs a plan's tapes, which follow all doubles in memory. */
function runFronts(
  exports: FrontExports,
  { tape, stacks, widest, last, way }: FrontPlan,
  edges: number,
  fill: (conductance: Float64Array) => void,
): LastFront {
  const odds = BASE + 8 * stacks[0];
  const values = odds + 8 * stacks[1];
  const scratch = values + 8 * edges;
  const kept = scratch + 8 * FRONT_BLOCK * (2 * widest + 1);
  const volts = kept + 8 * (way?.kept ?? 0);
  const tapeAt = volts + 8 * FRONT_LANES * (way?.slots ?? 0) + PAD;
  const wayAt = tapeAt + tape.byteLength;
  reserve(exports.memory, wayAt + (way?.tape.byteLength ?? 0) + PAD);
  const { buffer } = exports.memory;
  new Int32Array(buffer, tapeAt, tape.length).set(tape);
  fill(new Float64Array(buffer, values, edges).fill(0));
  exports.layOut(BASE, odds, values, scratch, widest);
  exports.layOutWay(kept, volts);
  exports.run(tapeAt, wayAt);
  const stack = last.place & 1;
  const data = new Float64Array(buffer, stack === 1 ? odds : BASE, stacks[stack]);
  let potentials: Potentials | null = null;
  if (way !== null) {
    new Int32Array(buffer, wayAt, way.tape.length).set(way.tape);
    potentials = {
      lanes: FRONT_LANES,
      volts: new Float64Array(buffer, volts, FRONT_LANES * way.slots).fill(0),
      settle: () => exports.settle(wayAt, wayAt + way.tape.byteLength),
    };
  }
  return { data, from: last.place >> 1, stride: last.stride, potentials };
}

/** Grows a memory to a least number of bytes; arrays on it are detached where it grows. */
function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

interface InstancePool<Exports> {
  take(): Exports;
  giveBack(exports: Exports): void;
}

function instancePool<Exports extends { readonly memory: WebAssembly.Memory }>(
  base64: string,
  pooled = POOLED_BYTES,
): InstancePool<Exports> {
  const idle: Exports[] = [];
  let module: WebAssembly.Module | null = null;
  return {
    take: () => {
      module ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
      return idle.pop() ?? (new WebAssembly.Instance(module).exports as unknown as Exports);
    },
    giveBack: (exports) => {
      const bytes = exports.memory.buffer.byteLength;
      if (bytes <= SMALL_BYTES || (bytes <= pooled && idle.length === 0)) idle.push(exports);
    },
  };
}

class WasmLineSystem implements LineSystem {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly coupling: Float64Array;
  readonly wordPivot: Float64Array;
  readonly bitPivot: Float64Array;
  readonly wordExcess: Float64Array;
  readonly wordInjection: Float64Array;
  readonly bitInjection: Float64Array;
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly #kernel: KernelExports;
  readonly #step: Float64Array;
  readonly #sum: Float64Array;
  readonly #correctionPeak: Float64Array;
  readonly #wordPeak: Float64Array;

  constructor(kernel: KernelExports, rows: number, columns: number, lanes: number) {
    const cells = rows * columns;
    const header = lanes === 1 ? SINGLE_HEADER : BATCH_HEADER;
    const cellArray = 8 * cells + PAD;
    const laneArray = 8 * cells * lanes + PAD;
    const lanesFrom = BASE + header + CELL_ARRAYS * cellArray;
    reserve(kernel.memory, lanesFrom + LANE_ARRAYS * laneArray + 8 * SCRATCH_LINES * columns * lanes);
    const { buffer } = kernel.memory;
    const scalars = (row: number): Float64Array => new Float64Array(buffer, BASE + 8 * lanes * row, lanes);
    const perCell = (index: number): Float64Array =>
      new Float64Array(buffer, BASE + header + index * cellArray, cells);
    const perLane = (index: number): Float64Array =>
      new Float64Array(buffer, lanesFrom + index * laneArray, cells * lanes);
    this.rows = rows;
    this.columns = columns;
    this.lanes = lanes;
    [this.coupling, this.wordPivot] = [perCell(0), perCell(1)];
    [this.bitPivot, this.wordExcess] = [perCell(2), perCell(3)];
    [this.wordInjection, this.bitInjection] = [perLane(0), perLane(1)];
    [this.word, this.bit] = [perLane(2), perLane(3)];
    [this.#step, this.#sum] = [scalars(0), scalars(1)];
    [this.#correctionPeak, this.#wordPeak] = [scalars(2), scalars(3)];
    // Arrays that a solve reads before it has written them.
    for (const array of [this.wordInjection, this.bitInjection, this.word]) array.fill(0);
    this.#kernel = kernel;
    kernel.layOut(BASE, rows, columns);
  }

  setWires(word: Wire, bit: Wire): void {
    this.#kernel.setWires(word.conductance, word.retained, bit.conductance, bit.retained);
  }

  invertChains(family: "word" | "bit"): void {
    if (family === "word") this.#kernel.invertWordChains();
    else this.#kernel.invertBitChains();
  }

  begin(measure: LaneMeasure): void {
    this.#kernel.begin();
    measure.correctionPeak.set(this.#correctionPeak);
    measure.wordPeak.set(this.#wordPeak);
    measure.energy.set(this.#sum);
  }

  direct(beta: Float64Array, curvature: Float64Array): void {
    this.#step.set(beta);
    this.#kernel.direct();
    curvature.set(this.#sum);
  }

  descend(alpha: Float64Array, energy: Float64Array): void {
    this.#step.set(alpha);
    this.#kernel.descend();
    energy.set(this.#sum);
  }

  accept(): void {
    this.#kernel.accept();
  }

  settleBits(): void {
    this.#kernel.settleBits();
  }
}
