// Keys that the last queries of a sequence find in their buckets, against a walk over all pairs.

import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { hashCodeOf, listsOf } from "../../src/design/workload.ts";
import { independentLoad } from "../../src/mapping/sizes.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { captureLoads, withCapturedLoads } from "../../src/simulation/candidate-capture.ts";
import { hasherFactory } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const [L, D] = [128, 16];

/** Two key heads, each read by two query heads. */
function groupedActivations(): Activations {
  const made = syntheticActivations(L, D, 4);
  const heads = made.heads.map((head, n) => ({
    ...head,
    kvHead: Math.floor(n / 2),
    k: made.heads[n - (n % 2)].k,
  }));
  return { ...made, heads };
}
const made = groupedActivations();

const configured = (attention: string) =>
  configOf(
    `{ workload: { layers: 1, heads: 4, kvHeads: 2, headWidth: ${D}, length: ${L}, phase: "decode",
       attention: { rounds: 6, buckets: 8, chunk: 16, localWindow: 5, sink: 2, ${attention} } } }`,
  );

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Entries, keys of each query head, and rows of a key head, of each of the last 64 queries. */
function walked(attention: string) {
  const { design, workload } = configured(attention);
  const { cap, collisions } = listsOf(workload);
  const isCounted = workload.attention.duplicates === "count";
  const code = hashCodeOf(workload.attention, L);
  const factory = hasherFactory("software", design, code, D, createRng(8));
  const loads = [0, 1].flatMap((kvHead) => {
    const heads = made.heads.filter((head) => head.kvHead === kvHead);
    const ids = heads.map((head) => ({
      keys: factory(0, head)(head.k, "key"),
      queries: factory(0, head)(head.q, "query"),
    }));
    return Array.from({ length: 64 }, (_, n) => {
      const i = L - 64 + n;
      const rows = new Set<number>();
      let [entries, found] = [0, 0];
      for (const { keys, queries } of ids) {
        const times = new Array<number>(L).fill(0);
        for (let r = 0; r < 6; r++) {
          const bucket = [...Array(i + 1).keys()].filter((j) => keys[r * L + j] === queries[r * L + i]);
          for (const j of bucket.slice(-cap)) times[j]++;
          entries += Math.min(cap, bucket.length);
        }
        for (let j = 2; j <= i - 5; j++)
          if (times[j] >= collisions) {
            found += isCounted ? times[j] : 1;
            rows.add(j);
          }
      }
      // Two query heads; an entry that counts twice is fetched twice.
      return { listed: entries / 6 / 2, distinct: found / 2, fetched: isCounted ? found : rows.size };
    });
  });
  return loads;
}

describe.each([
  'duplicates: "once", collisions: 1',
  'duplicates: "once", collisions: 2, listCap: 7',
  'duplicates: "count", collisions: 1, listCap: 12',
])("candidates with %s", (attention) => {
  const { design, workload } = configured(attention);
  const captured = captureLoads(design, workload, made, createRng(8));
  const hand = walked(attention);

  it("are those that a walk finds, query by query and on average", () => {
    expect(captured.length).toBe(L);
    expect(captured.loads).toHaveLength(2 * 64);
    captured.loads.forEach((load, n) => {
      for (const of of ["listed", "distinct", "fetched"] as const)
        expect(load[of], `${of} ${n}`).toBeCloseTo(hand[n][of], 10);
    });
    for (const of of ["listed", "distinct", "fetched"] as const)
      expect(captured.mean[of]).toBeCloseTo(meanOf(hand.map((load) => load[of])), 10);
  });

  it("give a workload their occupancy of buckets, and the rest over independent rounds and heads", () => {
    const own = withCapturedLoads(workload, captured);
    const { listed, distinct, fetched } = captured.mean;
    // Eight buckets of 128 tokens: 16 a bucket where all are alike.
    expect(own.attention.occupancy).toBeCloseTo(listed / 16, 12);
    const independent = independentLoad(own);
    expect(own.agreement?.distinct).toBeCloseTo(distinct / independent.distinct, 12);
    expect(own.agreement?.fetched).toBeCloseTo(fetched / independent.fetched, 12);
    // What a config says is not measured again.
    const stated = { ...workload, attention: { ...workload.attention, occupancy: 0.5 } };
    expect(withCapturedLoads(stated, captured)).toBe(stated);
  });
});
