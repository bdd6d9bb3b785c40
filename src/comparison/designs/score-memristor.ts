import { scoreSelector } from "../../attention/selectors/score.ts";
import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { lshMemristor } from "./lsh-memristor.ts";
import { hashOn, inNamed, scoreBy, searchIn, storeAndTopK } from "./transforms.ts";

/**
 * Untuned arrays write a code of every key, every query is compared with all of them, and the keys of the best
 * scores are attended exactly. Unless the config names a store, it is chosen among those of the digital code,
 * so that their ratio is the hash's; its ratio to memristor LSH is the merit of scores over buckets.
 */
export const scoreMemristor = defineComparison({
  id: "score-memristor",
  letter: "F",
  called: "the search of memristor codes",
  name: "top-k, memristor code",
  builtWith: storeAndTopK,
  design: (design) => searchIn(inNamed)(hashOn("crossbar")(design)),
  workload: scoreBy("signs"),
  against: [exactDigital, lshMemristor],
  inRatios: true,
  select: scoreSelector,
  style: { colour: "#009999", dash: [6, 3] },
  variant: null,
});
