import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { scalingFactor, supplyOf } from "#technology";
import { faults, judge } from "../../evidence/published/fact.ts";
import { pricing } from "../../evidence/published/pricing.ts";
import { searchFacts } from "../../evidence/published/search-macros.ts";
import {
  COLUMNS,
  CONVERTERS,
  DIGITAL,
  DIGITAL_TOPIC,
  digitalProduct,
  siliconFacts,
} from "../../evidence/published/silicon-points.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { digitalCim } from "../../src/peripherals/search/digital-stores.ts";

/** The survey of in-memory macros, where it is. */
const SURVEY = fileURLToPath(
  new URL("../../../shared/data/silicon/imc-Benchmarking_Data.csv", import.meta.url),
);
const hasSurvey = existsSync(SURVEY);
if (!hasSurvey) console.warn(`${SURVEY} is not there: rows are not compared with the survey`);

const price = pricing(shippedCatalogue);
const facts = siliconFacts(price).map(judge);

describe("points of silicon", () => {
  it("are all rows, each a prediction within two or a miss, and none is refused", () => {
    expect(facts).toHaveLength(DIGITAL.length + COLUMNS.length + CONVERTERS.length);
    expect(new Set(facts.map(({ verdict }) => verdict))).toEqual(new Set(["pass", "miss"]));
    expect(faults(facts)).toEqual([]);
    const sources = facts.map(({ source }) => source);
    expect(new Set(sources).size).toBe(sources.length);
  });

  it("of search and readout, twelve or more are met within a factor of two, and misses are shown", () => {
    const memories = searchFacts(price)
      .map(judge)
      .filter(({ quantity }) => quantity.includes("silicon"));
    const all = [...facts, ...memories];
    expect(all.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThanOrEqual(12);
    expect(all.filter(({ verdict }) => verdict === "miss").length).toBeGreaterThan(0);
  });

  it("a product by hand: 2 products of one bit at 28 nm and its supply", () => {
    const at28 = { nm: 28, supply: supplyOf(28), length: 2, keyBits: 1, queryBits: 1 };
    // Two gates, half an adder that counts to two at .76 of an addition's bit, and a register of three bits.
    const register = digitalProduct(pricing(shippedCatalogue, zero(["xnor", "treeGlitches"])), at28);
    const adder = (0.1e-12 / 32) * scalingFactor("logic", "energy", nanometres(45), nanometres(28));
    expect(digitalProduct(price, at28) - register).toBeCloseTo((2 * 0.284e-15 + 0.5 * 0.76 * adder) / 2, 20);
    expect(register).toBeGreaterThan((3 * 5.3e-15 * 0.4) / 2);
    expect(register).toBeLessThan((3 * 5.3e-15) / 2);
  });

  it("a published product by hand is two of the survey's operations: 1.4 fJ where it has 0.7", () => {
    const [chih] = facts;
    expect([chih.source, chih.published, chih.unit]).toEqual([
      "chih-isscc-2021",
      expect.closeTo(1.4, 12),
      "fJ a one-bit product",
    ]);
  });

  it("a one-bit product of words of several bits costs about as much as one of single bits", () => {
    const of = (keyBits: number, queryBits: number) =>
      digitalProduct(price, { nm: 28, supply: 0.9, length: 256, keyBits, queryBits });
    for (const [keyBits, queryBits] of [
      [8, 1],
      [1, 8],
      [8, 8],
    ])
      expect(Math.abs(of(keyBits, queryBits) / of(1, 1) - 1)).toBeLessThan(0.3);
  });

  it("a quarter of the energy at half of the supply", () => {
    const at = (supply: number) =>
      digitalProduct(price, { nm: 28, supply, length: 64, keyBits: 8, queryBits: 1 });
    expect(at(0.4) / at(0.8)).toBeCloseTo(0.25, 12);
  });

  it("the lows of the store's constants reach all products of 64 or more but one", () => {
    const { xnor, treeGlitches } = digitalCim.constants;
    const lows = {
      "search.digital-cim.xnor": xnor.low,
      "search.digital-cim.treeGlitches": treeGlitches.low,
    };
    const ratios = siliconFacts(pricing(shippedCatalogue, lows as Record<string, number>))
      .filter((_, n) => n < DIGITAL.length && DIGITAL[n][4] >= 64)
      .map(({ ours, published }) => Number(ours) / published);
    expect(ratios).toHaveLength(8);
    // The least but one is met within a twentieth.
    expect(ratios.filter((ratio) => ratio > 1.05)).toHaveLength(1);
    expect(ratios.filter((ratio) => ratio > 1)).toHaveLength(1);
  });

  it("go with the constants that price them", () => {
    const cheaper = siliconFacts(pricing(shippedCatalogue, { "search.digital-cim.treeGlitches": 0 })).map(
      judge,
    );
    for (const [n, fact] of facts.entries()) {
      const ratio = Number(cheaper[n].ratio) / Number(fact.ratio);
      if (fact.topic === DIGITAL_TOPIC) expect(ratio).toBeLessThan(0.9);
      else expect(ratio).toBe(1);
    }
  });
});

/** Constants of the store at nothing. */
const zero = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [`search.digital-cim.${name}`, 0]));

