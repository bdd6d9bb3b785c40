import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, dense, nanometres, normals } from "#base";
import { roundBfloat16 } from "#circuits";
import { createTechnology, scalingFactor } from "#technology";
import { systolicUtilisation } from "../../../evidence/published/digital-units.ts";
import type { MacAction, MacArray } from "../../../src/peripherals/mac/mac.ts";
import { systolicCycles } from "../../../src/peripherals/mac/mac.ts";
import { bind } from "../bind.ts";

/** bfloat16 of a float32 on its bits: half an ulp is added (less one where the result would be odd), the rest cut. */
function bitwiseBfloat16(x: number): number {
  const word = new DataView(new ArrayBuffer(4));
  word.setFloat32(0, x);
  const bits = word.getUint32(0);
  word.setUint32(0, (((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) << 16) >>> 0);
  return word.getFloat32(0);
}

describe("bfloat16", () => {
  it("rounds every magnitude as the bits of float32 do", () => {
    const rng = createRng(1);
    for (let n = 0; n < 20_000; n++) {
      const x = Math.fround(rng.normal() * 2 ** (rng.integer(250) - 135));
      if (roundBfloat16(x) !== bitwiseBfloat16(x))
        expect.fail(`${x}: ${roundBfloat16(x)}, ${bitwiseBfloat16(x)}`);
    }
    // Ties: 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷.
    expect(roundBfloat16(1 + 2 ** -8)).toBe(1);
    expect(roundBfloat16(1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6);
  });

  it("holds the range instead of overflowing", () => {
    expect(roundBfloat16(1e39)).toBe(roundBfloat16(-1e300) * -1);
    expect(bitwiseBfloat16(roundBfloat16(1e39))).toBe(roundBfloat16(1e39));
    expect(Number.isFinite(roundBfloat16(1e39))).toBe(true);
  });

  it("is what the array holds of an operand", () => {
    const { operand } = bind<MacAction, MacArray>("mac", "bf16").behaviour;
    const matrix = dense(3, 5, normals(15, createRng(4)));
    expect(operand(matrix).data).toEqual(matrix.data.map((x) => bitwiseBfloat16(Math.fround(x))));
  });
});

describe("systolic cycles", () => {
  const array = { rows: 128, columns: 128 };
  const scores = { m: 4096, n: 4096, k: 64 };
  const values = { m: 4096, n: 64, k: 4096 };

  it("are SCALE-Sim's for attention of 4096 tokens with heads of 64", () => {
    expect(systolicCycles("output-stationary", scores, array)).toBe(325_632);
    expect(systolicUtilisation("output-stationary", scores, array)).toBeCloseTo(0.201, 3);
    expect(systolicCycles("output-stationary", values, array)).toBe(139_200);
    expect(systolicUtilisation("output-stationary", values, array)).toBeCloseTo(0.471, 3);
    expect(systolicUtilisation("weight-stationary", scores, array)).toBeCloseTo(0.46, 2);
    const chunk = { m: 64, n: 128, k: 64 };
    expect(systolicUtilisation("output-stationary", chunk, array)).toBeCloseTo(0.1, 2);
  });

  it("are those of one clocked array for one fold", () => {
    // Output-stationary: operand i of row r and column c meets at cycle i + r + c; the last at k + R + C − 3.
    for (const [rows, columns, k] of [
      [2, 3, 5],
      [4, 4, 1],
      [1, 7, 3],
    ]) {
      let last = 0;
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++) for (let i = 0; i < k; i++) last = Math.max(last, i + r + c);
      expect(systolicCycles("output-stationary", { m: rows, n: columns, k }, { rows, columns })).toBe(
        last + 1,
      );
    }
  });

  it("swap weights and inputs by transposing the product", () => {
    const gemm = { m: 100, n: 300, k: 70 };
    expect(systolicCycles("weight-stationary", gemm, array)).toBe(
      systolicCycles("input-stationary", { m: 300, n: 100, k: 70 }, array),
    );
  });

  it("come down to the streams when folds overlap whole", () => {
    expect(systolicUtilisation("output-stationary", scores, array, 1)).toBe(1);
    expect(systolicUtilisation("output-stationary", values, array, 1)).toBe(0.5);
  });
});

/** 128 rows of 128 elements of `bits` bits and two log-sum-exps, in cells of 0.127 µm² at an efficiency of a half, at 28 nm. */
/** m² at 28 nm, in macros of 256 words of 64 bits: 64 rows and 256 columns with their periphery. */
const storeArea = (bits: number): number =>
  ((128 * (128 * bits + 2 * 32)) / 16384) * (16384 + (90.75 * 64 + 135.55 * 256) / 3.1146) * 0.127e-12;

describe("the systolic array", () => {
  const price = (params: Record<string, unknown>) =>
    bind("mac", "systolic", params).cost(createTechnology(nanometres(28)));

  it("takes the time of its folds", () => {
    const p = { rows: 128, columns: 128, overlap: 0 };
    const block = { queries: 4096, keys: 4096, width: 64 };
    const macs = 2 * 4096 * 4096 * 64;
    const { use } = bind<MacAction, MacArray>("mac", "systolic", p).behaviour;
    const idle = 1 / (use?.(block) ?? 0) - 1;
    const { mac, stall } = price(p).actions;
    // 1 GHz.
    expect(macs * (mac.interval + idle * stall.interval)).toBeCloseTo((325_632 + 139_200) * 1e-9, 12);
  });

  it("is as idle as a chunk is small: 32 queries and 64 keys use 64 × 64 units at 0.42", () => {
    const { use } = bind<MacAction, MacArray>("mac", "systolic", {}).behaviour;
    // One fold a product, 64 cycles and a tenth of 126 to fill and drain, half of the rows.
    expect(use?.({ queries: 32, keys: 64, width: 64 })).toBeCloseTo((0.5 * 64) / (64 + 12.6), 12);
    expect(use?.({ queries: 128, keys: 128, width: 64 })).toBeGreaterThan(0.8);
  });

  it("is faster with overlap, and not larger", () => {
    const useOf = (overlap: number) =>
      bind<MacAction, MacArray>("mac", "systolic", { overlap }).behaviour.use?.({
        queries: 128,
        keys: 128,
        width: 64,
      }) ?? 0;
    expect(useOf(1)).toBeGreaterThan(useOf(0));
    expect(price({ overlap: 1 }).area).toBe(price({ overlap: 0 }).area);
    // Queries, keys that pass once for every 64 queries, and running outputs.
    const store = storeArea(8 + 8 + 16);
    expect(price({ rows: 128 }).area - store).toBeCloseTo(2 * (price({ rows: 64 }).area - store), 15);
  });
});

it("a floating multiply-accumulate costs what the published fp16 multiply and fp32 add do, and its registers", () => {
  const { mac } = bind("mac", "bf16").cost(createTechnology(nanometres(45))).actions;
  // And 16 + 32/64 bits of registers.
  const registers = 16.5 * 5.3e-15;
  // A running output of 32 bits is read and written once in 64 products, of every second of which: words of 64 bits in macros of
  // 256 words, 64 rows of 256 columns; from 130 nm to 28 nm by the published energy of 8 KiB.
  const swing = 256 * Math.sqrt(64);
  const at130 =
    1.379e-12 + 3.309e-12 + (0.1983e-12 + 0.2968e-12) * 64 + (0.018871e-12 + 0.020717e-12) * swing;
  const node = 0.056 * scalingFactor("sram", "energy", nanometres(28), nanometres(45));
  const store = ((32 / 64) * (at130 / 64) * node) / 2;
  expect(mac.energy).toBeCloseTo(2e-12 + registers + store, 20);
});

it("a stated share of useful cycles takes from what blocks fill and never adds to it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 1e-3, max: 1, noNaN: true }),
      (queries, keys, width, utilisation) => {
        const block = { queries, keys, width };
        const use = (params: Readonly<Record<string, unknown>>) =>
          (bind("mac", "int8", params).behaviour as MacArray).use?.(block);
        expect(use({ utilisation })).toBe(Math.min(utilisation, Number(use({}))));
      },
    ),
  );
});

