import type { DesignResult } from "../comparison/comparison-design.ts";
import { BASELINE, contenderOf } from "../comparison/comparison-designs.ts";
import { type Drawing, drawing } from "../report/sinks/pictures.ts";
import { lengthLabel } from "../text/format.ts";
import { breakdownChart, type DrawnComparison, type GainGroup, gainChart, heightOfBars } from "./bars.ts";
import { floorplanDrawings } from "./floorplan.ts";
import { scalingCharts } from "./scaling.ts";

/** Charts of a comparison: cost over length, energy and area by part, gains over exact digital attention. */
export function comparisonDrawings(comparison: DrawnComparison): Drawing[] {
  const { energy, latency } = scalingCharts(comparison);
  const bars = heightOfBars(
    comparison.contenders.filter(({ id, feasible }) => feasible && contenderOf(id).inRatios).length,
  );
  return [
    drawing("energy", "Energy against L", energy, 640),
    drawing("latency", "Latency against L", latency, 640),
    drawing("breakdown", "Energy by class", breakdownChart(comparison, "energy"), bars),
    drawing("area", "Area by component", breakdownChart(comparison, "area"), bars),
    ...floorplanDrawings(comparison.contenders),
    drawing("gain-energy", "Energy gain of each comparison design", gains(comparison, "energy")),
    drawing("gain-latency", "Speed-up of each comparison design", gains(comparison, "latency")),
  ];
}

/** Gains over exact digital attention at every other length, without designs outside the ratios. */
function gains({ curves, contenders, workload }: DrawnComparison, metric: "energy" | "latency") {
  const compared = contenders.filter(({ id }) => id !== BASELINE.id && contenderOf(id).inRatios);
  const costOf = (results: readonly DesignResult[], id: string): number | null => {
    const contender = results.find((candidate) => candidate.id === id);
    if (!contender?.feasible) return null;
    return metric === "energy" ? contender.cost.energy : contender.cost.timing.latency;
  };
  const groups = curves
    .filter((_, n) => n % 2 === 1)
    .map(({ length, contenders: results }): GainGroup => {
      const base = costOf(results, BASELINE.id);
      return {
        label: lengthLabel(length),
        gains: Object.fromEntries(
          compared.map(({ id }) => {
            const own = costOf(results, id);
            return [id, base === null || own === null || own === 0 ? null : base / own];
          }),
        ),
      };
    });
  const name = metric === "energy" ? "Energy gain" : "Speed-up";
  return gainChart(
    `${name} over exact digital attention, batch ${workload.batch} (geometric mean in brackets)`,
    `${metric === "energy" ? "energy" : "latency"} of A over that of the design (ratio)`,
    groups,
    compared,
  );
}
