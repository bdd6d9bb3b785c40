// Times of a schedule in closed form, worked out by hand: stages, runs, heads behind one another, and their demands.

import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import {
  createBusyLatency,
  inSequence,
  intervalAt,
  type StageDemand,
  stageDemands,
  timing,
} from "../../src/cost/latency.ts";
import type { PriceList } from "../../src/cost/price-list.ts";
import type { ActionCount, ComponentName } from "../../src/mapping/action-counts.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Schedule, Stage } from "../../src/mapping/schedule.ts";

const stage = (name: Stage["name"], operations: Stage["operations"], rest: Partial<Stage> = {}): Stage => ({
  name,
  operations,
  parts: 1,
  next: "barrier",
  grows: false,
  ...rest,
});

type Busy = readonly (readonly [ComponentName, number])[];
const demandOf = (own: Stage, busy: Busy, fill = 0): StageDemand => ({
  stage: own,
  busy: new Map(busy),
  fill,
  energy: 0,
  gathered: null,
});

const scheduleOf = (demands: readonly StageDemand[], rest: Partial<Schedule>): Schedule => ({
  layers: 1,
  heads: 1,
  cores: 1,
  slots: 1,
  stages: demands.map((own) => own.stage),
  shared: { memory: 1 },
  autoregressive: false,
  ...rest,
});

describe("heads on two cores that share a memory", () => {
  const demands = [
    demandOf(stage("load", []), [["memory", 2]]),
    demandOf(
      stage("attend", []),
      [
        ["mac", 5],
        ["buffer", 3],
      ],
      1,
    ),
    demandOf(stage("store", []), [["memory", 1]]),
  ];
  const own = (rest: Partial<Schedule>) =>
    timing(demands, scheduleOf(demands, { cores: 2, slots: 2, ...rest }));

  it("take the memory's time twice in their stages, one head after another", () => {
    const found = own({ heads: 10, layers: 3 });
    expect(found.stages.map(({ time }) => time)).toEqual([4, 6, 2]);
    expect(found.headLatency).toBe(12);
    expect(found.busy).toEqual({ memory: 90, mac: 150, buffer: 90 });
  });

  it("follow when a head leaves its slot: two of them wait for half a service of the memory in half of the cases", () => {
    // Of 12 a head is 6 at the memory; a second meets it there half of the time and waits for half of 6.
    const full = (6 + 6 * 1.25) / 2;
    const found = own({ heads: 10, layers: 3 });
    expect(found.headInterval).toBeCloseTo(full, 12);
    // Five heads a core: the first, and two pairs behind it.
    expect(found.latency).toBeCloseTo(3 * (12 + 4 * full), 9);
    expect(found.interval).toBeCloseTo(3 * 5 * full, 9);
    expect(found.bottleneck).toBe("slots");
    // The second head of a pair follows at the time of the slowest stage.
    expect(own({ heads: 8 }).latency).toBeCloseTo(12 + 2 * full + 5, 9);
    // Nine heads need as many turns as ten.
    expect(own({ heads: 9 }).latency).toBeCloseTo(12 + 4 * full, 9);
    // A third meets two more: (6 + 6 · (1 + 2/3)) / 3.
    expect(intervalAt(3, 6, 12)).toBeCloseTo(16 / 3, 9);
  });

  it("are paced by the memory where slots are many, and by nothing where a core has one head", () => {
    const many = own({ heads: 200, slots: 64 });
    expect(many.headInterval).toBeCloseTo(6, 1);
    expect(many.latency).toBeCloseTo(12 + 99 * many.headInterval, 0);
    expect(many.interval / (100 * 6)).toBeCloseTo(1, 1);
    expect(own({ heads: 2 })).toMatchObject({ latency: 12, interval: 6.75, bottleneck: null });
    // A head has the memory to itself, and its core does not wait.
    expect(own({ heads: 1 })).toMatchObject({ headLatency: 9, latency: 9 });
  });

  it("of a token wait for the token before", () => {
    const token = own({ heads: 10, autoregressive: true });
    expect(token.interval).toBe(token.latency);
  });

  it("of a second pass start when the first has ended", () => {
    const [first, second] = [own({ heads: 10 }), own({ heads: 2 })];
    const both = inSequence(first, second);
    for (const key of ["latency", "interval", "headLatency", "headInterval"] as const)
      expect(both[key]).toBeCloseTo(first[key] + second[key], 12);
    expect(both.busy).toEqual({ memory: 36, mac: 60, buffer: 36 });
    expect(both.stages).toHaveLength(6);
    expect(both.bottleneck).toBe("slots");
    expect(inSequence(second, first).bottleneck).toBe("slots");
  });
});

