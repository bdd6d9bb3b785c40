import { perplexityChart } from "../report/lm-chart.ts";
import { type LmReport, lmJson } from "../report/lm-report.ts";
import { lmText } from "../report/lm-text.ts";
import { lmVerdict } from "../report/lm-verdict.ts";
import { writeReportFiles } from "../runtime/output-folder.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt and the chart; returns the paths. */
export async function writeLmReport(report: LmReport, folder: string): Promise<string[]> {
  const { createRenderer } = await import("../report/render.ts");
  const png = await createRenderer().png(perplexityChart(report) as never, 900, 600);
  return writeReportFiles(folder, [
    { name: "result.json", content: json(lmJson(report, lmVerdict(report))) },
    { name: "report.txt", content: lmText(report) },
    { name: "perplexity.png", content: png },
  ]);
}
