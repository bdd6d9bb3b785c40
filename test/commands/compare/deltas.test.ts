import { describe, expect, it } from "vitest";
import { estimate, studentQuantile } from "#base";
import { textSink } from "#reports";
import { deltasAnswer } from "../../../src/commands/compare/report/deltas.ts";
import { changesBetween, folderName } from "../../../src/commands/compare/run/what-if/changes.ts";
import { deltaOf, differenceOf } from "../../../src/commands/compare/run/what-if/deltas.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import type { MeasuredDesign, Sampled } from "../../../src/runtime/report-manifest.ts";

const sampled = (values: readonly number[]): Sampled => {
  const { mean, interval, samples } = estimate(values);
  return { mean, interval95: interval, samples, values: [...values] };
};

const BASE: MeasuredDesign = {
  design: "lsh-memristor",
  model: "recall-lm",
  length: 256,
  seed: 1,
  energy_J: 2e-6,
  latency_s: 1e-3,
  area_m2: 4e-6,
  recall: sampled([0.6, 0.8, 0.7]),
  outputError: null,
};
const WORKLOAD = {
  preset: "recall-lm",
  phase: "prefill",
  pass: "forward",
  layers: 2,
  heads: 2,
  kvHeads: 2,
  headWidth: 64,
  length: 256,
  batch: 1,
  tokens: 256,
};
const column = (label: string, changed: Partial<MeasuredDesign> = {}) => ({
  label,
  measured: { ...BASE, ...changed },
  changes: [],
  folder: null,
});

describe("a difference of quality", () => {
  it("is paired by array where both sides drew the same arrays", () => {
    // Differences 0.01, 0.02, 0.03: mean 0.02, sd 0.01, t(2) = 4.302653 by any table.
    const found = differenceOf(sampled([0.6, 0.8, 0.7]), sampled([0.61, 0.82, 0.73]), true);
    expect(found?.mean).toBeCloseTo(0.02, 12);
    expect(found?.interval).toBeCloseTo((4.302653 * 0.01) / Math.sqrt(3), 8);
    expect(found).toMatchObject({ isPaired: true, isShown: false, samples: 3 });
  });

  it("is of two samples where seeds differ: Welch's interval", () => {
    const [a, b] = [
      [27.5, 21, 19, 23.6, 17, 17.9],
      [27.1, 22, 20.8, 23.4, 23.4, 23.5],
    ];
    const found = differenceOf(sampled(a), sampled(b), false);
    // Variances by hand: s² / n of each side, and the degrees of freedom that they give.
    const error = (values: number[]): number => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1) / values.length;
    };
    const [va, vb] = [error(a), error(b)];
    const freedom = (va + vb) ** 2 / (va ** 2 / 5 + vb ** 2 / 5);
    expect(found?.interval).toBeCloseTo(studentQuantile(freedom) * Math.sqrt(va + vb), 8);
    expect(found?.isPaired).toBe(false);
  });

  it("has no interval where a side is one array, and is nothing where a side was not measured", () => {
    const single = { mean: 0.9, interval95: 0, samples: 1, values: null };
    expect(differenceOf(sampled([0.6, 0.7]), single, true)).toMatchObject({ interval: null, isShown: false });
    expect(differenceOf(null, single, true)).toBeNull();
  });
});

