import { selectorNamed } from "../../attention/selectors/index.ts";
import type {
  Chooser,
  PreparedSelector,
  QueryBlock,
  SelectorTools,
  Wanted,
} from "../../attention/selectors/selector.ts";
import type { Selection } from "./engine.ts";
import { ATTEND_QUERIES, FLOAT } from "./kernel.ts";
import { everyKey, type Merge, merger } from "./key-lists.ts";
import type { AttendLayer } from "./lane-block.ts";
import { type BlockJob, type KeyCodes, SELECT_QUERIES, SHARE, SHARES } from "./lane-job.ts";
import { type LaneSetting, scratchAt } from "./lane-products.ts";
import { keysAt } from "./memory-plan.ts";

/** Keys that are given to a selector at a time; its noise is named by the first of them. */
const KEY_BLOCK = 256;

/** Tools for a selection; made once for each. */
export type ToolsOf = (select: Selection) => SelectorTools;

/** What of a selection decides how keys are stored and chosen. */
export const selectionKey = ({ selector, budget, seed, array }: Selection): string =>
  JSON.stringify([selector, budget.kind, seed, array]);

/** What of a selection decides the words that are stored of keys. */
export const codesKey = ({ selector, seed, array }: Selection): string =>
  JSON.stringify([selector, seed, array]);

/** Selectors of the last selections, bound to this model: their projections and arrays are made once. */
export function preparedSelectors(toolsOf: ToolsOf, most = 8): (select: Selection) => PreparedSelector {
  const known = new Map<string, PreparedSelector>();
  return (select) => {
    const key = selectionKey(select);
    const { name, params } = select.selector;
    const selector = known.get(key) ?? selectorNamed(name).prepare(params, toolsOf(select));
    known.delete(key);
    known.set(key, selector);
    if (known.size > most) known.delete(known.keys().next().value as string);
    return selector;
  };
}

type Sparse = NonNullable<BlockJob["selection"]>;

/** Sparse attention of a layer: keys are stored as the selector wants, then each query attends those that it chooses. */
export function attendSelected(
  setting: LaneSetting,
  job: BlockJob,
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
  };
}

function storeKeys(
  setting: LaneSetting,
  { tokens, first, context }: BlockJob,
  codes: KeyCodes,
  selector: PreparedSelector,
  layer: number,
): void {
  const { plan, step, buffer } = setting;
  const d = plan.dimensions;
  const end = first + tokens.length;
  // A context's keys are stored by themselves, so that no continuation decides how they are cut.
  const cuts = [
    ...starts(codes.from, first).map((from) => [from, Math.min(from + KEY_BLOCK, first)]),
    ...starts(first, end).map((from) => [from, Math.min(from + KEY_BLOCK, end)]),
  ];
  step.units(cuts.length * d.keyValueHeads, (unit) => {
    const keyValueHead = unit % d.keyValueHeads;
    const [from, to] = cuts[Math.floor(unit / d.keyValueHeads)];
    const keys = keysAt(d, context.address, context.capacity, layer, keyValueHead, 0);
    const data = new Float32Array(buffer(), keys + FLOAT * from * d.headWidth, (to - from) * d.headWidth);
    const head = Math.ceil((keyValueHead * d.heads) / d.keyValueHeads);
    const at = codesAt(d.keyValueHeads, codes.capacity, layer, keyValueHead);
    selector.encodeKeys(
      { layer, keyValueHead, head, first: from, rows: to - from, width: d.headWidth, data },
      codes.words.subarray((at + from) * codes.each, (at + to) * codes.each),
    );
  });
}

const starts = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / KEY_BLOCK)) }, (_, n) => from + n * KEY_BLOCK);

/** Keys before those of a head, in the words that are stored. */
const codesAt = (keyValueHeads: number, capacity: number, layer: number, head: number): number =>
  (layer * keyValueHeads + head) * capacity;

const NO_CODES = new Int32Array(0);

function storedCodes(
  codes: KeyCodes,
  keyValueHeads: number,
  layer: number,
  head: number,
  count: number,
): Int32Array {
  const at = codesAt(keyValueHeads, codes.capacity, layer, head);
  return codes.words.subarray(at * codes.each, (at + count) * codes.each);
}

