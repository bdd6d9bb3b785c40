import { describe, expect, it } from "vitest";
import { ConfigError, createRng, InfeasibleError } from "#base";
import { calibrationCost, probeCounts } from "../../src/cost/calibration.ts";
import { simulateSchedule } from "../../src/cost/events.ts";
import { stageDemands, timing } from "../../src/cost/latency.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { arrayCensus, placeProjections } from "../../src/mapping/placement.ts";
import { sizesOf } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";
import { everyCase } from "../law.ts";

const POINT = { pairPower: 50e-6, peakLineCurrent: 1e-4 };

const under = (replicas: string, rest = "", hashing = "") =>
  configOf(
    `{ workload: { layers: 2, heads: 8, kvHeads: 4, headWidth: 64, length: 4096, attention: { rounds: 8 }, ${rest} },
       design: { hashing: { replicas: { ${replicas} }, array: { rows: 64, columns: 128 }, ${hashing} } } }`,
  );

describe("replicas of an untuned array", () => {
  it("are refused but for queries through maps, and for the control, with the reason", () => {
    const refusal = (replicas: string, queries: Parameters<typeof placeProjections>[2]): string => {
      const { design, workload } = under(replicas);
      try {
        placeProjections(design, workload, queries);
        return "";
      } catch (error) {
        if (error instanceof InfeasibleError) return error.message;
        throw error;
      }
    };
    everyCase(
      [
        [
          "count: 4",
          "buckets",
          /^4 arrays .* one random matrix, and one vector falls into unrelated buckets/,
        ],
        ["epoch: 512", "buckets", /^1 array for one set of projections, replaced every 512 keys: /],
        ["count: 4", "signs", /signs of one array say nothing of a query that went through another/],
        ["count: 4", "values", /signs of one array say nothing/],
        ["count: 4", "map", /^$/],
        ["count: 4, epoch: 512", "map", /^$/],
        ["count: 4, isControl: true", "buckets", /^$/],
        ["count: 1", "buckets", /^$/],
      ] as const,
      8,
      ([replicas, queries, expected]) => expect(refusal(replicas, queries)).toMatch(expected),
    );
    // Said by whoever maps buckets, without being asked.
    const { design, workload } = under("count: 2");
    expect(() => mapWorkload(design, workload)).toThrow("design.hashing.replicas.count 1");
    const written = configOf(
      `{ workload: { preset: "recall-lm", length: 1024 },
         design: { hashing: { replicas: { count: 2 }, folding: "write-verified", array: { rows: 128 } } } }`,
    );
    expect(() => placeProjections(written.design, written.workload, "map")).toThrow(
      "copies of written arrays",
    );
  });

  it("are refused where a config's numbers do not go together, at their place", () => {
    const complaint = (replicas: string): string => {
      try {
        under(replicas);
        return "";
      } catch (error) {
        if (error instanceof ConfigError) return error.message;
        throw error;
      }
    };
    expect(complaint("count: 4, probes: 63")).toMatch(
      /test\.json5:2:\d+ design\.hashing\.replicas\.probes: expected at least as many probes as a key has dimensions, 64: .* received 63/,
    );
    expect(complaint("count: 0")).toContain("design.hashing.replicas.count");
    expect(complaint("count: 1024, probes: 64")).toBe("");
    expect(() =>
      configOf("{ workload: { length: 512 }, design: { hashing: { replicas: { count: 513 } } } }"),
    ).toThrow("expected at most as many arrays as the 512 keys of a sequence, received 513");
  });

  it("take area and yield for each, and keep an array's own numbers", () => {
    const faulty = "openLines: 0.001, spares: 2";
    const [one, four] = ["count: 1", "count: 4"].map((replicas) => {
      const { design, workload } = configOf(
        `{ workload: { layers: 2, heads: 8, kvHeads: 4, headWidth: 64 },
           design: { hashing: { replicas: { ${replicas} }, array: { rows: 64, columns: 128, ${faulty} } } } }`,
      );
      const placement = placeProjections(design, workload, "map");
      return { placement, census: arrayCensus(design, placement) };
    });
    for (const part of ["array", "dac", "driver", "readout", "inputStage"] as const)
      expect(Number(four.census[part])).toBe(4 * Number(one.census[part]));
    expect(four.placement.chipYield).toBeCloseTo(one.placement.chipYield ** 4, 12);
    expect(four.placement.arraysPerGroup).toBe(one.placement.arraysPerGroup);
    expect(one.placement).not.toHaveProperty("replicas");
  });

  it("hash as many tokens at the same time, in closed form and event by event", () => {
    // Slow reads: the arrays set the pace.
    const slow = 'readTime: "200 ns"';
    const latency = (replicas: string, rest = "") => {
      const { design, workload } = under(`${replicas}, isControl: true`, rest, slow);
      const mapping = mapWorkload(design, workload);
      const demands = stageDemands(mapping, priceList(design, POINT));
      const hash = demands.find(({ stage }) => stage.name === "hash");
      return {
        hash: Number(hash?.busy.get("array")),
        closed: timing(demands, mapping.schedule).latency,
        played: simulateSchedule(() => demands, mapping.schedule, { rng: createRng(1), banks: null })
          ?.latency,
      };
    };
    const one = latency("count: 1");
    everyCase([2, 4, 16], 9, (count) => {
      const many = latency(`count: ${count}`);
      expect(one.hash / many.hash).toBeCloseTo(count, 9);
      expect(Number(many.played) / many.closed).toBeCloseTo(1, 1);
      expect(Number(many.played)).toBeLessThan(Number(one.played));
    });
    // 2048 vectors of a head and 3 arrays: the last turn is not full.
    expect(one.hash / latency("count: 3").hash).toBeCloseTo(2048 / 683, 9);
  });

  it("of a decode hash one key each: no head is faster, but heads of a batch do not wait for one another", () => {
    const of = (replicas: string) => {
      const { design, workload } = under(`${replicas}, isControl: true`, 'phase: "decode", batch: 8');
      const { schedule, parallel, placement } = mapWorkload(design, workload);
      return { sets: schedule.shared.array, pairs: parallel.array, own: placement?.pairsPerGroup };
    };
    expect(of("count: 1").sets).toBe(4);
    expect(of("count: 4")).toEqual({ sets: 16, pairs: of("count: 1").pairs, own: of("count: 1").own });
  });
});

