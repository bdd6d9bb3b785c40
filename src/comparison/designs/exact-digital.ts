import { defineComparison } from "../comparison-design.ts";
import { attendBy, hashOn } from "./transforms.ts";

/** Exact attention on the chip's own digital units: the baseline. */
export const exactDigital = defineComparison({
  id: "exact-digital",
  letter: "A",
  called: "exact attention",
  column: "exact",
  name: "exact, digital",
  design: hashOn("digital"),
  workload: attendBy("exact"),
  against: [],
  inRatios: true,
  style: { colour: "#333333", dash: [] },
  variant: "exact",
});
