import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { parseCircuitFile } from "../design/circuit-file.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { jsonOption, pluginOption, seedOption, setOption, withExample } from "./options.ts";
import type { Output } from "./output.ts";
import { solveCommand } from "./solve-command.ts";

/** A 1024 × 1024 array takes 25 MB of text. */
const MOST_CIRCUIT_BYTES = 1 << 28;

interface SolveOptions {
  readonly tolerance?: number;
  readonly spice?: boolean;
  readonly array?: number;
  readonly tile?: number;
  readonly token?: number;
  readonly seed?: number;
  readonly set: string[];
  readonly plugin: string[];
}

export function addSolve(program: Command, output: Output): void {
  const command = program
    .command("solve")
    .description(
      "exact DC solution of a crossbar circuit file, or of one tile of a design's arrays; or its netlist",
    )
    .argument("<file>", "circuit (JSON), or with --array a config")
    .addOption(
      numberOption("--tolerance <x>", "largest KCL mismatch over the largest branch current (default: 1e-9)"),
    )
    .option("--spice", "write an ngspice deck instead of solving")
    .addOption(indexOption("--array <i>", "array of the design, from 0: sets in order of layer and head"))
    .addOption(indexOption("--tile <j>", "tile of that array, from 0, row by row (default: 0)"))
    .addOption(indexOption("--token <t>", "query whose levels drive the word lines (default: 0)"))
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption().hideHelp())
    .action(async (file: string, options: SolveOptions) => {
      const { loadSolverKernel } = await import("../runtime/solver-kernel.ts");
      const shared = {
        file,
        kernel: loadSolverKernel(),
        ...(options.tolerance === undefined ? {} : { tolerance: options.tolerance }),
        ...(options.spice === undefined ? {} : { spice: options.spice }),
      };
      // A circuit's text is as large as its arrays: it is let go before the solve.
      if (options.array === undefined)
        return output.pieces(
          solveCommand(parseCircuitFile(readInputFile(file, MOST_CIRCUIT_BYTES), file), shared),
        );
      const [{ designTile }, { readConfig }, { loadModels }] = await Promise.all([
        import("./tile-choice.ts"),
        import("./config-file.ts"),
        import("../runtime/plugins.ts"),
      ]);
      const circuit = await designTile(
        readConfig(file, options.set),
        (await loadModels(options.plugin)).catalogue,
        {
          ...options,
          array: options.array,
        },
      );
      output.pieces(solveCommand(circuit, shared));
    });
  withExample(command, "crosshash solve configs/cai-iscas-2024.json5 --array 0 --tile 3");
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
