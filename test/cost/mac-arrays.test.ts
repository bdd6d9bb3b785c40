import { describe, expect, it } from "vitest";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { leastEnergy } from "../../src/cost/least-energy.ts";
import { triedArrays } from "../../src/cost/unit-sizes.ts";
import { blockRowsAt, blockRowsOf } from "../../src/peripherals/mac/mac.ts";
import { POINT, randomChip } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

/** What a design is worth on a chip, energy × latency, and its arrays. */
function found(contender: ComparisonDesign, text: string) {
  const { design, workload } = configOf(text);
  const { design: own, cost } = leastEnergy(contender.design(design), contender.workload(workload), POINT);
  const arrays = Number(own.digital.mac.params.arrays ?? 1);
  return { worth: cost.energy * cost.timing.latency, arrays, plan: own.plan };
}

/** A config with so many arrays. */
const dividedInto = (arrays: number, text: string): string =>
  text.replace("mac: {", `mac: { arrays: ${arrays},`);

const POWERS = [1, 2, 4, 8, 16];

describe("arrays that the units of a chip form", () => {
  it.each([exactDigital, lshDigital, scoreDigital])(
    "are the best that a config could name, on random chips: $id",
    (contender) => {
      const seen = new Set<number>();
      for (const seed of byTier([0, 9], [0, 3, 4, 5, 6, 7, 8, 9])) {
        const text = randomChip(`arrays ${seed}`).text();
        const own = found(contender, text);
        seen.add(own.arrays);
        for (const arrays of POWERS)
          expect(
            found(contender, dividedInto(arrays, text)).worth / own.worth,
            `chip ${seed}: ${arrays}`,
            // Numbers that raise the use of units by less than 5 % a doubling are not tried; plans of LSH fill all.
          ).toBeGreaterThan(contender === lshDigital ? 1 - 1e-9 : 0.95);
      }
      expect(seen.size).toBeGreaterThan(1);
    },
  );

  it("are those of the digital twin, on a chip of little buffer and memory bandwidth", () => {
    const text = `{ workload: { preset: "llama-3.2-1b", length: 16384 },
      design: { logicNode: "22 nm", memory: { model: "lpddr4", bandwidth: "51.2 GB/s" }, digital: { mac: {} } } }`;
    const [own, twin] = [found(lshMemristor, text), found(lshDigital, text)];
    expect(twin.plan?.queryTiles).toBeGreaterThan(1);
    expect(twin.arrays).toBe(8);
    expect(own.arrays).toBe(8);
    // What one array would be taken for: its units idle, or single queries are fed to them.
    expect(found(lshDigital, dividedInto(1, text)).worth).toBeGreaterThan(2 * twin.worth);
  });

  /** Numbers tried on a chip of 4 096 units in rows of 64 lanes, with heads of 64. */
  const tried = (attention: string, digital = "", workload = ""): number[] => {
    const { design, workload: seen } = configOf(
      `{ workload: { preset: "recall-lm", length: 4096, ${workload} attention: { ${attention} } }, design: { digital: { ${digital} } } }`,
    );
    return triedArrays(design, seen);
  };

  it("are tried up to what blocks fill, and their eighths where a plan may cut them", () => {
    expect(tried("chunk: 64")).toEqual([1, 2, 4, 8]);
    expect(tried("chunk: 32")).toEqual([1, 2, 4, 8, 16]);
    expect(tried('kind: "exact"')).toEqual([1]);
    // Rows of 64 lanes: each array has one.
    expect(tried("chunk: 16", "mac: { units: 512 },")).toEqual([1, 2, 4, 8]);
    // Three queries take three of four rows, and as many of two arrays of two; four arrays of a row are all full.
    expect(tried('kind: "exact"', "mac: { units: 256, blockRows: 3, blockWidth: 64 },")).toEqual([1, 2, 4]);
  });

  it("are no choice where the config names them, nothing is sized, or no block is computed", () => {
    expect(tried("chunk: 32", "mac: { arrays: 8 },")).toEqual([1]);
    expect(tried("chunk: 32", 'sizes: "stated",')).toEqual([1]);
    expect(tried("chunk: 32", "", 'phase: "decode",')).toEqual([1]);
  });
});

it("the store of a block holds as many rows as fit in it, of heads of any width", () => {
  const store = { blockRows: 128, blockWidth: 128 };
  expect([64, 96, 128, 200, 256].map((width) => blockRowsAt(store, width))).toEqual([256, 170, 128, 81, 64]);
  // Each row needs a word for its log-sum-exp: a head of 32 has no more rows than one of 64.
  expect(blockRowsAt(store, 32)).toBe(256);
});

it("a block is cut to whole passes of the array where the last pass is so empty that it costs more than rows save", () => {
  // Of n rows, two passes of 128 are filled to n/256 in both dimensions; cut to 128 rows, keys come n/128 times as often.
  // As n · (n/256)² passes 128 between 203 and 204, all rows are kept.
  expect(203 * (203 / 256) ** 2).toBeLessThan(128);
  expect(204 * (204 / 256) ** 2).toBeGreaterThan(128);
  expect([100, 128, 130, 203, 204, 256].map((n) => blockRowsOf(n, 128))).toEqual([
    100, 128, 128, 128, 204, 256,
  ]);
});

describe("the cheapest fetch of chosen keys", () => {
  const worthOf = (text: string) => {
    const { design, workload } = configOf(text);
    const { cost } = leastEnergy(scoreDigital.design(design), scoreDigital.workload(workload), POINT);
    return cost.energy * cost.timing.latency;
  };

  it("is the better of gathering and streaming, also where gathering moves many times the rows", () => {
    const chips = [0, 1, 2, 3].map((seed) => randomChip(`fetch ${seed}`).text);
    const server = (design: string) =>
      `{ workload: { preset: "llama-3-8b", length: 32768, attention: { rounds: 8, chunk: 64 } },
         design: { hashing: { array: { rows: 128 } }, ${design} } }`;
    // Its store holds 256 rows of 128: gathering moves ten times the rows that streaming does, in a fifth of the time.
    const wide = (fetch: string) => server(`digital: { mac: { blockRows: 256 }, fetchBy: "${fetch}" }`);
    const [both, gather, stream] = ["cheapest", "gather", "stream"].map((fetch) => worthOf(wide(fetch)));
    expect(both).toBeCloseTo(Math.min(gather, stream), 9);
    expect(gather).toBeLessThan(0.7 * stream);
    for (const text of chips) {
      const [own, ...each] = ["cheapest", "gather", "stream"].map((fetch) =>
        worthOf(text().replace("digital: {", `digital: { fetchBy: "${fetch}",`)),
      );
      expect(own / Math.min(...each)).toBeCloseTo(1, 9);
    }
  });
});
