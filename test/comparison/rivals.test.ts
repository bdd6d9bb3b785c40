import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { createTechnology } from "#technology";
import { costBands } from "../../src/comparison/bands.ts";
import type { DesignId, DesignResult } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { rewritingOf } from "../../src/cost/lifetime.ts";
import { analogChoices, analogNodeOf, converterPair } from "../../src/design/analog-baseline.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { price } from "../../src/evaluate.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const YEAR = 365.25 * 24 * 3600;

const comparison = (baselines = "", workload = "length: 2048"): DesignResult[] => {
  const { design, workload: own } = configOf(
    `{ workload: { ${workload} }, design: { baselines: { ${baselines} }, ${IDEAL_FLOORPLAN} } }`,
  );
  return priceAll(design, own, POINT);
};

function contenderOf(contenders: readonly DesignResult[], id: DesignId) {
  const contender = contenders.find((candidate) => candidate.id === id);
  if (!contender?.feasible) throw new Error(`${id} is infeasible`);
  return contender;
}

/** Seconds from one conversion of a converter to its next. */
function priceOfConversion({ design }: ReturnType<typeof contenderOf>): number {
  const { adc } = converterPair(design.baselines.analog.behaviour);
  return adc.cost(createTechnology(analogNodeOf(design))).actions.convert.interval;
}

const PUBLISHED = ["gain-cell", "one-selector", "one-transistor"];

describe("the ladder", () => {
  it("stands in order, and the GPU in no ratio", () => {
    const contenders = comparison();
    expect(contenders.map(({ id }) => id)).toEqual(COMPARISON_DESIGNS.map(({ id }) => id));
    expect(contenders.slice(0, 5).map(({ id }) => id)).toEqual([
      "exact-digital",
      "lsh-digital",
      "lsh-memristor",
      "exact-analog",
      "gpu",
    ]);
    const names = Object.keys(ratios(contenders));
    expect(names).toContain("exact-analog/exact-digital");
    expect(names).toContain("lsh-memristor/exact-analog");
    expect(names.filter((name) => name.includes("gpu"))).toEqual([]);
    const { energy } = ratios(contenders)["lsh-memristor/exact-analog"];
    const [c, d] = [contenderOf(contenders, "lsh-memristor"), contenderOf(contenders, "exact-analog")];
    expect(energy).toBe(c.cost.energy / d.cost.energy);
  });

  it("A to D move the same inputs and outputs through the same memory", () => {
    const contenders = comparison();
    const outside = (id: DesignId): unknown =>
      contenderOf(contenders, id).mapping.counts.filter(
        ({ operation, component }) => /input|output/.test(operation) && component === "memory",
      );
    for (const id of ["lsh-digital", "lsh-memristor", "exact-analog"] as const)
      expect(outside(id)).toEqual(outside("exact-digital"));
  });

  it("states the precision of each design", () => {
    const contenders = comparison('analog: { model: "gain-cell" }');
    const [digital, analog, gpu] = [
      { query: 8, keyValue: 8 },
      { query: 4, keyValue: 3 },
      { query: 16, keyValue: 16 },
    ];
    const stated = Object.fromEntries(
      contenders.map((contender) => [contender.id, contender.feasible && contender.precision]),
    );
    expect(stated).toMatchObject({
      "exact-digital": digital,
      "lsh-digital": digital,
      "lsh-memristor": digital,
      "exact-analog": analog,
      gpu,
      "score-memristor": digital,
      "score-digital": digital,
      "low-bit-keys": digital,
      "selected-analog": analog,
    });
  });
});

