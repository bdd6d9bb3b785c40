import { describe, expect, it } from "vitest";
import { hadamardHash, thermalFloor, transformGain } from "../../../evidence/map/hash-forms.ts";
import { fetchedKeys } from "../../../evidence/map/search-forms.ts";

describe("closed forms, by hand", () => {
  it("bits beyond one Hadamard transform take another", () => {
    // n = d: one transform; twice the bits take two.
    expect(hadamardHash(64, 128, 28)).toBeCloseTo(2 * hadamardHash(64, 64, 28), 20);
    expect(hadamardHash(64, 65, 28)).toBeCloseTo(2 * hadamardHash(64, 64, 28), 20);
  });

  it("d / log₂ d is 6.4 at 32 and 341 at 4096", () => {
    expect(transformGain(32)).toBeCloseTo(6.4, 12);
    expect(transformGain(4096)).toBeCloseTo(4096 / 12, 12);
  });

  it("the thermal floor is 1.95 fJ at d = 128, ν = 0.1, cv = 0.33 and 300 K", () => {
    expect(thermalFloor(128, 0.1, 0.33)).toBeCloseTo((4 * 128 * 1.380649e-23 * 300) / 0.033 ** 2, 24);
    expect(thermalFloor(128, 0.1, 0.33) * 1e15).toBeCloseTo(1.947, 3);
  });

  it("heads that choose by chance fetch f (1 − (1 − c / f)^g), and all where all are chosen", () => {
    const own = { length: 1010, heads: 4, kvHeads: 2, width: 64, wordBits: 8, near: 10, chosen: 100 };
    expect(fetchedKeys(own)).toBeCloseTo(1000 * (1 - 0.9 ** 2), 9);
    expect(fetchedKeys({ ...own, chosen: 1000 })).toBe(1000);
  });
});
