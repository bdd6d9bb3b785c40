import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { cli } from "./run.ts";

const component = async (...args: string[]) => {
  const { code, data } = await cli("explain", ...args, "--json");
  expect(code).toBe(0);
  return JSON.parse(data).component;
};

it("answers in SI units: an 8-bit converter of the survey at 1 GS/s and 32 nm", async () => {
  const answer = await component(
    ...["adc", "survey", "--set", "bits=8", "--set", "rate=1 GS/s", "--technology", "32 nm"],
  );
  expect(answer).toMatchObject({ family: "adc", model: "survey", source: "andrulis-2024", assumed: 0 });
  expect(answer.technology).toEqual({ node_m: 32e-9, temperature_K: 300 });
  expect(answer.area_m2 * 1e12).toBeCloseTo(5972, 0);
  expect(answer.actions.convert.energy_J * 1e12).toBeCloseTo(1.714, 3);
  expect(answer.actions.convert.interval_s).toBe(1e-9);
});

it("a warm component leaks more and costs the same energy", async () => {
  const [cool, warm] = await Promise.all(
    ["300 K", "400 K"].map((kelvin) => component("comparator", "charge", "--temperature", kelvin)),
  );
  expect(warm.leakage_W / cool.leakage_W).toBeCloseTo(251 / 15.9, 9);
  expect(warm.actions).toEqual(cool.actions);
});

it("states each constant with its range and source", async () => {
  const { constants, assumed } = await component("comparator", "charge");
  expect(constants.energy).toMatchObject({
    nominal: 41.7e-15,
    low: 2e-15,
    high: 300e-15,
    source: "timely-2020",
  });
  const sources = Object.values(constants as Record<string, { source: string }>).map(({ source }) => source);
  expect(sources.filter((source) => source === "assumed").length).toBe(assumed);
});

it("refuses --set where it names no model", async () => {
  const { code, data, note } = await cli("explain", "tile-switch", "--set", "onResistance=20 ohm");
  expect([code, data, note]).toEqual([
    2,
    "",
    "explain name: expected ideal or transistor that --set applies to, received --set onResistance=20 ohm alone",
  ]);
});

describe("explain", () => {
  it("says what a key is, with its unit, range and default", async () => {
    const { data } = await cli("explain", "design.hashing.readTime");
    expect(data).toBe(
      [
        "design.hashing.readTime: time that word lines are held for one read",
        "  accepts: quantity in [1 ps, 1 s] with its unit (s)",
        '  default: "10 ns"',
        "",
      ].join("\n"),
    );
  });

  it("says what models, families, constants, presets and sources are", async () => {
    const said = async (...words: string[]) => (await cli("explain", ...words)).data;
    expect(await said("dac", "capacitive")).toMatch(/capacitance: a constant of dac capacitive, 5e-14/);
    expect(await said("dac")).toMatch(/^dac: a family of components\nmodels: ideal, capacitive/m);
    expect(await said("settling")).toMatch("a constant of dac capacitive, 1.7e-10");
    expect(await said("tpuv4i-isca-2021")).toMatch("crosshash config init tpuv4i-isca-2021");
    expect(await said("isaac-2016")).toMatch(/^isaac-2016: a source\n.*ISAAC/);
  });

  it("prices a component, lists the models of a family and, without a name, the families", async () => {
    const said = async (...words: string[]) => (await cli("explain", ...words)).data;
    expect(await said("dac", "capacitive")).toMatch(
      /^dac capacitive \(source: zigzag-2026\) at 32 nm\narea .*, assumed constants: 0 of 5\n\n.*\n.*│ action/m,
    );
    expect(await said("dac")).toMatch(/│ capacitive +│ zigzag-2026 +│ +5 │ +0 │/);
    expect(await said()).toMatch(/│ tile-switch +│ ideal, transistor/);
    // A name of several models has no one price.
    expect(await said("ideal")).not.toContain(" at 32 nm");
  });

  it("says what a metric is", async () => {
    expect((await cli("explain", "energy_J")).data).toBe(
      "energy_J: energy (J), a metric\nbetter: less\nlevels of a study: price, estimate, simulate, circuit\n",
    );
    const { metrics } = JSON.parse((await cli("explain", "energy_J", "--json")).data);
    expect(metrics).toMatchObject([{ key: "energy_J", unit: "J", sense: "min" }]);
  });

  it("is JSON with every sense", async () => {
    const answer = JSON.parse((await cli("explain", "readTime", "--json")).data);
    expect(answer.keys[0]).toEqual({
      path: "design.hashing.readTime",
      models: [],
      kind: "quantity",
      unit: "s",
      accepts: "in [1 ps, 1 s]",
      default: "10 ns",
      doc: "time that word lines are held for one read",
    });
  });

  it("refuses what has no name here, with the nearest that has one", async () => {
    expect(await cli("explain", "redTime")).toEqual({
      code: 2,
      data: "",
      note: 'explain name: expected a config key, a family, a model, a constant, a metric, a preset, a source, a comparison design or a word of the reports, received "redTime"; did you mean "readTime"?',
    });
  });
});

describe("words of the first screen", () => {
  const screen = readFileSync("reports/sample/report.txt", "utf8").toLowerCase();

  it.each([
    ..."prefill|attention only|memristor|beats|loses to|trades with|ties with|recall|local window|random buckets|error".split(
      "|",
    ),
    ..."sram|hash|attend|gather|energy|latency|area|mac|read|round|node|single change|assumed|twin".split(
      "|",
    ),
  ])("%s has a meaning", async (word) => {
    const { code, data } = await cli("explain", ...word.split(" "));
    expect([code, data.length > 20]).toEqual([0, true]);
  });

  it("most of them are on the sample's pages, and its letters are designs", async () => {
    expect(screen).toContain("prefill");
    for (const { letter, name } of COMPARISON_DESIGNS) {
      const { data } = await cli("explain", letter);
      expect(data).toContain(`${letter} ${name}: a comparison design`);
    }
  });

  it("a word that is part of others shows those, a word that is one shows it alone", async () => {
    const { data } = await cli("explain", "recall", "--json");
    expect(JSON.parse(data).terms.map(({ term }: { term: string }) => term)).toEqual([
      expect.stringContaining("attention recall"),
    ]);
    const { terms } = JSON.parse((await cli("explain", "Attention_Recall", "--json")).data);
    expect(terms).toHaveLength(1);
  });
});
