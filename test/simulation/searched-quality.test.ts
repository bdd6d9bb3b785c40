import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, row } from "#base";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { planOf } from "../../src/design/workload.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import type { Inquiry } from "../../src/peripherals/search/search.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import { codesOf } from "../../src/simulation/searched-codes.ts";
import {
  chosenKeys,
  isSimulated,
  planesOfQuery,
  searchedQuality,
} from "../../src/simulation/searched-quality.ts";
import { configOf } from "../design-under-test.ts";

const [L, D] = [256, 64];
const KERNELS = loadKernels();

/** Two heads whose queries are like one of the keys before them each, among keys that are not. */
function activationsOf(sharpness: number): Activations {
  const rng = createRng(3);
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => rng.normal());
  const heads = [0, 1].map((head) => {
    const k = normals(L * D);
    const q = new Float64Array(L * D);
    for (let i = 0; i < L; i++) {
      const of = rng.integer(i + 1);
      for (let c = 0; c < D; c++) q[i * D + c] = sharpness * k[of * D + c] + rng.normal();
    }
    return {
      layer: 0,
      head,
      kvHead: head,
      q: dense(L, D, q),
      k: dense(L, D, k),
      v: dense(L, D, normals(L * D)),
    };
  });
  return { model: "made", description: "made", length: L, headWidth: D, heads, keyMeans: new Map() };
}

const made = activationsOf(2);

