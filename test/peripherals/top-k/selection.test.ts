import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError, normals, type Rng } from "#base";
import type { Search, SearchAction } from "../../../src/peripherals/search/search.ts";
import { exactInquiry, matchLineInquiry } from "../../../src/peripherals/search/search.ts";
import { harmonic, insertionsOf } from "../../../src/peripherals/top-k/sorted.ts";
import {
  type Budget,
  checkSelection,
  type Selection,
  type TopK,
  type TopKAction,
} from "../../../src/peripherals/top-k/top-k.ts";
import { everyCase } from "../../law.ts";
import { bind } from "../bind.ts";

const BITS = 128;
type Params = Readonly<Record<string, unknown>>;
const unit = (model: string, params: Params = {}) => bind<TopKAction, TopK>("top-k", model, params);

/** Scores of random codes of ±1 with a query: whole numbers in [−128, 128] in steps of two. */
const codeScores = (count: number, rng: Rng): Float64Array =>
  Float64Array.from({ length: count }, () => {
    let mismatches = 0;
    for (let n = 0; n < BITS; n++) if (rng.uniform() < 0.5) mismatches++;
    return BITS - 2 * mismatches;
  });

const choose = (
  model: string,
  scores: Float64Array,
  budget: Budget,
  { params = {}, weights, before }: { params?: Params; weights?: Float64Array; before?: number } = {},
): Selection =>
  unit(model, params).behaviour.select(
    { inquiry: exactInquiry(scores, BITS), weights },
    budget,
    createRng("selection"),
    before,
  );

/** Scores of the chosen, falling. */
const chosenScores = (scores: Float64Array, { positions }: Selection) =>
  [...positions].map((n) => scores[n]).sort((a, b) => b - a);
/** The k best, by sorting all. */
const bruteForce = (scores: Float64Array, k: number) => [...scores].sort((a, b) => b - a).slice(0, k);

describe("every unit that asks for scores or thresholds", () => {
  const cases = [
    ["ideal", {}],
    ["counting", {}],
    ["counting", { pass: "search" }],
    ["bisection", {}],
    ["carried", { tolerance: 0 }],
    ["bitonic", {}],
    ["partial-sort", {}],
  ] as const;

  it("returns scores as good as the k best of all, at distinct ascending positions", () => {
    everyCase(cases, 7 * 4 * 3 * 3, ([model, params]) => {
      for (const k of [1, 7, 64, 300])
        for (const seed of [1, 2, 3]) {
          const scores = codeScores(1000, createRng(seed));
          const selection = choose(model, scores, { k }, { params });
          expect(chosenScores(scores, selection)).toEqual(bruteForce(scores, k));
          const positions = [...selection.positions];
          expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
          expect(positions).toHaveLength(k);
        }
    });
  });

  it("takes all of as many, and none of none", () => {
    const scores = codeScores(40, createRng(5));
    everyCase(cases, 14, ([model, params]) => {
      expect(choose(model, scores, { k: 40 }, { params }).positions).toHaveLength(40);
      expect(choose(model, scores, { k: 0 }, { params }).positions).toHaveLength(0);
    });
  });

  it("prices what it did: the work that it expects is the work of a selection, where that does not depend on the data", () => {
    const scores = codeScores(500, createRng(6));
    everyCase(cases.slice(0, 3).concat([cases[5]]), 4, ([model, params]) => {
      const { searches, select, scan, weigh } = choose(model, scores, { k: 20 }, { params });
      const expected = unit(model, params).behaviour.work(500, 20, "k");
      expect([searches, select, scan, weigh]).toEqual([
        expected.searches,
        expected.select,
        expected.scan,
        expected.weigh,
      ]);
    });
  });
});

it("among equals the earliest are taken, by every unit that compares scores", () => {
  const equal = new Float64Array(20).fill(4);
  for (const model of ["ideal", "counting", "bisection", "bitonic", "partial-sort"])
    expect([...choose(model, equal, { k: 3 }).positions], model).toEqual([0, 1, 2]);
});

