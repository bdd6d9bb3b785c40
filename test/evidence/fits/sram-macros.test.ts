import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTable } from "#local-io";
import {
  arrayOf,
  FIGURES,
  fitted,
  lawAt,
  lawsOf,
  type Macro,
  macrosOf,
  shapeErrors,
} from "../../../evidence/fits/sram-macros.ts";

/** Macros of a foundry's open process, where they are. */
const FILE = fileURLToPath(new URL("../../../../shared/data/silicon/sram-sg13g2.csv", import.meta.url));
const hasMacros = existsSync(FILE);
if (!hasMacros) console.warn(`${FILE} is not there: its tests are skipped`);

const KNOWN = {
  read: [2, 0.3, 0.02],
  write: [3, 0.4, 0.03],
  area: [90, 140, 3],
  leakage: [0.01],
  time: [2, 0.2],
};

const SIZES = [
  [64, 64],
  [256, 8],
  [512, 32],
  [1024, 128],
  [4096, 16],
  [8192, 64],
].map(([words, bits]) => ({ words, bits }));

/** Macros that follow the law, with each figure off by the factor that `error` gives. */
const lawful = (error: (n: number) => number = () => 1): Macro[] =>
  SIZES.map((size, n) => ({
    ...size,
    ...(Object.fromEntries(
      FIGURES.map((figure) => [figure, error(n) * lawAt(figure, size, KNOWN[figure])]),
    ) as Omit<Macro, "words" | "bits">),
  }));

describe("the array of a macro", () => {
  it("by hand: 4 columns a bit, at most 512 rows, at least 64 columns", () => {
    expect(arrayOf({ words: 1024, bits: 32 })).toEqual({ rows: 256, columns: 128 });
    expect(arrayOf({ words: 8192, bits: 32 })).toEqual({ rows: 512, columns: 512 });
    expect(arrayOf({ words: 256, bits: 8 })).toEqual({ rows: 32, columns: 64 });
  });

  it("holds every bit once, and neighbouring sizes have neighbouring laws", () => {
    for (let words = 32; words <= 16_384; words = Math.ceil(words * 1.07))
      for (const bits of [1, 7, 8, 15, 16, 17, 64, 256]) {
        const { rows, columns } = arrayOf({ words, bits });
        expect(rows * columns).toBeCloseTo(words * bits, 6);
        for (const figure of FIGURES) {
          const [at, next] = [0, 1].map((more) =>
            lawAt(figure, { words: words + more, bits }, KNOWN[figure]),
          );
          expect(next).toBeGreaterThanOrEqual(at * (1 - 1e-12));
          expect(next / at).toBeLessThan(1 + 2 / words);
        }
      }
  });
});

describe("the fit", () => {
  it("finds the constants that made the macros, and predicts those left out", () => {
    for (const { figure, constants, leftOut } of lawsOf(lawful())) {
      for (const [at, value] of constants.entries()) expect(value / KNOWN[figure][at]).toBeCloseTo(1, 8);
      for (const ratio of leftOut) expect(ratio).toBeCloseTo(1, 8);
    }
  });

  it("leaves a macro out of the law that predicts it", () => {
    // The last one is twice what the law says: the others do not know it.
    const odd = lawful((n) => (n === SIZES.length - 1 ? 2 : 1));
    for (const { leftOut, ratios } of lawsOf(odd)) {
      expect(leftOut[SIZES.length - 1]).toBeCloseTo(0.5, 8);
      expect(ratios[SIZES.length - 1]).toBeGreaterThan(0.5);
    }
  });

  it("has the least squares of relative errors: no constant is better a little off", () => {
    const macros = lawful((n) => 1 + 0.1 * Math.sin(7 * n + 1));
    const sum = (constants: readonly number[]) =>
      macros.reduce((all, macro) => all + (lawAt("read", macro, constants) / macro.read - 1) ** 2, 0);
    const best = fitted("read", macros);
    best.forEach((_, at) => {
      for (const by of [0.99, 1.01])
        expect(sum(best.map((value, k) => (k === at ? value * by : value)))).toBeGreaterThan(sum(best));
    });
  });

  it("after one factor only the shape counts", () => {
    for (const ratio of shapeErrors([3, 3, 3])) expect(ratio).toBeCloseTo(1, 12);
    const [low, high] = shapeErrors([1, 4]);
    expect([low, high]).toEqual([0.5, 2]);
  });
});

describe("a table of macros", () => {
  const table = (rows: string[][], columns = 7) => ({
    header: Array.from({ length: columns }, (_, n) => `c${n}`),
    rows,
  });
  const row = ["256", "8", "1", "1", "1", "1", "1"];

  it.each([
    [
      "six columns",
      table([row, row, row, row], 6),
      /macros.csv:1 \(header\): expected 7 columns .* received 6/,
    ],
    ["three macros", table([row, row, row]), /expected 4 to 1000 macros, received 3/],
    [
      "a word",
      table([row, row, ["256", "8", "x", "1", "1", "1", "1"], row]),
      /macros.csv:4 area: expected a number above 0, received "x"/,
    ],
    ["a zero", table([row, row, row, ["0", ...row.slice(1)]]), /macros.csv:5 words: .* received "0"/],
  ])("with %s is refused", (_, given, message) => {
    expect(() => macrosOf(given, "macros.csv")).toThrow(message);
  });
});

describe.skipIf(!hasMacros)("macros of 130 nm [ihp-2023]", () => {
  // Three constants or fewer for twelve macros: what the law misses is how each was folded.
  it.each([
    ["read", 0.12],
    ["write", 0.13],
    ["area", 0.11],
    ["leakage", 0.001],
    ["time", 0.15],
  ] as const)("%s of a macro that the fit has not seen is predicted", (figure, most) => {
    const law = lawsOf(macrosOf(readTable(FILE), FILE)).find((one) => one.figure === figure);
    expect(law?.leftOut).toHaveLength(12);
    for (const ratio of law?.leftOut ?? []) expect(Math.max(ratio, 1 / ratio) - 1).toBeLessThan(most + 0.01);
    for (const ratio of shapeErrors(law?.leftOut ?? []))
      expect(Math.max(ratio, 1 / ratio) - 1).toBeLessThan(0.2);
    for (const value of law?.constants ?? []) expect(value).toBeGreaterThan(0);
  });
});
