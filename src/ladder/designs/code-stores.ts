// Stores of key codes, and units that choose by what they answer, among which designs that search codes choose.

import { memoised } from "../../base/canonical.ts";
import type { Design } from "../../design/design.ts";
import type { OpenChoices } from "../../design/key-codes.ts";
import { cam2t2r } from "../../peripherals/search/cam-2t2r.ts";
import { camCharge } from "../../peripherals/search/cam-charge.ts";
import { digitalCim } from "../../peripherals/search/digital-cim.ts";
import { sramScan } from "../../peripherals/search/scan.ts";
import type { SearchInstance } from "../../peripherals/search/search.ts";
import { countingTopK } from "../../peripherals/top-k/counting.ts";
import { carriedTopK } from "../../peripherals/top-k/thresholds.ts";
import type { TopKInstance } from "../../peripherals/top-k/top-k.ts";

/** Bits of a row before it is sized for its codes, which all of them fit. */
const WIDEST = 4096;

/** Content-addressable memories: resistive, whose lines answer thresholds, and of shared charge, which reports distances. */
const memories = memoised(
  () => [cam2t2r, camCharge].map(({ model, schema }) => schema.parse({ model, bits: WIDEST })),
  () => "",
);

/** Stores of digital arithmetic, which take words as well as bits. */
const digital = memoised(
  () => [sramScan, digitalCim].map(({ model, schema }) => schema.parse({ model, bits: WIDEST })),
  () => "",
);

/** Scores are counted by their levels; of a threshold the one of the last token is carried over. */
const units = memoised(
  () => ({
    scores: countingTopK.schema.parse({ model: countingTopK.model }),
    threshold: carriedTopK.schema.parse({ model: carriedTopK.model }),
  }),
  () => "",
);

type Choices = NonNullable<OpenChoices["searches"]>;

const withUnits = ({ topK, topKOn }: Design, stores: readonly SearchInstance[]): Choices =>
  stores.map((search): { search: SearchInstance; topK: TopKInstance } => ({
    search,
    topK: topKOn === "named" ? topK : units()[search.behaviour.answers],
  }));

/** The config's own store, or content-addressable memories. */
const memoriesOf = ({ search, searchOn }: Design): readonly SearchInstance[] =>
  searchOn === "named" ? [search] : memories();

/** Digital stores, and the config's own where it takes words, in place of the one of its model. */
const digitalOf = ({ search, searchOn }: Design): readonly SearchInstance[] =>
  searchOn === "named" && Object.hasOwn(search.params, "keyBits")
    ? [...digital().filter(({ model }) => model !== search.model), search]
    : digital();

/** Where codes of arrays are searched, codes of digital projections, and keys of several bits a coordinate. */
export const inMemories = (design: Design): OpenChoices => ({
  searches: withUnits(design, memoriesOf(design)),
});
export const inAny = (design: Design): OpenChoices => ({
  searches: withUnits(design, [...new Set([...digitalOf(design), ...memoriesOf(design)])]),
});
export const inDigital = (design: Design): OpenChoices => ({
  searches: withUnits(design, digitalOf(design)),
});
