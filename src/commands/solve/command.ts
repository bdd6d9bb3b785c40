import { InvalidArgumentError, Option } from "commander";
import { checkKind, readInputFile } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { jsonOption, pluginOption, seedOption, setOption } from "../../cli/options.ts";
import { parseCircuitFile } from "../../design/circuit-file.ts";
import { solveChosen, solveCommand } from "./run/solve.ts";

/** A 1024 × 1024 array takes 25 MB of text. */
const MOST_CIRCUIT_BYTES = 1 << 28;

interface SolveOptions {
  readonly tolerance?: number;
  readonly spice?: boolean;
  readonly tran?: boolean;
  readonly array?: number;
  readonly tile?: number;
  readonly token?: number;
  readonly seed?: number;
  readonly set: string[];
  readonly plugin: string[];
}

const numberOption = (flags: string, doc: string): Option =>
  new Option(flags, doc).argParser((text) => {
    const value = Number(text);
    if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("expected a number.");
    return value;
  });

const indexOption = (flags: string, doc: string): Option =>
  new Option(flags, doc).argParser((text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new InvalidArgumentError("expected a whole number of at least 0.");
    return value;
  });

export const solveVerb = defineVerb<[file: string], SolveOptions>({
  summary: "exact DC solution of a crossbar circuit",
  about:
    "exact DC solution of a crossbar circuit file, of a design's array or of one tile of it; or its netlist",
  args: [["<file>", "circuit (JSON), or with --array a config"]],
  options: [
    numberOption("--tolerance <x>", "largest KCL mismatch over the largest branch current (default: 1e-9)"),
    new Option("--spice", "write an ngspice deck instead of solving"),
    new Option(
      "--tran",
      "with --spice, of a circuit file or with --tile: a deck of the read in time, with line capacitances and amplifiers",
    ),
    indexOption("--array <i>", "array of the design, from 0: sets in order of layer and head"),
    indexOption(
      "--tile <j>",
      "one tile of it alone, from 0, row by row (default: all tiles on their common lines)",
    ),
    indexOption("--token <t>", "query whose levels drive the word lines (default: 0)"),
    setOption(),
    pluginOption(),
    seedOption(),
    jsonOption().hideHelp(),
  ],
  examples: [
    "solve configs/cai-iscas-2024.json5 --array 0 --tile 3",
    "solve configs/cai-iscas-2024.json5 --array 0 --tile 3 --spice --tran",
  ],
  ask: async ({ args: [file], options, output }) => {
    const { loadSolverKernel } = await import("#crossbar-solver");
    const { tolerance, spice } = options;
    const shared = { file, kernel: loadSolverKernel(), tolerance, spice };
    if (options.array === undefined) {
      // The circuit's text is as large as its arrays; it is released before the solve.
      const bare = options.tran === true ? { ...shared, transient: "bare" as const } : shared;
      checkKind(file, "a circuit (JSON) or, with --array 0, a config", /\.json$/i);
      output.pieces(solveCommand(parseCircuitFile(readInputFile(file, MOST_CIRCUIT_BYTES), file), bare));
      return undefined;
    }
    const [{ designCircuit }, { readConfig }, { loadModels }] = await Promise.all([
      import("./run/tile-choice.ts"),
      import("../shared/config-file.ts"),
      import("../../runtime/plugins.ts"),
    ]);
    const { catalogue } = await loadModels(options.plugin);
    const chosen = await designCircuit(readConfig(file, options.set), catalogue, {
      ...options,
      array: options.array,
    });
    output.pieces(solveChosen(chosen, { ...shared, inTime: options.tran === true }));
    return undefined;
  },
});
