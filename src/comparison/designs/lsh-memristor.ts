import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { lshDigital } from "./lsh-digital.ts";
import { attendBy, hashOn } from "./transforms.ts";

/**
 * LSH attention with the hash on memristor arrays: the design that studies, budgets and reports are about.
 * Its ratio to the all-digital one is the crossbar's merit, that to the baseline the merit of both.
 */
export const lshMemristor = defineComparison({
  id: "lsh-memristor",
  letter: "C",
  called: "the memristor design",
  name: "LSH, memristor hash",
  design: (design) => ({ ...hashOn("crossbar")(design), twin: lshDigital.design(design) }),
  workload: attendBy("lsh"),
  against: [lshDigital, exactDigital],
  inRatios: true,
  style: { colour: "#D55E00", dash: [2, 4] },
  variant: "memristor",
});
