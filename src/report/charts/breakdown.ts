import type { ChartConfiguration } from "chart.js";
import type { CostReport } from "../../cost/cost-report.ts";
import { rungOf } from "../../ladder/rungs.ts";
import { lengthLabel } from "../format.ts";
import type { DrawnLadder } from "./drawn-ladder.ts";
import { type Stacked, type StackedBar, stackedBars } from "./stacked-bars.ts";

/**
 * Where the energy or the area of the designs in ratios goes, stacked by component. A GPU has no parts, and next to it
 * the others would be slivers.
 */
export function breakdownChart(
  { rungs, workload }: Pick<DrawnLadder, "rungs" | "workload">,
  measure: Stacked,
): ChartConfiguration<"bar"> {
  const bars = rungs.flatMap((rung) =>
    rung.feasible && rungOf(rung.id).inRatios
      ? [{ label: rung.title, parts: partsOf(rung.cost, measure) }]
      : [],
  );
  const name = measure === "energy" ? "Energy" : "Area";
  return stackedBars(`${name} by component at L = ${lengthLabel(workload.length)}`, measure, bars);
}

/** Energy or area of a cost by component, SI. */
export const partsOf = (cost: CostReport, measure: Stacked): StackedBar["parts"] =>
  measure === "energy"
    ? cost.breakdown.map(({ component, energy }) => ({ component, value: energy }))
    : cost.areas.map(({ component, area }) => ({ component, value: area }));
