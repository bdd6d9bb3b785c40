import { analogIndex, digitalCimIndex } from "./designs/computing-stores.ts";
import { hbmFp8, hbmMxfp4, hbmShared } from "./designs/in-memory.ts";
import { nearBank } from "./designs/near-bank.ts";
import { camFirst, untunedFirst } from "./designs/signs-first.ts";
import type { IndexDesign } from "./index-design.ts";

/** The designs of a trained index, in the order of every table. */
export const INDEX_DESIGNS: readonly IndexDesign[] = [
  hbmFp8,
  hbmMxfp4,
  hbmShared,
  nearBank,
  digitalCimIndex,
  analogIndex,
  untunedFirst,
  camFirst,
];

/** What the others are compared with: the smallest keys that serving engines read. */
export const INDEX_BASELINE = hbmMxfp4;
