// A decode that searches codes as priced and in closed form.

import { nanometres } from "#base";
import { transistorAt } from "#technology";
import { type CacheMemory, withCache } from "../../src/comparison/cache-memory.ts";
import type { ComparisonDesign, FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { BASELINE } from "../../src/comparison/comparison-designs.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { atOneNode } from "../../src/comparison/equal-nodes.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import type { Design } from "../../src/design/design.ts";
import { electricsOf } from "../../src/design/electrics.ts";
import type { Workload } from "../../src/design/workload.ts";
import { codeOf } from "../../src/mapping/sizes.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { sramScan } from "../../src/peripherals/search/digital-stores.ts";
import type { SearchModel } from "../../src/peripherals/search/search.ts";
import { countingTopK } from "../../src/peripherals/top-k/counting.ts";
import { carriedTopK } from "../../src/peripherals/top-k/thresholds.ts";
import { arrayHash, arrayHashOf } from "./hash-forms.ts";
import {
  adderHash,
  assembly,
  countingChoice,
  type DecodeForm,
  type DecodeParts,
  gatheredBit,
  gatheredSramBit,
  pairEnergy,
  resistiveSearch,
  type StoreForm,
  scanSearch,
  sramBit,
} from "./search-forms.ts";

/** Stores for which there is a closed form, the design that each is searched in, and its unit that chooses. */
export const FORMED_STORES: readonly {
  readonly store: SearchModel;
  readonly contender: ComparisonDesign;
}[] = [
  { store: cam2t2r, contender: scoreMemristor },
  { store: sramScan, contender: scoreDigital },
];

/** A decode of one layer and sequence with a fixed number of attended keys. */
export interface DecodePoint {
  readonly nm: number;
  readonly length: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly width: number;
  /** Bits of a code. */
  readonly bits: number;
  /** Attended keys, near ones included. */
  readonly keys: number;
  readonly store: SearchModel;
  readonly contender: ComparisonDesign;
  readonly memory: CacheMemory;
}

/** Dynamic energies, J: of search and choice, of fetching, of the whole design, and of exact attention. */
export interface DecodeEnergies {
  readonly search: number;
  readonly fetch: number;
  readonly selected: number;
  readonly exact: number;
}

/**
 * How arrays are driven where a token's few hashes are priced: they take a thousandth of a decode, and their own closed form is
 * held against solved circuits. A and W a bit.
 */
const ARRAY_POINT = { pairPower: 5e-5, pairCurrent: 2.5e-4, peakLineCurrent: 1e-5 };

/** Layers of the model whose token is priced: the caches of all of them are far more than a buffer. */
const LAYERS = 8;

/** The design and workload of a point. */
function decodeDesign(
  design: Design,
  workload: Workload,
  point: DecodePoint,
): { readonly design: Design; readonly workload: Workload } {
  const { length, heads, kvHeads, width, bits, keys, store } = point;
  const seen: Workload = {
    ...workload,
    phase: "decode",
    pass: "forward",
    batch: 1,
    layers: LAYERS,
    length,
    heads,
    kvHeads,
    headWidth: width,
    attention: {
      ...workload.attention,
      codes: { ...workload.attention.codes, bits, query: "signs", searchers: "query-head" },
      budget: { ...workload.attention.budget, kind: "fixed", keys },
    },
  };
  const own = withCache(atOneNode(design, point.nm), seen, point.memory.memory);
  const { hashing } = own;
  return {
    design: {
      ...own,
      search: store.schema.parse({ model: store.model }) as Design["search"],
      searchOn: "named",
      topK: unitOf(store),
      topKOn: "named",
      digital: { ...own.digital, fetchBy: "gather" },
      hashing: { ...hashing, array: { ...hashing.array, rows: Math.max(width, hashing.array.rows) } },
    },
    workload: seen,
  };
}

const unitOf = (store: SearchModel): Design["topK"] => {
  const unit = store === cam2t2r ? carriedTopK : countingTopK;
  return unit.schema.parse({ model: unit.model }) as Design["topK"];
};

/** Energies of a point as priced, or the reason why it is not. */
export function pricedDecode(
  design: Design,
  workload: Workload,
  point: DecodePoint,
):
  | { readonly energies: DecodeEnergies; readonly selected: FeasibleResult; readonly exact: FeasibleResult }
  | { readonly reason: string } {
  const own = decodeDesign(design, workload, point);
  const [selected, exact] = [point.contender, BASELINE].map((contender) =>
    priceContender(contender, own.design, own.workload, ARRAY_POINT),
  );
  if (!selected.feasible) return { reason: selected.reason };
  if (!exact.feasible) return { reason: exact.reason };
  const found = selected.design.search.model;
  if (found !== point.store.model) return { reason: `${found} takes less energy than ${point.store.model}` };
  const searching = ["search", "topK"];
  const sum = (
    contender: FeasibleResult,
    takes: (item: FeasibleResult["cost"]["breakdown"][number]) => boolean,
  ): number =>
    contender.cost.breakdown.filter(takes).reduce((total, { energy }) => total + energy, 0) / LAYERS;
  return {
    selected,
    exact,
    energies: {
      search: sum(
        selected,
        ({ operation, component }) =>
          operation !== "code" && searching.includes(component) && operation !== "leakage",
      ),
      fetch: sum(
        selected,
        ({ operation, component }) =>
          operation === "gather" || (operation === "top-k" && !searching.includes(component)),
      ),
      selected: sum(selected, ({ operation }) => operation !== "leakage"),
      exact: sum(exact, ({ operation }) => operation !== "leakage"),
    },
  };
}

/** J a hashed vector: on arrays, or on the adders of the MAC array, which a single token does not leave for a unit of its own. */
function hashOf(design: Design, { contender, width, bits, nm }: DecodePoint): number {
  if (contender !== scoreMemristor) return adderHash(width, bits, nm);
  const supply = Math.max(design.hashing.driver.behaviour.readVoltage, transistorAt(nanometres(nm)).supply);
  const form = arrayHashOf(design, width, electricsOf(design).tileSwitch, {
    pairCurrent: ARRAY_POINT.pairCurrent,
    supply,
  });
  return arrayHash(form, bits);
}

const NOTHING = { streamed: 0, gathered: 0 };

/** The parts of a point's closed forms, from parameters of the memories and published constants. */
export function decodeParts(
  design: Design,
  workload: Workload,
  point: DecodePoint,
): { readonly form: DecodeForm; readonly parts: DecodeParts } {
  const { length, heads, kvHeads, width, bits, keys, nm, store } = point;
  const own = decodeDesign(design, workload, point);
  const near = workload.attention.localWindow + workload.attention.sink;
  const code: StoreForm = {
    bits: bits + codeOf(own.design, own.workload).lengthBits,
    keys: own.design.search.behaviour.macroKeys,
    nm,
  };
  const choice = countingChoice({
    levels: bits + 1,
    classes: Number(countingTopK.schema.parse({ model: countingTopK.model }).params.classes),
    longest: Math.max(
      length,
      Number(countingTopK.schema.parse({ model: countingTopK.model }).params.longest),
    ),
    nm,
  });
  const sharers = heads / kvHeads;
  const key =
    store === cam2t2r
      ? resistiveSearch(
          code,
          1 + Number(carriedTopK.schema.parse({ model: carriedTopK.model }).params.corrections),
        )
      : scanSearch(code, sharers) + choice;
  const { buffer, mac } = own.design.digital;
  const { wordBits } = mac.behaviour;
  const row = width * wordBits;
  const { capacity } = buffer.behaviour;
  const kept = LAYERS * kvHeads * length * 2 * row;
  const resident = Math.min(1, (own.design.cores * 8 * capacity) / kept);
  const memory = { bits: 8 * capacity, word: buffer.behaviour.bits };
  const onChip = {
    streamed: assembly(memory) * sramBit(memory, nm),
    gathered: assembly(memory) * gatheredSramBit(memory, row, nm),
  };
  const away = resident < 1 ? memoryBits(own.design, row) : NOTHING;
  const blend = (here: number, there: number): number => resident * here + (1 - resident) * there;
  return {
    form: { length, heads, kvHeads, width, wordBits, near, chosen: keys - near },
    parts: {
      key,
      streamed: blend(onChip.streamed, away.streamed),
      gathered: blend(onChip.gathered, away.gathered),
      vectors:
        row *
        (2 * (heads + kvHeads) * memoryBits(own.design, row).streamed +
          2 * kvHeads * blend(onChip.streamed, away.streamed)),
      hash: (heads + kvHeads) * hashOf(own.design, point),
      pair: pairEnergy(width, Number(mac.params.lanes), nm),
    },
  };
}

/** J a bit of the memory behind the chip, in a stream and of rows in random order, as its parameters and constants say. */
function memoryBits(
  { memory }: Design,
  wanted: number,
): { readonly streamed: number; readonly gathered: number } {
  const { constants, params, behaviour } = memory;
  const streamed = Number(constants.energy.nominal);
  // A memory without bursts and rows states the share of what it moves that is wanted.
  if (constants.activation === undefined)
    return { streamed, gathered: streamed / behaviour.gatherEfficiency };
  const [burst, row] = [Number(params.burstBits), 8 * Number(params.row)];
  const activation = Number(constants.activation.nominal);
  return { streamed, gathered: gatheredBit({ bit: streamed, burst, row, activation }, wanted) };
}