/** Elements that the loops of a product stream past an array, in order of time. */
function* streamed(dataflow: string, m: number, n: number, k: number, rows: number, columns: number) {
  const folds = (size: number, step: number) =>
    Array.from({ length: Math.ceil(size / step) }, (_, at) => at * step);
  const within = (from: number, step: number, size: number) =>
    Array.from({ length: Math.min(step, size - from) }, (_, at) => from + at);
  const [[down, R], [across, C]] = {
    "output-stationary": [
      [m, rows],
      [n, columns],
    ],
    "weight-stationary": [
      [k, rows],
      [n, columns],
    ],
    "input-stationary": [
      [k, rows],
      [m, columns],
    ],
  }[dataflow] as [[number, number], [number, number]];
  for (const i of folds(down, R))
    for (const j of folds(across, C)) {
      const [I, J] = [within(i, R, down), within(j, C, across)];
      if (dataflow === "output-stationary")
        for (let step = 0; step < k; step++) {
          for (const row of I) yield `first ${row} ${step}`;
          for (const column of J) yield `second ${column} ${step}`;
        }
      else if (dataflow === "weight-stationary")
        for (let row = 0; row < m; row++) for (const step of I) yield `first ${row} ${step}`;
      else for (let column = 0; column < n; column++) for (const step of I) yield `second ${column} ${step}`;
    }
}

