import { budgetMapCsv } from "../report/budget-csv.ts";
import { budgetJson } from "../report/budget-json.ts";
import type { BudgetReport } from "../report/budget-report.ts";
import { budgetText } from "../report/budget-text.ts";
import { budgetMapChart } from "../report/charts/budget-map.ts";
import { tradeChart } from "../report/charts/budget-trade.ts";
import { type ReportFile, writeReportFiles } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { json } from "./output.ts";

/** Writes result.json, report.txt, and charts and tables of the trade and the map where there are any. */
export async function writeBudget(report: BudgetReport, folder: string): Promise<string[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  const files: ReportFile[] = [
    { name: "result.json", content: json(budgetJson(report, packageVersion())) },
    { name: "report.txt", content: budgetText(report) },
  ];
  if (report.trade !== null)
    files.push({ name: "trade.png", content: await renderer.png(tradeChart(report) as never, 1000, 640) });
  if (report.moved !== null)
    files.push(
      { name: "map.csv", content: budgetMapCsv(report) },
      { name: "map.png", content: await renderer.png(budgetMapChart(report) as never, 1000, 640) },
    );
  return writeReportFiles(folder, files);
}