describe("stages that stream into one another", () => {
  const parts = (own: number, next: Stage["next"] = "stream") => ({ parts: own, next });
  const run = (memory: readonly number[], fill = 0): number => {
    const demands = [
      demandOf(
        stage("load", [], parts(8)),
        [
          ["dac", 4],
          ["memory", memory[0]],
        ],
        fill,
      ),
      demandOf(
        stage("hash", [], parts(4)),
        [
          ["mac", 10],
          ["memory", memory[1]],
        ],
        fill,
      ),
      demandOf(
        stage("sort", [], parts(16, "barrier")),
        [
          ["sorter", 3],
          ["memory", memory[2]],
        ],
        fill,
      ),
      demandOf(stage("store", []), [["softmax", 7]]),
    ];
    return timing(demands, scheduleOf(demands, {})).headLatency;
  };

  it("take the longest and a part of each other, in as many parts as both have", () => {
    expect(run([0, 0, 0])).toBeCloseTo(10 + 4 / 4 + 3 / 4 + 7, 12);
    expect(run([0, 0, 0], 1)).toBeCloseTo(11 + 5 / 4 + 4 / 4 + 7, 12);
  });

  it("take no less than what all of them need of one component, and its way through all", () => {
    expect(run([4, 9, 3])).toBeCloseTo(4 + 9 + 3 + 7, 12);
    expect(run([4, 9, 3], 0.5)).toBeCloseTo(4 + 9 + 3 + 1.5 + 7, 12);
  });
});

describe("the demands of a head", () => {
  const priced = (energy: number, latency: number, interval: number) => ({ energy, latency, interval });
  const prices = {
    array: { actions: { read: priced(3, 0.5, 2) } },
    dac: { actions: { drive: priced(1, 0.25, 4) } },
    buffer: { actions: { read: priced(7, 0.125, 1), stall: priced(0, 0, 1) } },
  } as unknown as PriceList;
  const counts: readonly ActionCount[] = [
    { operation: "hash", component: "array", action: "read", count: 1200 },
    { operation: "hash", component: "dac", action: "drive", count: 600 },
    { operation: "gather", component: "buffer", action: "read", count: 240 },
    { operation: "gather", component: "buffer", action: "stall", count: 60 },
  ];
  const stages = [stage("hash", ["hash"]), stage("attend", ["gather", "score"]), stage("store", ["output"])];

  it("are its share of all actions, each over the instances that act at once", () => {
    const mapping = {
      counts,
      parallel: { array: 40 },
      schedule: { layers: 3, heads: 2, stages },
      gatherEfficiency: 0.8,
    } as unknown as Mapping;
    const [hash, attend, store] = stageDemands(mapping, prices);
    expect([...hash.busy]).toEqual([
      ["array", (1200 * 2) / 40 / 6],
      ["dac", (600 * 4) / 6],
    ]);
    expect([hash.fill, hash.energy]).toEqual([0.75, (1200 * 3 + 600) / 6]);
    expect([...attend.busy]).toEqual([["buffer", (240 + 60) / 6]]);
    expect(attend.energy).toBe((240 * 7) / 6);
    // A fifth of the time is waiting: four accesses for each stall, each 1/.8 as long as without.
    expect(attend.gathered?.accesses).toBeCloseTo(240 / 6, 9);
    expect(attend.gathered?.time).toBeCloseTo(300 / 6, 9);
    expect([store.busy.size, store.fill, store.energy, store.gathered]).toEqual([0, 0, 0, null]);
  });
});

describe("latency by the numbers of components", () => {
  it("is that of the same times by their names, whatever they are, for as many slots", () => {
    const rng = createRng(5);
    const names: readonly ComponentName[] = ["memory", "mac", "buffer", "softmax"];
    let shared = 0;
    for (let n = 0; n < 200; n++) {
      const draw = rng.fork(n);
      const some = (most: number): number => (draw.uniform() < 0.5 ? 0 : most * draw.uniform());
      const demands = Array.from({ length: 4 }, (_, at) => {
        const own = stage("load", [], {
          parts: 1 + draw.integer(9),
          next: draw.uniform() < 0.5 ? "stream" : "barrier",
          grows: at === 2 && draw.uniform() < 0.5,
        });
        const busy: Busy = names.map((name): [ComponentName, number] => [name, some(5)]);
        return demandOf(own, busy, some(1));
      });
      const schedule = scheduleOf(demands, {
        layers: 1 + draw.integer(3),
        heads: 1 + draw.integer(20),
        cores: 1 + draw.integer(5),
        slots: 1 + draw.integer(6),
        shared: { memory: 1, softmax: 2 },
      });
      const { latency } = timing(demands, schedule);
      const busy = demands.map((own) => names.map((name) => own.busy.get(name) ?? 0));
      const own = createBusyLatency(schedule, names, { busy, fill: demands.map(({ fill }) => fill) });
      expect(Math.abs(own(schedule.slots) - latency)).toBeLessThanOrEqual(1e-9 * latency);
      const fewer = timing(demands, { ...schedule, slots: 2 }).latency;
      expect(Math.abs(own(2) - fewer)).toBeLessThanOrEqual(1e-9 * fewer);
      if (schedule.cores > 1) shared++;
    }
    expect(shared).toBeGreaterThan(50);
  });
});
