import { expect, it } from "vitest";
import { weightsSchema } from "../../../src/arrays/weights/settings.ts";
import {
  arraysText,
  type QualityChips,
  qualityFindings,
  qualityJson,
  qualityTable,
} from "../../../src/commands/model/report/weight-quality.ts";
import type { Predictions, WeightQuality } from "../../../src/commands/model/run/weight-quality.ts";
import type { ModelChip } from "../../../src/comparison/whole-model.ts";
import { says } from "../../report/printed.ts";

const settings = weightsSchema.parse({
  rows: 64,
  columns: 96,
  weightBits: 9,
  cellBits: 2,
  pairing: "differential",
});
const of = (mean: number, lost: number | null, divergence: number | null, seconds: number): Predictions => ({
  loss: { mean, interval: 0.11, samples: 16 },
  lost: lost === null ? null : { mean: lost, interval: 0.004, samples: 16 },
  divergence,
  seconds,
});
const quality = (lost: number): WeightQuality => ({
  ...{ model: "small", text: "book.txt", tokens: 640, calibration: 128, vocabulary: 77, settings },
  stored: of(2.5, null, null, 4),
  rounded: of(2.51, 0.002, 0.003, 5),
  arrays: of(2.53, lost, 0.031, 40),
  selected: null,
  errors: [
    { name: "a", error: 0.0004 },
    { name: "b", error: 0.0014 },
  ],
});
const chip = (energy: number, time: number, size: number): ModelChip =>
  ({ area: size, decode: { tokens: 3, energy, time } }) as unknown as ModelChip;
const chips: QualityChips = { memory: chip(0.03, 0.06, 9e-6), arrays: chip(0.002, 0.004, 120e-6) };
const range = (mean: number, interval: number): number[] =>
  [mean, mean - interval, mean + interval].map(Math.exp);
const rise = (mean: number): number[] => [mean, mean - 0.004, mean + 0.004].map(Math.expm1);

it("what weights in arrays lose is the first number, with a verdict about one percent", () => {
  const [lost, error, speed] = qualityFindings(quality(0.005));
  says(lost, [640, ...rise(0.005), 0.01, ...rise(0.002)], "loss");
  expect(lost).toContain("within the 1 % of a drop-in model");
  says(error, [Math.sqrt((0.0004 + 0.0014) / 2)], "error");
  says(speed, [640 / 40, 40 / 4], "speed");
  expect(qualityFindings(quality(0.02))[0]).toContain("beyond the 1 % of a drop-in model");
  expect(qualityFindings(quality(0.0085))[0]).toContain("too near to 1 % for so few tokens");
});

it("one table has perplexity, tokens a joule and area of each form", () => {
  const { head, rows } = qualityTable(quality(0.005), chips);
  expect(head).toEqual([
    "weights",
    "perplexity (95 %)",
    "rise (95 %)",
    "divergence",
    "tokens/J",
    "tokens/s",
    "area",
  ]);
  // Divergences are in thousandths of a nat.
  const wanted: readonly (readonly (number | null)[][])[] = [
    [range(2.5, 0.11), [null], [null], [100], [50], [9e-6]],
    [range(2.51, 0.11), rise(0.002), [3], [null], [null], [null]],
    [range(2.53, 0.11), rise(0.005), [31], [1500], [750], [120e-6]],
  ];
  for (const [row, columns] of wanted.entries())
    for (const [column, values] of columns.entries())
      says(rows[row][column + 1], values, `${row} ${head[column + 1]}`);
  expect(rows.map((row) => row[3])).toEqual(["–", "3 mnat", "31 mnat"]);
});

it("selected keys have a sentence and rows of their own, with the prices of their design", () => {
  const read: WeightQuality = {
    ...quality(0.005),
    selected: {
      design: "score-memristor",
      attended: [0.21, 0.22],
      stored: of(2.52, 0.003, 0.004, 6),
      arrays: of(2.54, 0.012, 0.04, 50),
    },
  };
  const [, both] = qualityFindings(read);
  says(both, [0.21, ...rise(0.003), ...rise(0.012)], "selected");
  expect(both).toContain("top-k, memristor code");
  const { rows } = qualityTable(read, chips, {
    memory: chip(0.06, 0.12, 10e-6),
    arrays: chip(0.006, 0.006, 130e-6),
  });
  says(rows[3][4], [50], "tokens a joule");
  says(rows[4][4], [500], "tokens a joule");
  says(rows[4][6], [130e-6], "area");
  expect(qualityJson(read)).toMatchObject({
    selected: { design: "score-memristor", attended_stored: 0.21, attended_arrays: 0.22 },
  });
});

it("arrays in words have cells in parallel, and one pair", () => {
  const words = arraysText(
    weightsSchema.parse({ pairing: "differential", weightBits: 5, cellBits: 4, copies: { down: 3 } }),
  );
  expect(words).toContain("1 pair a weight of 5 bits");
  expect(words).toMatch(/; in parallel for each of them: down 3$/);
});

it("arrays in words have the config's numbers", () => {
  expect(arraysText(settings)).toBe(
    "64 × 96 cells of 2 bits with a transistor each, 4 pairs a weight of 9 bits in pairs of columns, inputs of 8 bits bit by bit, 8-bit converters for 128 columns each",
  );
});

it("JSON has nats with their intervals", () => {
  const { arrays, stored, errors } = qualityJson(quality(0.005)) as unknown as {
    arrays: Record<string, unknown>;
    stored: Record<string, unknown>;
    errors: unknown[];
  };
  expect(arrays).toEqual({
    loss: { mean_nats: 2.53, interval_nats: 0.11 },
    lost: { mean_nats: 0.005, interval_nats: 0.004 },
    divergence_nats: 0.031,
    simulation_s: 40,
  });
  expect(stored).toMatchObject({ lost: null, divergence_nats: null });
  expect(errors).toHaveLength(2);
});
