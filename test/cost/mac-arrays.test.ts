import { describe, expect, it } from "vitest";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { leastEnergy } from "../../src/cost/least-energy.ts";
import { withOwnArrays } from "../../src/cost/mac-arrays.ts";
import { blockRowsAt } from "../../src/peripherals/mac/mac.ts";
import { POINT, randomChip } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";

/** Arrays that a chip's units form for a workload of 64-wide heads; 4 096 units in rows of 64 lanes. */
function arraysOf(attention: string, mac = "", workload = "", digital = ""): unknown {
  const config = configOf(
    `{ workload: { preset: "recall-lm", length: 4096, ${workload} attention: { ${attention} } },
       design: { digital: { ${digital} mac: { ${mac} } } } }`,
  );
  return withOwnArrays(config.design, config.workload).digital.mac.params.arrays;
}

describe("arrays that the units of a chip form", () => {
  it("have as many rows as a block has queries, where that saves 5 % of a block's time a doubling", () => {
    // 64 rows for chunks of 64; of 32 half the rows would be idle, of 16 three quarters.
    expect(arraysOf("chunk: 64")).toBeUndefined();
    expect(arraysOf("chunk: 32")).toBe(2);
    expect(arraysOf("chunk: 16")).toBe(4);
    expect(arraysOf('kind: "exact"')).toBeUndefined();
    // Rows of 128 lanes: there are 32.
    expect(arraysOf("chunk: 32", "lanes: 128")).toBeUndefined();
  });

  it("are what the config says, if it does", () => {
    expect(arraysOf("chunk: 32", "arrays: 1")).toBe(1);
    expect(arraysOf("chunk: 32", "arrays: 8")).toBe(8);
  });

  it("are one where no block is computed, or nothing is sized", () => {
    expect(arraysOf("chunk: 32", "", 'phase: "decode",')).toBeUndefined();
    expect(arraysOf("chunk: 32", "", "", 'sizes: "stated",')).toBeUndefined();
  });
});

describe("arrays of a plan whose tiles cut the blocks", () => {
  /** Energy × latency of B on a chip of little buffer and memory bandwidth, and the arrays that its units form. */
  const found = (mac: string) => {
    const { design, workload } = configOf(
      `{ workload: { preset: "llama-3.2-1b", length: 16384 },
         design: { logicNode: "22 nm", memory: { model: "lpddr4", bandwidth: "51.2 GB/s" }, digital: { mac: { ${mac} } } } }`,
    );
    const { design: own, cost } = leastEnergy(
      lshDigital.design(design),
      lshDigital.workload(workload),
      POINT,
    );
    return {
      worth: cost.energy * cost.timing.latency,
      plan: own.plan,
      arrays: own.digital.mac.params.arrays,
    };
  };

  it("are as many as that plan fills: none that a config could name is worth 5 % more", () => {
    const own = found("");
    expect(own.plan?.queryTiles).toBeGreaterThan(1);
    expect(own.arrays).toBe(8);
    for (const arrays of [1, 2, 4, 8, 16, 32])
      expect(found(`arrays: ${arrays}`).worth).toBeGreaterThan(0.95 * own.worth);
    // What one array would be taken for: its units idle, or single queries are fed to them.
    expect(found("arrays: 1").worth).toBeGreaterThan(2 * own.worth);
  });
});

it("the store of a block holds as many rows as fit in it, of heads of any width", () => {
  const store = { blockRows: 128, blockWidth: 128 };
  expect([64, 96, 128, 200, 256].map((width) => blockRowsAt(store, width))).toEqual([256, 170, 128, 81, 64]);
  // Each row needs a word for its log-sum-exp: a head of 32 has no more rows than one of 64.
  expect(blockRowsAt(store, 32)).toBe(256);
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
