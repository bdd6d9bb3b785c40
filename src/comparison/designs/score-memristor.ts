import { scoreSelector } from "../../attention/selectors/score.ts";
import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { lshMemristor } from "./lsh-memristor.ts";
import { hashOn, inMemories, scoreBy, searchIn, storeAndTopK } from "./transforms.ts";

/**
 * Untuned arrays write a code of every key, every query is compared with all in memory, and the keys of the
 * best scores are attended exactly. Its ratio to memristor LSH is the merit of scores over buckets.
 */
export const scoreMemristor = defineComparison({
  id: "score-memristor",
  letter: "F",
  called: "the search of memristor codes",
  name: "top-k, memristor code",
  builtWith: storeAndTopK,
  design: (design) => searchIn(inMemories)(hashOn("crossbar")(design)),
  workload: scoreBy("signs"),
  against: [exactDigital, lshMemristor],
  inRatios: true,
  select: scoreSelector,
  style: { colour: "#009999", dash: [6, 3] },
  variant: null,
});
