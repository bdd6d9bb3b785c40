import type { Circuit, DeviceLaw, Terminal, TerminalSide } from "../src/circuit.ts";
import { createRng, type Rng } from "./random.ts";

/** log-uniform on [low, high]. */
export const logUniform = (rng: Rng, low: number, high: number): number =>
  low * (high / low) ** rng.uniform();

/** `count` terminals, all alike. */
export const same = (count: number, voltage: number, resistance: number): Terminal[] =>
  Array.from({ length: count }, () => ({ voltage, resistance }));

/** `count` terminals of one resistance with voltages uniform on [low, high]. */
export const drive = (rng: Rng, count: number, low: number, high: number, resistance: number): Terminal[] =>
  Array.from({ length: count }, () => ({ voltage: low + (high - low) * rng.uniform(), resistance }));

export interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly seed: string | number;
  readonly wordSegment?: number;
  readonly bitSegment?: number;
  readonly low?: number;
  readonly high?: number;
  readonly device?: DeviceLaw;
}

/** Left driven 0 … 0.3 V and bottom grounded, one segment as each terminal's resistance. */
export function readArray(shape: Shape): Circuit {
  const { rows, columns, wordSegment = 1, bitSegment = 1, low = 1e-6, high = 1e-4 } = shape;
  const rng = createRng(shape.seed);
  return {
    rows,
    columns,
    wordSegment,
    bitSegment,
    device: shape.device ?? { model: "linear" },
    conductance: Float64Array.from({ length: rows * columns }, () => low + (high - low) * rng.uniform()),
    terminals: {
      left: drive(rng, rows, 0, 0.3, wordSegment),
      right: null,
      top: null,
      bottom: same(columns, 0, bitSegment),
    },
  };
}

/** Any circuit a file may describe: every kind of terminal, wire, opens, near-shorts, islands. */
export function arbitraryCircuit(seed: string | number): Circuit {
  const rng = createRng(seed);
  const rows = 1 + rng.integer(6);
  const columns = 1 + rng.integer(6);
  const pick = <T>(...options: T[]): T => options[rng.integer(options.length)];
  const wordSegment = pick(0, 1e-3, 1, 5, 200);
  const bitSegment = pick(0, 1e-3, 1, 5, 200);
  const openShare = pick(0, 0, 0.2, 0.6);
  const shortShare = pick(0, 0, 0.1);
  const conductance = Float64Array.from({ length: rows * columns }, () => {
    const kind = rng.uniform();
    if (kind < openShare) return 0;
    if (kind < openShare + shortShare) return pick(1e-1, 10, 1e3);
    return logUniform(rng, 1e-7, 1e-3);
  });
  const side = (count: number): TerminalSide => {
    const style = rng.integer(4);
    if (style === 0) return null;
    return Array.from({ length: count }, () => {
      if (style === 1 && rng.uniform() < 0.5) return null;
      const resistance = pick(0, 0.1, 1, 50, 1e4, 1e8);
      return { voltage: pick(0, 0.2, -0.2, 1, rng.uniform()), resistance };
    });
  };
  const circuit: Circuit = {
    rows,
    columns,
    wordSegment,
    bitSegment,
    device: pick<DeviceLaw>(
      { model: "linear" },
      { model: "linear" },
      { model: "sinh", sharpness: pick(0.1, 2.5, 6) },
    ),
    conductance,
    terminals: { left: side(rows), right: side(rows), top: side(columns), bottom: side(columns) },
  };
  return circuit;
}
