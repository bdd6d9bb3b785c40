import { defineComparison } from "../comparison-design.ts";
import { attendBy, runOn } from "./transforms.ts";

/** Exact attention on a GPU: a roofline at measured utilisation. No ratios, as node and precision differ. */
export const gpu = defineComparison({
  id: "gpu",
  letter: "E",
  called: "a GPU",
  name: "exact, GPU",
  builtWith: ({ baselines }) => baselines.gpu.model,
  design: runOn("gpu"),
  workload: attendBy("exact"),
  against: [],
  inRatios: false,
  style: { colour: "#6314EA", dash: [8, 4, 2, 4] },
  variant: null,
  sentence: ({ design, cost, precision }, _, say) => [
    `A GPU (${design.baselines.gpu.model}, its own node, ${precision.query} bits, utilisation measured at full occupancy) takes ` +
      `${say.engineering(cost.energy, "J")} and ${say.engineering(cost.timing.latency, "s")}; it is shown for reference and left out of the ratios.`,
  ],
});
