import { Option } from "commander";
import { STANDARD_OUTPUT } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { deliverText } from "../../cli/delivery.ts";
import { pluginOption } from "../../cli/options.ts";
import { json } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { calibrationAnswer, calibrationFile } from "./report/calibrate.ts";
import { calibrate } from "./run/calibrate.ts";

interface CalibrateOptions {
  readonly check?: string;
  readonly out?: string;
  readonly plugin: string[];
}

export const importSiliconVerb = defineVerb<[measurements: string], CalibrateOptions>({
  summary: "measured energies, times, areas as factors with a band",
  about: "fit a factor for each class of components to prices measured in silicon or given by a PDK",
  args: [["<measurements>", "CSV, a row a config, with energy (nJ), latency (us) or area (mm2)"]],
  options: [
    new Option("--check <file>", "such rows that are kept from the fit and held against it"),
    new Option(
      "--out <file>",
      "calibration to write, for --set design.calibration; - prints it in place of the answer",
    ),
    pluginOption(),
  ],
  writes: { out: "text" },
  reports: "text",
  examples: ["import silicon silicon.csv --check more.csv --out my-silicon.json"],
  notes: `Columns: config (a file; the seed design where empty), design (lsh-memristor
where empty), config paths such as workload.length, and the measured ones.`,
  ask: async ({ args: [file], options, output, progress }) => {
    const models = await loadModels(options.plugin);
    const { check, out } = options;
    const result = await calibrate(file, models, { check }, progress);
    if (out !== undefined) deliverText(out, json(calibrationFile(result)), output);
    return out === STANDARD_OUTPUT ? undefined : calibrationAnswer(result);
  },
});
