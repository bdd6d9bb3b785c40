import { tornadoChart } from "../report/charts/tornado.ts";
import { sensitivityJson, tornadoCsv } from "../report/sensitivity-json.ts";
import type { SensitivityReport } from "../report/sensitivity-report.ts";
import { sensitivityText } from "../report/sensitivity-text.ts";
import { type ReportFile, writeReportFiles } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt, and a table and a chart of each tornado; returns the paths. */
export async function writeSensitivity(report: SensitivityReport, folder: string): Promise<string[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  const files: ReportFile[] = [
    { name: "result.json", content: json(sensitivityJson(report, packageVersion())) },
    { name: "report.txt", content: sensitivityText(report) },
  ];
  const { constants, parameters } = report;
  const tornados = [
    { name: "constants", rows: constants, what: "each constant at its low and its high" },
    ...(parameters === null
      ? []
      : [{ name: "parameters", rows: parameters, what: "each parameter at −20 % and +20 %" }]),
  ];
  for (const { name, rows, what } of tornados)
    files.push(
      { name: `${name}.csv`, content: tornadoCsv(report, rows) },
      {
        name: `${name}.png`,
        content: await renderer.png(tornadoChart(report, rows, what) as never, 1100, 700),
      },
    );
  return writeReportFiles(folder, files);
}
