import { breakdownChart, scalingCharts } from "../report/charts.ts";
import { compareJson } from "../report/compare-json.ts";
import { compareText } from "../report/compare-text.ts";
import type { Comparison } from "../report/comparison.ts";
import { breakdownCsv, curvesCsv } from "../report/csv.ts";
import { compareHtml } from "../report/html.ts";
import { writeReportFiles } from "../runtime/output-folder.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt, CSV tables, index.html and the charts; returns the paths. */
export async function writeComparison(comparison: Comparison, folder: string): Promise<string[]> {
  // Drawing loads chart.js and a canvas: half a second that verbs without charts need not pay.
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  const { energy, latency } = scalingCharts(comparison);
  const charts = [
    { name: "energy.png", title: "Energy against L", png: await renderer.png(energy as never, 900, 600) },
    { name: "latency.png", title: "Latency against L", png: await renderer.png(latency as never, 900, 600) },
    {
      name: "breakdown.png",
      title: "Energy by component",
      png: await renderer.png(breakdownChart(comparison) as never, 900, 420),
    },
  ];
  return writeReportFiles(folder, [
    { name: "result.json", content: json(compareJson(comparison)) },
    { name: "curves.csv", content: curvesCsv(comparison) },
    { name: "breakdown.csv", content: breakdownCsv(comparison) },
    { name: "report.txt", content: compareText(comparison) },
    { name: "index.html", content: compareHtml(comparison, charts) },
    ...charts.map(({ name, png }) => ({ name, content: png })),
  ]);
}
