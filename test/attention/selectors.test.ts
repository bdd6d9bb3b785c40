import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import type { Hasher } from "../../src/attention/hash-code.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { heaviestKeys } from "../../src/attention/selectors/by-score.ts";
import { SELECTORS, selectorNamed } from "../../src/attention/selectors/index.ts";
import type {
  BudgetKind,
  QueryBlock,
  SelectorTools,
  Wanted,
} from "../../src/attention/selectors/selector.ts";
import { everyCase } from "../law.ts";
import { wantedAt } from "./wanted.ts";

const WIDTH = 4;
const ROUNDS = 3;
const BITS = 3;
const LENGTH = 60;
const FIRST = 41;

/** Ids by a seed, position and round alone: what the hash is does not matter here. */
const idOf = (role: string, position: number, round: number): number =>
  createRng(`${role} ${position} ${round}`).integer(2 ** BITS);

const hasherAt =
  (first: number, rounds = ROUNDS): Hasher =>
  (vectors, role) =>
    Int32Array.from({ length: rounds * vectors.rows }, (_, n) =>
      idOf(role, first + (n % vectors.rows), Math.floor(n / vectors.rows)),
    );

const tools = (budget: BudgetKind, seed = "draws"): SelectorTools => ({
  queryHeads: 2,
  keyValueHeads: 1,
  width: WIDTH,
  length: LENGTH,
  budget,
  draws: createRng(seed),
  codeOf: () => simHashCode(ROUNDS, BITS),
  hasherOf: (_word, { rounds }, { first }) => hasherAt(first, rounds),
  keyMean: () => new Float64Array(WIDTH),
  writtenHasherOf: (_rows, { rounds }, { first }) => hasherAt(first, rounds),
  querySamples: () => ({
    rows: 64,
    width: WIDTH,
    data: Float32Array.from({ length: 64 * WIDTH }, (_, n) => createRng(`query ${n}`).normal()),
    position: (s) => s,
  }),
  keySamples: () => ({
    rows: 64,
    width: WIDTH,
    data: Float32Array.from({ length: 64 * WIDTH }, (_, n) => createRng(`sample ${n}`).normal()),
    position: (s) => s,
  }),
  valuesOf: (_word, code) => (vectors) => dense(vectors.rows, code.rounds * code.columns),
  unrotated: ({ data }) => data.slice(),
});

const logits = new Map<number, number>();
/** In steps, so that many are equal; drawn once. */
function logit(i: number, j: number): number {
  const place = i * LENGTH + j;
  const known = logits.get(place) ?? Math.round(4 * createRng(`logit ${i} ${j}`).normal()) / 2;
  logits.set(place, known);
  return known;
}

const block = (codes: Int32Array, first = FIRST, rows = LENGTH - first): QueryBlock => {
  const scores = (n: number): Float32Array =>
    Float32Array.from({ length: first + n + 1 }, (_, j) => logit(first + n, j));
  return {
    layer: 1,
    keyValueHead: 0,
    head: 1,
    first,
    rows,
    width: WIDTH,
    data: new Float32Array(rows * WIDTH),
    keys: new Float32Array((first + rows) * WIDTH),
    codes,
    logit: (n, j) => logit(first + n, j),
    scores,
    weights(n) {
      const all = scores(n);
      const peak = Math.max(...all);
      return all.map((x) => Math.exp(x - peak));
    },
  };
};

/** Sink 2 and window 5 of the query at position i. */
const wanted = (i: number, keys: number, mass: number | null = null): Wanted =>
  wantedAt(i, { from: 2, to: i - 4, keys, mass });

