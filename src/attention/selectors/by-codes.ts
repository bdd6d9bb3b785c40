// Keys chosen by a sum over their stored codes: four queries at a time by a kernel, or one at a time in plain TypeScript.

import { chooserByScore } from "./by-score.ts";
import { ByteTables } from "./byte-codes.ts";
import type { ByteCodes, CodeFields, ScoreKernel } from "./score-kernel.ts";
import type { Chooser, QueryBlock } from "./selector.ts";

/** A query on keys from, from + step, … below to: the estimate is Σ query · level · factor of the key · scale. */
export interface CodeQuery {
  readonly query: Float64Array;
  readonly scale: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Queries of a pass of the kernel. */
const LANES = 4;

/**
 * Chooses keys by their estimates: `queriesOf(n)` has the n-th query for each group of keys; groups are the same for all queries
 * of the block, and every key is in one.
 */
export function chooserByCodes(
  block: QueryBlock,
  codes: ByteCodes,
  fields: CodeFields,
  queriesOf: (n: number) => readonly CodeQuery[],
  kernel: ScoreKernel | undefined,
): Chooser {
  if (kernel !== undefined) return chooserByKernel(block, codes, fields, queriesOf, kernel);
  const tables = new ByteTables(codes);
  return chooserByScore(block, (n, count, into) => {
    for (const { query, scale, from, to, step } of queriesOf(n)) {
      if (from >= count) continue;
      tables.set(query, fields.levels, fields.bits);
      tables.products(block, Math.min(to, count), scale, into, from, step);
    }
  });
}

function chooserByKernel(
  block: QueryBlock,
  codes: ByteCodes,
  fields: CodeFields,
  queriesOf: (n: number) => readonly CodeQuery[],
  kernel: ScoreKernel,
): Chooser {
  const { first, rows } = block;
  let slots = 0;
  let ready = -1;
  const compute = (quad: number): void => {
    if (!kernel.holds(block)) kernel.load(block, block.codes, first + rows, codes);
    const begin = quad * LANES;
    const lanes = Math.min(LANES, rows - begin);
    const count = first + begin + lanes;
    const queries = Array.from({ length: lanes }, (_, lane) => queriesOf(begin + lane));
    for (const [g, { scale, from, to, step }] of queries[0].entries()) {
      if (from >= count) continue;
      kernel.setQueries(
        queries.map((groups) => groups[g].query),
        fields,
      );
      kernel.products(Math.min(to, count), scale, from, step);
    }
    ready = quad;
  };
  return {
    choose(n, { from, to, keys, mass }, into) {
      slots = to - from;
      if (slots === 0 || (mass === null && keys <= 0)) return 0;
      const quad = Math.floor(n / LANES);
      if (quad !== ready || !kernel.holds(block)) compute(quad);
      const lane = n - quad * LANES;
      return mass === null
        ? kernel.largest(lane, from, to, keys, into)
        : kernel.heaviest(lane, first + n + 1, from, to, mass, into);
    },
    slots: () => slots,
  };
}
