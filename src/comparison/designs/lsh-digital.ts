import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { attendBy, hashOn } from "./transforms.ts";

/** LSH attention with the best digital projection. Its ratio to the baseline is the algorithm's merit. */
export const lshDigital = defineComparison({
  id: "lsh-digital",
  letter: "B",
  called: "all-digital LSH attention",
  name: "LSH, digital hash",
  design: hashOn("digital"),
  workload: attendBy("lsh"),
  against: [exactDigital],
  inRatios: true,
  style: { colour: "#0072B2", dash: [] },
  variant: "digital",
});
