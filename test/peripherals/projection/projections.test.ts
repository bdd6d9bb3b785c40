import { describe, expect, it } from "vitest";
import { createRng, dense, nanometres } from "#base";
import { createTechnology } from "#technology";
import { kroneckerMultiplications } from "../../../evidence/published/hash-buckets.ts";
import type { Projection } from "../../../src/peripherals/projection/projection.ts";
import { bind } from "../bind.ts";

const unit = (model: string) => bind<"project", Projection>("projection", model).behaviour;
const int8 = (rows: number, columns: number, seed: number) => {
  const rng = createRng(seed);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => rng.integer(255) - 127),
  );
};

/** The matrix of a projector, one column a projection, by projecting the unit vectors. */
const matrixOf = (model: string, width: number, count: number) => {
  const identity = dense(width, width);
  for (let i = 0; i < width; i++) identity.data[i * width + i] = 1;
  return unit(model).projector(width, count, createRng(5))(identity);
};

describe.each(["ideal", "adder-tree", "fast-hadamard", "dense-int8"])("projection %s", (model) => {
  it.each([
    [64, 64],
    [48, 100],
    [64, 8],
    [3, 5],
  ])("is one fixed matrix: linear in vectors of %i elements, %i projections", (width, count) => {
    const matrix = matrixOf(model, width, count);
    const x = int8(4, width, 6);
    const y = unit(model).projector(width, count, createRng(5))(x);
    for (let i = 0; i < x.rows; i++)
      for (let c = 0; c < count; c++) {
        let expected = 0;
        for (let r = 0; r < width; r++) expected += x.data[i * width + r] * matrix.data[r * count + c];
        // Integers are exact; the ideal Gaussian ones are summed in this same order.
        expect(y.data[i * count + c]).toBe(expected);
      }
  });

  it("is random: balanced entries, another matrix for another stream", () => {
    const { data } = matrixOf(model, 64, 64);
    const deviation = Math.sqrt(data.reduce((sum, w) => sum + w * w, 0) / data.length);
    // 64 independent sign flips at the least: 4.9 standard errors of their mean.
    expect(Math.abs(data.reduce((sum, w) => sum + w, 0) / data.length / deviation)).toBeLessThan(4.9 / 8);
    const x = int8(1, 64, 7);
    const other = unit(model).projector(64, 64, createRng(8))(x);
    expect(unit(model).projector(64, 64, createRng(5))(x).data).not.toEqual(other.data);
  });

  it("refuses vectors of another width", () => {
    const project = unit(model).projector(8, 2, createRng(1));
    expect(() => project(dense(1, 7))).toThrow("expected vectors of 8 elements, received 7");
  });
});

describe("the fast Hadamard transform", () => {
  it("has orthogonal rows of ±1, all of one length", () => {
    const { data } = matrixOf("fast-hadamard", 16, 16);
    expect([...new Set(data.map(Math.abs))]).toEqual([1]);
    for (let a = 0; a < 16; a++)
      for (let b = 0; b < 16; b++) {
        let product = 0;
        for (let r = 0; r < 16; r++) product += data[r * 16 + a] * data[r * 16 + b];
        expect(product).toBe(a === b ? 16 : 0);
      }
  });

  it("is Sylvester's matrix after the sign flip", () => {
    const { data } = matrixOf("fast-hadamard", 8, 8);
    for (let r = 0; r < 8; r++)
      for (let c = 0; c < 8; c++) {
        const ones = (r & c).toString(2).replaceAll("0", "").length;
        // Column 0 of H is all ones, so it shows the flip itself.
        expect(data[r * 8 + c]).toBe(data[r * 8] * (-1) ** ones);
      }
  });

  it("computes a power of two together, adder trees one alone", () => {
    expect([64, 48, 65].map(unit("fast-hadamard").together)).toEqual([64, 64, 128]);
    expect(unit("adder-tree").together(64)).toBe(1);
  });
});

describe("operation counts", () => {
  it("of a width of 64", () => {
    expect([1, 2, 3].map((factors) => kroneckerMultiplications(64, factors))).toEqual([4096, 1024, 768]);
    expect(() => kroneckerMultiplications(60, 2)).toThrow("received 60");
  });

  it("decide the price: fast Hadamard below the tree of adders below int8 multipliers", () => {
    const energy = (model: string) =>
      bind("projection", model).cost(createTechnology(nanometres(45))).actions.project.energy;
    expect(energy("fast-hadamard")).toBeLessThan(energy("adder-tree") / 8);
    expect(energy("adder-tree")).toBeLessThan(energy("dense-int8"));
    const bit = 5.3e-15;
    // 64 × (0.2 + 0.1) pJ, and 8 + 32/64 bits of registers each.
    expect(energy("dense-int8")).toBeCloseTo(19.2e-12 + 64 * 8.5 * bit, 18);
    // Six additions of 9 to 14 bits, 69 in all, of a 32nd of 0.1 pJ, and a register for each.
    expect(energy("fast-hadamard")).toBeCloseTo(69 * (0.1e-12 / 32 + bit), 18);
  });
});
