import { describe, expect, it } from "vitest";
import { createRng, normals } from "#base";
import { loadModel } from "#local-io";
import { recallSequence } from "#model-files";
import { cacheClaims } from "../../evidence/claims/cache-claims.ts";
import { type ClaimVerdict, failedChecks, type JudgedClaim, judged } from "../../evidence/claims/claim.ts";
import { farCosine } from "../../evidence/claims/far-cosine.ts";
import { crossing, kneeOf, kneeText } from "../../evidence/claims/hash-claims.ts";
import { exponentOf } from "../../evidence/claims/length-claims.ts";
import {
  type ModelMeasurement,
  modelVerdicts,
  powerOf,
  type VariantResult,
} from "../../evidence/claims/model-claims.ts";
import { type DieLosses, modelDiesClaim } from "../../evidence/claims/model-dies.ts";
import { MODEL_CASES } from "../../evidence/claims/model-plan.ts";
import { CACHE_AGE, KNEE, MODEL_DIES, RECALL_LOSS } from "../../evidence/claims/plan.ts";
import {
  differenceOf,
  isBeyond,
  isEquivalent,
  quantileInterval,
  quantileOf,
} from "../../evidence/claims/statistics.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import type { CacheMoment } from "../../src/simulation/cache-age.ts";
import { ARRAY_AGES, LIVES } from "../../src/simulation/programmed-set.ts";
import { configOf } from "../design-under-test.ts";

describe("a difference over texts and arrays", () => {
  it("meets a case worked by hand: 2 texts × 3 arrays", () => {
    // Means by array 1, 2, 3: mean 2, variance 1, standard error 1/√3, t(2) = 4.303.
    const found = differenceOf([
      [0, 1, 2],
      [2, 3, 4],
    ]);
    expect(found.mean).toBe(2);
    expect(found.byArray).toEqual([1, 2, 3]);
    expect(found.upperByArray).toBeCloseTo(2 + 4.302652729911 / Math.sqrt(3), 9);
    // Rows differ by 2, columns by 1, no interaction: Var = (6 + 2 − 0)/6, t(1) = 12.706.
    expect(found.upper).toBeCloseTo(2 + 12.706204736432 * Math.sqrt(8 / 6), 9);
  });

  it("is equivalent only with both ends of both intervals inside the margin", () => {
    const around = (mean: number, spread: number) =>
      differenceOf([-1, 0, 1, 0].map((x) => [0, 1, -1].map((y) => mean + spread * (x + y))));
    expect(isEquivalent(around(0, 1e-3), 0.01)).toBe(true);
    expect(isEquivalent(around(0.0095, 1e-3), 0.01)).toBe(false);
    expect(isEquivalent(around(-0.0095, 1e-3), 0.01)).toBe(false);
    expect(isEquivalent(around(0, 0.02), 0.01)).toBe(false);
    expect(isBeyond(around(0, 0.02), 0.01)).toBe(false);
    expect(isBeyond(around(0.03, 1e-3), 0.01)).toBe(true);
    expect(isBeyond(around(-0.03, 1e-3), 0.01)).toBe(true);
  });
});

/** Four texts × three arrays around a mean, a little apart. */
const losses = (mean: number, spread = 1e-4) =>
  differenceOf([-1, 0, 1, 0].map((x) => [0, 1, -1].map((y) => mean + spread * (x + y))));

const variant = (name: VariantResult["arm"], mean: number, recall = 0): VariantResult => ({
  arm: name,
  loss: losses(mean),
  recallLoss: losses(recall),
  computedPairs: 0.25,
  usefulPairs: 0.2,
});

function measurement(lsh: number, control: number, recall = 0, device = 0): ModelMeasurement {
  const controls = (["random-buckets", "second-array", "local-window"] as const).map((name) =>
    variant(name, control),
  );
  return {
    length: 2048,
    windows: 4,
    arrays: 3,
    software: variant("lsh-software", lsh),
    memristor: variant("lsh-memristor", lsh, recall),
    controls,
    deviceLoss: losses(device),
    controlLosses: controls.map(({ arm: name }) => ({ arm: name, loss: losses(control - lsh) })),
    far: { layer: 0, head: 0, mass: 1, cosine: 1 },
  };
}

const verdictsOf = (measured: ModelMeasurement, pairs = 0.3) => {
  const { lshIsExact, memristorIsSoftware } = modelVerdicts(measured, pairs);
  return [lshIsExact.verdict, memristorIsSoftware.verdict];
};

