// Which keys are found, by head and distance, against a sum over all pairs.

import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { keysFoundDrawing, keysFoundMessage } from "../../src/commands/compare/report/search-tables.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { planOf } from "../../src/design/workload.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import {
  distanceClass,
  distanceClasses,
  type HeadKeys,
  measureTrial,
  prepareHeads,
  sampleQueries,
  segmentLength,
} from "../../src/simulation/quality.ts";
import { searchedQuality } from "../../src/simulation/searched-quality.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { unitsOf } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

const [L, D] = [256, 64];
const made = syntheticActivations(L, D, 2, 2);
const configured = (attention = "") =>
  configOf(
    `{ workload: { preset: "recall-lm", length: ${L}, attention: { localWindow: 8, sink: 2, ${attention} } },
       fidelity: { arrays: 2, queries: 64 }, design: { digital: { mac: { model: "ideal" }, softmax: { model: "ideal" } } } }`,
  );
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Mass of a head's queries by class of distance, of all keys and of those that `isAttended`. */
function summedMass(
  head: (typeof made.heads)[number],
  queries: Int32Array,
  scale: number,
  isAttended: (i: number, j: number) => boolean,
) {
  const [exact, found] = [0, 1].map(() => new Array<number>(distanceClasses(L)).fill(0));
  for (const i of queries) {
    const weights = Array.from({ length: i + 1 }, (_, j) => {
      let logit = 0;
      for (let c = 0; c < D; c++) logit += head.q.data[i * D + c] * head.k.data[j * D + c];
      return Math.exp(scale * logit);
    });
    const all = sumOf(weights);
    weights.forEach((weight, j) => {
      const at = distanceClass(i, j, segmentLength(L));
      exact[at] += weight / all / queries.length;
      if (isAttended(i, j)) found[at] += weight / all / queries.length;
    });
  }
  return { exact, found };
}

function isNear(own: readonly number[], other: readonly number[], digits: number): void {
  for (const [n, value] of own.entries()) expect(value).toBeCloseTo(other[n], digits);
}

describe("the class of a distance", () => {
  it("is 0 in a query's own segment and grows by octaves of segments", () => {
    const segment = segmentLength(4096);
    expect(segment).toBe(64);
    expect([0, 63, 64, 127, 128, 255, 256, 4095].map((i) => distanceClass(i, 0, segment))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 6,
    ]);
    expect(distanceClasses(4096)).toBe(7);
    expect(distanceClasses(10)).toBe(1 + distanceClass(9, 0, 1));
  });
});

describe("keys that a local window and a sink attend", () => {
  it("are those that a sum over all pairs finds, for each head", () => {
    const { design, workload } = configured();
    const plan = { ...planOf(workload), rounds: 0 };
    const queries = sampleQueries(L, 64, createRng(5));
    const heads = prepareHeads(made, plan, design.digital.mac.behaviour, workload.attention, queries);
    const { keys, recall } = measureTrial(heads, plan, unitsOf(design), () => () => new Int32Array(0), {
      keys: true,
    });
    expect(keys).toHaveLength(4);
    const isAttended = (i: number, j: number): boolean => j < plan.sink || i - j < plan.localWindow;
    for (const [n, own] of (keys ?? []).entries()) {
      const summed = summedMass(made.heads[n], queries, plan.scale, isAttended);
      expect([own.layer, own.head]).toEqual([Math.floor(n / 2), n % 2]);
      isNear(own.exact, summed.exact, 9);
      isNear(own.found, summed.found, 9);
    }
    expect(sumOf((keys ?? []).map(({ found }) => sumOf(found))) / 4).toBeCloseTo(recall, 9);
  });

  it("are found of the first array's hash alone, where they are wanted", async () => {
    const { design, workload, fidelity } = configured("rounds: 2, chunk: 16");
    const asked = await simulate(design, workload, made, fidelity, createRng(1), { keys: true });
    const { memristor, software } = asked.variants;
    expect(software.keys).toBeUndefined();
    const found = (memristor.keys ?? []).map((head) => sumOf(head.found));
    expect(sumOf(found) / found.length).toBeCloseTo(memristor.trials[0].recall, 6);
    const plain = await simulate(design, workload, made, fidelity, createRng(1));
    expect(plain.variants.memristor.keys).toBeUndefined();
    // A second pass moves no other number.
    expect({ ...memristor, keys: undefined }).toEqual({ ...plain.variants.memristor, keys: undefined });
  });
});

describe("keys that a search of codes attends", () => {
  it("add up to its recall, and to all of the weight where every key is attended", () => {
    for (const budget of ["share: 1", "share: 0.05"]) {
      const { design, workload } = configured(`budget: { kind: "share", ${budget} }`);
      const seen = scoreDigital.workload(workload);
      const [choice] = codeChoices(scoreDigital.design(design), seen);
      const { keys = [], recall } = searchedQuality(
        choice,
        seen,
        made,
        { samples: 1, queries: 32 },
        createRng(1),
      );
      const found = keys.map((head) => sumOf(head.found));
      expect(sumOf(found) / found.length).toBeCloseTo(recall.mean, 9);
      for (const head of keys) {
        expect(sumOf(head.exact)).toBeCloseTo(1, 9);
        for (const [n, mass] of head.found.entries()) expect(mass).toBeLessThanOrEqual(head.exact[n] + 1e-12);
      }
      if (budget === "share: 1") expect(recall.mean).toBeCloseTo(1, 9);
      else expect(recall.mean).toBeLessThan(0.999);
    }
  });
});

describe("their picture", () => {
  const head = (layer: number, own: number, found: readonly number[]): HeadKeys => ({
    layer,
    head: own,
    exact: [0.5, 0.3, 0.2],
    found,
  });
  const heads = [head(0, 0, [0.5, 0.2, 0.2]), head(0, 1, [0.5, 0.1, 0.1])];

  it("says how much is missed, where, and in which head most", () => {
    expect(keysFoundMessage("C", heads, 256)).toBe(
      "C finds 80 % of the softmax weight; it misses most 4 to 8 tokens back (75 % of what it misses) and in layer 0, head 1 (30 % of its weight)",
    );
    expect(keysFoundMessage("C", [head(0, 0, [0.5, 0.3, 0.2])], 256)).toBe(
      "C finds every key that has softmax weight",
    );
  });

  it("has the heads that miss most, at most 24, in order", () => {
    const many = Array.from({ length: 40 }, (_, n) => head(n, 0, [0.5, 0.3 - n / 200, 0.2]));
    expect(keysFoundDrawing("lsh-memristor", many, 256)?.title).toContain(
      "(the 24 of 40 heads that miss most)",
    );
    expect(keysFoundDrawing("lsh-memristor", [], 256)).toBeNull();
  });
});