/** Accesses to the store by those loops: an element that passes more than once is written once and read each time after. */
function storeAccesses(...[dataflow, m, n, k, rows, columns]: Parameters<typeof streamed>) {
  const times = new Map<string, number>();
  for (const element of streamed(dataflow, m, n, k, rows, columns))
    times.set(element, (times.get(element) ?? 0) + 1);
  const passes = [...times.values()];
  return {
    staged: passes.filter((own) => own > 1).length,
    restreamed: passes.reduce((sum, own) => sum + own - 1, 0),
  };
}

describe("operands that pass an array more than once", () => {
  const size = (max: number) => fc.integer({ min: 1, max });

  it("are staged and streamed again as often as the loops of both products do", () => {
    const dataflows = ["output-stationary", "weight-stationary", "input-stationary"] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...dataflows),
        fc.tuple(size(9), size(9), size(9)),
        fc.tuple(size(5), size(5)),
        (dataflow, [queries, keys, width], [rows, columns]) => {
          const own = bind<MacAction, MacArray>("mac", "systolic", { dataflow, rows, columns }).behaviour;
          const { staged, restreamed } = own.streams?.({ queries, keys, width }) ?? {
            staged: -1,
            restreamed: -1,
          };
          const scores = storeAccesses(dataflow, queries, keys, width, rows, columns);
          const outputs = storeAccesses(dataflow, queries, width, keys, rows, columns);
          const macs = 2 * queries * keys * width;
          expect(staged * macs).toBeCloseTo(scores.staged + outputs.staged, 9);
          expect(restreamed * macs).toBeCloseTo(scores.restreamed + outputs.restreamed, 9);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it("are the keys, once for each further set of resident queries, in rows of lanes", () => {
    const { streams } = bind<MacAction, MacArray>("mac", "int8", {
      units: 4096,
      lanes: 64,
      arrays: 8,
    }).behaviour;
    // Eight rows an array: 128 queries in 16 sets.
    expect(streams?.({ queries: 128, keys: 96, width: 64 })).toEqual({
      staged: 1 / 128,
      restreamed: 15 / 128,
    });
    expect(streams?.({ queries: 8, keys: 96, width: 64 })).toEqual({ staged: 0, restreamed: 0 });
  });

  it("make an array with a store of its own no free choice: more arrays take more area, and more energy a product", () => {
    fc.assert(
      fc.property(
        size(6),
        fc.constantFrom(16, 64, 100),
        size(256),
        size(300),
        (doublings, lanes, blockRows, keys) => {
          const params = (arrays: number) => ({ units: 4096, lanes, blockRows, arrays });
          const costOf = (arrays: number) => {
            const own = bind<MacAction, MacArray>("mac", "int8", params(arrays));
            const { area, leakage, actions } = own.cost(createTechnology(nanometres(28)));
            const { blockRows: queries, streams } = own.behaviour;
            const { staged = 0, restreamed = 0 } = streams?.({ queries, keys, width: 64 }) ?? {};
            const energy =
              actions.mac.energy + staged * actions.stage.energy + restreamed * actions.restream.energy;
            return { area, leakage, energy };
          };
          const [few, many] = [costOf(2 ** (doublings - 1)), costOf(2 ** doublings)];
          expect(many.area).toBeGreaterThan(few.area);
          expect(many.leakage).toBeGreaterThan(few.leakage);
          expect(many.energy).toBeGreaterThanOrEqual(few.energy * (1 - 1e-12));
        },
      ),
      { numRuns: 200, seed: 2 },
    );
  });
});
