import { priceList } from "../../cost/price-list.ts";
import type { FeasibleRung } from "../../ladder/comparison-design.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import { rooflinePoint, roofOf } from "../charts/roofline.ts";
import type { LiveBinding, LiveRoofline } from "./live-data.ts";

/** What a priced design's time goes into, and what holds it up. */
export function bindingOf(rung: FeasibleRung, point: OperatingPoint): LiveBinding {
  const { timing, utilisation } = rung.cost;
  return {
    bottleneck: timing.bottleneck,
    stages: timing.stages.filter(({ time }) => time > 0).map(({ name, time }) => [name, time]),
    busy: Object.entries(utilisation)
      .filter(([, share]) => share > 0)
      .sort(([, a], [, b]) => b - a),
    roofline: rooflineOf(rung, point),
  };
}

function rooflineOf(
  { title, design, mapping, cost }: FeasibleRung,
  point: OperatingPoint,
): LiveRoofline | null {
  // A GPU's price is made of a roof of its own.
  if (mapping.census.gpu !== undefined) return null;
  const { intensity, rate } = rooflinePoint(title, design, mapping, cost);
  if (!(intensity > 0 && Number.isFinite(intensity) && rate > 0)) return null;
  return { ...roofOf(design, priceList(design, point)), intensity, rate };
}
