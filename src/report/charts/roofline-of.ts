import type { CostReport } from "../../cost/cost-report.ts";
import type { PriceList } from "../../cost/price-list.ts";
import type { Design } from "../../design/design.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { Roof, RooflinePoint } from "./roofline.ts";

/** A multiply-accumulate is two operations. */
const FLOP_PER_MAC = 2;

/** Peak of a design's MAC arrays at their price list's pace, and what its memory moves. */
export function roofOf({ cores, memory }: Design, prices: PriceList): Roof {
  return {
    peak: (FLOP_PER_MAC * cores) / prices.mac.actions.mac.interval,
    bandwidth: memory.behaviour.bits / 8 / prices.memory.actions.read.interval,
  };
}

/** One priced workload under the roof: operations of the MAC arrays over bytes of the memory, and over the latency. */
export function rooflinePoint(
  name: string,
  { memory }: Design,
  { counts }: Mapping,
  { timing }: Pick<CostReport, "timing">,
): RooflinePoint {
  const macs = counts.reduce(
    (sum, { component, action, count }) => sum + (component === "mac" && action === "mac" ? count : 0),
    0,
  );
  const words = counts.reduce(
    (sum, { component, action, count }) =>
      sum + (component === "memory" && (action === "read" || action === "write") ? count : 0),
    0,
  );
  const flop = FLOP_PER_MAC * macs;
  return { name, intensity: flop / ((words * memory.behaviour.bits) / 8), rate: flop / timing.latency };
}
