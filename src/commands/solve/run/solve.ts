import { fault, settlingTime } from "#base";
import { type ArraySolution, arrayNetlist, arraySolver } from "#crossbar-arrays";
import {
  bareLoad,
  type Circuit,
  DEFAULT_TOLERANCE,
  SIDES,
  type Solution,
  type SolverKernel,
  solveCircuit,
  spiceNetlist,
  spiceTransient,
  type TransientLoad,
} from "#crossbar-solver";
import type { ChosenCircuit } from "./tile-choice.ts";
import { BARE_CELL } from "./tile-transient.ts";

export interface SolveCommandOptions {
  /** Name of the file in error messages. */
  readonly file: string;
  readonly tolerance?: number;
  /** Writes the netlist instead of solving. */
  readonly spice?: boolean;
  /** With `spice`: the transient read with its loads; "bare" for a circuit's lines only. */
  readonly transient?: TransientLoad | "bare";
  readonly kernel?: SolverKernel;
}

/**
 * Answer of `solve` for a circuit, in pieces: JSON, or with `spice` an ngspice deck. The answer of a 1024 ×
 * 1024 array is 66 MB of text. The solve itself runs before the first piece. Throws ConfigError (exit 2) for
 * a bad tolerance, UnconvergedError (exit 1).
 */
export function solveCommand(circuit: Circuit, options: SolveCommandOptions): Iterable<string> {
  const tolerance = toleranceOf(options);
  if (options.transient !== undefined) {
    checkDeck(options);
    const load =
      options.transient === "bare" ? bareLoad(circuit, BARE_CELL, settlingTime) : options.transient;
    return [spiceTransient(circuit, load, options.file)];
  }
  if (options.spice === true) return [spiceNetlist(circuit, options.file)];
  return answer(solveCircuit(circuit, { tolerance, kernel: options.kernel }), circuit.columns, null);
}

/** A transient deck is only text; nothing is solved. */
function checkDeck({ spice }: SolveCommandOptions): void {
  if (spice === true) return;
  throw fault("--tran", "(value)", "expected with --spice: it writes a deck, and solves nothing");
}

function toleranceOf({ tolerance = DEFAULT_TOLERANCE }: SolveCommandOptions): number {
  if (tolerance >= 1e-14 && tolerance <= 1e-2) return tolerance;
  throw fault("--tolerance", "(value)", `expected 1e-14 … 1e-2, received ${tolerance}`);
}

/** Answer for a design's circuit, which it names first. A whole array is solved to 1e-9 of its currents. */
export function solveChosen(
  chosen: ChosenCircuit,
  options: Omit<SolveCommandOptions, "transient"> & { readonly inTime: boolean },
): Iterable<string> {
  const tolerance = toleranceOf(options);
  if (options.inTime) {
    checkDeck(options);
    if (chosen.kind !== "tile")
      throw fault("--tran", "(value)", "expected with --tile: a deck in time is of one tile, received none");
    return [spiceTransient(chosen.circuit, chosen.load, `${options.file}: ${chosen.name}`)];
  }
  const title = `${options.file}: ${chosen.name}`;
  if (chosen.kind === "tile")
    return options.spice === true
      ? [spiceNetlist(chosen.circuit, title)]
      : answer(
          solveCircuit(chosen.circuit, { tolerance, kernel: options.kernel }),
          chosen.circuit.columns,
          chosen.name,
        );
  const { array, electrics, voltages, law, name } = chosen;
  return options.spice === true
    ? [arrayNetlist(array, electrics, voltages, law, title)]
    : arrayAnswer(arraySolver(array, electrics, law, options.kernel)(voltages), array.geometry, name);
}

/** A whole array: drivers by word line (both ends summed), readouts by bit line, tile nodes, global lines. */
function* arrayAnswer(
  { columns: collected, drivers, power, tiles, global }: ArraySolution,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  name: string,
): Iterable<string> {
  const gridOf = (of: (solution: Solution) => Float64Array): Float64Array => {
    const values = new Float64Array(rows * columns).fill(Number.NaN);
    for (const { region, solution } of tiles)
      for (let i = 0; i < region.rows; i++) {
        const from = i * region.columns;
        values.set(
          of(solution).subarray(from, from + region.columns),
          (region.top + i) * columns + region.left,
        );
      }
    return values;
  };
  yield `{\n"circuit": ${JSON.stringify(name)},\n`;
  yield `"driver_current_A": ${list(drivers, 0, drivers.length)},\n`;
  yield `"readout_current_A": ${list(collected, 0, columns)},\n`;
  yield* grid(
    "word_node_V",
    gridOf(({ word }) => word),
    columns,
  );
  yield* grid(
    "bit_node_V",
    gridOf(({ bit }) => bit),
    columns,
  );
  yield* grid(
    "device_current_A",
    gridOf(({ deviceCurrent }) => deviceCurrent),
    columns,
  );
  const lines = global?.net.lines.map(({ kind, line, nodes }) => {
    const at = nodes.map((n) => ({ cells: global.net.nodes[n].position, V: global.potential[n] }));
    return JSON.stringify({ line: kind, index: line, nodes: at });
  });
  yield `"global_lines": [\n${lines?.join(",\n") ?? ""}\n],\n"total_power_W": ${power}\n}\n`;
}

/** The answer of design section 9, one array row per line. */
function* answer(solution: Solution, columns: number, name: string | null): Iterable<string> {
  const sides = SIDES.map((side) => {
    const currents = solution.terminalCurrent[side];
    return `"${side}": ${currents === null ? "null" : list(currents, 0, currents.length)}`;
  });
  const { floating } = solution;
  const lines = [
    ...floating.word.map((index) => ({ line: "word", index })),
    ...floating.bit.map((index) => ({ line: "bit", index })),
  ];
  yield `{\n${name === null ? "" : `"circuit": ${JSON.stringify(name)},\n`}"terminal_current_out_A": { ${sides.join(", ")} },\n`;
  yield* grid("word_node_V", solution.word, columns);
  yield* grid("bit_node_V", solution.bit, columns);
  yield* grid("device_current_A", solution.deviceCurrent, columns);
  yield `"total_power_W": ${solution.power},\n"iterations": ${solution.iterations},\n`;
  yield `"residual": ${solution.residual},\n"floating": ${JSON.stringify(lines)}\n}\n`;
}

/** Characters per piece. */
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

/** NaN marks floating nodes. */
function list(values: Float64Array, from: number, to: number): string {
  const texts = new Array<string>(to - from);
  for (let k = from; k < to; k++) texts[k - from] = Number.isNaN(values[k]) ? "null" : String(values[k]);
  return `[${texts.join(",")}]`;
}
