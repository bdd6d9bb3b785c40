import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systolicUtilisation } from "../../../evidence/published/digital-units.ts";
import { dense } from "../../../src/base/dense.ts";
import { createRng, normals } from "../../../src/base/rng.ts";
import { nanometres } from "../../../src/base/units.ts";
import type { MacAction, MacArray } from "../../../src/peripherals/mac/mac.ts";
import { systolicCycles } from "../../../src/peripherals/mac/mac.ts";
import { roundBfloat16 } from "../../../src/peripherals/number-formats.ts";
import { scalingFactor } from "../../../src/technology/scaling.ts";
import { createTechnology } from "../../../src/technology/technology.ts";
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

/** 128 rows of 128 elements of `bits` bits and a log-sum-exp, in cells of 0.127 µm² at an efficiency of a half, at 28 nm. */
/** m² at 28 nm, in macros of 256 words of 64 bits: 64 rows and 256 columns with their periphery. */
const storeArea = (bits: number): number =>
  ((128 * (128 * bits + 32)) / 16384) * (16384 + (90.75 * 64 + 135.55 * 256) / 3.1146) * 0.127e-12;

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
    const store = storeArea(8 + 16);
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