describe("a table of deltas", () => {
  it("says quotients, the difference, and what the arrays cannot tell", () => {
    const told = column("bits=8", { energy_J: 1e-6, recall: sampled([0.5, 0.7, 0.61]) });
    const untold = column("rate=2", { recall: sampled([0.61, 0.79, 0.7]) });
    const { json } = deltasAnswer(column("base"), [told, untold]);
    const { findings, deltas } = json as { findings: { text: string }[]; deltas: { delta: unknown }[] };
    expect(findings.map(({ text }) => text)).toEqual([
      "bits=8: ×0.5 energy, ×1 latency, ×1 area; recall −9.7 ± 1.4 points, paired.",
      "rate=2: ×1 energy, ×1 latency, ×1 area; no difference in recall that 3 arrays can tell (0.0 ± 2.5 points, paired).",
    ]);
    expect(deltas[0].delta).toMatchObject({ energy: 0.5, recall: { paired: true, shown: true } });
  });

  it("names energy, latency, area and recall in this order, whichever side was measured", () => {
    const [none, some] = [null, sampled([0.5, 0.7, 0.61])].map((recall) => column("c", { recall }));
    for (const [base, other] of [
      [none, some],
      [some, none],
      [none, none],
      [some, some],
    ]) {
      const { findings } = deltasAnswer(base, [other]).json as { findings: { text: string }[] };
      expect(findings[0].text.match(/energy|latency|area|recall|error/g)).toEqual([
        "energy",
        "latency",
        "area",
        "recall",
      ]);
    }
  });

  it("refuses two comparison designs", () => {
    const other = column("theirs", { design: "lsh-digital" });
    expect(() => deltaOf(column("base"), other)).toThrow(
      "theirs design: expected lsh-memristor, as base has it, received lsh-digital: no delta compares them",
    );
  });

  it.each([
    ["model", { model: "smol" }, "model smol, the base recall-lm"],
    ["length", { length: 512 }, "measured length 512, the base 256"],
    ["level", { level: "estimate" }, "level estimate, the base simulate"],
    ["text", { activations: "b".repeat(64) }, "another text"],
  ] as const)("subtracts no quality of another %s, and says why", (_, changed, why) => {
    const base = column("base", { level: "simulate", activations: "a".repeat(64), workload: WORKLOAD });
    const other = column("theirs", { ...base.measured, recall: sampled([0.9, 0.95, 0.98]), ...changed });
    const { json, blocks } = deltasAnswer(base, [other]);
    const { findings, deltas } = json as { findings: { text: string }[]; deltas: { delta: object }[] };
    expect(deltas[0].delta).toMatchObject({ recall: null, outputError: null, apart: { quality: [why] } });
    expect(findings[0].text).toContain(`recall not subtracted (${why}): 94 ± 10 %, the base's 70 ± 25 %`);
    expect(findings[0].text).not.toMatch(/points/);
    expect(textSink(blocks)).toContain("not subtracted");
    // The same price is one.
    expect(deltas[0].delta).toMatchObject({ energy: 1, latency: 1, perToken: null });
  });

  it("has quotients a token where lengths differ, and none of energy or latency for another workload", () => {
    const base = column("base", { workload: WORKLOAD });
    const longer = column("longer", {
      energy_J: 32e-6,
      latency_s: 4e-3,
      workload: { ...WORKLOAD, length: 1024, tokens: 1024 },
    });
    // Four times the tokens for 16 times the energy and 4 times the time, by hand.
    expect(deltaOf(base, longer)).toMatchObject({
      energy: null,
      latency: null,
      perToken: { energy: 4, latency: 1 },
      area: 1,
    });
    const decode = column("decode", { workload: { ...WORKLOAD, phase: "decode", tokens: 1 } });
    expect(deltaOf(base, decode)).toMatchObject({
      energy: null,
      perToken: null,
      apart: { costs: ["phase decode, the base prefill"] },
    });
    expect(deltaOf(base, column("same", { workload: WORKLOAD }))).toMatchObject({
      energy: 1,
      perToken: null,
    });
    // A file of before says no workload: another length is not divided by.
    expect(deltaOf(column("old"), column("other", { length: 512 }))).toMatchObject({
      energy: null,
      perToken: null,
    });
  });
});

describe("changes of a config", () => {
  it("are the values that differ, defaults included, and name the folder", () => {
    const changes = changesBetween(
      { design: { hashing: { dac: { bits: 4 } } } },
      { design: { hashing: { dac: { bits: 8 } } }, workload: { attention: { rounds: 4 } } },
      shippedCatalogue,
    );
    expect(changes).toEqual([
      { path: "design.hashing.dac.bits", base: 4, value: 8 },
      { path: "workload.attention.rounds", base: 8, value: 4 },
    ]);
    expect(folderName("CAI ISCAS", changes, ["seed-2"])).toBe("cai-iscas--dac-bits-8--rounds-4--seed-2");
    const long = folderName("x", changes, ["a".repeat(50), "b".repeat(50)]);
    expect(long.length).toBeLessThanOrEqual(54);
    expect(long).not.toBe(folderName("x", changes, ["a".repeat(50), "c".repeat(50)]));
  });
});
