import type { FrontPlan } from "../arrays/solver/front-plan.ts";
import type { LastFront, Potentials } from "../arrays/solver/plain-fronts.ts";
import { reserve } from "./wasm-memory.ts";

/** What assembly/fronts.ts exports. */
export interface FrontExports {
  readonly memory: WebAssembly.Memory;
  layOut(evens: number, odds: number, values: number, scratch: number, widest: number): void;
  layOutWay(kept: number, volts: number): void;
  run(from: number, to: number): void;
  settle(from: number, to: number): void;
}

/** Low addresses stay free. */
const BASE = 1024;
/** Pivots of a block, and sets of sources, of assembly/fronts.ts. */
const BLOCK = 64;
const LANES = 8;
/** What the last loads of a row may read beyond it, bytes. */
const PAD = 64;

/** Runs a plan's tapes, which stand behind all doubles. */
export function runFronts(
  exports: FrontExports,
  { tape, stacks, widest, last, way }: FrontPlan,
  edges: number,
  fill: (conductance: Float64Array) => void,
): LastFront {
  const odds = BASE + 8 * stacks[0];
  const values = odds + 8 * stacks[1];
  const scratch = values + 8 * edges;
  const kept = scratch + 8 * BLOCK * (2 * widest + 1);
  const volts = kept + 8 * (way?.kept ?? 0);
  const tapeAt = volts + 8 * LANES * (way?.slots ?? 0) + PAD;
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
      lanes: LANES,
      volts: new Float64Array(buffer, volts, LANES * way.slots).fill(0),
      settle: () => exports.settle(wayAt, wayAt + way.tape.byteLength),
    };
  }
  return { data, from: last.place >> 1, stride: last.stride, potentials };
}
