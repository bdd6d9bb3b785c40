import { expect, it } from "vitest";
import { noiseOf } from "../src/memristor.ts";

it("a share of devices that switch between two levels varies by half of their distance", () => {
  // One of nine devices switches by 0.6 of its conductance: ±0.3 of it, a deviation of 0.3 / 3.
  const noise = noiseOf(
    { amount: 0, reference: 1e-6, exponent: 0 },
    { telegraphShare: 1 / 9, telegraphAmplitude: 0.6 },
  );
  expect(noise(5e-6)).toBeCloseTo(0.1, 12);
});
