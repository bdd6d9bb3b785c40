import { describe, expect, it } from "vitest";
import { npyBytes, parseNpy } from "#base";
import { everyCase } from "../law.ts";

/** Header and data as the format's document has them: magic, version, length, dictionary, numbers. */
function npy(descr: string, order: string, shape: string, data: readonly number[]): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117);
  const head = [0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0, ...Buffer.from(`${text}\n`)];
  return Uint8Array.from([...head, ...data]);
}

const values = (bytes: Uint8Array): number[] => [...parseNpy(bytes, "a.npy", 100).values];

describe(".npy", () => {
  it("reads half precision, both byte orders, integers and column-major order", () => {
    // 1, −2, 0.5 and the least subnormal as IEEE halves.
    expect(values(npy("<f2", "False", "(4,)", [0, 0x3c, 0, 0xc0, 0, 0x38, 1, 0]))).toEqual([
      1,
      -2,
      0.5,
      2 ** -24,
    ]);
    expect(values(npy(">f4", "False", "(1,)", [0x3f, 0x80, 0, 0]))).toEqual([1]);
    expect(values(npy("<i2", "False", "(2,)", [255, 255, 2, 0]))).toEqual([-1, 2]);
    // Columns (1, 4), (2, 5), (3, 6) of a 2 × 3 matrix.
    expect(values(npy("|u1", "True", "(2, 3)", [1, 4, 2, 5, 3, 6]))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("writes what it reads", () => {
    const own = Float64Array.of(1.5, -2.25, 1e-6, 3);
    expect(parseNpy(npyBytes(own, [2, 2]), "a.npy", 4)).toEqual({ shape: [2, 2], values: own });
    expect(parseNpy(npyBytes(own, [4], "f4"), "a.npy", 4).values[1]).toBe(-2.25);
  });

  it("refuses what it cannot read right, each with its place", () => {
    const faults: readonly (readonly [bytes: Uint8Array, message: RegExp])[] = [
      [npy("|O", "False", "(1,)", [0]), /a\.npy descr: expected numbers, received pickled Python objects/],
      [npy("<c8", "False", "(1,)", [0]), /descr: expected float16.*received "<c8"/],
      [npy("<f8", "False", "(2,)", [0]), /expected 16 bytes for shape \[2\], received 1/],
      [npy("<f2", "False", "(1,)", [0, 0x7e]), /element 0: expected a finite number, received NaN/],
      [npy("|u1", "False", "(101,)", []), /shape: expected at most 100 numbers, received 101/],
      [npy("|u1", "False", "(-1,)", []), /shape: expected at most 8 sizes/],
      [Uint8Array.of(1, 2, 3), /begins with/],
      [npy("|u1", "False", "(1,)", [1]).subarray(0, 60), /expected a header within/],
    ];
    everyCase(faults, 8, ([bytes, message]) => {
      expect(() => parseNpy(bytes, "a.npy", 100)).toThrow(message);
    });
  });
});
