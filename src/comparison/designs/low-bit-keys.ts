import { lowBitKeysSelector } from "../../attention/selectors/low-bit-keys.ts";
import { defineComparison } from "../comparison-design.ts";
import { exactDigital } from "./exact-digital.ts";
import { scoreDigital } from "./score-digital.ts";
import { scoreMemristor } from "./score-memristor.ts";
import { hashOn, inDigital, scoreBy, searchIn, storeAndTopK } from "./transforms.ts";

/** Rotated keys of a few bits a coordinate; memory compares every query with all of them. No hash. */
export const lowBitKeys = defineComparison({
  id: "low-bit-keys",
  letter: "H",
  called: "the search of low-bit keys",
  name: "top-k, low-bit keys",
  builtWith: storeAndTopK,
  design: (design) => searchIn(inDigital)(hashOn("digital")(design)),
  workload: scoreBy("coordinates"),
  against: [exactDigital],
  rivalOf: [scoreMemristor, scoreDigital],
  inRatios: true,
  select: lowBitKeysSelector,
  style: { colour: "#000077", dash: [2, 3] },
  variant: null,
});
