import { createRng, type Rng } from "#base";
import type { AttendLayer } from "#transformer";
import {
  attendShifted,
  FLOAT,
  type HeadOperands,
  type KeyCodes,
  keysAt,
  type LaneSetting,
  logitOf,
  SELECT_QUERIES,
  SHARE,
  SHARES,
  scratchAt,
} from "#transformer";
import { selectorNamed } from "../../attention/selectors/index.ts";
import type { PreparedSelector, Selector, SelectorTools } from "../../attention/selectors/selector.ts";
import type { SelectingJob, Selection } from "./engine.ts";
import type { ChosenKeys } from "./key-lists.ts";
import { chosenKeys, everyKey, merger, shiftsOf } from "./key-lists.ts";
import { codesAt, placeHead, queryBlock } from "./lane-head.ts";

/** Keys sampled to estimate the attention on all unchosen ones (after vAttention [vattention-2025]). */
const REST_SAMPLES = 16;

/** Adds the estimated part of unattended keys to a query's output. Queries must come in ascending order. */
type RestEstimator = (
  query: Float32Array,
  position: number,
  chosen: ChosenKeys,
  list: Int32Array,
  logSum: number,
  out: Float32Array,
) => void;

/**
 * Estimates the rest of a head's attention instead of dropping it: its mass by uniform samples of unattended
 * keys, its value as their mean. With Z the sum over attended keys, m unattended keys and s samples,
 *
 *     out ← (Z out + R v̄) / (Z + R),  R = m / s Σ exp(logit),  v̄ = (Σ all v − Σ attended v) / m.
 *
 * `name` names the random draws. Costs the products of the samples and the sum of the attended values.
 */
export function restEstimator(
  operands: HeadOperands,
  name: readonly (string | number)[],
  samples = REST_SAMPLES,
): RestEstimator {
  const { values, width } = operands;
  const draws: Rng = createRng(["rest", ...name].join(" "));
  const total = new Float64Array(width);
  let [from, to] = [0, 0];
  const addKey = (j: number, sign: number): void => {
    for (let c = 0; c < width; c++) total[c] += sign * values[j * width + c];
  };
  return (query, position, { count, causal, lowest }, list, logSum, out) => {
    while (to <= position) addKey(to++, 1);
    while (from < lowest) addKey(from++, -1);
    const left = causal - count;
    if (left <= 0) return;
    const mean = total.slice();
    for (let k = 0; k < count; k++) for (let c = 0; c < width; c++) mean[c] -= values[list[k] * width + c];
    const stream = draws.fork(position);
    let sum = 0;
    for (let s = 0; s < samples; s++) {
      const j = unlisted(list, count, lowest, stream.integer(left));
      sum += Math.exp(logitOf(operands, query, j) - logSum);
    }
    const rest = (left * sum) / samples;
    for (let c = 0; c < width; c++) out[c] = (out[c] + (rest * mean[c]) / left) / (1 + rest);
  };
}

/** The n-th key from `lowest` that is not in an ascending list. */
function unlisted(list: Int32Array, count: number, lowest: number, n: number): number {
  // The key is lowest + n + k, with k the number of listed keys before it: list[k] − k never decreases.
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] - middle <= lowest + n) low = middle + 1;
    else high = middle;
  }
  return lowest + n + low;
}

/** Keys per call of a selector; the first of them names its noise. */
export const KEY_BLOCK = 256;

/** Makes the tools of a selection, once each. */
export type ToolsOf = (select: Selection) => SelectorTools;

/** Parts of a selection that determine how keys are stored and chosen. */
const selectionKey = ({ selector, budget, seed, array }: Selection): string =>
  JSON.stringify([selector, budget.kind, seed, array]);

/** Parts of a selection that determine the stored codes of keys. */
export const codesKey = ({ selector, seed, array }: Selection): string =>
  JSON.stringify([selector, seed, array]);

/** Caches selectors of recent selections, so that their projections and arrays are made once. */
export function preparedSelectors(
  toolsOf: ToolsOf,
  selectors: readonly Selector[],
  most = 8,
): (select: Selection) => PreparedSelector {
  const known = new Map<string, PreparedSelector>();
  return (select) => {
    const key = selectionKey(select);
    const { name, params } = select.selector;
    const selector = known.get(key) ?? selectorNamed(name, selectors).prepare(params, toolsOf(select));
    known.delete(key);
    known.set(key, selector);
    if (known.size > most) known.delete(known.keys().next().value as string);
    return selector;
  };
}

type Sparse = NonNullable<SelectingJob["selection"]>;

/** Sparse attention of a layer: the selector stores codes of keys, then chooses the keys of each query. */
export function attendSelected(
  setting: LaneSetting,
  job: SelectingJob,
  sparse: Sparse,
  selector: PreparedSelector,
): AttendLayer {
  const { plan, step } = setting;
  const { heads } = plan.dimensions;
  const blocks = Math.ceil(job.tokens.length / SELECT_QUERIES);
  return (layer) => {
    if (sparse.codes !== null) storeKeys(setting, job, sparse.codes, selector, layer);
    step.units(blocks * heads, (unit) => {
      const block = blocks - 1 - Math.floor(unit / heads);
      attendBlock(setting, job, sparse, selector, layer, unit % heads, block, blocks);
    });
    return true;
  };
}

