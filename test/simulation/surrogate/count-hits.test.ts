import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import type { Hasher } from "../../../src/attention/hash-code.ts";
import { lshAttention } from "../../../src/attention/lsh-attention.ts";
import { type LshPlan, windowSpan } from "../../../src/attention/plan.ts";
import { hashCodeOf, planOf } from "../../../src/design/workload.ts";
import type { Activations } from "../../../src/simulation/activations.ts";
import { prepareHeads, sampleQueries } from "../../../src/simulation/quality.ts";
import { measuredWorkload } from "../../../src/simulation/simulate.ts";
import type { HashLaw } from "../../../src/simulation/surrogate/hash-law.ts";
import { type CountingPlan, countHits, recall } from "../../../src/simulation/surrogate/hit-counts.ts";
import { summariseSequence, weighHeads } from "../../../src/simulation/surrogate/level-summary.ts";
import { referenceIds } from "../../../src/simulation/surrogate/reference-hasher.ts";
import { clusteredActivations } from "../../clustered-activations.ts";
import { configOf, IDEAL_HARDWARE } from "../../design-under-test.ts";
import { syntheticActivations } from "../../synthetic-activations.ts";

const ROUNDS = 6;
const LAW: HashLaw = {
  noise: 0.3,
  absoluteShare: 0.2,
  offset: 0.4,
  common: 0.1,
  spread: 0,
  largeShare: 0.02,
  largePower: 0.3,
  largeNoise: 0.3,
};
const SEEN = { comparesOpposites: false, quantise: null, range: 3 };

function setUp(activations: Activations, attention: string, sharedQK: boolean) {
  const { design, workload } = configOf(
    `{ workload: { attention: { chunk: 8, rounds: ${ROUNDS}, sharedQK: ${sharedQK}, ${attention} } }, design: { ${IDEAL_HARDWARE} } }`,
  );
  const measured = measuredWorkload({ ...workload, kvHeads: workload.heads }, activations);
  const plan = planOf(measured);
  const queries = sampleQueries(measured.length, 40, createRng(1));
  const mac = design.digital.mac.behaviour;
  const heads = prepareHeads(activations, plan, mac, measured.attention, queries);
  const counting: CountingPlan = {
    summary: summariseSequence(design, weighHeads(heads, plan), plan.sharedQK),
    code: hashCodeOf(measured.attention, measured.length),
    plan,
    seenThrough: SEEN,
    isRelative: false,
    sort: design.digital.sorter.behaviour.order,
  };
  return { counting, heads, plan };
}

/** Attention recall over the first `rounds` rounds of the reference hash, by the attention itself. */
function attended({ counting, heads, plan }: ReturnType<typeof setUp>, rounds: readonly number[]): number {
  const { summary, code } = counting;
  let [mass, count] = [0, 0];
  heads.forEach(({ q, k, v, exact, queries }, n) => {
    const rng = createRng("surrogate").fork("head").fork(n);
    const hash: Hasher = (_, role) => {
      const levels = role === "query" ? summary.heads[n].query : summary.heads[n].key;
      if (levels === null) throw new Error("one vector");
      const [ids] = referenceIds(levels, role, code, [LAW], SEEN, summary.scale, rng);
      const { length } = summary;
      return Int32Array.from(rounds.flatMap((r) => [...ids.subarray(r * length, (r + 1) * length)]));
    };
    const own: LshPlan = { ...plan, rounds: rounds.length };
    lshAttention(q, k, v, hash, own, { queries }).logSum.forEach((log, row) => {
      mass += Math.min(1, Math.exp(log - exact.logSum[row]));
      count++;
    });
  });
  return mass / count;
}

const separate = syntheticActivations(96, 16, 2);
const shared = clusteredActivations(96, 16, 2);
const CASES = [
  ["queries and keys apart", separate, false, "localWindow: 4, sink: 2"],
  ["looking back three chunks", separate, false, "localWindow: 0, sink: 1, lookBack: 3"],
  ["every position seen", separate, false, "localWindow: 3, causal: false"],
  ["one vector for both", shared, true, "localWindow: 2, sink: 0"],
  ["nothing near", shared, true, "localWindow: 0, sink: 0, lookBack: 0"],
  ["cross-polytope", shared, true, 'localWindow: 0, sink: 1, hash: "cross-polytope"'],
] as const;

describe("counted hits", () => {
  it.each(CASES)("give the mass that the attention captures: %s", (_, activations, sharedQK, attention) => {
    const set = setUp(activations, attention, sharedQK);
    const [counts] = countHits(set.counting, [LAW]);
    const { plan } = set;
    const span = windowSpan(plan);
    const near = {
      reach: plan.causal || span === 0 ? span : (span + 1) / 2,
      isBare: plan.localWindow === 0 && plan.sink === 0,
    };
    const every = Array.from({ length: ROUNDS }, (_unused, r) => r);
    const single = every.reduce((sum, r) => sum + attended(set, [r]) / ROUNDS, 0);
    // By distance alone the estimate does not see that a window in the middle moves inward at either end.
    const digits = plan.causal ? 6 : 2;
    expect(recall(counts, 1, near)).toBeCloseTo(single, digits);
    // As many rounds as were counted: what all of them together show.
    expect(recall(counts, ROUNDS, near)).toBeCloseTo(attended(set, every), digits);
    expect(single).toBeLessThan(attended(set, every) - 0.01);
  });
});
