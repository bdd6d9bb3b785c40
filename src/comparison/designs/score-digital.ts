import { hadamardSelector } from "../../attention/selectors/hadamard.ts";
import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { scoreMemristor } from "./score-memristor.ts";
import { hashOn, inAny, scoreBy, searchIn, storeAndTopK } from "./transforms.ts";

/**
 * Attention to the keys of the best scores. Digital projections (a fast Hadamard transform where best) write
 * codes to the store of least energy: an SRAM scan, digital compute-in-memory, or that of memristor codes.
 */
export const scoreDigital = defineComparison({
  id: "score-digital",
  letter: "G",
  called: "the search of digital codes",
  name: "top-k, digital code",
  builtWith: storeAndTopK,
  design: (design) => searchIn(inAny)(hashOn("digital")(design)),
  workload: scoreBy("signs"),
  against: [exactDigital],
  rivalOf: [scoreMemristor],
  inRatios: true,
  select: hadamardSelector,
  style: { colour: "#889966", dash: [6, 3, 2, 3] },
  variant: null,
});
