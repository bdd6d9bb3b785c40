import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { selectedAnalog } from "../../src/comparison/designs/selected-analog.ts";
import type { ActionCount } from "../../src/mapping/action-counts.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { touchedBlocks } from "../../src/mapping/selection.ts";
import { configOf } from "../design-under-test.ts";

const SHAPE = "layers: 3, heads: 8, kvHeads: 2, headWidth: 64, batch: 2";
/** Two-bit cells for int8: four slices, one line each; one-bit drives: eight phases. An array holds 32 keys, or 128 values. */
const ARRAY = '{ model: "one-transistor", rows: 128, columns: 128 }';
// 3 layers × 2 sequences.
const REPEATS = 6;

function mapped(workload: string, array = ARRAY, rest = "") {
  const { design, workload: parsed } = configOf(
    `{ workload: { ${SHAPE}, ${workload} }, design: { ${rest} baselines: { analog: ${array} } } }`,
  );
  const [seen, bare] = [selectedAnalog.workload(parsed), exactAnalog.workload(parsed)];
  const [own] = codeChoices(selectedAnalog.design(design), seen);
  const selected = mapWorkload(own, seen);
  const exact = mapWorkload(exactAnalog.design(design), bare);
  const of = (counts: readonly ActionCount[], key: string): number =>
    counts
      .filter((c) => `${c.operation}/${c.component}/${c.action}` === key)
      .reduce((sum, c) => sum + c.count, 0);
  return {
    seen,
    selected,
    exact,
    count: (key: string): number => of(selected.counts, key),
    bare: (key: string): number => of(exact.counts, key),
  };
}

