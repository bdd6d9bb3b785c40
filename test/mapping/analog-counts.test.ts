import { describe, expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { attendedBy } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

const SHAPE = "layers: 3, heads: 8, kvHeads: 2, headWidth: 64, batch: 2";
/** Two-bit cells for int8: four slices, one line each; one-bit drives: eight phases. */
const ARRAY = '{ model: "one-transistor", rows: 128, columns: 128 }';

function mapped(workload: string, array = ARRAY) {
  const { design, workload: parsed } = configOf(
    `{ workload: { ${SHAPE}, ${workload} }, design: { baselines: { analog: ${array} } } }`,
  );
  const exact = { ...parsed, attention: { ...parsed.attention, kind: "exact" as const } };
  const mapping = mapWorkload({ ...design, platform: "analog" }, exact);
  const count = (key: string): number =>
    mapping.counts
      .filter((c) => `${c.operation}/${c.component}/${c.action}` === key)
      .reduce((sum, c) => sum + c.count, 0);
  return { mapping, count };
}

// 3 layers × 2 sequences.
const REPEATS = 6;

describe.each([512, 4096, 65_536])("exact analog attention over all of %i tokens", (L) => {
  const { count, mapping } = mapped(`length: ${L}, attention: { causal: false }`);
  const [slices, phases] = [4, 8];

  it("writes the keys and values of a key head once", () => {
    expect(count("write/dynamicArray/write")).toBe(REPEATS * 2 * 2 * L * 64 * slices);
  });

  it("a query drives the d lines of every array of 32 keys, its weights L lines of both that a value takes, once a phase", () => {
    expect(count("score/dynamicDac/drive")).toBe(REPEATS * 8 * L * 64 * (L / 32) * phases);
    expect(count("weigh/dynamicDac/drive")).toBe(REPEATS * 8 * L * L * 2 * phases);
  });

  it("d·L·slices cells take part in either product of a query in each phase, and none waits", () => {
    for (const operation of ["score", "weigh"]) {
      expect(count(`${operation}/dynamicArray/read`)).toBe(REPEATS * 8 * L * (64 * L * slices) * phases);
      expect(count(`${operation}/dynamicArray/stall`)).toBe(0);
    }
  });

  it("(L + d·⌈L/R⌉)·slices·phases conversions a query", () => {
    const converted = count("score/dynamicAdc/convert") + count("weigh/dynamicAdc/convert");
    expect(converted).toBe(REPEATS * 8 * L * (L + 64 * Math.ceil(L / 128)) * slices * phases);
  });

  it("adds what is converted to whole elements, and leaves the softmax to the digital unit", () => {
    expect(count("score/mac/add")).toBe(REPEATS * 8 * L * L * (slices * phases - 1));
    expect(count("weigh/mac/add")).toBe(REPEATS * 8 * L * 64 * (Math.ceil(L / 128) * slices * phases - 1));
    expect(count("softmax/softmax/exponent")).toBe(REPEATS * 8 * L * L);
    expect(count("score/mac/mac") + count("weigh/mac/mac")).toBe(0);
  });

  it("keeps two sets of arrays, each rewritten by half of the heads", () => {
    // Keys: L tokens of four columns; values: a row a token, 256 columns.
    const arrays = 2 * ((L * slices) / 128 + (L / 128) * 2);
    expect(mapping.census.dynamicArray).toBe(arrays * 128 * 128);
    expect(mapping.census.dynamicDac).toBe(arrays * 128);
    expect(mapping.census.dynamicAdc).toBe(arrays);
    expect(mapping.rewrites).toBe((REPEATS * 2) / 2);
  });
});

it("a differential pair takes twice the cells and arrays, as many conversions", () => {
  const plain = mapped("length: 1024");
  const paired = mapped("length: 1024", ARRAY.replace("rows:", 'pairing: "differential", rows:'));
  for (const key of ["write/dynamicArray/write", "score/dynamicArray/read"])
    expect(paired.count(key)).toBe(2 * plain.count(key));
  expect(paired.count("weigh/dynamicDac/drive")).toBe(2 * plain.count("weigh/dynamicDac/drive"));
  expect(paired.count("score/dynamicAdc/convert")).toBe(plain.count("score/dynamicAdc/convert"));
});

it("a width beyond the rows takes more blocks of keys' rows", () => {
  const [whole, half] = [64, 32].map((rows) => mapped("length: 512", ARRAY.replace("128", String(rows))));
  expect(half.count("score/dynamicAdc/convert")).toBe(2 * whole.count("score/dynamicAdc/convert"));
});

it("a mask saves reads and conversions, and the time that its cells wait is counted", () => {
  const L = 1000;
  const masked = mapped(`length: ${L}`);
  const all = mapped(`length: ${L}, attention: { causal: false }`);
  expect(masked.count("softmax/softmax/exponent")).toBe((REPEATS * 8 * L * (L + 1)) / 2);
  for (const operation of ["score", "weigh"]) {
    const key = `${operation}/dynamicArray`;
    expect(masked.count(`${key}/read`) + masked.count(`${key}/stall`)).toBe(all.count(`${key}/read`));
  }
});

it("a decode writes one token a key head and reads the whole context, all of which stands on the chip", () => {
  const L = 4096;
  const { count, mapping } = mapped(`length: ${L}, phase: "decode"`);
  expect(count("write/dynamicArray/write")).toBe(REPEATS * 2 * 2 * 64 * 4);
  expect(count("score/dynamicArray/read")).toBe(REPEATS * 8 * 64 * L * 4 * 8);
  expect(count("score/dynamicAdc/convert")).toBe(REPEATS * 8 * L * 4 * 8);
  expect(count("weigh/dynamicAdc/convert")).toBe(REPEATS * 8 * 64 * 32 * 4 * 8);
  expect(mapping.census.dynamicArray).toBe(REPEATS * 2 * (128 + 64) * 128 * 128);
  expect(mapping.rewrites).toBe(1 / L);
});

it("blocks of keys that the queries of a causal head touch equal their sum", () => {
  for (const [length, rows] of [
    [1, 128],
    [128, 128],
    [129, 128],
    [1000, 7],
  ]) {
    const { workload } = configOf(`{ workload: { length: ${length} } }`);
    const touched = Array.from({ length }, (_, i) => Math.ceil((i + 1) / rows));
    expect(attendedBy(workload).blocks(rows)).toBe(touched.reduce((sum, n) => sum + n, 0));
  }
});

it("arrays of another node send by hand: keys, values and queries in words, outputs and scores in sums, weights in words", () => {
  const L = 512;
  const { design, workload } = configOf(`{ workload: { ${SHAPE}, length: ${L}, attention: { causal: false } },
    design: { logicNode: "28 nm", baselines: { analogNode: "65 nm", analog: ${ARRAY} } } }`);
  const exact = { ...workload, attention: { ...workload.attention, kind: "exact" as const } };
  const flits = mapWorkload({ ...design, platform: "analog" }, exact)
    .counts.filter(({ component }) => component === "link")
    .reduce((all, { count }) => all + count, 0);
  const bits = REPEATS * (2 * 2 * L * 64 * 8 + 8 * L * 64 * (8 + 16) + 8 * L * L * (16 + 8));
  expect(flits).toBeCloseTo(bits / 256, 6);
});