function storeKeys(
  setting: LaneSetting,
  { tokens, first, context }: SelectingJob,
  codes: KeyCodes,
  selector: PreparedSelector,
  layer: number,
): void {
  const { plan, step, buffer } = setting;
  const d = plan.dimensions;
  const end = first + tokens.length;
  // A context's keys are cut separately, so that its blocks do not depend on a continuation.
  const cuts = [
    ...starts(codes.from, first).map((from) => [from, Math.min(from + KEY_BLOCK, first)]),
    ...starts(first, end).map((from) => [from, Math.min(from + KEY_BLOCK, end)]),
  ];
  step.units(cuts.length * d.keyValueHeads, (unit) => {
    const keyValueHead = unit % d.keyValueHeads;
    const [from, to] = cuts[Math.floor(unit / d.keyValueHeads)];
    const [keys, values] = ([0, 1] as const).map(
      (which) =>
        new Float32Array(
          buffer(),
          keysAt(d, context.address, context.capacity, layer, keyValueHead, which),
          to * d.headWidth,
        ),
    );
    const own = (vectors: Float32Array): Float32Array => vectors.subarray(from * d.headWidth);
    const head = Math.ceil((keyValueHead * d.heads) / d.keyValueHeads);
    const at = codesAt(d.keyValueHeads, codes.capacity, layer, keyValueHead);
    selector.encodeKeys(
      {
        layer,
        keyValueHead,
        head,
        first: from,
        rows: to - from,
        width: d.headWidth,
        data: own(keys),
        values: own(values),
        keys,
      },
      codes.words.subarray((at + from) * codes.each, (at + to) * codes.each),
    );
  });
}

const starts = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / KEY_BLOCK)) }, (_, n) => from + n * KEY_BLOCK);

/** Queries of one head: each chooses and attends its keys. */
function attendBlock(
  setting: LaneSetting,
  job: SelectingJob,
  sparse: Sparse,
  selector: PreparedSelector,
  layer: number,
  head: number,
  block: number,
  blocks: number,
): void {
  const { plan, kernel, buffer } = setting;
  const { select, exactRows, shares, keys: counts } = sparse;
  const d = plan.dimensions;
  const from = block * SELECT_QUERIES;
  const rows = Math.min(SELECT_QUERIES, job.tokens.length - from);
  const first = job.first + from;
  const placed = placeHead(setting, job, layer, head, from, rows);
  const { keys, values, queryAt, outputAt } = placed;
  const chooser = selector.begin(queryBlock(setting, sparse, placed));
  const list = scratchAt(setting, "list");
  const attend = (n: number, count: number, out: number): number =>
    kernel.attendList(
      queryAt(n),
      keys,
      values,
      FLOAT * d.headWidth,
      d.headWidth,
      list,
      count,
      plan.scale,
      scratchAt(setting, "weights"),
      out,
    );
  const vectorAt = (address: number): Float32Array => new Float32Array(buffer(), address, d.headWidth);
  const into = new Int32Array(buffer(), list, first + rows);
  const merge = merger(first + rows);
  const operands = {
    keys: placed.allKeys,
    values: placed.allValues,
    width: d.headWidth,
    scale: plan.scale,
  };
  const rest: RestEstimator | null =
    select.rest === "estimated" ? restEstimator(operands, [select.seed, layer, head]) : null;
  const at = ((layer * d.heads + head) * blocks + block) * SHARES;
  const found = shares.subarray(at, at + SHARES).fill(0);
  for (let n = 0; n < rows; n++) {
    // A query that does not see itself sees the keys before it; the very first one sees only itself.
    const position = Math.max(0, first + n - plan.hidden);
    const chosen = chosenKeys(chooser, n, position, plan.span, select, into, merge);
    const { count, causal } = chosen;
    if (from + n < exactRows) {
      attend(n, everyKey(into, position, causal), outputAt(n));
      continue;
    }
    const shiftOf = shiftsOf(chooser, chosen);
    let logSum =
      shiftOf === null
        ? attend(n, count, outputAt(n))
        : attendShifted(operands, vectorAt(queryAt(n)), into, count, shiftOf, vectorAt(outputAt(n)));
    if (rest !== null) rest(vectorAt(queryAt(n)), position, chosen, into, logSum, vectorAt(outputAt(n)));
    found[SHARE.attended] += count;
    found[SHARE.computed] += chosen.slots;
    found[SHARE.causal] += causal;
    counts.set([count, causal], 2 * ((layer * d.heads + head) * job.tokens.length + from + n));
    if (select.measures !== true) continue;
    const exact = scratchAt(setting, "output");
    logSum -= attend(n, everyKey(into, position, causal), exact);
    found[SHARE.mass] += Math.min(1, Math.exp(logSum));
    found[SHARE.error] += relativeError(vectorAt(outputAt(n)), vectorAt(exact));
  }
}

function relativeError(output: Float32Array, exact: Float32Array): number {
  let [difference, size] = [0, 0];
  for (let c = 0; c < exact.length; c++) {
    difference += (output[c] - exact[c]) ** 2;
    size += exact[c] ** 2;
  }
  return size === 0 ? 0 : Math.sqrt(difference / size);
}