it("of a query of zeros, whose scores are all zero, the earliest are taken, from lines and logic alike", () => {
  const quiet = { spread: 0, leak: 0, offset: 0, noise: 0 };
  const zeros = new Float64Array(9);
  for (const model of ["ideal", "counting", "bisection", "carried", "bitonic", "partial-sort"])
    for (const inquiry of [
      exactInquiry(zeros, 0),
      matchLineInquiry(zeros, 0, { bits: BITS, answers: "scores" }, quiet, createRng(1)),
    ])
      expect([...unit(model).behaviour.select({ inquiry }, { k: 2 }, createRng(1)).positions], model).toEqual(
        [0, 1],
      );
});

describe("weights", () => {
  const scores = codeScores(2000, createRng(7));
  const weights = normals(2000, createRng(8)).map((z) => Math.exp(0.3 * z));
  const products = scores.map((score, n) => score * weights[n]);
  const recallOf = ({ positions }: Selection, k: number) => {
    const least = bruteForce(products, k)[k - 1];
    return [...positions].filter((n) => products[n] >= least).length / k;
  };

  it("are multiplied in full where scores are compared", () => {
    for (const model of ["ideal", "bitonic", "partial-sort"])
      expect(
        recallOf(
          choose(model, scores, { k: 64 }, { weights, params: model === "ideal" ? {} : { scoreBits: 24 } }),
          64,
        ),
      ).toBe(1);
  });

  it("in classes by counting: the more of them, the fewer are missed", () => {
    const recalls = [1, 4, 16, 64].map((classes) =>
      recallOf(choose("counting", scores, { k: 64 }, { weights, params: { classes } }), 64),
    );
    expect(recalls[3]).toBeGreaterThan(0.9);
    expect(recalls[2]).toBeGreaterThan(recalls[0] + 0.1);
    expect(recalls[3]).toBeGreaterThanOrEqual(recalls[2]);
  });

  it("by thresholds of their own, within one level", () => {
    const selection = choose("bisection", scores, { k: 64 }, { weights, params: { levels: 4096 } });
    expect(recallOf(selection, 64)).toBeGreaterThan(0.95);
  });
});

describe("a share of the mass", () => {
  /** The fewest of all, best first, that hold p of Σ exp(slope · score). */
  const fewest = (scores: Float64Array, p: number, slope: number) => {
    const masses = [...scores].sort((a, b) => b - a).map((score) => Math.exp(slope * score));
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    let held = 0;
    const last = masses.findIndex((mass) => {
      held += mass;
      return held >= p * total;
    });
    return last + 1;
  };

  it("takes the fewest that hold it, by sorting and by counting", () => {
    for (const [p, slope] of [
      [0.5, 0.2],
      [0.9, 0.1],
      [0.98, 0.3],
      [0.98, 0],
    ]) {
      const scores = codeScores(800, createRng(p));
      for (const model of ["ideal", "counting"]) {
        const chosen = chosenScores(scores, choose(model, scores, { p, slope }));
        expect(chosen).toEqual(bruteForce(scores, fewest(scores, p, slope)));
      }
    }
  });

  it("above a level takes all of them in one search, and none is lost", () => {
    for (const least of [-20, 0, 7.5, 24, 500]) {
      const scores = codeScores(800, createRng(least + 1000));
      const wanted = [...scores.keys()].filter((n) => scores[n] >= least);
      for (const model of ["ideal", "compare"]) {
        const found = choose(model, scores, { least });
        expect([...found.positions]).toEqual(wanted);
        expect(found.searches).toBe(1);
      }
      expect(choose("compare", scores, { least })).toMatchObject({
        select: 800,
        scan: wanted.length,
        weigh: 0,
      });
      // Weighted scores: each class of weight has its level, so that many classes are exact.
      const weights = scores.map((_, n) => 1 + (n % 7));
      const weighted = [...scores.keys()].filter((n) => scores[n] * weights[n] >= least);
      const fine = choose("compare", scores, { least }, { weights, params: { classes: 256 } }).positions;
      const both = new Set([...fine, ...weighted]);
      expect(both.size - Math.min(fine.length, weighted.length)).toBeLessThanOrEqual(0.02 * scores.length);
    }
  });

  it("is refused by units that count, and a unit that compares refuses a number of keys", () => {
    const scores = codeScores(80, createRng(1));
    const store = { answers: "scores" } as const;
    const check = (model: string, budget: Budget) => () =>
      checkSelection(unit(model), store, { candidates: scores.length, budget, weighted: true });
    expect(check("counting", { least: 3 })).toThrow(
      "top-k counting: meets budgets of k and p, not of threshold",
    );
    expect(check("compare", { k: 3 })).toThrow("top-k compare: meets budgets of threshold, not of k");
  });

  it("costs one exponential a level by counting and one a candidate by sorting", () => {
    const scores = codeScores(800, createRng(1));
    expect(choose("ideal", scores, { p: 0.9, slope: 0.1 }).weigh).toBe(800);
    expect(choose("counting", scores, { p: 0.9, slope: 0.1 }, { params: { classes: 1 } }).weigh).toBe(129);
  });
});

