import { createRng } from "#base";
import { type CacheAge, measureCacheAge } from "../../src/simulation/cache-age.ts";
import { configOf } from "../design-under-test.ts";

export const IDEAL = 'dac: { model: "ideal" }, readout: { family: "comparator", model: "ideal" }';
export const FLAWLESS = "readNoise: 0, stuckOn: 0, stuckOff: 0";

/** Hashes over ideal wires: bits of arrays of 64 rows. */
export function cacheAge(
  memristor: string,
  rest = IDEAL,
  arrays = 6,
  attention = "rounds: 4, chunk: 64",
): CacheAge {
  const { design, workload } = configOf(
    `{ workload: { headWidth: 64, attention: { ${attention} } },
       design: { hashing: { array: { wires: "ideal" }, memristor: { ${memristor} }, ${rest} } } }`,
  );
  return measureCacheAge(design, workload, arrays, createRng(11));
}

/**
 * Correlation of the two outputs of a pair whose devices have factors e^(−a z) at the key and e^(−b z) at the query, z
 * standard normal and one a device: with G of E G² / (E G)² = Q, Cov = 2 µ² (Q e^((a+b)²/2) − e^((a²+b²)/2)), and variances
 * are the same with b = a.
 */
export function correlationOf(a: number, b: number, variation: number): number {
  const shared = (x: number, y: number): number =>
    (1 + variation ** 2) * Math.exp((x + y) ** 2 / 2) - Math.exp((x * x + y * y) / 2);
  return shared(a, b) / Math.sqrt(shared(a, a) * shared(b, b));
}