function qualityOf(
  contender: ComparisonDesign,
  attention: string,
  design = "",
  samples = 2,
  of = made,
  queries = 32,
) {
  const { design: own, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: ${L}, attention: { ${attention.includes("localWindow") ? "" : "localWindow: 4, sink: 1, "}${attention} } }, design: { ${design} } }`,
  );
  const seen = contender.workload(workload);
  const [choice] = codeChoices(contender.design(own), seen);
  return searchedQuality(choice, seen, of, { samples, queries }, createRng(1), KERNELS);
}

const IDEAL = 'search: { model: "ideal", bits: 1024 }, topK: { model: "ideal" }';

describe("quality through a store and a unit", () => {
  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)("%s: every key attended is exact attention", (_, contender) => {
    const { recall, outputError, attended } = qualityOf(
      contender,
      `budget: { kind: "fixed", keys: ${L} }`,
      IDEAL,
      1,
    );
    expect(recall.mean).toBeCloseTo(1, 12);
    expect(outputError.mean).toBeCloseTo(0, 12);
    expect(attended).toBeGreaterThan(100);
  });

  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)("%s: a ninth of the keys holds most of the attention", (_, contender) => {
    const { recall, attended } = qualityOf(contender, 'budget: { kind: "fixed", keys: 28 }', IDEAL);
    expect(recall.mean).toBeGreaterThan(0.85);
    expect(attended).toBeLessThanOrEqual(28);
  });

  it("a query sees keys on both sides where attention is not causal, and a mirrored sequence the same", () => {
    const rows = ({ data, rows: count, columns }: Dense): Dense =>
      dense(
        count,
        columns,
        data.map((_, n) => data[(count - 1 - Math.floor(n / columns)) * columns + (n % columns)]),
      );
    const heads = made.heads.map((head) => ({ ...head, q: rows(head.q), k: rows(head.k), v: rows(head.v) }));
    const at = (budget: string, of: Activations) =>
      // An odd window has the query in its middle; the sink is the sequence's start, which mirrors to its end.
      qualityOf(
        scoreDigital,
        `causal: false, localWindow: 5, sink: 0, budget: { ${budget} }`,
        IDEAL,
        1,
        of,
        L,
      );
    const all = at(`kind: "fixed", keys: ${L}`, made);
    expect(all.recall.mean).toBeCloseTo(1, 12);
    expect(all.attended).toBe(L);
    // The same keys by plain loops over the window alone, which a budget of no more leaves.
    const { scale } = planOf(configOf(`{ workload: { preset: "recall-lm", length: ${L} } }`).workload);
    const masses = made.heads.flatMap(({ q, k }) =>
      Array.from({ length: L }, (_, i) => {
        const start = Math.max(0, Math.min(i - 2, L - 5));
        const weights = Array.from({ length: L }, (__, j) =>
          Math.exp(scale * row(q, i).reduce((sum, x, c) => sum + x * k.data[j * D + c], 0)),
        );
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        return sum(weights.slice(start, start + 5)) / sum(weights);
      }),
    );
    const near = at('kind: "fixed", keys: 5', made);
    expect(near.attended).toBe(5);
    expect(near.recall.mean).toBeCloseTo(masses.reduce((a, b) => a + b, 0) / masses.length, 12);
    const [own, mirrored] = [made, { ...made, heads }].map((of) => at('kind: "fixed", keys: 28', of));
    expect(own.recall.mean).toBeGreaterThan(0.8);
    expect(own.recall.mean).toBeCloseTo(mirrored.recall.mean, 9);
    expect(own.outputError.mean).toBeCloseTo(mirrored.outputError.mean, 9);
    // A threshold follows the totals of the queries before, whose order the mirror turns.
    expect(at('kind: "threshold", tau: 0.01, expected: 0.2', made).recall.mean).toBeGreaterThan(0.8);
  });

  it("more bits keep more, and a noisy line keeps less", () => {
    const budget = 'budget: { kind: "fixed", keys: 16 }';
    const at = (
      bits: number,
      store = `search: { model: "ideal", bits: ${bits} }, topK: { model: "ideal" }`,
    ) =>
      qualityOf(scoreMemristor, `codes: { bits: ${bits}, query: "signs" }, ${budget}`, store, 3).recall.mean;
    expect(at(256)).toBeGreaterThan(at(16) + 0.05);
    const noisy = at(
      64,
      'search: { model: "cam-16t", bits: 64, noise: "200 mV" }, topK: { model: "bisection" }',
    );
    const quiet = at(
      64,
      'search: { model: "cam-16t", bits: 64, noise: "0 V", offset: "0 V", spread: 0 }, topK: { model: "bisection" }',
    );
    expect(noisy).toBeLessThan(quiet - 0.05);
  });

  it.each([
    ["F", scoreMemristor],
    ["G", scoreDigital],
    ["H", lowBitKeys],
  ] as const)(
    "%s: a lower threshold attends more keys, which hold more, in one search of each query",
    (_, contender) => {
      const at = (tau: number) =>
        qualityOf(contender, `budget: { kind: "threshold", tau: ${tau}, tauExponent: 0, expected: 0.2 }`);
      const [low, high] = [at(1e-4), at(5e-2)];
      expect(low.attended).toBeGreaterThan(1.5 * high.attended);
      expect(low.recall.mean).toBeGreaterThan(high.recall.mean);
      expect(low.recall.mean).toBeGreaterThan(0.9);
      for (const { searches } of [low, high]) expect(searches).toBeCloseTo(1, 9);
    },
  );

  it("counts searches of the store: halving takes as many as a threshold has bits", () => {
    const { searches } = qualityOf(
      scoreMemristor,
      'codes: { bits: 64, query: "signs", norm: false }, budget: { kind: "fixed", keys: 16 }',
      'search: { model: "cam-16t", bits: 64 }, topK: { model: "bisection" }',
      1,
    );
    expect(searches).toBeGreaterThan(3);
    expect(searches).toBeLessThanOrEqual(7);
  });

  it("planes of a query add up to it, to a step of its bits", () => {
    const query = Float64Array.of(1, -0.5, 0.13, 0, -1);
    let compared = 0;
    for (const bits of [2, 4, 8]) {
      const planes = planesOfQuery(query, bits);
      expect(planes).toHaveLength(bits);
      for (const [n, x] of query.entries()) {
        const sum = planes.reduce((total, plane) => total + plane[n], 0);
        expect(Math.abs(sum - x)).toBeLessThanOrEqual(1 / (2 ** bits - 1) + 1e-12);
        compared++;
      }
      for (const plane of planes) expect(new Set(plane.map(Math.abs)).size).toBe(1);
    }
    expect(compared).toBe(15);
  });

  it("is not told of what no simulation knows", () => {
    const of = (attention: string, contender: ComparisonDesign = lowBitKeys): boolean =>
      isSimulated(contender.workload(configOf(`{ workload: { attention: { ${attention} } } }`).workload));
    expect(of("codes: { coordinateBits: 2 }")).toBe(true);
    expect(of("codes: { coordinateBits: 3 }")).toBe(false);
    expect(of('codes: { searchers: "key-head" }', scoreMemristor)).toBe(false);
    expect(of("causal: false", scoreMemristor)).toBe(true);
  });
});

describe("keys of a budget, by hand: a window of four and a sink of one, queries that see one key to 256", () => {
  const seen = Array.from({ length: L }, (_, i) => i + 1);
  const mean = (of: (keys: number) => number): number => seen.reduce((sum, n) => sum + of(n) / L, 0);
  const attended = (budget: string): number =>
    qualityOf(scoreDigital, `budget: { ${budget} }`, IDEAL, 1, made, L).attended;

  it.each([0.1, 0.25, 0.9])("%f of the keys seen, or the near ones where these are more", (share) => {
    const hand = mean((n) => Math.max(Math.min(n, 5), Math.round(share * n)));
    expect(attended(`kind: "share", share: ${share}`)).toBeCloseTo(hand, 9);
  });

  it("so many of the keys seen, or all of them where they are fewer", () => {
    for (const keys of [5, 28, 100])
      expect(attended(`kind: "fixed", keys: ${keys}`)).toBeCloseTo(
        mean((n) => Math.min(n, keys)),
        9,
      );
  });
});

it("planes of a query reach together its entries times its largest value, and their scores add to its own in steps", () => {
  const { design, workload } = configOf(
    `{ workload: { preset: "recall-lm", length: ${L}, attention: { localWindow: 4, sink: 1, codes: { bits: 64, query: "values", queryBits: 3, norm: false },
         budget: { kind: "fixed", keys: 16 } } },
       design: { ${IDEAL} } }`,
  );
  const asked = scoreDigital.workload(workload);
  const [choice] = codeChoices(scoreDigital.design(design), asked);
  const { behaviour } = choice.topK;
  const found: Inquiry[] = [];
  const select: typeof behaviour.select = (candidates, ...rest) => {
    found.push(candidates.inquiry);
    return behaviour.select(candidates, ...rest);
  };
  // A store of signs is asked once a plane.
  const search = choice.search.with({ queryBits: 1 });
  const watched = { ...choice, search, topK: { ...choice.topK, behaviour: { ...behaviour, select } } };
  const [head] = made.heads;
  const rng = createRng(1);
  const position = 200;
  chosenKeys(watched, asked, head, Int32Array.of(position), { sample: 0, rng, kernels: KERNELS });
  const own = rng.fork("searched").fork(0).fork("layer 0 head 0");
  const coded = codesOf(choice, asked, head, { sample: 0, rng, own, kernels: KERNELS });
  const query = row(coded.queries, position);
  const largest = Math.max(...query.map(Math.abs));
  expect(found).toHaveLength(1);
  expect(found[0].reach / (query.length * largest)).toBeCloseTo(1, 9);
  // Entries become the odd ones of ±7 steps, a seventh of the largest each.
  const steps = query.map((x) => Math.max(-7, Math.min(7, 2 * Math.floor((3.5 * x) / largest) + 1)));
  const scores = found[0].report();
  expect(scores).toHaveLength(position + 1 - 5);
  scores.forEach((score, n) => {
    const key = row(coded.keys, n + 1);
    const hand = steps.reduce((sum, step, c) => sum + step * key[c], 0) * (largest / 7);
    expect(score).toBeCloseTo(hand, 6);
  });
});