describe("counting", () => {
  it("searches again for its second pass where nothing is buffered, and then misses what noise moved", () => {
    const scores = codeScores(4000, createRng(9));
    const select = (params: Params, seed: number) =>
      unit("counting", params).behaviour.select(
        {
          inquiry: matchLineInquiry(
            scores,
            BITS,
            { bits: BITS, answers: "scores" },
            { spread: 0, leak: 0, offset: 0, noise: 0.02, levels: 129 },
            createRng(seed),
          ),
        },
        { k: 100 },
        createRng(1),
      );
    const numbers = Array.from({ length: 20 }, (_, seed) => {
      const [once, again] = [select({}, seed), select({ pass: "search" }, seed)];
      expect([once.searches, again.searches]).toEqual([1, 2]);
      expect(once.positions).toHaveLength(100);
      expect([...again.positions]).not.toEqual([...once.positions]);
      return again.positions.length;
    });
    // A second pass that finds more than k stops at k; one that finds fewer returns those.
    expect(Math.max(...numbers)).toBe(100);
    expect(Math.min(...numbers)).toBeLessThan(100);
    expect(Math.min(...numbers)).toBeGreaterThan(80);
  });
});

describe("thresholds", () => {
  it("are found in at most ⌈log₂ levels⌉ searches, each of which counts all keys", () => {
    for (const levels of [2, 3, 65, 129, 1000]) {
      const most = Math.ceil(Math.log2(levels));
      for (const k of [1, 10, 333, 999]) {
        const selection = choose("bisection", codeScores(1000, createRng(k)), { k }, { params: { levels } });
        expect(selection.searches).toBeLessThanOrEqual(most);
        // 1 024 lines are counted at once.
        expect(selection.select).toBe(1000 * selection.searches);
        expect(selection.scan).toBe(selection.searches);
        expect(selection.positions).toHaveLength(k);
      }
      // No level has exactly k matches among equals, so the whole interval is halved.
      const equal = new Float64Array(1000).fill(10);
      expect(choose("bisection", equal, { k: 3 }, { params: { levels } }).searches).toBeGreaterThanOrEqual(
        most - 1,
      );
    }
  });

  it("lie evenly from the least score to the most, the ends included", () => {
    const scores = codeScores(1000, createRng(4));
    for (const levels of [3, 65, 129])
      for (const k of [5, 300, 700]) {
        const { threshold = Number.NaN } = choose("bisection", scores, { k }, { params: { levels } });
        const level = ((threshold + BITS) / (2 * BITS)) * (levels - 1);
        expect(level, `${levels} levels, ${k} keys`).toBeCloseTo(Math.round(level), 9);
      }
  });

  it("carried from beyond the scores begin at the level next to their end", () => {
    const scores = codeScores(1000, createRng(4));
    const searches = (before: number): number =>
      choose("carried", scores, { k: 5 }, { params: { tolerance: 0 }, before }).searches;
    expect(searches(3 * BITS)).toBe(searches(BITS));
    expect(searches(-3 * BITS)).toBe(searches(-BITS));
  });

  it("that are carried over need one search where nothing changed, and few where little did", () => {
    const scores = codeScores(2000, createRng(11));
    const first = choose("carried", scores, { k: 50 }, { params: { tolerance: 0 } });
    const exact = first.positions.length;
    const again = choose(
      "carried",
      scores,
      { k: exact },
      { params: { tolerance: 1 }, before: first.threshold },
    );
    expect(again.searches).toBe(1);
    // A threshold off by d levels: d is bracketed by steps of 1, 2, 4, … and halved again.
    const searches = [0, 4, 16].map(
      (off) =>
        choose(
          "carried",
          scores,
          { k: 50 },
          { params: { tolerance: 0.2 }, before: first.threshold + 2 * off },
        ).searches,
    );
    expect(searches[0]).toBeLessThanOrEqual(3);
    expect(searches[1]).toBeLessThanOrEqual(2 * 3 + 1);
    expect(searches[2]).toBeLessThanOrEqual(2 * 5 + 1);
    expect(searches[2]).toBeGreaterThan(searches[0]);
  });

  it("of a drifting sequence take fewer searches carried than halved, by default settings", () => {
    const rng = createRng("drift");
    let threshold: number | undefined;
    let [carried, halved, chosen] = [0, 0, 0];
    const base = codeScores(2000, rng);
    for (let token = 0; token < 40; token++) {
      // Each key keeps most of its score; the query turns a little.
      const scores = base.map((score) =>
        Math.max(-BITS, Math.min(BITS, score + 2 * Math.round(1.5 * rng.normal()))),
      );
      const selection = choose("carried", scores, { k: 64 }, { before: threshold });
      threshold = selection.threshold;
      carried += selection.searches;
      chosen += selection.positions.length;
      halved += choose("bisection", scores, { k: 64 }).searches;
    }
    expect(carried).toBeLessThan(0.7 * halved);
    // A price expects the three searches of a sequence that drifts more.
    expect(carried / 40).toBeLessThanOrEqual(unit("carried").behaviour.work(2000, 64, "k").searches);
    expect(carried / 40).toBeGreaterThan(1.2);
    expect(Math.abs(chosen / 40 / 64 - 1)).toBeLessThan(0.1);
  });
});