describe("arrays of keys and values", () => {
  it.each([256, 2048, 32_768])("at L = %i: those of least energy are taken and named", (length) => {
    const workload = `length: ${length}`;
    const chosen = contenderOf(comparison("", workload), "exact-analog");
    const energies = PUBLISHED.map(
      (model) =>
        contenderOf(comparison(`analog: { model: "${model}" }`, workload), "exact-analog").cost.energy,
    );
    expect(chosen.cost.energy).toBe(Math.min(...energies));
    const name = PUBLISHED[energies.indexOf(chosen.cost.energy)];
    expect(chosen.design.baselines.analog.model).toBe(name);
    expect(exactAnalog.builtWith?.(chosen.design)).toBe(`${name} arrays`);
  });

  it("has every published array of the catalogue among the choices", () => {
    const known = shippedCatalogue.families["dynamic-array"].map(({ model }) => model);
    expect(known).toEqual(["ideal", ...PUBLISHED]);
  });

  it("are an open choice of all published ones, whatever the config names beside it", () => {
    const text = '{ design: { baselines: { analogOn: "cheapest", analog: { model: "one-transistor" } } } }';
    const { design, workload } = configOf(text);
    const choices = analogChoices({ ...design, platform: "analog" });
    expect(choices.map(({ baselines }) => baselines.analog.model)).toEqual(PUBLISHED);
    expect(choices.every(({ baselines }) => baselines.analogOn === "named")).toBe(true);
    expect(analogChoices(design)).toEqual([design]);
    const contenders = priceAll(design, workload, POINT);
    const chosen = contenderOf(contenders, "exact-analog");
    expect(chosen.design.baselines.analog.model).toBe("gain-cell");
    // Draws are of the constants of what was chosen: of other arrays' they would be beyond measure.
    const band = costBands(contenders, design, POINT, createRng(1), 30).contenders["exact-analog"]?.energy;
    expect(band?.p50).toBeGreaterThan(chosen.cost.energy / 2);
    expect(band?.p95).toBeLessThan(chosen.cost.energy * 2);
  });

  it.each([
    ["prefill", "one-selector"],
    ["prefill", "one-transistor"],
    ["decode", "one-transistor"],
  ])("%s: %s lives as long as its endurance over its rewrites a second", (phase, model) => {
    const workload = `length: 2048, phase: "${phase}"`;
    const of = (endurance: number) =>
      contenderOf(
        comparison(`analog: { model: "${model}", endurance: ${endurance}, retention: "1e9 s" }`, workload),
        "exact-analog",
      );
    const contender = of(1e8);
    const { interval } = contender.cost.timing;
    // recall-lm: 2 layers of 2 heads; a prefill writes 4 heads into two sets, a decode one of 2 048 tokens.
    const rate = (phase === "decode" ? 1 / 2048 : 2) / interval;
    expect(contender.rewriting?.rate).toBeCloseTo(rate + 1e-9, 6);
    expect(Number(contender.rewriting?.years) / (1e8 / (rate + 1e-9) / YEAR)).toBeCloseTo(1, 9);
    expect(Number(of(1e10).rewriting?.years) / Number(contender.rewriting?.years)).toBeCloseTo(100, 9);
  });

  it("counts refreshes as writes: a cell that forgets at once lives for its endurance in retention times", () => {
    const contender = contenderOf(
      comparison('analog: { model: "one-selector", endurance: 1e6, retention: "1 µs" }', "length: 65536"),
      "exact-analog",
    );
    expect(Number(contender.rewriting?.years) * YEAR).toBeCloseTo(1, 2);
  });

  it("gain cells do not wear out, and designs without such arrays have nothing to tell", () => {
    const contenders = comparison('analog: { model: "gain-cell" }');
    expect(contenderOf(contenders, "exact-analog").rewriting?.years).toBe("Infinity");
    for (const id of ["exact-digital", "lsh-memristor", "gpu"] as const)
      expect(contenderOf(contenders, id).rewriting).toBeNull();
  });

  it("a set of 128 lines takes the published 10.97 µs to write, and its energy is cells × energy", () => {
    const contender = contenderOf(comparison('analog: { model: "one-transistor" }'), "exact-analog");
    expect(contender.rewriting?.latency).toBeGreaterThan(351e-6 / 32);
    expect(contender.cost.timing.stages.find(({ name }) => name === "write")?.time).toBe(
      contender.rewriting?.latency,
    );
    const cells = contender.mapping.counts.find(
      ({ component, action }) => component === "dynamicArray" && action === "write",
    );
    expect(contender.rewriting?.energy).toBeCloseTo((cells?.count ?? 0) * 20e-12, 12);
    expect((contender.rewriting?.share ?? 0) * contender.cost.energy).toBeCloseTo(
      contender.rewriting?.energy ?? 0,
      15,
    );
  });

  it.each([true, false])(
    "a query takes a read a phase and as many conversions as a column's turn, causal %s",
    (causal) => {
      const contender = contenderOf(
        comparison('analog: { model: "one-transistor" }', `length: 2048, attention: { causal: ${causal} }`),
        "exact-analog",
      );
      const { busy } = contender.cost.timing;
      // recall-lm: 2 layers of 2 heads; 8 phases of 100 ns; every set written in 351/32 µs once a key head.
      const queries = 2 * 2 * 2048;
      expect((busy.dynamicArray ?? 0) / (queries * 8 * 100e-9 + (2 * 2 * 351e-6) / 32)).toBeCloseTo(1, 9);
      // 128 columns behind each converter; a mask cuts blocks of values off one by one, never half of one.
      const interval = priceOfConversion(contender);
      const turns = (busy.dynamicAdc ?? 0) / (queries * 8 * 128 * interval);
      expect(turns).toBeGreaterThan(1 - 1e-9);
      expect(turns).toBeLessThan(causal ? 1.03 : 1 + 1e-9);
    },
  );

  it("free arrays have no load that would wear them", () => {
    const { design, workload } = configOf('{ design: { baselines: { analog: { model: "ideal" } } } }');
    const priced = price({ ...design, platform: "analog" }, workload, POINT);
    const still = { ...priced.cost, timing: { ...priced.cost.timing, interval: 0 } };
    expect(rewritingOf(priced.design, priced.mapping, still)?.years).toBe("Infinity");
  });
});

