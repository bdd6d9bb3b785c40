import { type Circuit, SIDES } from "../arrays/solver/circuit.ts";
import type { SolverKernel } from "../arrays/solver/line-system.ts";
import { DEFAULT_TOLERANCE, type Solution, solveCircuit } from "../arrays/solver/solve.ts";
import { spiceNetlist } from "../arrays/solver/spice.ts";
import { bareLoad, spiceTransient, type TransientLoad } from "../arrays/solver/spice-transient.ts";
import { ConfigError } from "../base/errors.ts";
import { BARE_CELL } from "./tile-transient.ts";

export interface SolveCommandOptions {
  /** Name of the file in error messages. */
  readonly file: string;
  readonly tolerance?: number;
  /** Write the netlist instead of solving. */
  readonly spice?: boolean;
  /** With `spice`: the read in time, with what it meets; of a circuit alone only its lines. */
  readonly transient?: TransientLoad | "bare";
  readonly kernel?: SolverKernel;
}

/**
 * `solve`: a circuit → what goes to stdout, its JSON answer or, with `spice`, an ngspice deck, in
 * pieces: the answer of a 1024 × 1024 array is 66 MB of text. The solve itself runs before the first piece.
 * Throws ConfigError (exit 2) for a bad tolerance, UnconvergedError (exit 1).
 */
export function solveCommand(circuit: Circuit, options: SolveCommandOptions): Iterable<string> {
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  if (!(tolerance >= 1e-14 && tolerance <= 1e-2))
    throw new ConfigError([
      { place: "--tolerance", path: "(value)", message: `expected 1e-14 … 1e-2, received ${tolerance}` },
    ]);
  if (options.transient !== undefined) {
    if (options.spice !== true)
      throw new ConfigError([
        {
          place: "--tran",
          path: "(value)",
          message: "expected with --spice: it writes a deck, and solves nothing",
        },
      ]);
    const load = options.transient === "bare" ? bareLoad(circuit, BARE_CELL) : options.transient;
    return [spiceTransient(circuit, load, options.file)];
  }
  if (options.spice === true) return [spiceNetlist(circuit, options.file)];
  const kernel = options.kernel === undefined ? {} : { kernel: options.kernel };
  return answer(solveCircuit(circuit, { tolerance, ...kernel }), circuit.columns);
}

/** The answer of design section 9, one array row a line. */
function* answer(solution: Solution, columns: number): Iterable<string> {
  const sides = SIDES.map((side) => {
    const currents = solution.terminalCurrent[side];
    return `"${side}": ${currents === null ? "null" : list(currents, 0, currents.length)}`;
  });
  const { floating } = solution;
  const lines = [
    ...floating.word.map((index) => ({ line: "word", index })),
    ...floating.bit.map((index) => ({ line: "bit", index })),
  ];
  yield `{\n"terminal_current_out_A": { ${sides.join(", ")} },\n`;
  yield* grid("word_node_V", solution.word, columns);
  yield* grid("bit_node_V", solution.bit, columns);
  yield* grid("device_current_A", solution.deviceCurrent, columns);
  yield `"total_power_W": ${solution.power},\n"iterations": ${solution.iterations},\n`;
  yield `"residual": ${solution.residual},\n"floating": ${JSON.stringify(lines)}\n}\n`;
}

/** Characters gathered before they are handed on. */
const PIECE = 1 << 16;

function* grid(key: string, values: Float64Array, columns: number): Iterable<string> {
  let piece = `"${key}": [\n`;
  for (let k = 0; k < values.length; k += columns) {
    piece += list(values, k, k + columns) + (k + columns < values.length ? ",\n" : "\n],\n");
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** NaN marks what floats. */
function list(values: Float64Array, from: number, to: number): string {
  const texts = new Array<string>(to - from);
  for (let k = from; k < to; k++) texts[k - from] = Number.isNaN(values[k]) ? "null" : String(values[k]);
  return `[${texts.join(",")}]`;
}
