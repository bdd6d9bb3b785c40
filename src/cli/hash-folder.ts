import { collisionChart, conductanceChart, irDropChart } from "../report/hash-charts.ts";
import { type HashReport, hashJson } from "../report/hash-report.ts";
import { hashText } from "../report/hash-text.ts";
import { writeReportFiles } from "../runtime/output-folder.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt and the charts; returns the paths. */
export async function writeHashReport(report: HashReport, folder: string): Promise<string[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  const charts = [
    { name: "collision.png", png: await renderer.png(collisionChart(report) as never, 900, 600) },
    { name: "ir-drop.png", png: await renderer.png(irDropChart(report) as never, 900, 560) },
    { name: "conductance.png", png: await renderer.png(conductanceChart(report) as never, 900, 480) },
  ];
  return writeReportFiles(folder, [
    { name: "result.json", content: json(hashJson(report)) },
    { name: "report.txt", content: hashText(report) },
    ...charts.map(({ name, png }) => ({ name, content: png })),
  ]);
}
