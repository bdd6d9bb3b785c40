import type { RungResult } from "../comparison/comparison-design.ts";
import { BASELINE, rungOf } from "../comparison/comparison-designs.ts";
import { type Drawing, drawing } from "../report/sinks/pictures.ts";
import { lengthLabel } from "../text/format.ts";
import { breakdownChart, type DrawnLadder, type GainGroup, gainChart, heightOfBars } from "./bars.ts";
import { floorplanDrawings } from "./floorplan.ts";
import { scalingCharts } from "./scaling.ts";

/** Charts of a ladder: cost against length, where energy and area go, gains over exact digital attention. */
export function ladderDrawings(ladder: DrawnLadder): Drawing[] {
  const { energy, latency } = scalingCharts(ladder);
  const bars = heightOfBars(
    ladder.rungs.filter(({ id, feasible }) => feasible && rungOf(id).inRatios).length,
  );
  return [
    drawing("energy", "Energy against L", energy, 640),
    drawing("latency", "Latency against L", latency, 640),
    drawing("breakdown", "Energy by class", breakdownChart(ladder, "energy"), bars),
    drawing("area", "Area by component", breakdownChart(ladder, "area"), bars),
    ...floorplanDrawings(ladder.rungs),
    drawing("gain-energy", "Energy gain of each comparison design", gains(ladder, "energy")),
    drawing("gain-latency", "Speed-up of each comparison design", gains(ladder, "latency")),
  ];
}

/** Gains over exact digital attention at every other length; designs outside the ratios are left out. */
function gains({ curves, rungs, workload }: DrawnLadder, metric: "energy" | "latency") {
  const compared = rungs.filter(({ id }) => id !== BASELINE.id && rungOf(id).inRatios);
  const costOf = (results: readonly RungResult[], id: string): number | null => {
    const rung = results.find((candidate) => candidate.id === id);
    if (!rung?.feasible) return null;
    return metric === "energy" ? rung.cost.energy : rung.cost.timing.latency;
  };
  const groups = curves
    .filter((_, n) => n % 2 === 1)
    .map(({ length, rungs: results }): GainGroup => {
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
