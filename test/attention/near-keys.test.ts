import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, dense, normals } from "#base";
import { randomBuckets } from "../../src/attention/hash-code.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import { computedPairs } from "../../src/attention/plan.ts";
import { planOf } from "../../src/design/workload.ts";
import { computedPairsOf } from "../../src/mapping/lsh.ts";
import { sizesOf } from "../../src/mapping/sizes.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";
import { nearestKeys } from "./nearest-keys.ts";

const attention = fc.record({
  causal: fc.boolean(),
  sharedQK: fc.boolean(),
  rounds: fc.integer({ min: 0, max: 3 }),
  chunk: fc.integer({ min: 2, max: 8 }),
  lookBack: fc.integer({ min: 0, max: 2 }),
  localWindow: fc.integer({ min: 0, max: 40 }),
  sink: fc.integer({ min: 0, max: 3 }),
  duplicates: fc.constantFrom("once", "count"),
  length: fc.integer({ min: 16, max: 33 }),
});

const configFor = ({ length, ...rest }: typeof attention extends fc.Arbitrary<infer T> ? T : never) =>
  configOf(
    `{ workload: { layers: 1, heads: 2, headWidth: 8, length: ${length}, attention: ${JSON.stringify({ ...rest, rounds: Math.max(1, rest.rounds), buckets: 4 })} },
       fidelity: { queries: ${length}, arrays: 2 } }`,
  );

// Every slot of the hardware is walked: its window's in each round, and the near ones. Of the near keys as many are seen as
// slots are counted but at the start of a causal sequence, and where the sink repeats them.
test("near keys that are attended are those counted and priced", () => {
  let cases = 0;
  fc.assert(
    fc.property(attention, fc.nat(1000), (choice, seed) => {
      const { design, workload } = configFor(choice);
      const plan = { ...planOf(workload), rounds: choice.rounds };
      const { length } = workload;
      const random = (n: number) => dense(length, 8, normals(length * 8, createRng(seed + n)));
      const hash = randomBuckets({ rounds: plan.rounds, buckets: 4 }, createRng(seed));
      const near = lshAttention(random(0), random(1), random(2), hash, { ...plan, rounds: 0 });
      const all = lshAttention(random(0), random(1), random(2), hash, plan);
      let expected = 0;
      for (let i = 0; i < length; i++) {
        const keys = nearestKeys(i, length, plan);
        const others = plan.self === "allowed" ? length : length - 1;
        if (!plan.causal) expect(keys.length).toBe(Math.min(others, plan.localWindow));
        const seen = new Set(keys);
        for (let j = 0; j < Math.min(plan.sink, length); j++)
          if ((j <= i || !plan.causal) && (j !== i || plan.self === "allowed")) seen.add(j);
        expected += Math.max(1, seen.size);
      }
      expect(near.pairs.useful).toBe(expected);
      expect(near.pairs.computed).toBe(length * Math.min(length, plan.localWindow + plan.sink));
      // A query that sees nothing attends to itself, in no slot.
      if (plan.localWindow > 0) expect(near.pairs.useful).toBeLessThanOrEqual(near.pairs.computed);
      expect(all.pairs.computed).toBe(computedPairs(length, plan));
      const priced = computedPairsOf({ ...sizesOf(design, workload), rounds: plan.rounds });
      expect(priced).toBe(workload.heads * all.pairs.computed);
      cases++;
    }),
    { seed: 19, numRuns: 300 },
  );
  expect(cases).toBe(300);
});

test("the local window that is a control computes as many pairs as LSH, and sees no more", async () => {
  let cases = 0;
  for (const causal of [true, false])
    for (const localWindow of [0, 5, 16])
      for (const rounds of [1, 3]) {
        const config = configFor({
          causal,
          sharedQK: false,
          rounds,
          chunk: 4,
          lookBack: 1,
          localWindow,
          sink: 1,
          duplicates: "once",
          length: 64,
        });
        const activations = syntheticActivations(64, 8, 1);
        const { variants } = await simulate(
          config.design,
          config.workload,
          activations,
          config.fidelity,
          createRng(1),
        );
        const [control, lsh] = [variants["local-window"], variants.software];
        expect(control.computedPairs).toBe(lsh.computedPairs);
        expect(control.usefulPairs.mean).toBeLessThanOrEqual(control.computedPairs);
        // Without a mask no slot is idle but those in which the window repeats the sink.
        const width = control.computedPairs / 64 - 1;
        const repeated = Array.from({ length: 64 }, (_, i) =>
          nearestKeys(i, 64, { causal, self: "allowed", localWindow: width }),
        ).filter((keys) => keys.includes(0)).length;
        if (!causal) expect(control.usefulPairs.mean).toBe(control.computedPairs - repeated);
        cases++;
      }
  expect(cases).toBe(12);
});
