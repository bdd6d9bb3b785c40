import { simHash } from "../../attention/hashes/simhash.ts";
import { memoised } from "../../base/canonical.ts";
import type { Design, Platform } from "../../design/design.ts";
import { type ByCode, entriesOf, type OpenChoices } from "../../design/key-codes.ts";
import type { AttentionConfig, Workload } from "../../design/workload.ts";
import { wantedKeys } from "../../mapping/selection.ts";
import { chargeComparator } from "../../peripherals/readout/comparators.ts";
import { cam2t2r, camCharge } from "../../peripherals/search/cam-models.ts";
import { digitalCim, sramScan } from "../../peripherals/search/digital-stores.ts";
import type { SearchInstance } from "../../peripherals/search/search.ts";
import { countingTopK } from "../../peripherals/top-k/counting.ts";
import { carriedTopK } from "../../peripherals/top-k/thresholds.ts";
import type { TopKInstance } from "../../peripherals/top-k/top-k.ts";

/** A workload that attends exactly, or by hashes. */
export const attendBy =
  (kind: AttentionConfig["kind"]) =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

/**
 * A workload that scores every key by its code and attends as many as the LSH design does, or as the config says. Signs are
 * hashed eight a round.
 */
export const scoreBy =
  (kind: ByCode) =>
  (workload: Workload): Workload => {
    const attention = { ...workload.attention, kind };
    const entries = entriesOf(attention, workload.headWidth);
    const rounds = Math.max(1, entries / SIGNS);
    return {
      ...workload,
      wanted: wantedKeys(workload),
      attention: { ...attention, hash: simHash.name, rounds, buckets: 2 ** Math.min(SIGNS, entries) },
    };
  };

/** Signs of a round. */
const SIGNS = 8;

/** A design that may search codes in any of some stores, and choose by any of some units. */
export const searchIn =
  (open: (design: Design) => OpenChoices) =>
  (design: Design): Design => ({
    ...design,
    open: open(design),
    hashing: { ...design.hashing, folding: "none", ...signReadout(design) },
  });

/** Arrays that write codes are read by what reads signs. */
const signReadout = ({ hashing }: Design): { readonly readout?: Design["hashing"]["readout"] } =>
  hashing.readout.behaviour.reads === "largest"
    ? {
        readout: chargeComparator.schema.parse({
          model: chargeComparator.model,
        }) as Design["hashing"]["readout"],
      }
    : {};

/** A design on the digital chip, whose hash, if the workload has one, runs on arrays or on digital units. */
export const hashOn =
  (unit: Design["hashing"]["unit"]) =>
  (design: Design): Design => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });

/** A design on another platform than the digital chip. */
export const runOn =
  (platform: Platform) =>
  (design: Design): Design => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });

/** A design that hashes on memristor arrays and attends in analog ones; what is chosen is read where it was written. */
export const attendInArrays = (design: Design): Design => ({
  ...design,
  platform: "analog",
  hashing: { ...design.hashing, unit: "crossbar" },
  digital: { ...design.digital, fetchBy: "gather" },
});

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
