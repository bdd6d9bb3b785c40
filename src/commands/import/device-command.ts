import { basename, dirname, relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { checkWritableFolder, writeOutputFile, writeReportFiles } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { filesOf } from "../../cli/delivery.ts";
import { seedOption } from "../../cli/options.ts";
import { deviceAnswer, deviceConfig } from "./report/device-fit.ts";
import { deviceFit } from "./run/device-fit.ts";

interface DeviceFitOptions {
  readonly iv?: string;
  readonly noise?: string;
  readonly out?: string;
  readonly seed?: number;
}

export const importDeviceVerb = defineVerb<[conductances: string], DeviceFitOptions>({
  summary: "your device's measurements as a model, with pictures",
  about: "fit measured conductances, I–V curves and read noise; write a device that compare accepts",
  args: [["<conductances>", "CSV with units in its header, such as G (uS), or .npy in S"]],
  options: [
    new Option("--iv <file>", "CSV of V (mV) and a column a device, I (nA)"),
    new Option("--noise <file>", "CSV of G (uS),sigma (uS), or of repeated reads, a row a device"),
    new Option("--out <file>", "config to write, and <name>-report/ with pictures next to it").argParser(
      (text) => {
        if (!/\.json5?$/i.test(text)) throw new InvalidArgumentError("expected a name that ends in .json5.");
        return text;
      },
    ),
    seedOption(),
  ],
  writes: { out: "file" },
  reports: "text",
  examples: ["import device G.csv --iv IV.csv --noise noise.csv --out my-device.json5"],
  ask: async ({ args: [conductances], options: { iv, noise, out, seed }, output }) => {
    const name = out === undefined ? "device" : basename(out).replace(/\.json5?$/i, "");
    const folder = out === undefined ? "." : dirname(out);
    const report = out === undefined ? undefined : `${folder}/${name}-report`;
    if (report !== undefined) checkWritableFolder(report);
    const fit = deviceFit({ conductances, iv, noise, seed });
    const file = relative(folder, conductances).replaceAll("\\", "/");
    const answer = deviceAnswer(fit, file);
    if (out !== undefined && report !== undefined) {
      writeOutputFile(out, deviceConfig(fit, name, file));
      const files = writeReportFiles(report, await filesOf(answer));
      output.note(`wrote ${out} and ${files.length} files in ${report}`);
    }
    return answer;
  },
});
