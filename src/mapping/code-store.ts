// Stores of key codes, and units that choose the best keys, sized for a workload.

import { InfeasibleError } from "#base";
import type { Design } from "../design/design.ts";
import { isScored, type KeyCode } from "../design/key-codes.ts";
import type { Workload } from "../design/workload.ts";
import { blockRowsAt } from "../peripherals/mac/mac.ts";
import { type SearchInstance, sizedFor } from "../peripherals/search/search.ts";
import { checkSelection, type SelectionKind, type TopKInstance } from "../peripherals/top-k/top-k.ts";
import { streamedKeys } from "./exact.ts";
import { selectedKeys } from "./selection.ts";
import { codeOf } from "./sizes.ts";

/** Stores of one core in a prefill: one is written while the other is searched. */
const PREFILL_STORES = 2;

/** Queries of a token that search: one per query head, or one per key head. */
export const searchersOf = ({
  attention,
  heads,
  kvHeads,
}: Pick<Workload, "heads" | "kvHeads"> & {
  readonly attention: { readonly codes: Pick<Workload["attention"]["codes"], "searchers"> };
}): number => (attention.codes.searchers === "key-head" ? kvHeads : heads);

/** Sets of codes of a layer and sequence: one per key head, or per query head with its own projections. */
const setsOf = ({ hashing }: Design, { heads, kvHeads }: Workload): number =>
  hashing.sharing === "query-head" ? heads : kvHeads;

/** Stores of L codes on the chip: those of all layers and sequences in a decode, two a core in a prefill. */
export function storesOf(design: Design, workload: Workload): number {
  const all = workload.layers * workload.batch * setsOf(design, workload);
  return workload.phase === "decode" ? all : Math.min(PREFILL_STORES * design.cores, all);
}

/** Searches, each with signs or one bit plane of a query's entries, that make one comparison. */
export const planesOf = ({ search }: Pick<Design, "search">, { queryBits }: KeyCode): number =>
  Math.ceil(queryBits / search.behaviour.queryBits);

/**
 * Lists the alternatives for a design that scores keys by codes: code stores, choosing units, and ways to
 * fetch keys and values. Each store is sized for the codes of one head, each unit for its scores. A workload
 * without codes returns the design itself. Throws InfeasibleError where no choice serves.
 */
export function codeChoices(design: Design, workload: Workload): readonly Design[] {
  if (!isScored(workload.attention)) return [design];
  const { searches = [{ search: design.search, topK: design.topK }] } = design.open ?? {};
  const fetches =
    design.digital.fetchBy === "cheapest" ? likelyFetches(design, workload) : [design.digital.fetchBy];
  let refusal: InfeasibleError | undefined;
  const choices: Design[] = [];
  const kind = kindOfBudget(workload);
  const serving = searches.filter(({ topK }) => topK.behaviour.budgets.includes(kind));
  for (const own of serving.length > 0 ? serving : searches)
    try {
      const sized = sizedDesign({ ...design, ...own }, workload);
      for (const fetchBy of fetches) choices.push({ ...sized, digital: { ...sized.digital, fetchBy } });
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
    }
  if (choices.length === 0)
    throw refusal ?? new InfeasibleError("no store of key codes serves this workload");
  return choices;
}

/** What a choosing unit is given: a number of keys, a share of the mass, or a least score. */
export const kindOfBudget = ({ attention: { budget } }: Pick<Workload, "attention">): SelectionKind =>
  budget.kind === "mass" ? "p" : budget.kind === "threshold" ? "threshold" : "k";

/** Ratio of rows above which all keys are not streamed. */
const FAR_APART = 8;

/**
 * Ways to fetch keys and values that may be cheapest. Streaming computes every pair, so it is left out where it
 * moves many times the chosen rows as well; gathering may move more and still save the time of the pairs.
 */
export function likelyFetches(design: Design, workload: Workload): readonly ("gather" | "stream")[] {
  const { heads, kvHeads, length, phase, attention } = workload;
  const blockRows = blockRowsAt(design.digital.mac.behaviour, workload.headWidth);
  const gathered = kvHeads * selectedKeys(workload).fetched;
  const streamed =
    phase === "decode" ? kvHeads * length : heads * streamedKeys(length, blockRows, attention.causal);
  return streamed > FAR_APART * gathered ? ["gather"] : ["gather", "stream"];
}