it("a carried threshold is corrected once or twice among Gaussian keys, more often among keys in clusters, and never by more than halving twice over", () => {
  const [width, keys, tokens] = [32, 1024, 40];
  const corrections = (centres: number): number => {
    const rng = createRng(`clusters ${centres}`);
    const planes = Array.from({ length: BITS }, () => normals(width, rng));
    const middles = Array.from({ length: centres }, () => normals(width, rng));
    const draw = (): Float64Array => {
      const point = normals(width, rng);
      if (centres === 0) return point;
      const middle = middles[rng.integer(centres)];
      return point.map((x, n) => 0.6 * x + middle[n]);
    };
    const code = (point: Float64Array) =>
      planes.map((plane) => (plane.reduce((sum, x, n) => sum + x * point[n], 0) < 0 ? -1 : 1));
    const stored = Array.from({ length: keys }, () => code(draw()));
    let before: number | undefined;
    let searches = 0;
    for (let token = 0; token <= tokens; token++) {
      const query = code(draw());
      const scores = Float64Array.from(stored, (key) => key.reduce((sum, bit, n) => sum + bit * query[n], 0));
      const selection = choose("carried", scores, { k: 64 }, { before });
      before = selection.threshold;
      if (token > 0) searches += selection.searches;
    }
    return searches / tokens - 1;
  };
  const [gaussian, clustered] = [corrections(0), corrections(12)];
  expect(gaussian).toBeGreaterThan(0.3);
  expect(gaussian).toBeLessThan(2.5);
  expect(clustered).toBeGreaterThan(gaussian + 0.3);
  expect(clustered).toBeLessThan(2 * Math.ceil(Math.log2(129)));
});