/** Queries of one head: each chooses its keys and attends them. */
function attendBlock(
  setting: LaneSetting,
  job: BlockJob,
  { select, codes, exactRows, shares }: Sparse,
  selector: PreparedSelector,
  layer: number,
  head: number,
  block: number,
  blocks: number,
): void {
  const { plan, kernel, buffer } = setting;
  const { tokens, context } = job;
  const d = plan.dimensions;
  const from = block * SELECT_QUERIES;
  const rows = Math.min(SELECT_QUERIES, tokens.length - from);
  const first = job.first + from;
  const keyValueHead = Math.floor((head * d.keyValueHeads) / d.heads);
  const [keys, values] = ([0, 1] as const).map((which) =>
    keysAt(d, context.address, context.capacity, layer, keyValueHead, which),
  );
  const bytes = FLOAT * d.headWidth;
  const queryAt = (n: number): number => plan.rows.query + ((from + n) * d.heads + head) * bytes;
  const outputAt = (n: number): number => plan.rows.attended + ((from + n) * d.heads + head) * bytes;
  const data = new Float32Array(rows * d.headWidth);
  for (let n = 0; n < rows; n++)
    data.set(new Float32Array(buffer(), queryAt(n), d.headWidth), n * d.headWidth);
  const site = { layer, keyValueHead, head, first, rows, width: d.headWidth, data };
  const chooser = selector.begin({
    ...site,
    codes: codes === null ? NO_CODES : storedCodes(codes, d.keyValueHeads, layer, keyValueHead, first + rows),
    ...logitsOfBlock(setting, first, rows, keys, queryAt),
  });
  const list = scratchAt(setting, "list");
  const scores = scratchAt(setting, "weights");
  const attend = (n: number, count: number, out: number): number =>
    kernel.attendList(
      queryAt(n),
      keys,
      values,
      bytes,
      d.headWidth,
      list,
      count,
      1 / Math.sqrt(d.headWidth),
      scores,
      out,
    );
  const into = new Int32Array(buffer(), list, first + rows);
  const merge = merger(first + rows);
  const at = ((layer * d.heads + head) * blocks + block) * SHARES;
  const found = shares.subarray(at, at + SHARES).fill(0);
  for (let n = 0; n < rows; n++) {
    const { count, slots, causal } = chosen(chooser, n, first + n, plan.span, select, into, merge);
    if (from + n < exactRows) {
      attend(n, everyKey(into, first + n, causal), outputAt(n));
      continue;
    }
    const logSum = attend(n, count, outputAt(n));
    found[SHARE.attended] += count;
    found[SHARE.computed] += slots;
    found[SHARE.causal] += causal;
    if (select.measures !== true) continue;
    const exact = scratchAt(setting, "output");
    found[SHARE.mass] += Math.min(1, Math.exp(logSum - attend(n, everyKey(into, first + n, causal), exact)));
    found[SHARE.error] += relativeError(
      new Float32Array(buffer(), outputAt(n), d.headWidth),
      new Float32Array(buffer(), exact, d.headWidth),
    );
  }
}

/** Logits of a block's queries, made for 32 of them at a time when they are asked for. */
function logitsOfBlock(
  setting: LaneSetting,
  first: number,
  rows: number,
  keys: number,
  queryAt: (n: number) => number,
): Pick<QueryBlock, "scores" | "weights"> {
  const { kernel, plan, buffer } = setting;
  const { headWidth } = plan.dimensions;
  const stride = FLOAT * (plan.positions + 8);
  const scores = scratchAt(setting, "scores");
  let ready = -1;
  const rowOf = (n: number): number => {
    const part = Math.floor(n / ATTEND_QUERIES);
    const from = part * ATTEND_QUERIES;
    if (part !== ready) {
      const count = Math.min(ATTEND_QUERIES, rows - from);
      const quads = scratchAt(setting, "queries");
      kernel.packQueries(
        queryAt(from),
        queryAt(1) - queryAt(0),
        count,
        headWidth,
        1 / Math.sqrt(headWidth),
        quads,
      );
      kernel.scoreQuads(
        quads,
        Math.ceil(count / 4),
        keys,
        FLOAT * headWidth,
        first + from + count,
        headWidth,
        scores,
        stride,
      );
      ready = part;
    }
    return scores + (n - from) * stride;
  };
  return {
    scores: (n) => new Float32Array(buffer(), rowOf(n), first + n + 1),
    weights(n) {
      const weights = scratchAt(setting, "weights");
      kernel.expRow(rowOf(n), first + n + 1, weights);
      return new Float32Array(buffer(), weights, first + n + 1);
    },
  };
}

/** Keys of one query in ascending order: sink, chosen ones, window. */
function chosen(
  chooser: Chooser,
  n: number,
  position: number,
  span: number,
  { sink, window, budget }: Selection,
  into: Int32Array,
  merge: Merge,
): { readonly count: number; readonly slots: number; readonly causal: number } {
  const lowest = Math.max(0, position - span + 1);
  const causal = position + 1 - lowest;
  const to = Math.max(lowest, position + 1 - window);
  const from = Math.min(to, Math.max(lowest, sink));
  const near = from - lowest + position + 1 - to;
  const wanted: Wanted = {
    from,
    to,
    keys:
      budget.kind === "fixed"
        ? Math.max(0, budget.keys - near)
        : budget.kind === "share"
          ? Math.max(0, Math.round(budget.share * causal) - near)
          : to - from,
    mass: budget.kind === "mass" ? budget.p : null,
  };
  // Nothing is far, or nothing is left of the budget: the selector is asked all the same, as it counts its queries.
  const far = chooser.choose(n, wanted, into);
  merge(into, far, from, to);
  into.copyWithin(from - lowest, 0, far);
  for (let k = lowest; k < from; k++) into[k - lowest] = k;
  let count = from - lowest + far;
  for (let j = to; j <= position; j++) into[count++] = j;
  return { count, slots: chooser.slots() + near, causal };
}

function relativeError(output: Float32Array, exact: Float32Array): number {
  let [difference, size] = [0, 0];
  for (let c = 0; c < exact.length; c++) {
    difference += (output[c] - exact[c]) ** 2;
    size += exact[c] ** 2;
  }
  return size === 0 ? 0 : Math.sqrt(difference / size);
}
