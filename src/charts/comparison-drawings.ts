import { type Drawing, drawing } from "#reports";
import { contenderOf } from "../comparison/comparison-designs.ts";
import { breakdownChart, heightOfBars, labelLines } from "./bars.ts";
import { floorplanDrawings } from "./floorplan.ts";
import { areaMessage, type DrawnComparison, energyMessage, lengthMessage } from "./messages.ts";
import { scalingChart } from "./scaling.ts";

/** Charts of a comparison: energy and latency over length against exact attention, energy and area by part. */
export function comparisonDrawings(comparison: DrawnComparison): Drawing[] {
  const drawn = comparison.contenders.filter(({ id, feasible }) => feasible && contenderOf(id).inRatios);
  const lines = Math.max(1, ...drawn.map(({ title }) => labelLines(title).length));
  const bars = heightOfBars(drawn.length, lines);
  const scaling = (["energy", "latency"] as const).flatMap((quantity) => {
    const chart = scalingChart(comparison, quantity);
    return chart === null ? [] : [drawing(quantity, lengthMessage(comparison, quantity), chart)];
  });
  return [
    ...scaling,
    drawing("breakdown", energyMessage(comparison), breakdownChart(comparison, "energy"), bars),
    drawing("area", areaMessage(comparison), breakdownChart(comparison, "area"), bars),
    ...floorplanDrawings(comparison.contenders),
  ];
}