describe("a selection from lines with errors", () => {
  const scores = codeScores(1500, createRng(21));
  const line = { spread: 0.2, leak: 0.01, offset: 0.011, noise: 0 };
  const inquiryWith = (noise: number, answers: Search["answers"] = "threshold") =>
    matchLineInquiry(scores, BITS, { bits: BITS, answers }, { ...line, noise }, createRng("lines"));
  const select = (model: string, noise: number, params: Params = {}, k = 64) =>
    unit(model, params).behaviour.select({ inquiry: inquiryWith(noise) }, { k }, createRng(3));

  it("is of the k best as reported, where errors stay for all searches of a query", () => {
    const reported = inquiryWith(0, "scores").report();
    for (const k of [1, 64, 200])
      for (const [model, params] of [
        ["bisection", { levels: 65_536 }],
        ["carried", { levels: 65_536, tolerance: 0 }],
      ] as const)
        expect(chosenScores(reported, select(model, 0, params, k))).toEqual(bruteForce(reported, k));
    // Lines without a jitter of their own race to the same end.
    const [race] = [select("time-domain", 0, { jitter: 0 })];
    expect(chosenScores(reported, race)).toEqual(bruteForce(reported, 64));
  });

  it("still has k candidates, and among them fewer of the best, the more noise each search has", () => {
    const least = bruteForce(scores, 64)[63];
    const recalls = [0, 0.01, 0.05].map((noise) => {
      const { positions } = select("bisection", noise);
      expect(positions).toHaveLength(64);
      return [...positions].filter((n) => scores[n] >= least).length / 64;
    });
    expect(recalls[0]).toBeGreaterThan(recalls[1]);
    expect(recalls[1]).toBeGreaterThan(recalls[2] + 0.1);
    expect(recalls[2]).toBeGreaterThan(64 / 1500);
  });
});

describe("lines that race", () => {
  const race = (mismatches: readonly number[], k: number, params: Params, seed: number | string) => {
    const scores = Float64Array.from(mismatches, (m) => BITS - 2 * m);
    const quiet = { spread: 0, leak: 0, offset: 0, noise: 0 };
    const inquiry = matchLineInquiry(
      scores,
      BITS,
      { bits: BITS, answers: "threshold" },
      quiet,
      createRng(seed),
    );
    return unit("time-domain", params).behaviour.select({ inquiry }, { k }, createRng(seed));
  };

  it("without jitter leave the k of fewest mismatches", () => {
    const mismatches = [40, 7, 90, 12, 0, 33, 7];
    expect([...race(mismatches, 3, { jitter: 0 }, 1).positions]).toEqual([1, 4, 6]);
  });

  it("with jitter cross out of order as often as two normal times do", () => {
    // 1/30 · (1 + σz) against 1/33 · (1 + σz'): wrong with probability Φ(−Δ / σ√(a² + b²)); 4000 races, ±4 s.e.
    const [a, b, sigma] = [1 / 30, 1 / 33, 0.1];
    const x = (a - b) / (sigma * Math.hypot(a, b));
    const expected = 0.5 * erfc(x / Math.SQRT2);
    let wrong = 0;
    for (let n = 0; n < 4000; n++)
      if (race([30, 33], 1, { jitter: sigma }, `race ${n}`).positions[0] === 1) wrong++;
    expect(Math.abs(wrong / 4000 - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 4000));
  });

  it("lose recall with jitter, and with steps that are not told apart", () => {
    const rng = createRng("mismatches");
    const mismatches = [...codeScores(2000, rng)].map((score) => (BITS - score) / 2);
    const least = [...mismatches].sort((a, b) => a - b)[63];
    const recall = (params: Params) =>
      [...race(mismatches, 64, params, "recall").positions].filter((n) => mismatches[n] <= least).length / 64;
    const [none, some, much] = [0, 0.02, 0.1].map((jitter) => recall({ jitter }));
    expect(none).toBe(1);
    expect(some).toBeLessThan(1);
    expect(much).toBeLessThan(some - 0.1);
    expect(recall({ jitter: 0, step: "0.2 ns" })).toBeLessThan(0.8);
  });
});

