// One head's part of a block: its place in memory, and its inputs to a selector.

import type { KeyCodes } from "#transformer";
import {
  ATTEND_QUERIES,
  FLOAT,
  keysAt,
  type LaneSetting,
  logitOf,
  plainLogits,
  scratchAt,
} from "#transformer";
import type { QueryBlock } from "../../attention/selectors/selector.ts";
import type { SelectingJob, Selection } from "./engine.ts";

/** Number of stored codes before those of a head. */
export const codesAt = (keyValueHeads: number, capacity: number, layer: number, head: number): number =>
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

/** Position of a head's block in memory, and its queries. */
export interface PlacedHead {
  readonly layer: number;
  readonly head: number;
  readonly keyValueHead: number;
  readonly first: number;
  readonly rows: number;
  readonly keys: number;
  readonly values: number;
  readonly allKeys: Float32Array;
  readonly allValues: Float32Array;
  queryAt(n: number, head?: number): number;
  outputAt(n: number): number;
}

export function placeHead(
  { plan, buffer }: LaneSetting,
  { first: begin, context }: SelectingJob,
  layer: number,
  head: number,
  from: number,
  rows: number,
): PlacedHead {
  const d = plan.dimensions;
  const first = begin + from;
  const keyValueHead = Math.floor((head * d.keyValueHeads) / d.heads);
  const [keys, values] = ([0, 1] as const).map((which) =>
    keysAt(d, context.address, context.capacity, layer, keyValueHead, which),
  );
  const [allKeys, allValues] = [keys, values].map(
    (address) => new Float32Array(buffer(), address, (first + rows) * d.headWidth),
  );
  const bytes = FLOAT * d.headWidth;
  const rowAt = (base: number, n: number, of: number): number => base + ((from + n) * d.heads + of) * bytes;
  return {
    ...{ layer, head, keyValueHead, first, rows, keys, values, allKeys, allValues },
    queryAt: (n, of = head) => rowAt(plan.rows.query, n, of),
    outputAt: (n) => rowAt(plan.rows.attended, n, head),
  };
}

/** Input of a selector for a block: the head's own queries, or the mean of all that share its keys. */
export function queryBlock(
  setting: LaneSetting,
  { select, codes }: { readonly select: Selection; readonly codes: KeyCodes | null },
  placed: PlacedHead,
): QueryBlock {
  const { plan, buffer } = setting;
  const d = plan.dimensions;
  const { layer, head, keyValueHead, first, rows, keys, allKeys, queryAt } = placed;
  const group = d.heads / d.keyValueHeads;
  const isShared = select.sharing === "key-value-head" && group > 1;
  const members = isShared ? Array.from({ length: group }, (_, g) => keyValueHead * group + g) : [head];
  const data = new Float32Array(rows * d.headWidth);
  for (let n = 0; n < rows; n++)
    for (const member of members) {
      const query = new Float32Array(buffer(), queryAt(n, member), d.headWidth);
      for (let c = 0; c < d.headWidth; c++) data[n * d.headWidth + c] += query[c] / members.length;
    }
  const site = { layer, keyValueHead, head: members[0], first, rows, width: d.headWidth, data };
  const operands = { keys: allKeys, width: d.headWidth, scale: plan.scale };
  return {
    ...site,
    keys: allKeys,
    logit: (n, key) => logitOf(operands, data.subarray(n * d.headWidth, (n + 1) * d.headWidth), key),
    codes: codes === null ? NO_CODES : storedCodes(codes, d.keyValueHeads, layer, keyValueHead, first + rows),
    ...(isShared
      ? plainLogits({ ...site, keys: allKeys }, plan.scale)
      : logitsOfBlock(setting, first, rows, keys, queryAt)),
  };
}

/** Logits of a block's queries, computed on demand for 32 of them at a time. */
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
      kernel.packQueries(queryAt(from), queryAt(1) - queryAt(0), count, headWidth, plan.scale, quads);
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
