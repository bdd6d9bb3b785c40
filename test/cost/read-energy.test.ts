import { describe, expect, it } from "vitest";
import { priceList } from "../../src/cost/price-list.ts";
import { linesInUse } from "../../src/design/lines-in-use.ts";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 10e-6, pairCurrent: 60e-6, devicePower: 5e-6, peakLineCurrent: 1e-4 };
const configWith = (hashing: string) =>
  configOf(
    `{ workload: { length: 1024, layers: 1 }, design: { hashNode: "65 nm", hashing: { ${hashing} } } }`,
  );

it("currents come from the chip's supply, I·V_DD·t, or from one at the read voltage, V·I·t", () => {
  const read = (driver: string): number =>
    priceList(configWith(`driver: { ${driver} }`).design, POINT).array.actions.read.energy;
  expect(read('supply: "chip"') / (60e-6 * 1.1 * 10e-9)).toBeCloseTo(1, 9);
  expect(read('supply: "read"') / (10e-6 * 10e-9)).toBeCloseTo(1, 9);
  // A word line above the supply needs one of its own.
  expect(read('readVoltage: "1.5 V"') / (60e-6 * 1.5 * 10e-9)).toBeCloseTo(1, 9);
});

describe("energy of a projection over the read time", () => {
  const TIMES = [
    "1 ps",
    "10 ps",
    "0.1 ns",
    "0.2 ns",
    "0.3 ns",
    "0.45 ns",
    "0.5 ns",
    "1 ns",
    "2 ns",
    "5 ns",
    "10 ns",
    "0.1 µs",
    "1 µs",
  ];

  it.each([
    ["61.7 µS", 1],
    ["10 µS", 0.16],
    ["1 µS", 0.016],
  ])("has a least within, and none for a picosecond: %s", (mean, share) => {
    const energies = TIMES.map((time) => {
      const { design, workload } = configWith(
        `readTime: "${time}", memristor: { model: "normal", mean: "${mean}", off: "0.01 µS" }`,
      );
      try {
        const { breakdown } = price(design, workload, {
          ...POINT,
          pairPower: 10e-6 * share,
          pairCurrent: 60e-6 * share,
        }).cost;
        return breakdown
          .filter(({ operation }) => operation === "hash")
          .reduce((sum, { energy }) => sum + energy, 0);
      } catch (error) {
        expect(String(error)).toContain("has to settle");
        return null;
      }
    });
    // What settles is a tail of the list, and a picosecond is never in it.
    const first = energies.findIndex((energy) => energy !== null);
    expect(first).toBeGreaterThanOrEqual(3);
    expect(energies.slice(first)).not.toContain(null);
    const known = energies.filter((energy) => energy !== null);
    const least = known.indexOf(Math.min(...known));
    expect(known.length).toBeGreaterThanOrEqual(6);
    expect(least).toBeGreaterThan(0);
    expect(least).toBeLessThan(known.length - 3);
  });
});

describe("an array of which a part is used", () => {
  /** Energy of the hash by component, the columns beyond those of 64 pairs idle. */
  const energies = (columns: number, tile: number): Map<string, number> => {
    const { design, workload } = configWith(
      // Lines of one width: those of a larger array carry more, and would be wider.
      `array: { columns: ${columns}, tileRows: ${tile}, tileColumns: ${tile}, electromigration: "ignored" }`,
    );
    const point = { ...POINT, linesInUse: linesInUse(design, workload) };
    const hash = price(design, workload, point).cost.breakdown.filter(
      ({ operation }) => operation === "hash",
    );
    return new Map(hash.map(({ component, action, energy }) => [`${component} ${action}`, energy]));
  };

  it("is charged, held and read as one of its own size is", () => {
    const [own, large] = [energies(128, 16), energies(8192, 16)];
    for (const part of ["driver charge", "driver hold", "array read", "inputStage hold", "dac drive"])
      expect(large.get(part)! / own.get(part)!, part).toBeCloseTo(1, 9);
    // Lines of a passive array cannot be cut.
    const passive = energies(1024, 1024);
    expect(passive.get("driver hold")!).toBeGreaterThan(3 * own.get("driver hold")!);
  });
});