describe.skipIf(!hasSurvey)("the survey of in-memory macros", () => {
  // Its columns after the last named one have no name, so it is no table of ours.
  const [header = [], ...rows]: string[][] = hasSurvey
    ? parse(readFileSync(SURVEY), { bom: true, relax_column_count: true })
    : [];
  const at = (row: readonly string[], name: string): string => (row[header.indexOf(name)] ?? "").trim();
  const number = (row: readonly string[], name: string): number =>
    at(row, name) === "" ? Number.NaN : Number(at(row, name));
  const isWhole = (row: readonly string[], ...names: readonly string[]): boolean =>
    names.every((name) => Number.isInteger(number(row, name)));
  /** One row a paper: the fewest bits of input, then the highest supply. */
  const points = (isPoint: (row: readonly string[]) => boolean): (readonly string[])[] => {
    const papers = new Map<string, readonly string[]>();
    for (const row of rows) {
      const nm = number(row, "Tech (nm)");
      if (!(nm >= 22 && nm <= 65 && isPoint(row))) continue;
      const known = papers.get(at(row, "Index"));
      const order = (one: readonly string[]) => [number(one, "B_x"), -number(one, "Supply V(V)")];
      const isBetter =
        known === undefined ||
        order(row)[0] < order(known)[0] ||
        (order(row)[0] === order(known)[0] && order(row)[1] < order(known)[1]);
      if (isBetter) papers.set(at(row, "Index"), row);
    }
    return [...papers.values()];
  };

  it("has the rows of digital compute-in-memory that its rule names, and no other", () => {
    const named = points(
      (row) =>
        at(row, "Compute Model") === "DIMC" && isWhole(row, "B_x", "B_w") && number(row, "E_OP1 (fJ)") > 0,
    );
    const asked = ["Tech (nm)", "Supply V(V)", "N", "B_w", "B_x", "E_OP1 (fJ)"];
    expect(named.map((row) => asked.map((name) => number(row, name)))).toEqual(
      DIGITAL.map(([, , ...figures]) => figures),
    );
    for (const [n, [source, author]] of DIGITAL.entries()) {
      expect(at(named[n], "Authors")).toContain(author);
      expect(source.endsWith(at(named[n], "Year"))).toBe(true);
    }
  });

  it("has the columns of resistive memory that its rule names, and no other", () => {
    const named = points(
      (row) =>
        at(row, "Architecture") === "eNVM" &&
        ["IS", "QS"].includes(at(row, "Compute Model")) &&
        isWhole(row, "B_ADC") &&
        number(row, "B_ADC") >= 1 &&
        number(row, "E_col (fJ)") > 0 &&
        number(row, "T_core(ns)") > 0,
    );
    const asked = ["Tech (nm)", "N", "B_ADC", "T_core(ns)", "E_col (fJ)"];
    expect(named.map((row) => asked.map((name) => number(row, name)))).toEqual(
      COLUMNS.map(([, , , ...figures]) => figures),
    );
    for (const [n, [source, author]] of COLUMNS.entries()) {
      expect(at(named[n], "Authors")).toContain(author);
      expect(source.endsWith(at(named[n], "Year"))).toBe(true);
    }
  });
});
