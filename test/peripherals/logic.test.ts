import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Constant, type Model, nanometres } from "#base";
import { indexedGather, LOGIC, pipelinedAdder, serialDivider, synthesisedRegister } from "#circuits";
import { cellTable, createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { int8Mac } from "../../src/peripherals/mac/models.ts";
import { argmaxComparisons, comparatorTreeArgmax } from "../../src/peripherals/parts/argmax.ts";
import { adderTreeProjection } from "../../src/peripherals/projection/projection.ts";
import { lutSoftmax } from "../../src/peripherals/softmax/softmax.ts";
import { countingSorter } from "../../src/peripherals/sorter/counting.ts";
import { streamingMergeSorter } from "../../src/peripherals/sorter/merge.ts";
import { partialSortTopK } from "../../src/peripherals/top-k/sorted.ts";
import { carriedTopK } from "../../src/peripherals/top-k/thresholds.ts";
import { packagePath } from "../../src/runtime/package-files.ts";

const MODELS: readonly Model[] = Object.values(shippedCatalogue.families).flat();

const constantsOf = (): (readonly [key: string, constant: Constant])[] =>
  MODELS.flatMap(({ family, model, constants }) =>
    Object.entries(constants).map(([name, constant]) => [`${family}:${model}.${name}`, constant] as const),
  );

/** Energies of the actions of a model with one constant of `LOGIC` alone, at its base node. */
function energiesOf(
  model: Model,
  only: string,
  params: Record<string, unknown> = {},
): Record<string, number> {
  // At this clock no unit is faster than it was measured.
  const clock = "clock" in model.params.shape ? { clock: "500 MHz" } : {};
  const instance = model.schema.parse({ model: model.model, ...clock, ...params });
  const values = Object.fromEntries(Object.keys(model.constants).map((name) => [name, 0]));
  const { actions } = instance.cost(createTechnology(nanometres(45)), {
    ...values,
    level: 1,
    productGlitches: 1,
    [only]: 1,
  });
  return Object.fromEntries(Object.entries(actions).map(([name, { energy }]) => [name, energy]));
}

describe("one table of logic", () => {
  it("is where every digital model has its adders, registers, comparators, multiplexers and multipliers from", () => {
    const owners = (name: string): string[] =>
      constantsOf()
        .filter(([, { identity }]) => identity === `logic.${name}`)
        .map(([key]) => key);
    expect(owners("adderBit").length).toBeGreaterThanOrEqual(15);
    expect(owners("registerBit").length).toBeGreaterThanOrEqual(15);
    for (const [key, constant] of constantsOf()) {
      const name = constant.identity?.split(".");
      if (name?.[0] !== "logic") continue;
      expect([key, constant.nominal]).toEqual([key, LOGIC[name[1] as keyof typeof LOGIC].nominal]);
    }
  });

  it("by hand: bits that are added in an action of each unit", () => {
    const adds = (model: Model, params = {}) => energiesOf(model, "adderBit", params);
    expect(adds(int8Mac)).toMatchObject({ mac: 32, add: 16 });
    expect(adds(countingSorter)).toEqual({ place: 64, scan: 32 });
    // 63 additions: 32 of 9 bits, 16 of 10, 8 of 11, 4 of 12, 2 of 13 and one of 14.
    expect(adds(adderTreeProjection, { width: 64 })).toEqual({ project: 288 + 160 + 88 + 48 + 26 + 14 });
    expect(adds(serialDivider, { bits: 20, fractionBits: 16 })).toEqual({ divide: 17 * 21 });
    expect(adds(indexedGather, { indexBits: 16 })).toEqual({ move: 16 });
    expect(adds(comparatorTreeArgmax, { inputs: 64, bits: 16 })).toEqual({ choose: 1024 });
    expect(adds(lutSoftmax)).toEqual({ exponent: 64 });
    expect(energiesOf(pipelinedAdder, "energy", { bits: 32 })).toEqual({ add: 32 });
    expect(energiesOf(synthesisedRegister, "energy", { bits: 32 })).toEqual({ store: 32 });
  });

  it("by hand: bits that are compared, multiplexed and clocked in an action", () => {
    expect(energiesOf(streamingMergeSorter, "comparatorBit", { block: 1024, keyBits: 32 }).place).toBe(320);
    expect(energiesOf(streamingMergeSorter, "multiplexerBit", { block: 1024, keyBits: 32 }).place).toBe(640);
    expect(energiesOf(streamingMergeSorter, "registerBit", { block: 1024, keyBits: 32 }).place).toBe(640);
    expect(energiesOf(lutSoftmax, "comparatorBit").exponent).toBe(32);
    expect(energiesOf(comparatorTreeArgmax, "comparatorBit", { inputs: 64, bits: 16 }).choose).toBe(
      16 * argmaxComparisons(64, "absolute"),
    );
    expect(energiesOf(partialSortTopK, "comparatorBit", { k: 512, scoreBits: 12 }).scan).toBe(512 * 12);
    expect(energiesOf(carriedTopK, "registerBit")).toMatchObject({ select: 1, scan: 24 });
    // The streaming operand, and its share of a row's sum.
    expect(energiesOf(int8Mac, "registerBit", { lanes: 64 }).mac).toBeCloseTo(8.5, 12);
    expect(energiesOf(countingSorter, "registerBit")).toEqual({ place: 128, scan: 32 });
  });
});

// The notes of these constants say so; of the third library there is no table here.
it("energies of logic relative to a multiplication are what the tables of open libraries have", () => {
  const shares = (unit: string, bits: number): number[] =>
    ["asap7-7nm", "sky130hd-130nm"].map((name) => {
      const { units } = cellTable.parse(
        JSON.parse(readFileSync(packagePath(`cell-tables/${name}.json`), "utf8")),
      );
      const energy = (of: string, width: number): number =>
        units.find((one) => one.unit === of && one.sizes.BITS === width)?.energy_J ?? Number.NaN;
      return energy(unit, bits) / bits / energy("multiplier", 8);
    });
  const { multiply8, comparatorBit, multiplexerBit } = LOGIC;
  const expected: readonly (readonly [number, number])[] = [
    [comparatorBit.high, Math.max(...shares("comparator", 32))],
    ...shares("multiplexer", 32).map((share) => [multiplexerBit.nominal, share] as const),
  ];
  // The constants have two digits.
  for (const [own, share] of expected)
    expect(Math.abs(own / (share * multiply8.nominal) - 1)).toBeLessThan(0.03);
});

describe("constants", () => {
  it("with the same number, source and note have one identity: they are one physical number", () => {
    const known = new Map<string, (readonly [string, string])[]>();
    for (const [key, { identity = key, nominal, source, note }] of constantsOf()) {
      const text = `${nominal} | ${source} | ${note}`;
      known.set(text, [...(known.get(text) ?? []), [key, identity]]);
    }
    const doubtful = [...known.values()].filter(
      (own) => new Set(own.map(([, identity]) => identity)).size > 1,
    );
    expect(doubtful).toEqual([]);
  });

  it("of one identity have the same source and range, but for the two ends of a trade-off", () => {
    const first = new Map<string, Constant>();
    for (const [key, constant] of constantsOf()) {
      if (constant.identity === undefined) continue;
      const known = first.get(`${constant.identity} ${constant.isOpposite}`) ?? constant;
      first.set(`${constant.identity} ${constant.isOpposite}`, known);
      const { nominal, low, high, source } = constant;
      expect([key, nominal, low, high, source]).toEqual([
        key,
        known.nominal,
        known.low,
        known.high,
        known.source,
      ]);
    }
  });
});