describe("sentences about exact attention in analog arrays", () => {
  const said = (model: string): string[] => {
    const contenders = comparison(`analog: { model: "${model}" }`, "length: 512");
    const own = contenderOf(contenders, "exact-analog");
    expect(exactAnalog.builtWith?.(own.design)).toBe(`${model} arrays`);
    const percent = (share: number) => `${(100 * share).toPrecision(3)} %`;
    const digits = (value: number) => value.toPrecision(3);
    const engineering = (value: number, unit: string) => `${value.toExponential(2)} ${unit}`;
    const factor = (ratio: number | null) => `×${ratio}`;
    return [
      ...(exactAnalog.sentence?.(
        own,
        { contenders, ratios: ratios(contenders) },
        { digits, percent, engineering, factor },
      ) ?? []),
    ];
  };

  it("say what writing costs, how long cells live and that fewer bits compare differently", () => {
    const gain = said("gain-cell");
    expect(gain).toContainEqual(
      expect.stringMatching(
        /^Writing K and V takes [\d.e-]+ % of D's energy .* its cells do not wear out\.$/,
      ),
    );
    expect(gain).toContainEqual(
      expect.stringMatching(
        /^D is not directly comparable: 4-bit queries and 3-bit keys and values .* a hard sigmoid in place of the softmax/,
      ),
    );
    const transistor = said("one-transistor");
    expect(transistor).toContainEqual(expect.stringMatching(/its cells live [\d.]+ (days|years)\.$/));
    expect(transistor.join(" ")).not.toContain("not directly comparable");
  });
});

describe("attention in the whole model", () => {
  it("has the share of its multiply-accumulates, on every design", () => {
    const contenders = comparison("", 'preset: "gpt2-small"');
    // L = 1024, D = 768 = H·d, F = 4D: causal pairs against 12 D² weights a token.
    const exact = 2 * 12 * ((1024 * 1025) / 2) * 64;
    const expected = exact / (exact + 1024 * 12 * 768 ** 2);
    for (const id of ["exact-digital", "exact-analog", "gpu"] as const)
      expect(contenderOf(contenders, id).attentionShare?.macs).toBeCloseTo(expected, 12);
    const lsh = 2 * 12 * 1024 * (8 * 64 + 17) * 64;
    expect(contenderOf(contenders, "lsh-memristor").attentionShare?.macs).toBeCloseTo(
      lsh / (lsh + 1024 * 12 * 768 ** 2),
      12,
    );
  });

  it("hand-computed: energy and time of the other layers on the MAC array, weights once", () => {
    const contender = contenderOf(comparison("", 'preset: "gpt2-small"'), "exact-digital");
    const priceOf = (component: string, action: string): number => {
      const item = contender.cost.breakdown.find(
        (own) => own.component === component && own.action === action,
      );
      return (item?.energy ?? 0) / (item?.count ?? 1);
    };
    const weights = 12 * 12 * 768 ** 2;
    // Blocks of 256 queries and keys on 64 × 64 units, queries stay: 4 · 275 and 16 · 83 cycles for 1 024 and 1 024 of work.
    const time = (weights * 1024) / (4096 * (2048 / (4 * 275 + 16 * 83)) * 1e9);
    // Keys pass four times: each element is written once and read three times more for 256 products.
    const again = (priceOf("mac", "stage") + 3 * priceOf("mac", "restream")) / 256;
    const dynamic =
      weights * 1024 * (priceOf("mac", "mac") + again) + ((weights * 8) / 512) * priceOf("memory", "read");
    const energy = dynamic + contender.cost.power.idle * time;
    expect(contender.attentionShare?.latency).toBeCloseTo(
      contender.cost.timing.latency / (contender.cost.timing.latency + time),
      12,
    );
    expect(contender.attentionShare?.energy).toBeCloseTo(
      contender.cost.energy / (contender.cost.energy + energy),
      12,
    );
  });

  it("is not told where the shape is no model's", () => {
    expect(contenderOf(comparison("", "heads: 4"), "exact-digital").attentionShare).toBeNull();
  });
});

it("a decode is mapped on arrays and on the GPU", () => {
  const contenders = comparison("", 'preset: "llama-3-8b", phase: "decode"');
  for (const id of ["exact-analog", "gpu"] as const) {
    const { cost } = contenderOf(contenders, id);
    expect(cost.energy).toBeGreaterThan(0);
    expect(cost.timing.latency).toBeLessThan(1e-2);
  }
});
