import { describe, expect, it } from "vitest";
import type { FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { shareLaw } from "../../src/comparison/floors.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";

type Items = readonly (readonly [operation: string, component: string, energy: number])[];

/** A design of these energies, J, and of layers whose stages take these times, s. */
const priced = (items: Items, stages: Readonly<Record<string, number>>, layers = 2, wait = 0) =>
  ({
    cost: {
      energy: items.reduce((sum, [, , energy]) => sum + energy, 0),
      breakdown: items.map(([operation, component, energy]) => ({ operation, component, energy })),
      timing: {
        stages: Object.entries(stages).map(([name, time]) => ({ name, time })),
        latency: wait + layers * Object.values(stages).reduce((sum, time) => sum + time, 0),
      },
    },
    mapping: { schedule: { layers } },
  }) as unknown as Pick<FeasibleResult, "cost" | "mapping">;

const BELOW: Items = [
  ["score", "mac", 50],
  ["score", "network", 3],
  ["hash", "projection", 20],
  ["hash", "network", 5],
  ["backward-hash", "projection", 10],
  ["leakage", "mac", 12],
];
const ABOVE: Items = [
  ["score", "mac", 50],
  ["score", "network", 4],
  ["hash", "array", 6],
  ["hash", "network", 1],
  ["backward-hash", "array", 4],
  ["leakage", "mac", 17],
];

describe("the law of shares of two designs whose hashes differ", () => {
  it("takes wires and leakage for the rest: 30 of 100 are the hash's, and 6 J more the rest's", () => {
    const law = shareLaw(priced(ABOVE, { hash: 1 }), priced(BELOW, { hash: 1 }));
    expect(law?.unit).toBe("hash");
    // Above 82 − 10, below 100 − 30.
    expect(law?.energy.share).toBeCloseTo(0.3, 12);
    expect(law?.energy.rest).toBeCloseTo((72 - 70) / 100, 12);
    expect(law?.energy.floor).toBeCloseTo(0.7, 12);
    // Equal where its 10 J were 28.
    expect(law?.energy.breakEven).toBeCloseTo(2.8, 12);
  });

  it("reaches lower where the rest saves energy too, and nowhere where it takes more than the hash did", () => {
    const less = ABOVE.map(([operation, component, energy]) =>
      operation === "leakage"
        ? ([operation, component, energy - 12] as const)
        : ([operation, component, energy] as const),
    );
    const law = shareLaw(priced(less, { hash: 1 }), priced(BELOW, { hash: 1 }));
    expect(law?.energy.rest).toBeCloseTo(-0.1, 12);
    expect(law?.energy.floor).toBeCloseTo(0.6, 12);
    const more: Items = [...ABOVE, ["leakage", "hash", 40]];
    expect(shareLaw(priced(more, {}), priced(BELOW, {}))?.energy.breakEven).toBeNull();
  });

  it("holds for times where stages of each layer follow one another and one of them differs", () => {
    const of = (hash: number, rest: number, wait = 0) => priced(BELOW, { hash, rest }, 3, wait);
    const timed = (above: ReturnType<typeof of>, below: ReturnType<typeof of>) =>
      shareLaw({ ...above, cost: { ...above.cost, breakdown: priced(ABOVE, {}).cost.breakdown } }, below)
        ?.latency;
    expect(timed(of(1, 6), of(4, 6))).toEqual({
      share: expect.closeTo(0.4, 12),
      rest: expect.closeTo(0, 12),
      floor: expect.closeTo(0.6, 12),
      breakEven: expect.closeTo(4, 12),
    });
    // Another stage differs, none does, or heads overlap.
    expect(timed(of(1, 5), of(4, 6))).toBeNull();
    expect(timed(of(4, 6), of(4, 6))).toBeNull();
    expect(timed(of(1, 6, -2), of(4, 6))).toBeNull();
  });

  it("has no unit where the scores differ as well", () => {
    const other: Items = [["score", "mac", 51], ...ABOVE.slice(1)];
    expect(shareLaw(priced(other, {}), priced(BELOW, {}))).toBeNull();
  });

  it("names the choice of keys alone, a search, and a gather", () => {
    const unit = (operation: string) =>
      shareLaw(priced([...BELOW, [operation, "x", 2]], {}), priced([...BELOW, [operation, "x", 3]], {}))
        ?.unit;
    expect(["top-k", "search", "write", "insert", "gather", "lookup", "map"].map(unit)).toEqual([
      "top-k",
      "search",
      "write",
      "write",
      "gather",
      "gather",
      "hash",
    ]);
    expect(unit("weigh")).toBeUndefined();
  });
});

it("the hash's share on a chip with wires leaves out what carries its bits", () => {
  const { design, workload } = configOf(
    "{ workload: { length: 2048 }, design: { mapping: { search: false } } }",
  );
  const [c, b] = [lshMemristor, lshDigital].map((record) => {
    const found = priceContender(record, design, workload, POINT);
    if (!found.feasible) throw new Error(found.reason);
    return found;
  });
  const hash = (isWire: boolean): number =>
    b.cost.breakdown
      .filter(({ operation, component }) => operation === "hash" && (component === "network") === isWire)
      .reduce((sum, { energy }) => sum + energy, 0);
  expect(hash(true)).toBeGreaterThan(0);
  expect(Number(shareLaw(c, b)?.energy.share) / (hash(false) / b.cost.energy)).toBeCloseTo(1, 9);
});
