import type { Command } from "commander";
import type { Located } from "../base/document.ts";
import { createRng } from "../base/rng.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import { csvRecord } from "../explore/csv-text.ts";
import { type Axis, gridSize } from "../explore/space.ts";
import { type SweepRow, sweepGrid } from "../explore/sweep.ts";
import { writeReportFile } from "../runtime/output-folder.ts";
import { createProgress } from "../runtime/progress.ts";
import { readConfig } from "./config-file.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { jsonOption, seedOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { createPointEvaluator, METRICS } from "./point-evaluator.ts";
import { readStudy } from "./study.ts";
import { measure } from "./workload-activations.ts";

interface SweepOptions {
  readonly set: string[];
  readonly out: string;
  readonly seed?: number;
  readonly json?: boolean;
}

export function addSweep(program: Command, output: Output, outcome: Outcome): void {
  const command = program
    .command("sweep")
    .description("evaluate every point of a study's grid into results.csv")
    .argument("<study>", "config with a `space`: config path → list of values")
    .requiredOption("--out <dir>", "folder for results.csv")
    .addOption(setOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .action(async (file: string, options: SweepOptions) => {
      const { axes, base } = readStudy(readConfig(file, options.set));
      const rows = await sweep(axes, base, options.seed);
      const path = writeReportFile(options.out, "results.csv", csvOf(axes, rows));
      const count = (status: SweepRow["status"]): number =>
        rows.filter((row) => row.status === status).length;
      const summary = {
        points: rows.length,
        ok: count("ok"),
        infeasible: count("infeasible"),
        failed: count("failed"),
      };
      if (summary.failed > 0) outcome.code = EXIT.partial;
      output.data(
        options.json === true
          ? json(summary)
          : `${summary.points} points: ${summary.ok} ok, ${summary.infeasible} infeasible, ${summary.failed} failed → ${path}`,
      );
    });
  withExample(command, "crosshash sweep configs/study-array-shape.json5 --out out/array-shape");
}

async function sweep(axes: readonly Axis[], base: Located, seed: number | undefined): Promise<SweepRow[]> {
  const config = parseConfig(base, shippedCatalogue);
  const { activations } = await measure(base, config, {});
  const evaluatePoint = createPointEvaluator(base, activations, createRng(seed ?? config.seed));
  const progress = createProgress();
  const rows: SweepRow[] = [];
  const size = gridSize(axes);
  for (const row of sweepGrid(axes, evaluatePoint)) {
    rows.push(row);
    progress.update(`${rows.length} of ${size} points`);
    // Lets the event loop see signals between points.
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.done();
  return rows;
}

function csvOf(axes: readonly Axis[], rows: readonly SweepRow[]): string {
  const header = csvRecord(["index", "status", ...axes.map((axis) => axis.path), ...METRICS, "reason"]);
  return header + rows.map((row) => csvRecord(cellsOf(row))).join("");
}

const cellsOf = ({ index, status, values, metrics, reason }: SweepRow): (string | number | boolean)[] => [
  index,
  status,
  ...values,
  ...METRICS.map((name) => metrics?.[name] ?? ""),
  reason,
];
