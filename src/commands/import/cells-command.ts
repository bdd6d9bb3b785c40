import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "#base";
import { checkWritableFolder, STANDARD_OUTPUT } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { deliverText } from "../../cli/delivery.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { countOption, timeoutOption, wholeNumber } from "../../cli/options.ts";
import { EXIT, json } from "../../cli/output.ts";
import { cellsAnswer, cellTableFile } from "./report/cells.ts";
import { cellFigures } from "./run/cells/cells.ts";
import { HARDWARE_UNITS } from "./run/cells/units/index.ts";

interface CellsOptions {
  readonly liberty: readonly string[];
  readonly node?: number;
  readonly units?: readonly string[];
  readonly vectors: number;
  readonly seed: number;
  readonly timeout: number;
  readonly out?: string;
}

/** Node in m. */
function nodeOf(text: string): number {
  const node = parseQuantity(text.replace(/^([\d.]+)(?=[a-zµ])/, "$1 "), "m");
  if (typeof node === "string") throw new InvalidArgumentError(`${node}.`);
  if (!(node >= 1e-9 && node <= 1e-6)) throw new InvalidArgumentError("expected a node in [1 nm, 1 µm].");
  return node;
}

export const importCellsVerb = defineVerb<[], CellsOptions>({
  summary: "your cell library's price of each digital unit",
  about:
    "synthesise the digital units of rtl/ with a Liberty library and simulate them: area, energy, leakage, critical path",
  options: [
    new Option(
      "--liberty <file...>",
      "files of one library (.lib or .lib.gz), at one corner",
    ).makeOptionMandatory(),
    new Option("--node <length>", 'node of the library, such as "7 nm", for the record').argParser(nodeOf),
    new Option("--units <list>", "units with commas between them (default: all)").argParser((text) =>
      text.split(",").map((name) => name.trim()),
    ),
    countOption("--vectors <n>", "cycles that an energy is the mean of", 16, 100_000).default(1000),
    new Option("--seed <n>", "seed of their data").argParser(wholeNumber).default(1),
    timeoutOption("unit"),
    new Option(
      "--out <file>",
      "table to write, and <name>-units/ that keeps finished units; - prints it in place of the answer",
    ),
  ],
  writes: { out: "text" },
  reports: "text",
  isLong: true,
  examples: ["import cells --liberty my-28nm-tt.lib.gz --node 28nm --out my-28nm.json"],
  notes: `Units: ${HARDWARE_UNITS.map(({ name }) => name).join(", ")}.
It needs yosys on the PATH or, without it, npm install @yowasp/yosys. Stopped, the
same command goes on from its finished units. Also called: crosshash ground.`,
  ask: async ({ options: { out, ...question }, output, outcome, progress }) => {
    const isFile = out !== undefined && out !== STANDARD_OUTPUT;
    const kept = isFile ? `${out.replace(/\.json$/i, "")}-units` : undefined;
    if (kept !== undefined) checkWritableFolder(kept);
    const result = await interruptible(async (signal) => {
      try {
        return await cellFigures({ ...question, kept }, { progress, note: output.note, signal });
      } catch (error) {
        if (!signal.aborted) throw error;
        outcome.code = EXIT.interrupted;
        output.note(
          `interrupted${kept === undefined ? "" : `: finished units are in ${kept}, and the same command goes on from them`}`,
        );
        return undefined;
      }
    });
    if (result === undefined) return undefined;
    if (out !== undefined) deliverText(out, json(cellTableFile(result)), output);
    return out === STANDARD_OUTPUT ? undefined : cellsAnswer(result);
  },
});