describe("verdicts of the two claims", () => {
  it("hold where LSH costs nothing and every control does", () => {
    expect(verdictsOf(measurement(0, 0.2))).toEqual(["holds", "holds"]);
  });

  it("have no power where controls pass too, or cost less than 5 %", () => {
    expect(verdictsOf(measurement(0, 0))).toEqual(["no power", "no power"]);
    expect(verdictsOf(measurement(0, 0.04))).toEqual(["no power", "no power"]);
  });

  it("have no power where one control alone comes through", () => {
    const measured = measurement(0, 0.2);
    const controls = [...measured.controls.slice(0, 2), variant("local-window", 0.001)];
    const { lshIsExact } = modelVerdicts({ ...measured, controls }, 0.3);
    expect(lshIsExact.verdict).toBe("no power");
    expect(lshIsExact.power.controls.map(({ separated }) => separated)).toEqual([true, true, false]);
  });

  it("are not merged: a device may equal software that does not equal exact attention", () => {
    expect(verdictsOf(measurement(0.05, 0.3))).toEqual(["fails", "holds"]);
    expect(verdictsOf(measurement(0, 0.3, 0, 0.05))).toEqual(["holds", "fails"]);
  });

  it("ask for recall and for the pairs, too", () => {
    expect(verdictsOf(measurement(0, 0.2, 0.02))[0]).toBe("fails");
    // Half a point is the margin: a loss of 0.4 is shown to be less by a narrow interval and not by a wide one.
    const lost = (spread: number) => {
      const measured = measurement(0, 0.2);
      return { ...measured, memristor: { ...measured.memristor, recallLoss: losses(0.004, spread) } };
    };
    expect(verdictsOf(lost(1e-4))[0]).toBe("holds");
    expect(verdictsOf(lost(2e-3))[0]).toBe("not shown");
    expect(verdictsOf(measurement(0, 0.2), 0.2)[0]).toBe("fails");
    // A control that passes as well says that nothing was shown, at however many pairs.
    expect(verdictsOf(measurement(0, 0), 0.2)[0]).toBe("no power");
    expect(verdictsOf(measurement(0.05, 0), 0.2)[0]).toBe("fails");
  });

  it("refute nothing where the interval is wide", () => {
    const measured = { ...measurement(0, 0.2), deviceLoss: losses(0, 0.02) };
    expect(verdictsOf(measured)).toEqual(["holds", "not shown"]);
  });

  it("tell a control by its lower bound, not by its mean", () => {
    const wide = [{ arm: "random-buckets" as const, loss: losses(0.2, 0.2) }];
    expect(powerOf(losses(0), wide).sufficient).toBe(false);
  });
});

// A true loss of the margin itself: a test of 5 % lets it pass in at most one of 20, whatever the mean does.
it("recall at the margin passes in no more than 5 % of experiments", () => {
  let passed = 0;
  const measured = measurement(0, 0.2);
  for (let n = 0; n < 400; n++) {
    const rng = createRng(n).fork("recall");
    const [texts, arrays] = [normals(6, rng.fork("texts")), normals(5, rng.fork("arrays"))];
    const noise = rng.fork("cells");
    const table = Array.from(texts, (text) =>
      Array.from(arrays, (array) => RECALL_LOSS + 1e-3 * (text + array + normals(1, noise)[0])),
    );
    const memristor = { ...measured.memristor, recallLoss: differenceOf(table) };
    if (modelVerdicts({ ...measured, memristor }, 0.3).lshIsExact.verdict === "holds") passed++;
  }
  expect(passed).toBeLessThanOrEqual(20);
});

describe("checks", () => {
  const claim = (role: JudgedClaim["role"], verdict: JudgedClaim["verdict"]): JudgedClaim => ({
    id: "x",
    hypothesis: "",
    threshold: "",
    control: "",
    power: "",
    measured: "",
    verdict,
    role,
  });

  it("fail the command without power, findings never do", () => {
    const claims = [
      claim("check", "holds"),
      claim("check", "no power"),
      claim("check", "fails"),
      claim("finding", "fails"),
    ];
    expect(failedChecks(claims)).toEqual([claims[1], claims[2]]);
    expect([judged(true, true), judged(true, false), judged(false, true), judged(false, false)]).toEqual([
      "holds",
      "no power",
      "fails",
      "fails",
    ]);
  });
});

