import { describe, expect, it } from "vitest";
import { cacheAge, correlationOf, FLAWLESS, IDEAL } from "../simulation/aged-design.ts";

describe("drift between key and query", () => {
  const [spread, driftSpread] = [0.329, 0.01];
  const found = cacheAge(`model: "lognormal", ${FLAWLESS}, drift: 0.1, driftSpread: ${driftSpread}`);

  it("of exponents that differ follows arccos(ρ)/π with the correlation in closed form", () => {
    for (const { arrayAge, life, disagreement, law } of found.lives ?? []) {
      // ν is ten deviations above 0: factors (t / 1 s)^−ν are lognormal.
      const [a, b] = [arrayAge, arrayAge + life].map((age) => driftSpread * Math.log(age));
      const expected = Math.acos(correlationOf(a, b, spread)) / Math.PI;
      // 6 arrays of 16 bits and 256 vectors, half as uncertain again as as many coins, for bits share devices: 4 of those.
      const deviation = 1.5 * Math.sqrt(expected / (6 * 16 * 256));
      const where = `${arrayAge} + ${life} s`;
      expect(Math.abs(disagreement.mean - expected), where).toBeLessThan(4 * deviation);
      expect(Math.abs(law - expected), where).toBeLessThan(0.08 * expected + 0.0002);
    }
    const longest = found.lives?.[4];
    expect(longest?.disagreement.mean).toBeGreaterThan(0.1);
  });

  it("is slower on an old array: what counts is the ratio of ages", () => {
    const of = (age: number, life: number): number =>
      found.lives?.find((moment) => moment.arrayAge === age && moment.life === life)?.disagreement.mean ??
      Number.NaN;
    expect(of(86_400, 3600)).toBeLessThan(of(1, 3600) / 20);
  });

  it("loses mass as it grows, and less than an array that was replaced", () => {
    const { lives, replaced, atOnce, randomBuckets } = found;
    const fresh = (lives ?? []).slice(0, 5).map(({ recall }) => recall.mean);
    expect(atOnce.recall.mean).toBeGreaterThan(fresh[4]);
    expect(fresh[0]).toBeGreaterThan(fresh[4]);
    expect(fresh[4]).toBeGreaterThan(replaced.recall.mean + 0.2);
    // Negative control: another array is a coin for every bit, and finds what random buckets find.
    expect(Math.abs(replaced.disagreement.mean - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(replaced.recall.mean - randomBuckets.mean)).toBeLessThan(0.1);
  });

  it.each([
    ["drift by one exponent", "drift: 0.1"],
    ["relaxation to a state of no conductance", 'retentionLoss: 0.9, off: "0 S", temperatureCelsius: 85'],
    ["relaxation to any common state", "retentionLoss: 0.9, temperatureCelsius: 85"],
  ])("that is one common factor turns no bit: %s", (_, law) => {
    const common = cacheAge(`model: "lognormal", ${FLAWLESS}, ${law}`, IDEAL, 1);
    expect(common.lives).toHaveLength(10);
    for (const { disagreement, buckets, kept } of common.lives ?? []) {
      expect(disagreement.mean).toBe(0);
      expect(buckets.mean).toBe(0);
      expect(kept.mean).toBe(1);
    }
  });

  it("turns bits by a common factor where comparators have offsets: signals shrink, offsets do not", () => {
    const offset =
      'dac: { model: "ideal" }, readout: { family: "comparator", model: "charge", offset: "2 uA", noise: "0 A" }';
    const common = cacheAge(`model: "lognormal", ${FLAWLESS}, drift: 0.3`, offset, 1);
    expect(common.lives?.[4].disagreement.mean).toBeGreaterThan(0.005);
  });

  it("leaves a device alone that does not age, and says that a model has no law", () => {
    const still = cacheAge(`model: "normal", ${FLAWLESS}`, IDEAL, 1);
    expect(still.lives).toBeNull();
    expect(still.temperatures).toBeNull();
    expect(still.atOnce.disagreement.mean).toBe(0);
  });
});

describe("temperature between key and query", () => {
  it("turns bits of TiOx by the spread of its d2d term alone: its mean shift is common", () => {
    const found = cacheAge(`model: "tiox", ${FLAWLESS}, temperatureCelsius: 40`, IDEAL, 3);
    expect(found.celsius).toBe(40);
    expect(found.temperatures?.map(({ celsius }) => celsius)).toEqual([25, 45, 50, 60, 85]);
    for (const { disagreement, law } of found.temperatures ?? []) {
      expect(disagreement.mean).toBeGreaterThan(0);
      expect(Math.abs(disagreement.mean - law)).toBeLessThan(0.15 * law + 0.0005);
    }
    const [, , , , hot] = found.temperatures ?? [];
    // z · 2.2e-8 S/K · 45 K beside a spread of some 23 µS: by hand arctan(0.99 / 23) / π ≈ 1.4 %, less what is shared with G.
    expect(hot.disagreement.mean).toBeLessThan(0.02);
  });
});
