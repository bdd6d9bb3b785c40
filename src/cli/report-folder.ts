import { ladderDrawings } from "../report/charts/ladder-drawings.ts";
import { compareJson } from "../report/compare-json.ts";
import { compareText } from "../report/compare-text.ts";
import type { Comparison } from "../report/comparison.ts";
import { breakdownCsv, curvesCsv } from "../report/csv.ts";
import { compareHtml } from "../report/html.ts";
import { writeReportFiles } from "../runtime/output-folder.ts";
import { drawnPictures } from "./drawn-pictures.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt, CSV tables, index.html and the charts; returns the paths. */
export async function writeComparison(comparison: Comparison, folder: string): Promise<string[]> {
  const drawings = ladderDrawings(comparison);
  const charts = await drawnPictures(drawings);
  return writeReportFiles(folder, [
    { name: "result.json", content: json(compareJson(comparison)) },
    { name: "curves.csv", content: curvesCsv(comparison) },
    { name: "breakdown.csv", content: breakdownCsv(comparison) },
    { name: "report.txt", content: compareText(comparison) },
    { name: "index.html", content: compareHtml(comparison, charts) },
    ...charts.map(({ name, png }) => ({ name: `${name}.png`, content: png })),
  ]);
}
