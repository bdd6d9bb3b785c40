import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRng, nanometres } from "#base";
import { compiledSram, SRAM_MACRO, sramPrice } from "#circuits";
import { createTechnology, scalingFactor } from "#technology";
import { macroShape } from "../../../packages/circuits/src/memory/sram-macro.ts";
import { sharedData } from "../../language-model/shared-data.ts";

const AT_28 = createTechnology(nanometres(28));
const K = Object.fromEntries(Object.entries(SRAM_MACRO).map(([name, { nominal }]) => [name, nominal])) as {
  readonly [Name in keyof typeof SRAM_MACRO]: number;
};

const priceOf = (words: number, bits: number) =>
  compiledSram.schema.parse({ model: compiledSram.model, words, bits }).cost(AT_28);

describe("a macro of SRAM", () => {
  it("by hand: 1024 words of 64 bits are 256 rows of 256 columns; a read takes 91.4 pJ at 130 nm", () => {
    expect(macroShape(1024, 64)).toEqual({ rows: 256, columns: 256, width: 64 });
    const at130 = 1.379 + 0.1983 * 64 + 0.018871 * 256 * 16;
    expect(at130).toBeCloseTo(91.37, 2);
    expect(priceOf(1024, 64).actions.read.energy).toBeCloseTo(at130 * 1e-12 * 0.056, 18);
  });

  it("by hand: its area is that of cells, rows and columns, 1.28 times that of its cells", () => {
    const cells = 65536 + (90.75 * 256 + 135.55 * 256) / 3.1146;
    expect(cells / 65536).toBeCloseTo(1.284, 3);
    expect(priceOf(1024, 64).area).toBeCloseTo(cells * 0.127e-12, 16);
  });

  it("of narrow words has 64 columns, of many words more columns a bit, and never more than 512 rows", () => {
    expect(macroShape(64, 8)).toEqual({ rows: 8, columns: 64, width: 8 });
    expect(macroShape(4096, 64)).toEqual({ rows: 512, columns: 512, width: 64 });
  });

  it("takes more energy a bit, time and leakage with more words, over 200 random widths", () => {
    const { uniform } = createRng("macros");
    for (let n = 0; n < 200; n++) {
      const bits = 1 + Math.floor(64 * uniform());
      const [few, many] = [64, 4096 * uniform() + 64].map((words) => priceOf(Math.ceil(words), bits));
      for (const action of ["read", "write"] as const) {
        expect(many.actions[action].energy).toBeGreaterThanOrEqual(few.actions[action].energy);
        expect(many.actions[action].latency).toBeGreaterThanOrEqual(few.actions[action].latency);
      }
      expect(many.area).toBeGreaterThanOrEqual(few.area);
    }
  });
});

it("energies and peripheries are known to the same 12 % either way, as one fit of one source has them", () => {
  const names = [
    "read",
    "readBit",
    "readColumn",
    "write",
    "writeBit",
    "writeColumn",
    "rowArea",
    "columnArea",
  ] as const;
  for (const name of names) {
    const { nominal, low, high, source } = SRAM_MACRO[name];
    expect(source, name).toBe(SRAM_MACRO.read.source);
    expect(
      [low / nominal, high / nominal].map((ratio) => Number(ratio.toFixed(9))),
      name,
    ).toEqual([0.88, 1.12]);
  }
});

describe("a memory of macros", () => {
  it("of smaller macros takes less energy a bit and more area", () => {
    const prices = [512, 1024, 4096, 8192, 32768].map((bytes) =>
      sramPrice({ bits: 8 << 20, word: 512, macro: 8 * bytes }, AT_28, K),
    );
    for (let n = 1; n < prices.length; n++) {
      expect(prices[n].read).toBeGreaterThan(prices[n - 1].read);
      expect(prices[n].area).toBeLessThan(prices[n - 1].area);
    }
  });

  it("changes by less than its size does, between neighbouring capacities and words", () => {
    for (let bits = 4096; bits < 1e8; bits *= 1.3)
      for (const word of [8, 17, 64, 100, 512]) {
        const [here, next] = [bits, bits * 1.01].map((size) => sramPrice({ bits: size, word }, AT_28, K));
        for (const of of ["read", "write", "area", "leakage"] as const) {
          expect(next[of] / here[of]).toBeGreaterThan(1 - 1e-9);
          expect(next[of] / here[of]).toBeLessThan(1.0101);
        }
      }
  });
});

const FILE = sharedData("silicon/sram-sg13g2.csv");

it.skipIf(!existsSync(FILE))(
  "the measured macros of a 130 nm process have our energies, areas, leakages and times within 20 % after one scale factor each",
  () => {
    const rows = readFileSync(FILE, "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(",").map(Number));
    expect(rows).toHaveLength(12);
    const ratios = rows.map(([words, bits, theirArea, theirLeakage, theirRead, theirWrite, theirTime]) => {
      const { area, leakage, actions } = priceOf(words, bits);
      const { read, write } = actions;
      return [
        area / theirArea,
        leakage / theirLeakage,
        read.energy / theirRead,
        write.energy / theirWrite,
        read.latency / theirTime,
      ].map(Math.log);
    });
    for (let k = 0; k < 5; k++) {
      const own = ratios.map((row) => row[k]);
      const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
      for (const one of own) expect(Math.abs(one - mean)).toBeLessThan(Math.log(1.2));
    }
  },
);

it("energy at 28 nm is .51 of the published 10 pJ for 64 bits of 8 KiB at 45 nm", () => {
  const at130 = 1.379 + 0.1983 * 64 + 0.018871 * 256 * 16;
  const law = 1 / scalingFactor("sram", "energy", nanometres(28), nanometres(45));
  expect(law).toBeCloseTo(0.51, 2);
  expect(SRAM_MACRO.energyAt28.nominal).toBeCloseTo((10 / at130) * law, 3);
});