describe("the plan", () => {
  it("finds a knee where a drop by the square of noise crosses the limit", () => {
    // Without sampling error the crossing of 25 x² is at √(0.01/25) = 2 %, of steps that fall at the pooled mean's.
    const levels = [0.01, 0.03, 0.05];
    expect(
      crossing(
        levels,
        levels.map((x) => 25 * x * x),
        0.01,
      ),
    ).toBeCloseTo(0.02, 12);
    expect(crossing(levels, [0.002, 0.004, 0.002], 0.01)).toBe(null);
    // 0.012 and 0.008 are pooled to the limit itself, which the first of them reaches.
    expect(crossing(levels, [0, 0.012, 0.008], 0.01)).toBeCloseTo(0.03, 12);
  });

  it("covers the true knee in 95 of 100 experiments, with a mean that is not off", () => {
    const { levels, seeds, arraysPerSeed, drop } = KNEE;
    // A drop of 1 point at 15 % and the measured spread of arrays, 0.94 points, with the half that levels share.
    let covered = 0;
    let sum = 0;
    for (let n = 0; n < 100; n++) {
      const rng = createRng(n).fork("knee");
      const drops = Array.from({ length: seeds * arraysPerSeed }, () => {
        const [shared, ...own] = normals(levels.length + 1, rng);
        return levels.map((x, k) => drop * (x / 0.15) ** 2 + 0.0066 * (shared + own[k]));
      });
      const knee = kneeOf(levels, drops, drop, rng.fork("resamples"), 200);
      if (knee === null) throw new Error("no knee was found");
      sum += knee.mean;
      if (knee.lower <= 0.15 && knee.upper >= 0.15) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
    expect(Math.abs(sum / 100 - 0.15)).toBeLessThan(0.003);
  });

  it("says a knee with its interval in both units", () => {
    const knee = { mean: 0.14, lower: 0.12, upper: 0.16 };
    expect(kneeText({ knee, devicePerColumn: 0.5 })).toBe(
      "14.0 % [12.0 %, 16.0 %] of the column's deviation, 7.0 % [6.0 %, 8.0 %] of a device's own current",
    );
  });

  it("scores no recall sequence on which its settings were chosen, with enough texts to tell controls apart", () => {
    for (const { firstSeed, windows, arrays, quick } of MODEL_CASES) {
      expect(firstSeed).toBeGreaterThan(3005);
      expect(Math.min(windows, quick?.windows ?? windows)).toBeGreaterThanOrEqual(3);
      expect(arrays).toBeGreaterThanOrEqual(5);
    }
    const scored = MODEL_CASES.flatMap(({ firstSeed, windows }) => [firstSeed, firstSeed + windows - 1]);
    expect(MODEL_DIES.seed).toBeGreaterThan(3005);
    expect(MODEL_DIES.seed).toBeLessThan(Math.min(...scored));
  });

  it("fits exponents of exact powers", () => {
    const lengths = [2, 4, 8, 16];
    expect(
      exponentOf(
        lengths,
        lengths.map((x) => 3 * x ** 2),
      ),
    ).toBeCloseTo(2, 12);
  });
});

describe("the line on dies of a language model", () => {
  const dies = (values: readonly number[]): DieLosses => ({
    arm: "lsh-memristor",
    losses: values,
    low: quantileInterval(values, 0.95),
    recall: null,
  });
  const spread = (mean: number): DieLosses => dies(Array.from({ length: 200 }, (_, n) => mean + 1e-5 * n));
  const verdictOf = (memristor: number, control: number): string =>
    modelDiesClaim({
      model: "m",
      length: 1024,
      setting: "",
      retrievable: null,
      computedPairs: 0.3,
      memristor: spread(memristor),
      software: spread(0),
      control: spread(control),
    }).verdict;

  it("asks for the upper end of the percentile's interval, and for a control that fails", () => {
    expect(verdictOf(0.002, 0.2)).toBe("holds");
    expect(verdictOf(0.002, 0.003)).toBe("no power");
    expect(verdictOf(0.03, 0.2)).toBe("fails");
    // The 95th percentile lies at 0.00995 by the values, and its interval on both sides of ln 1.01.
    expect(verdictOf(0.00805, 0.2)).toBe("not shown");
  });

  it("sees one unlucky die in twenty, whatever the others are", () => {
    const values = Array.from({ length: 200 }, (_, n) => (n < 20 ? 0.5 : 0));
    expect(dies(values).low.value).toBe(0.5);
    expect(dies(values.map((x, n) => (n < 2 ? x : 0))).low.upper).toBe(0);
  });
});

describe("lines on the age of a cache", () => {
  const around = (mean: number, interval = 0.001) => ({ mean, interval, samples: 10 });
  const moment = (kept: number, interval?: number): CacheMoment => ({
    disagreement: around(0.01),
    buckets: around(0.05),
    law: 0.01,
    recall: around(kept),
    kept: around(kept, interval),
  });
  const verdicts = (kept: CacheMoment, replaced: number): ClaimVerdict[] =>
    cacheClaims([
      {
        device: "some, device",
        age: {
          event: "bit",
          arrays: 10,
          celsius: null,
          atOnce: moment(1),
          lives: [{ ...kept, arrayAge: CACHE_AGE.arrayAge, life: CACHE_AGE.life }],
          temperatures: null,
          replaced: moment(replaced),
          randomBuckets: around(replaced),
        },
      },
    ]).map(({ verdict }) => verdict);

  it("judge the lower bound, have no power beside a control that passes, and run no law that a model has not", () => {
    expect(verdicts(moment(0.995), 0.6)).toEqual(["holds", "not run"]);
    expect(verdicts(moment(0.995, 0.01), 0.6)).toEqual(["not shown", "not run"]);
    expect(verdicts(moment(0.98, 0.005), 0.6)).toEqual(["fails", "not run"]);
    expect(verdicts(moment(0.995), 0.995)).toEqual(["no power", "not run"]);
  });

  it("ask for a life and an age of the array that are measured", () => {
    expect(LIVES).toContain(CACHE_AGE.life);
    expect(ARRAY_AGES).toContain(CACHE_AGE.arrayAge);
  });
});

describe("a quantile of dies", () => {
  it("lies between neighbours", () => {
    expect(quantileOf([4, 1, 3, 2, 5], 0.05)).toBeCloseTo(1.2, 12);
    expect(quantileOf([7], 0.05)).toBe(7);
    expect(quantileOf([1, 2], 1)).toBe(2);
  });

  it("has the textbook interval between order statistics: the median of ten lies from the 2nd to the 9th", () => {
    const { lower, upper } = quantileInterval([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], 0.5);
    expect([lower, upper]).toEqual([2, 9]);
    // Ten values say nothing about how far the 99th percentile may lie above them.
    expect(quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99).upper).toBe(Number.POSITIVE_INFINITY);
  });

  it("is covered at 95 % or more: 2 000 samples of 200 uniform values", () => {
    const rng = createRng("coverage");
    let [below, above] = [0, 0];
    for (let n = 0; n < 2000; n++) {
      const { lower, upper } = quantileInterval(
        Array.from({ length: 200 }, () => rng.uniform()),
        0.05,
      );
      if (lower > 0.05) above++;
      if (upper < 0.05) below++;
    }
    // Each end errs by at most 2.5 %, by 4 standard errors of 2 000 samples 3.9 %; an interval that never erred would be too wide.
    for (const missed of [below, above]) {
      expect(missed / 2000).toBeLessThan(0.039);
      expect(missed).toBeGreaterThan(5);
    }
  });
});

describe("the cosine beside a verdict", () => {
  const cosineOf = async (name: string): Promise<number> => {
    const { checkpoint } = await loadModel(`models/${name}`);
    const config = configOf("{ workload: { length: 512, attention: { localWindow: 16, sink: 1 } } }");
    const { cosine, mass, layer } = farCosine({
      checkpoint,
      kernel: loadKernels().decoder,
      workload: config.workload,
      calibration: recallSequence(500_000, 512).tokens.slice(0, 512),
      windows: [recallSequence(7000, 512).tokens],
      recall: true,
    });
    expect(layer).toBe(1);
    expect(mass).toBeGreaterThan(0.7);
    return cosine;
  };

  // Published for the matching head of each: 0.949, 0.79 and 0.92.
  it.each([
    ["recall-lm", 0.949],
    ["recall-plain", 0.79],
    ["recall-capped", 0.92],
  ])("meets the published one of %s", async (name, published) => {
    expect(Math.abs((await cosineOf(name)) - published)).toBeLessThan(0.015);
  });
});