describe("the arrays of keys and values behind a selection", () => {
  it.each([
    ["a prefill", "length: 2048"],
    ["one without a mask", "length: 1024, attention: { causal: false }"],
    ["a decode", 'length: 4096, phase: "decode"'],
  ])("%s that attends every key does with them what exact attention does", (_, workload) => {
    const length = Number(/length: (\d+)/.exec(workload)?.[1]);
    const own = mapped(
      workload.includes("attention")
        ? workload.replace("causal", `budget: { kind: "fixed", keys: ${length} }, causal`)
        : `${workload}, attention: { budget: { kind: "fixed", keys: ${length} } }`,
    );
    let compared = 0;
    for (const { operation, component, action } of own.exact.counts) {
      if (!/^(write|score|softmax|weigh|combine|output)$/.test(operation)) continue;
      const key = `${operation}/${component}/${action}`;
      expect(own.count(key) / own.bare(key), key).toBeCloseTo(1, 9);
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
    expect(own.selected.rewrites).toBe(own.exact.rewrites);
    for (const component of ["dynamicArray", "dynamicDac", "dynamicAdc"] as const)
      expect(own.selected.census[component]).toBe(own.exact.census[component]);
  });

  it("a decode converts k columns of keys, and the columns of values of the arrays in which a key was chosen", () => {
    const [L, k, near] = [4096, 100, 17];
    const { count, selected } = mapped(
      `length: ${L}, phase: "decode", attention: { budget: { kind: "fixed", keys: ${k} }, localWindow: 16, sink: 1 }`,
    );
    const chosen = k - near;
    // 32 blocks of 128 rows: the sink's, on average (16 + 127)/128 of the window's, and of the others those that are hit.
    const close = 1 + (16 + 127) / 128;
    const values = close + (32 - close) * (1 - (1 - chosen / (L - near)) ** 128);
    expect(count("score/dynamicAdc/convert")).toBeCloseTo(REPEATS * 8 * k * 4 * 8, 6);
    expect(count("weigh/dynamicAdc/convert") / (REPEATS * 8 * 64 * values * 4 * 8)).toBeCloseTo(1, 9);
    // Rows of values that were chosen alone conduct; of keys all that stand in an array with one of them.
    expect(count("weigh/dynamicArray/read")).toBeCloseTo(REPEATS * 8 * k * 64 * 4 * 8, 4);
    const closeKeys = 1 + (16 + 31) / 32;
    const arrays = closeKeys + (128 - closeKeys) * (1 - (1 - chosen / (L - near)) ** 32);
    expect(count("score/dynamicArray/read") / (REPEATS * 8 * 32 * arrays * 64 * 4 * 8)).toBeCloseTo(1, 9);
    // Every array of keys with one of them has its 64 rows driven, both arrays of a value its row.
    expect(count("score/dynamicDac/drive") / (REPEATS * 8 * 64 * arrays * 8)).toBeCloseTo(1, 9);
    expect(count("weigh/dynamicDac/drive")).toBeCloseTo(REPEATS * 8 * k * 2 * 8, 6);
    // What of that is side by side: all cells of a head's set, its driven lines, and a converter an array.
    const { dynamicArray, dynamicDac, dynamicAdc } = selected.parallel;
    expect(dynamicArray).toBe(2 * L * 64 * 4);
    expect(Number(dynamicDac) / (64 * arrays + 2 * k)).toBeCloseTo(1, 9);
    expect(Number(dynamicAdc) / (arrays + 2 * values)).toBeCloseTo(1, 9);
    expect(count("softmax/softmax/exponent")).toBeCloseTo(REPEATS * 8 * k, 6);
    expect(selected.pairs).toMatchObject({ attended: REPEATS * 8 * k, fetchedBytes: 0 });
  });

  it("a decode keeps as many choosing units busy as it has queries: one a head and sequence", () => {
    const busy = (workload: string, units: number): number | undefined =>
      mapped(workload, ARRAY, `topK: { model: "counting", units: ${units} },`).selected.parallel.topK;
    // 8 heads and 2 sequences; more queries than units keep all of them busy.
    expect(busy('length: 4096, phase: "decode"', 64)).toBe((8 * 2) / 64);
    expect(busy('length: 4096, phase: "decode"', 12)).toBe(1);
    expect(busy("length: 2048", 64)).toBe(1);
  });

  it("a query takes as long in the arrays, however few keys it attends", () => {
    const time = (keys: number): number => {
      const { count } = mapped(
        `length: 2048, phase: "decode", attention: { budget: { kind: "fixed", keys: ${keys} } }`,
      );
      return count("score/dynamicArray/read") + count("score/dynamicArray/stall");
    };
    expect(time(64) / time(2048)).toBeCloseTo(1, 12);
  });

  it("keeps no array and no write, and has no backward pass", () => {
    const { count, bare } = mapped("length: 2048");
    expect(count("write/dynamicArray/write")).toBe(bare("write/dynamicArray/write"));
    expect(() => mapped('length: 2048, pass: "training"')).toThrow(InfeasibleError);
  });
});

describe("arrays in which a key is attended", () => {
  /** Mean blocks, and keys in them, over draws of a query of each of `block` lengths that sees all of its keys. */
  function drawn(
    lengths: readonly number[],
    block: number,
    near: readonly [sink: number, window: number],
    chosen: number,
  ) {
    const rng = createRng(7);
    const draws = 4000;
    let [blocks, keys] = [0, 0];
    for (let n = 0; n < draws; n++) {
      const length = lengths[n % lengths.length];
      const others = Array.from({ length: length - near[0] - near[1] }, (_, i) => near[0] + i);
      for (let i = 0; i < chosen; i++) {
        const j = i + Math.floor(rng.uniform() * (others.length - i));
        [others[i], others[j]] = [others[j], others[i]];
      }
      const attended = [
        ...Array.from({ length: near[0] }, (_, i) => i),
        ...others.slice(0, chosen),
        ...Array.from({ length: near[1] }, (_, i) => length - 1 - i),
      ];
      const hit = new Set(attended.map((key) => Math.floor(key / block)));
      blocks += hit.size;
      for (const b of hit) keys += Math.min(length, (b + 1) * block) - b * block;
    }
    return { blocks: blocks / draws, keys: keys / draws };
  }

  it.each([
    [512, 32, 4, 16, 40],
    [512, 8, 1, 16, 100],
    [1024, 128, 4, 32, 20],
    [1024, 2, 0, 16, 200],
  ])(
    "of L = %i in arrays of %i: sink %i, window %i and %i others, as drawn",
    (length, block, sink, window, chosen) => {
      const lengths = Array.from({ length: block }, (_, i) => length + i + 1);
      const found = lengths.map((own) => {
        const { workload } = configOf(
          `{ workload: { ${SHAPE}, length: ${own}, phase: "decode", attention: { sink: ${sink}, localWindow: ${window},
          budget: { kind: "fixed", keys: ${sink + window + chosen} } } } }`,
        );
        return touchedBlocks(selectedAnalog.workload(workload), block);
      });
      const mean = (of: (own: { blocks: number; keys: number }) => number): number =>
        found.reduce((sum, own) => sum + of(own), 0) / found.length;
      const expected = drawn(lengths, block, [sink, window], chosen);
      expect(Math.abs(mean(({ blocks }) => blocks) / expected.blocks - 1)).toBeLessThan(0.02);
      expect(Math.abs(mean(({ keys }) => keys) / expected.keys - 1)).toBeLessThan(0.02);
    },
  );

  it("sum over the queries of a causal sequence, and are the attended keys themselves in arrays of one", () => {
    const { seen, selected } = mapped('length: 2048, attention: { budget: { kind: "fixed", keys: 100 } }');
    const { blocks, keys } = touchedBlocks(seen, 1);
    const attended = Number(selected.pairs?.attended) / (REPEATS * 8);
    expect(blocks / attended).toBeCloseTo(1, 6);
    expect(keys / attended).toBeCloseTo(1, 6);
    const decodes = Array.from({ length: 2048 }, (_, i) => {
      const wanted = { ...seen, length: i + 1, phase: "decode" as const };
      return touchedBlocks(wanted, 32).blocks;
    });
    const all = decodes.reduce((sum, own) => sum + own, 0);
    expect(Math.abs(touchedBlocks(seen, 32).blocks / all - 1)).toBeLessThan(0.01);
  });
});
