import type { Circuit, DeviceLaw, TerminalSide } from "../src/circuit.ts";
import { logUniform } from "./circuits.ts";
import { createRng, type Rng } from "./random.ts";

/**
 * A small circuit meant to be hard: most lines float, cells are on or off with ratios to 1e12, in islands that good
 * cells hold together and bad ones tie to the rest. `wild` adds cells of 1 MS, 1 µΩ and 1 GΩ wires and 100 V.
 */
export function hostileCircuit(seed: string | number, kind: "linear" | "sinh", wild: boolean): Circuit {
  const rng = createRng(seed);
  const pick = <T>(...options: T[]): T => options[rng.integer(options.length)];
  const rows = 1 + rng.integer(8);
  const columns = 1 + rng.integer(8);
  const segment = (): number => {
    if (rng.uniform() < 0.15) return 0;
    if (wild && rng.uniform() < 0.5) return pick(1e-6, 1e-3, 1e6, 1e9);
    return logUniform(rng, 1e-2, 1e6);
  };
  const largest = wild ? pick(0.2, 5, 100) : pick(0.2, 1, 5);
  return {
    rows,
    columns,
    wordSegment: segment(),
    bitSegment: segment(),
    device: law(rng, kind, wild, largest),
    conductance: islandCells(rng, rows, columns, wild),
    terminals: sparseTerminals(rng, rows, columns, wild, largest),
  };
}

function law(rng: Rng, kind: "linear" | "sinh", wild: boolean, largest: number): DeviceLaw {
  if (kind === "linear") return { model: "linear" };
  // a × V up to 300; the solver refuses 700.
  return { model: "sinh", sharpness: wild ? logUniform(rng, 0.1, 150 / largest) : 0.5 + 5 * rng.uniform() };
}

/** Lines belong to groups; cells within one are on, between two off or open. */
function islandCells(rng: Rng, rows: number, columns: number, wild: boolean): Float64Array {
  const pick = <T>(...options: T[]): T => options[rng.integer(options.length)];
  const groups = 1 + rng.integer(4);
  const group = Array.from({ length: rows + columns }, () => rng.integer(groups));
  const on = wild ? pick(1e-4, 1e-3, 1, 1e6) : logUniform(rng, 1e-5, 1e-2);
  const ratio = 10 ** (12 * rng.uniform());
  const open = pick(0, 0, 0.2, 0.6);
  const mixed = pick(0, 0, 0.1, 0.3);
  const spread = pick(1, 1, 10, 1e4);
  return Float64Array.from({ length: rows * columns }, (_, k) => {
    if (rng.uniform() < open) return 0;
    const isOn = (group[Math.floor(k / columns)] === group[rows + (k % columns)]) !== rng.uniform() < mixed;
    return (isOn ? on : on / ratio) / logUniform(rng, 1, spread);
  });
}

/** A few terminals, never none. */
function sparseTerminals(
  rng: Rng,
  rows: number,
  columns: number,
  wild: boolean,
  largest: number,
): Circuit["terminals"] {
  const pick = <T>(...options: T[]): T => options[rng.integer(options.length)];
  const share = pick(0.1, 0.2, 0.5, 1);
  const terminal = () => ({
    voltage: pick(0, 0, largest, -largest, largest * rng.uniform()),
    resistance: wild ? pick(0, 0, 1e-6, 1, 1e3, 1e9, 1e12) : pick(0, 0, 1, 50, 1e3, 1e6),
  });
  const side = (count: number): TerminalSide =>
    rng.uniform() < 0.3
      ? null
      : Array.from({ length: count }, () => (rng.uniform() < share ? terminal() : null));
  const bottom = side(columns);
  return {
    left: Array.from({ length: rows }, (_, i) =>
      i === rows - 1 || rng.uniform() < share ? terminal() : null,
    ),
    right: side(rows),
    top: side(columns),
    bottom: bottom ?? Array.from({ length: columns }, (_, j) => (j === columns - 1 ? terminal() : null)),
  };
}