function choices(
  name: string,
  budget: BudgetKind,
  ask: (i: number) => Wanted,
  { params = {}, first = FIRST, seed = "draws" }: { params?: object; first?: number; seed?: string } = {},
): { i: number; keys: number[]; slots: number }[] {
  const selector = selectorNamed(name);
  const parsed = selector.params.parse(params) as Readonly<Record<string, unknown>>;
  const prepared = selector.prepare(parsed, tools(budget, seed));
  const each = selector.keyWords(parsed, WIDTH);
  const codes = new Int32Array(each * LENGTH);
  // Keys come in two blocks.
  for (const [from, to] of [
    [0, 23],
    [23, LENGTH],
  ])
    prepared.encodeKeys(
      {
        layer: 1,
        keyValueHead: 0,
        head: 0,
        first: from,
        rows: to - from,
        width: WIDTH,
        data: new Float32Array((to - from) * WIDTH),
        values: new Float32Array((to - from) * WIDTH),
        keys: new Float32Array(to * WIDTH),
      },
      codes.subarray(each * from, each * to),
    );
  const chooser = prepared.begin(block(codes, first));
  return Array.from({ length: LENGTH - first }, (_, n) => {
    const into = new Int32Array(LENGTH);
    const count = chooser.choose(n, ask(first + n), into);
    return { i: first + n, keys: Array.from(into.subarray(0, count)), slots: chooser.slots() };
  });
}

const sorted = (keys: readonly number[]): number[] => [...keys].sort((a, b) => a - b);

/** Keys up to i before the place of query i in the sorted prefix of a round, nearest first, wrapping round. */
const prefixOf = (i: number, round: number): number[] => {
  const own = idOf("query", i, round);
  return Array.from({ length: i + 1 }, (_, j) => j).sort((a, b) => {
    const distance = (j: number): number => (own - idOf("key", j, round) + 2 ** BITS) % 2 ** BITS;
    return distance(a) - distance(b) || b - a;
  });
};