describe("two stages of bitonic networks", () => {
  it("lose what a tile holds beyond those it may keep: the hypergeometric recall", () => {
    const [tile, kept, k, keys] = [16, 2, 32, 1024];
    // Recall: E[min(X, 2)] · 64 / 32, X of a tile's 16 among the 32 best of 1024.
    const share = (x: number) => (choices(32, x) * choices(992, 16 - x)) / choices(1024, 16);
    const expected = ((share(1) + 2 * (1 - share(0) - share(1))) * (keys / tile)) / k;
    const recalls = Array.from({ length: 60 }, (_, seed) => {
      const scores = normals(keys, createRng(`two stages ${seed}`)).map((z) =>
        Math.max(-BITS, Math.min(BITS, 20 * z)),
      );
      const { positions } = choose("bitonic", scores, { k }, { params: { tile, kept, k, scoreBits: 24 } });
      const least = bruteForce(scores, k)[k - 1];
      return [...positions].filter((n) => scores[n] >= least - 1e-3).length / k;
    });
    const mean = recalls.reduce((sum, x) => sum + x, 0) / recalls.length;
    const deviation = Math.sqrt(recalls.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 59);
    expect(expected).toBeGreaterThan(0.95);
    expect(expected).toBeLessThan(0.98);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(60));
  });

  it("round scores to their bits: of few bits, equals are taken in order", () => {
    const scores = Float64Array.of(1, 3, 2, -100);
    expect([...choose("bitonic", scores, { k: 1 }, { params: { scoreBits: 4 } }).positions]).toEqual([0]);
    expect([...choose("bitonic", scores, { k: 1 }, { params: { scoreBits: 12 } }).positions]).toEqual([1]);
  });
});

describe("a list of the best so far", () => {
  it("takes k·(1 + H_N − H_k) insertions in random order, all in rising and k in falling order", () => {
    const [keys, k] = [2000, 50];
    const counts = Array.from({ length: 50 }, (_, seed) =>
      insertionsOf(normals(keys, createRng(`list ${seed}`)), k),
    );
    const mean = counts.reduce((sum, x) => sum + x, 0) / counts.length;
    const deviation = Math.sqrt(counts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 49);
    const expected = unit("partial-sort").behaviour.work(keys, k, "k").scan;
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(50));
    expect(expected).toBeCloseTo(k * (1 + harmonic(keys) - harmonic(k)), 9);
    const rising = Float64Array.from({ length: 100 }, (_, n) => n);
    expect(insertionsOf(rising, 10)).toBe(100);
    expect(insertionsOf(rising.toReversed(), 10)).toBe(10);
    expect(insertionsOf(rising, 0)).toBe(0);
    // An equal does not displace an earlier one.
    expect(insertionsOf(new Float64Array(100).fill(3), 10)).toBe(10);
  });

  it("by hand: H₄ is 25/12, and the tail of the sum meets its asymptote", () => {
    expect(harmonic(4)).toBeCloseTo(25 / 12, 12);
    expect(harmonic(100_001) - harmonic(100_000)).toBeCloseTo(1e-5, 9);
  });
});

describe("a selection that a unit cannot make", () => {
  const cim = bind<SearchAction, Search>("search", "digital-cim").behaviour;
  const cam = bind<SearchAction, Search>("search", "cam-16t").behaviour;
  const task = { candidates: 1000, budget: { k: 10 }, weighted: false };

  it.each([
    ["counting", cam, task, "needs scores, and the store only compares with a threshold"],
    ["time-domain", cim, task, "reads match lines in time, and the store compares codes by logic"],
    ["time-domain", cam, { ...task, weighted: true }, "cannot weight scores by the norms of keys"],
    ["bisection", cam, { ...task, budget: { p: 0.9, slope: 1 } }, "meets budgets of k, not of p"],
    ["counting", cim, { ...task, candidates: 40_000 }, "takes 32768 candidates, received 40000"],
    ["ideal", cim, { ...task, budget: { k: 1001 } }, "1001 to be chosen of 1000 candidates"],
    ["partial-sort", cim, { ...task, budget: { k: 600 } }, "returns at most 512, received k 600"],
  ] as const)("%s is refused before anything is simulated", (model, store, refused, message) => {
    expect(() => checkSelection(unit(model), store, refused)).toThrow(InfeasibleError);
    expect(() => checkSelection(unit(model), store, refused)).toThrow(message);
  });

  it("and is let through where it can", () => {
    expect(() => checkSelection(unit("counting"), cim, task)).not.toThrow();
    expect(() => checkSelection(unit("bisection"), cam, { ...task, weighted: true })).not.toThrow();
    expect(() => checkSelection(unit("time-domain"), cam, task)).not.toThrow();
  });
});

/** Complementary error function by its continued fraction and series, to 1e-7: independent of the project's own. */
function erfc(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}

function choices(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i;
  return product;
}
