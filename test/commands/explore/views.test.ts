import { describe, expect, it } from "vitest";
import { createRng, parseQuantity } from "#base";
import { loadModel } from "#local-io";
import type { LiveAnswer, LiveDesign } from "../../../src/commands/explore/report/live-data.ts";
import { createPricer } from "../../../src/commands/explore/report/pricer.ts";
import { createReader } from "../../../src/commands/explore/report/reader.ts";
import { numberOf, spreadOf } from "../../../src/commands/explore/report/slider-scale.ts";
import { createViews } from "../../../src/commands/explore/report/views.ts";
import { partChanges, waterfall } from "../../../src/commands/explore/report/waterfall.ts";
import { defaultConfig, readConfig } from "../../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import { configParameters } from "../../../src/design/resolved.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { packagePath } from "../../../src/runtime/package-files.ts";
import { measureCircuit } from "../../../src/simulation/hash-circuit.ts";

const SETTINGS = [
  "workload.length=256",
  "workload.attention.rounds=4",
  "workload.attention.chunk=16",
  "design.hashing.array.rows=64",
  "design.hashing.array.columns=32",
  "fidelity.length=128",
];
const document = readConfig(defaultConfig(), SETTINGS);
const config = parseConfig(document, shippedCatalogue);
const kernels = loadKernels();
const reader = createReader(document.value, await loadModel(packagePath("models", "recall-lm")), kernels);
const pricer = createPricer(reader);
const views = createViews(reader, kernels);
const priced = (changes = {}): LiveAnswer => {
  const price = pricer.price(changes);
  if (price.kind === "fault") throw new Error(price.issues[0].message);
  return price;
};
const answer = priced();
const designOf = (own: LiveAnswer, id: string): LiveDesign => {
  const found = own.designs.find((design) => design.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe("a waterfall from the first design", () => {
  it.each(["energy", "area"] as const)("of %s has bars that join, and totals that are the designs'", (of) => {
    for (const { id, costs } of answer.designs) {
      const bars = waterfall(answer, id, of);
      if (costs === null) {
        expect(bars).toBe(null);
        continue;
      }
      if (bars === null) throw new Error(id);
      const most = Math.max(...bars.map(({ to }) => to));
      bars.forEach((bar, n) => {
        if (n > 0 && !bar.isTotal) expect(bar.from).toBe(bars[n - 1].to);
        if (n > 0 && bar.isTotal) expect(Math.abs(bar.to - bars[n - 1].to)).toBeLessThan(1e-9 * most);
      });
      expect(bars[bars.length - 1]).toMatchObject({ isTotal: true, from: 0, to: costs[of] });
    }
  });

  it("goes over the design between the two", () => {
    const letters = (id: string) =>
      waterfall(answer, id, "energy")?.flatMap(({ isTotal, label }) => (isTotal ? [label] : []));
    expect(letters("lsh-memristor")).toEqual(["A", "B", "C"]);
    expect(letters("exact-digital")).toEqual(["A"]);
    expect(letters("gpu")).toEqual(["A", "E"]);
  });

  it("adds up changes that are small, and lists parts that one of the two lacks", () => {
    const of = (id: string, letter: string, classes: [string, number][]): LiveDesign => ({
      id,
      letter,
      title: id,
      reason: null,
      binding: null,
      rivals: [],
      costs: {
        energy: classes.reduce((sum, [, own]) => sum + own, 0),
        latency: 1,
        area: 1,
        power: 1,
        throughput: 1,
        classes,
        areas: [],
      },
    });
    const first = of("first", "A", [
      ["MAC", 90],
      ["SRAM", 10],
    ]);
    const second = of("second", "B", [
      ["MAC", 40],
      ["SRAM", 10.4],
      ["hash", 20],
    ]);
    const ratio = { above: "second", below: "first", energy: null, latency: null, area: null };
    const bars = waterfall({ designs: [first, second], ratios: [ratio] }, "second", "energy");
    expect(bars?.map(({ label, from, to }) => [label, from, Number(to.toFixed(9))])).toEqual([
      ["A", 0, 100],
      ["MAC", 100, 50],
      ["hash", 50, 70],
      ["small ones", 70, 70.4],
      ["B", 0, 70.4],
    ]);
    expect(partChanges(first as never, second as never, "energy").map(([part]) => part)).toEqual([
      "MAC",
      "SRAM",
      "hash",
    ]);
  });
});

describe("the verdict", () => {
  it("is against the rivals that the first screen of compare names, the search of least energy among them", () => {
    const [cheapest] = answer.designs
      .filter(({ id }) => ["score-memristor", "score-digital", "low-bit-keys"].includes(id))
      .filter(({ costs }) => costs !== null)
      .sort((one, other) => (one.costs?.energy ?? 0) - (other.costs?.energy ?? 0));
    expect(designOf(answer, "lsh-memristor").rivals).toEqual([
      "lsh-digital",
      "exact-digital",
      "exact-analog",
      cheapest.id,
    ]);
    expect(designOf(answer, "exact-digital").rivals.at(-1)).toBe("lsh-memristor");
  });
});

describe("a map", () => {
  const parameters = configParameters(shippedCatalogue);
  const named = (path: string) => {
    const found = parameters.find((own) => own.path === path);
    if (found === undefined) throw new Error(path);
    return found;
  };

  it("has settings by factors of two where the range is wide, in words a config reads", () => {
    expect(spreadOf(named("design.digital.buffer.capacity"), "2 MiB")).toEqual([
      "256 KiB",
      "512 KiB",
      "1 MiB",
      "2 MiB",
      "4 MiB",
      "8 MiB",
      "16 MiB",
    ]);
    expect(spreadOf(named("design.cores"), 8)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(spreadOf(named("design.mapping.search"), true)).toEqual([false, true]);
    for (const parameter of parameters) {
      if (parameter.kind !== "quantity" || typeof parameter.default !== "string") continue;
      const spread = spreadOf(parameter, parameter.default);
      expect(spread).toContain(parameter.default);
      const values = spread.map((setting) => numberOf(parameter, setting));
      expect(
        [...values].sort((a, b) => a - b),
        parameter.path,
      ).toEqual(values);
    }
    expect(parseQuantity("256 KiB", "B")).toBe(262144);
  });

  it("has cells that are what the page prices, and says why one has no price", () => {
    const designs = ["exact-digital", "lsh-memristor"];
    const cells = views.cells({ changes: { "design.cores": 2 }, length: 256, designs });
    const whole = priced({ "design.cores": 2 });
    cells.forEach((cell, n) => {
      const { costs } = designOf(whole, designs[n]);
      expect(cell).toEqual({
        kind: "priced",
        energy: costs?.energy,
        latency: costs?.latency,
        area: costs?.area,
      });
    });
    const [none] = views.cells({ changes: { "design.cores": "many" }, length: 256, designs });
    expect(none).toMatchObject({ kind: "none", reason: expect.stringContaining("design.cores") });
  });
});

describe("what the page shows of a chip and of an array", () => {
  it("is the array that hash solves", () => {
    const found = views.array({});
    if (found.kind === "none") throw new Error(found.reason);
    const { view } = found;
    const { design, workload, seed } = reader.config({}).config;
    const rng = createRng(seed).fork("hash").fork("circuit");
    const circuit = measureCircuit(design, workload, rng, kernels);
    expect(view.meanRetained).toBe(circuit.retained);
    expect([...view.retained]).toEqual([...circuit.map.data]);
    expect([...view.conductance]).toEqual([...circuit.conductance.slice(0, view.driven * view.columns)]);
    // With all inputs on, every cell has less than the read voltage and more than nothing.
    const drops = view.drop.filter((x) => !Number.isNaN(x));
    expect(drops.length).toBeGreaterThan(0);
    expect(Math.min(...drops)).toBeGreaterThan(0);
    expect(Math.max(...drops)).toBeLessThan(1);
    const free = views.array({ "design.hashing.array.columns": 1024, "design.hashing.array.rows": 512 });
    expect(free).toMatchObject({ kind: "none", reason: expect.stringContaining("too large") });
  });

  it("has rectangles that add up to the areas, and none for a GPU", () => {
    const found = views.floorplan({}, "lsh-memristor");
    if (found.kind === "none") throw new Error(found.reason);
    const { parts, areas, area } = found.view;
    expect(areas.reduce((sum, [, own]) => sum + own, 0) / area).toBeCloseTo(1, 9);
    const mac = areas.find(([component]) => component === "mac")?.[1] ?? 0;
    const drawn = parts.filter(({ component }) => component === "mac");
    expect(drawn.reduce((sum, { width, height }) => sum + width * height, 0) / mac).toBeCloseTo(1, 9);
    expect(views.floorplan({}, "gpu")).toMatchObject({ kind: "none" });
  });

  it("says what binds: stages that take time, components busy at most all of it, and a rate below the roof", () => {
    for (const { binding, costs } of answer.designs) {
      expect(binding === null).toBe(costs === null);
      if (binding === null) continue;
      for (const [, seconds] of binding.stages) expect(seconds).toBeGreaterThan(0);
      for (const [, share] of binding.busy) expect(share).toBeLessThanOrEqual(1 + 1e-9);
      if (binding.roofline === null) continue;
      const { peak, bandwidth, intensity, rate } = binding.roofline;
      expect(rate).toBeLessThanOrEqual(Math.min(peak, bandwidth * intensity) * (1 + 1e-9));
    }
    expect(designOf(answer, "gpu").binding?.roofline).toBe(null);
  });
});

describe("a quick price", () => {
  it("on its own basis is the exact one, and near it after a small move", () => {
    const same = pricer.quick({}, answer.basis);
    if (same.kind === "fault") throw new Error(same.issues[0].message);
    expect(same.isProvisional).toBe(true);
    expect(same.designs.map(({ costs }) => costs)).toEqual(answer.designs.map(({ costs }) => costs));
    const changes = { "design.hashing.dac.bits": 6, "workload.length": 300 };
    const quick = pricer.quick(changes, answer.basis);
    const exact = priced(changes);
    if (quick.kind === "fault") throw new Error(quick.issues[0].message);
    expect(exact.isProvisional).toBe(false);
    for (const { id, costs } of exact.designs) {
      const own = designOf(quick, id).costs;
      if (costs === null || own === null) expect(own).toBe(costs);
      else expect(Math.abs(own.energy / costs.energy - 1), id).toBeLessThan(0.05);
    }
    // The moved price is not the exact one: its arrays were solved for other inputs.
    expect(designOf(quick, "lsh-memristor").costs?.energy).not.toBe(
      designOf(exact, "lsh-memristor").costs?.energy,
    );
  });

  it("follows a plan as long as the fixed schedule does not beat it, and searches where it does", () => {
    const long = { "workload.length": 65_536, "design.digital.buffer.capacity": "256 KiB" };
    const exact = priced(long);
    const [id, plan] = exact.basis.plans.find(([, own]) => own !== null) ?? [];
    if (id === undefined || plan == null) throw new Error("no design was planned");
    // A query a tile: all keys pass by for each of them.
    const bad = { ...plan, outer: "queries" as const, queryTiles: 65_536 };
    const basisWith = (own: typeof plan) => ({
      ...exact.basis,
      plans: exact.basis.plans.map((entry) => (entry[0] === id ? ([id, own] as const) : entry)),
    });
    const costsWith = (own: typeof plan) => {
      const quick = pricer.quick(long, basisWith(own));
      if (quick.kind === "fault") throw new Error(quick.issues[0].message);
      return designOf(quick, id).costs?.energy;
    };
    const best = designOf(exact, id).costs?.energy;
    expect(costsWith(plan)).toBe(best);
    expect(costsWith(bad)).toBe(best);
  });

  it("of a config that cannot be read says what is wrong", () => {
    expect(pricer.quick({ "design.cores": "many" }, answer.basis)).toMatchObject({
      kind: "fault",
      issues: [{ path: "design.cores" }],
    });
  });

  it("of a decode uses the loads of the text", () => {
    const decode = priced({ "workload.phase": "decode" });
    expect(decode.basis.captured).not.toBe(null);
    const quick = pricer.quick({ "workload.phase": "decode" }, decode.basis);
    if (quick.kind === "fault") throw new Error(quick.issues[0].message);
    expect(quick.designs.map(({ costs }) => costs)).toEqual(decode.designs.map(({ costs }) => costs));
    expect(config.workload.phase).toBe("prefill");
  });
});
