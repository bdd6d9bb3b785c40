import { memoised } from "#base";
import { simHash } from "../../attention/hashes/simhash.ts";
import type { Design, Platform } from "../../design/design.ts";
import { type ByCode, entriesOf, type OpenChoices } from "../../design/key-codes.ts";
import type { AttentionConfig, Workload } from "../../design/workload.ts";
import { wantedKeys } from "../../mapping/selection.ts";
import { chargeComparator } from "../../peripherals/readout/comparators.ts";
import { camCharge } from "../../peripherals/search/cam-charge.ts";
import { cam2t2r } from "../../peripherals/search/cam-models.ts";
import { digitalCim, sramScan } from "../../peripherals/search/digital-stores.ts";
import type { SearchInstance } from "../../peripherals/search/search.ts";
import { compareTopK } from "../../peripherals/top-k/compare.ts";
import { countingTopK } from "../../peripherals/top-k/counting.ts";
import { carriedTopK } from "../../peripherals/top-k/thresholds.ts";
import type { TopKInstance } from "../../peripherals/top-k/top-k.ts";

/** Sets whether a workload attends exactly or by hashes. */
export const attendBy =
  (kind: AttentionConfig["kind"]) =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

/**
 * Sets a workload to score every key by its code and attend as many keys as the LSH design does, or as the
 * config says. Signs are hashed eight a round.
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

/** Lets a design choose its code store and top-k unit among those of `open`. */
export const searchIn =
  (open: (design: Design) => OpenChoices) =>
  (design: Design): Design => ({
    ...design,
    open: open(design),
    hashing: { ...design.hashing, folding: "none", ...signReadout(design) },
  });

/** Replaces a readout of the largest column by one of signs, which codes need. */
const signReadout = ({ hashing }: Design): { readonly readout?: Design["hashing"]["readout"] } =>
  hashing.readout.behaviour.reads === "largest"
    ? {
        readout: chargeComparator.schema.parse({
          model: chargeComparator.model,
        }) as Design["hashing"]["readout"],
      }
    : {};

/** A design on the digital chip whose hash, if the workload has one, runs on arrays or on digital units. */
export const hashOn =
  (unit: Design["hashing"]["unit"]) =>
  (design: Design): Design => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });

/** A design on another platform than the digital chip. */
export const runOn =
  (platform: Platform) =>
  (design: Design): Design => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });

/** A design that hashes on memristor arrays and attends in analog ones, which read chosen keys in place. */
export const attendInArrays = (design: Design): Design => ({
  ...design,
  platform: "analog",
  hashing: { ...design.hashing, unit: "crossbar" },
  digital: { ...design.digital, fetchBy: "gather" },
});

/** Bits of a row before it is sized to its codes; every code fits. */
const WIDEST = 4096;

/** Content-addressable memories: resistive ones answer thresholds, charge-sharing ones distances. */
const memories = memoised(
  () => [cam2t2r, camCharge].map(({ model, schema }) => schema.parse({ model, bits: WIDEST })),
  () => "",
);

/** Stores of digital arithmetic, which take words as well as bits. */
const digital = memoised(
  () => [sramScan, digitalCim].map(({ model, schema }) => schema.parse({ model, bits: WIDEST })),
  () => "",
);

/** Choosing units: one counts scores by level, one carries over the threshold of the last token, one compares. */
const units = memoised(
  () => ({
    scores: countingTopK.schema.parse({ model: countingTopK.model }),
    threshold: carriedTopK.schema.parse({ model: carriedTopK.model }),
    compare: compareTopK.schema.parse({ model: compareTopK.model }),
  }),
  () => "",
);

type Choices = NonNullable<OpenChoices["searches"]>;

const pairsOf = (named: TopKInstance | null, stores: readonly SearchInstance[]): Choices =>
  stores.flatMap((search): { search: SearchInstance; topK: TopKInstance }[] =>
    (named === null ? [units()[search.behaviour.answers], units().compare] : [named]).map((topK) => ({
      search,
      topK,
    })),
  );

const listed = new WeakMap<object, Choices>();

/** Each store with each unit; one list for the same shipped stores, since cached plans know lists by identity. */
function withUnits({ topK, topKOn }: Design, stores: readonly SearchInstance[]): Choices {
  if (topKOn === "named") return pairsOf(topK, stores);
  const found = listed.get(stores) ?? pairsOf(null, stores);
  listed.set(stores, found);
  return found;
}

/** Digital stores; the config's own, where it takes words, replaces the one of its model. */
const digitalOf = ({ search, searchOn }: Design): readonly SearchInstance[] =>
  searchOn === "named" && Object.hasOwn(search.params, "keyBits")
    ? [...digital().filter(({ model }) => model !== search.model), search]
    : digital();

const all = memoised(
  () => [...digital(), ...memories()],
  () => "",
);

/**
 * Stores for codes of arrays: the one that the config names, which it then prices, or any. For codes of digital
 * projections: any, and the named one. For keys of several bits a coordinate.
 */
export const inNamed = (design: Design): OpenChoices => ({
  searches: withUnits(design, design.searchOn === "named" ? [design.search] : all()),
});
export const inAny = (design: Design): OpenChoices => ({
  searches: withUnits(
    design,
    design.searchOn === "named" ? [...new Set([...digitalOf(design), design.search])] : all(),
  ),
});
export const inDigital = (design: Design): OpenChoices => ({
  searches: withUnits(design, digitalOf(design)),
});

/** Models that hold and search codes and that choose the best keys: "cam-2t2r, carried". */
export const storeAndTopK = ({ search, topK }: Design): string => `${search.model}, ${topK.model}`;