describe("calibration", () => {
  const { design, workload } = under("count: 4, epoch: 1024, probes: 256, mapBits: 4, endurance: 1e5");
  const placement = placeProjections(design, workload, "map");
  const prices = priceList(design, POINT);
  const s = sizesOf(design, workload);
  const cost = calibrationCost(design, workload, placement, prices, { interval: 1e-3 });
  const [n, d] = [placement.pairsPerGroup, placement.rows];

  it("stores bits × dimensions × precision a map, and multiplies each query with the maps of all arrays", () => {
    expect(cost.arrays).toBe(4 * placement.groups);
    expect(cost.mapBits).toBe(n * d * 4);
    // 4096 keys are four epochs of four arrays.
    expect(cost.storedBits).toBe(placement.groups * 16 * n * d * 4);
    expect(cost.queryProducts).toBe(16 * n * d);
  });

  it("fits each map by sums over its probes, a Cholesky root and two triangular solves a dimension", () => {
    let additions = 0;
    for (let row = 1; row <= n; row++) additions += row + d;
    // A root takes a sixth of the cube, each solve half of the square.
    const products = n ** 3 / 6 + d * 2 * (n ** 2 / 2);
    const { add, mac } = prices.mac.actions;
    const one = 256 * additions * add.energy + products * mac.energy;
    expect(cost.fitEnergy / (cost.arrays * one)).toBeCloseTo(1, 9);
  });

  it("hand-computed: reads of the probes at the energy and time of a read", () => {
    const { array } = prices;
    const read = probeCounts(s, design, placement, 256).find(({ component }) => component === "array");
    expect(read?.count).toBe(256 * n);
    expect(cost.energy).toBeGreaterThan(cost.arrays * 256 * n * array.actions.read.energy);
    // As long as the arrays are read, 256 times, and a pass through the parts.
    const reads = 256 * array.actions.read.interval;
    expect(cost.time).toBeGreaterThanOrEqual(reads);
    expect(cost.time).toBeLessThan(3 * reads);
    const twice = calibrationCost(
      { ...design, hashing: { ...design.hashing, replicas: { ...design.hashing.replicas, probes: 512 } } },
      workload,
      placement,
      prices,
      { interval: 1e-3 },
    );
    expect(twice.energy / cost.energy).toBeCloseTo(2, 9);
    expect(twice.time - cost.time).toBeCloseTo(reads, 12);
  });

  it("takes its share of an array's time and wears cells out with every epoch", () => {
    // Four arrays of 256 probes each for 1024 keys.
    expect(cost.timeShare).toBeCloseTo(1024 / 2048, 12);
    // A set hashes 4096 keys a millisecond: four epochs.
    expect(cost.years).toBeCloseTo(1e5 / (4 / 1e-3) / (365.25 * 24 * 3600), 15);
    const never = under("count: 4");
    const alone = calibrationCost(never.design, never.workload, placement, prices, { interval: 1e-3 });
    expect([alone.timeShare, alone.years]).toEqual([0, "Infinity"]);
  });
});