/** Sizes a design's store for the codes of one head, and its unit for choosing among them. */
function sizedDesign(design: Design, workload: Workload): Design {
  const { search, topK } = design;
  const { length, heads, phase, attention } = workload;
  const code = codeOf(design, workload);
  if (design.hashing.unit === "crossbar" && code.query === "values" && !readsValues(design))
    throw new InfeasibleError(
      `queries as values of arrays are converted, and a ${design.hashing.readout.family} reads signs ` +
        '(use readout family "adc", or workload.attention.codes.query "map" or "signs")',
    );
  if (kindOfBudget(workload) === "threshold" && code.query === "signs")
    throw new InfeasibleError(
      "a threshold of weight needs estimates of logits, and signs of queries give none " +
        '(use workload.attention.codes.query "map" or "values")',
    );
  const { behaviour, params } = search;
  const takes = (key: string): boolean => Object.hasOwn(params, key);
  if (code.entryBits > 1 && !takes("keyBits"))
    throw new InfeasibleError(
      `search ${search.model}: its cells hold one bit of an entry, and coordinates have ${code.entryBits} ` +
        "(use a store of words, or workload.attention.codes.coordinateBits 1)",
    );
  // The store must hold the codes of all heads; the price is of the macros in which one head is searched.
  sizedFor(search, storesOf(design, workload) * length, code.entries);
  const shared =
    phase === "decode"
      ? heads / setsOf(design, workload)
      : blockRowsAt(design.digital.mac.behaviour, workload.headWidth);
  const wide = withParams(search, {
    bits: code.entries + Math.ceil(code.lengthBits / code.entryBits),
    macros: Math.ceil(length / behaviour.macroKeys),
    ...(takes("keyBits") ? { keyBits: code.entryBits } : {}),
    ...(takes("queryBits") ? { queryBits: code.queryBits } : {}),
    // Codes in the memory behind the chip arrive no faster than it delivers them.
    ...(takes("bandwidth") ? { bandwidth: Math.min(Number(params.bandwidth), memoryRate(design)) } : {}),
    ...(takes("sharing") ? { sharing: attention.codes.searchers === "key-head" ? 1 : shared } : {}),
  });
  const inPlanes = planesOf({ search: wide }, code) > 1;
  if (inPlanes && (behaviour.answers === "threshold" || topK.behaviour.asks === "lines"))
    throw new InfeasibleError(
      `search ${search.model}: queries of ${code.queryBits} bits are compared plane by plane and their scores added, and ` +
        'no scores are read out of it (use workload.attention.codes.query "signs")',
    );
  const unit = withParams(topK, {
    ...(Object.hasOwn(topK.params, "levels") && code.query === "signs" ? { levels: code.entries + 1 } : {}),
    ...(Object.hasOwn(topK.params, "longest")
      ? { longest: design.topKOn === "named" ? Math.max(length, Number(topK.params.longest)) : length }
      : {}),
    ...(Object.hasOwn(topK.params, "positionBits")
      ? { positionBits: Math.max(Math.ceil(Math.log2(length)), Number(topK.params.positionBits)) }
      : {}),
  });
  const { most } = selectedKeys(workload);
  const k = Math.max(1, Math.round(most));
  const budget =
    kindOfBudget(workload) === "p"
      ? { p: attention.budget.mass, slope: 1 }
      : kindOfBudget(workload) === "threshold"
        ? { least: 0 }
        : { k };
  checkSelection(unit, wide.behaviour, { candidates: length, budget, weighted: code.lengthBits > 0 });
  return {
    ...design,
    search: wide,
    topK: unit,
    open: params.macros === undefined ? {} : { macros: Number(params.macros) },
  };
}

/** Bytes a second of the memory behind the chip; Infinity for one that states none. */
const memoryRate = ({ memory }: Design): number =>
  Number(memory.params.bandwidth ?? Number.POSITIVE_INFINITY);

const readsValues = ({ hashing }: Design): boolean => hashing.readout.behaviour.reads === "values";

const knownSizes = new WeakMap<SearchInstance | TopKInstance, Map<string, unknown>>();

/** An instance with other parameters, cached per set of parameters so that its prices are computed once. */
function withParams<I extends SearchInstance | TopKInstance>(
  instance: I,
  changed: Readonly<Record<string, unknown>>,
): I {
  const sizes = knownSizes.get(instance) ?? new Map<string, unknown>();
  knownSizes.set(instance, sizes);
  const key = JSON.stringify(changed);
  const known = sizes.get(key) ?? instance.with(changed);
  sizes.set(key, known);
  return known as I;
}