describe("selectors", () => {
  it("are in the list under their names, each with budgets and a source", () => {
    everyCase(SELECTORS, 12, (selector) => {
      expect(selectorNamed(selector.name)).toBe(selector);
      expect(selector.budgets.length).toBeGreaterThan(0);
      expect(selector.source).not.toBe("");
    });
    expect(() => selectorNamed("none")).toThrow(
      `expected one of ${SELECTORS.map(({ name }) => name).join(", ")}, received "none"`,
    );
  });

  it("give distinct keys of the range that is asked for, no more than asked", () => {
    const cases = SELECTORS.flatMap(({ name, budgets }) =>
      budgets.flatMap((budget) =>
        [0, 1, 7, 1000].map((keys) => ({ name, budget, keys, mass: budget === "mass" ? 0.8 : null })),
      ),
    );
    everyCase(cases, 100, ({ name, budget, keys, mass }) => {
      // A trained hash need not be a good one here.
      const params = name === "learned" ? { steps: 2 } : {};
      const found = choices(name, budget, (at) => wanted(at, keys, mass), { params });
      // One expectation a case: there are thousands of queries.
      const wrong = found.filter(({ i, keys: chosen }) => {
        const isFixed = budget === "fixed" || budget === "share";
        return (
          new Set(chosen).size !== chosen.length ||
          chosen.some((j) => j < 2 || j >= i - 4) ||
          (isFixed && chosen.length !== Math.min(keys, i - 6))
        );
      });
      expect(wrong).toEqual([]);
    });
  });

  it("oracle: the largest logits, and the fewest keys that hold the mass, by sorting", () => {
    const top = choices("oracle", "fixed", (i) => wanted(i, 9));
    const mass = choices("oracle", "mass", (i) => wanted(i, 1000, 0.9));
    everyCase([...top.keys()], 3 * (LENGTH - FIRST), (n) => {
      const i = FIRST + n;
      const far = Array.from({ length: i - 6 }, (_, k) => k + 2).sort((a, b) => logit(i, b) - logit(i, a));
      expect(sorted(top[n].keys)).toEqual(sorted(far.slice(0, 9)));
      const weight = (j: number): number => Math.exp(logit(i, j));
      const all = Array.from({ length: i + 1 }, (_, j) => j);
      const sum = (keys: readonly number[]): number => keys.reduce((total, j) => total + weight(j), 0);
      let held = sum(all.filter((j) => j < 2 || j >= i - 4));
      const taken: number[] = [];
      for (const j of far) {
        if (held >= 0.9 * sum(all)) break;
        taken.push(j);
        held += weight(j);
      }
      expect(sorted(mass[n].keys)).toEqual(sorted(taken));
      expect(top[n].slots).toBe(i - 6);
    });
  });

  it("oracle: equal weights and sums that rounding leaves short", () => {
    const scratch = new Float64Array(6);
    const cut = (values: number[], needed: number) =>
      heaviestKeys(Float64Array.from(values), values.length, needed, scratch);
    expect(cut([1, 1, 1, 1], 2.5)).toEqual({ least: 1, equals: 3 });
    expect(cut([4, 1, 1, 2, 1], 6.5)).toEqual({ least: 1, equals: 1 });
    expect(cut([1, 2], 0)).toEqual({ least: Number.POSITIVE_INFINITY, equals: 0 });
    expect(cut([1, 2], 3.5).least).toBe(Number.NEGATIVE_INFINITY);
    expect(cut([0, 0, 3], 3)).toEqual({ least: 3, equals: 1 });
  });

  it("window: the latest keys", () => {
    everyCase(
      choices("window", "fixed", (i) => wanted(i, 5)),
      LENGTH - FIRST,
      ({ i, keys }) => {
        expect(keys).toEqual([0, 1, 2, 3, 4].map((k) => i - 9 + k));
      },
    );
  });

  it("random: every key equally often, by seed and position and not by blocks", () => {
    const ask = (i: number) => wanted(i, 6);
    const once = choices("random", "fixed", ask);
    expect(choices("random", "fixed", ask, { first: 50 })).toEqual(once.slice(9));
    expect(choices("random", "fixed", ask, { seed: "other" })).not.toEqual(once);
    const counts = new Float64Array(30);
    const runs = 400;
    for (let run = 0; run < runs; run++)
      for (const j of choices("random", "fixed", () => wantedAt(58, { from: 10, to: 40, keys: 6 }), {
        first: 58,
        seed: `run ${run}`,
      }).flatMap(({ keys }) => keys))
        counts[j - 10]++;
    // 800 draws of 6 of 30: 160 each, binomial with deviation 11.3. Thirty of them within 4.5: one failure in 5 000 seeds.
    for (const count of counts) expect(Math.abs(count - 160)).toBeLessThan(51);
  });

  it("buckets: rounds take turns along their sorted prefixes until the budget is full", () => {
    const found = choices("buckets", "fixed", (i) => wanted(i, 11), { params: { rounds: ROUNDS } });
    everyCase(found, 2 * (LENGTH - FIRST), ({ i, keys, slots }) => {
      const walks = Array.from({ length: ROUNDS }, (_, r) => prefixOf(i, r));
      const taken = new Set<number>();
      let steps = 0;
      for (let step = 0; taken.size < 11; step++) {
        const j = walks[step % ROUNDS][Math.floor(step / ROUNDS)];
        if (j === undefined) continue;
        steps++;
        if (j >= 2 && j < i - 4) taken.add(j);
      }
      expect(sorted(keys)).toEqual(sorted([...taken]));
      expect(slots).toBe(steps);
    });
  });

  it("buckets: as the design says, the window of each round's sorted prefix, or the bucket", () => {
    const params = { rounds: ROUNDS, chunk: 3, lookBack: 1 };
    const windows = choices("buckets", "design", (i) => wanted(i, 1000), { params });
    const whole = choices("buckets", "design", (i) => wanted(i, 1000), {
      params: { ...params, routing: "bucket" },
    });
    everyCase([...windows.keys()], 3 * (LENGTH - FIRST), (n) => {
      const i = FIRST + n;
      const far = (keys: number[]): number[] => sorted([...new Set(keys)].filter((j) => j >= 2 && j < i - 4));
      const rounds = Array.from({ length: ROUNDS }, (_, r) => r);
      expect(sorted(windows[n].keys)).toEqual(far(rounds.flatMap((r) => prefixOf(i, r).slice(0, 6))));
      expect(windows[n].slots).toBe(6 * ROUNDS);
      expect(sorted(whole[n].keys)).toEqual(
        far(rounds.flatMap((r) => prefixOf(i, r).filter((j) => idOf("key", j, r) === idOf("query", i, r)))),
      );
    });
  });
});
