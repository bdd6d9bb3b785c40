import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { bankEfficiency } from "../../../packages/circuits/src/memory/sram.ts";
import { gatherTime, simulateSchedule } from "../../../src/cost/events.ts";
import { intervalAt, type StageDemand, timing } from "../../../src/cost/latency.ts";
import type { ComponentName } from "../../../src/mapping/action-counts.ts";
import type { Schedule, Stage } from "../../../src/mapping/schedule.ts";

const STAGE_NAMES = ["load", "hash", "sort", "attend", "store"] as const;
/** One component a stage, so that stages meet only where a test says so. */
const OWN: readonly ComponentName[] = ["dac", "projection", "sorter", "mac", "softmax"];

const stageOf = (n: number, rest: Partial<Stage> = {}): Stage => ({
  name: STAGE_NAMES[n],
  operations: [],
  parts: 1,
  next: "barrier",
  grows: false,
  ...rest,
});

const demandOf = (
  stage: Stage,
  busy: readonly (readonly [ComponentName, number])[],
  fill = 0,
): StageDemand => ({ stage, busy: new Map(busy), fill, energy: 0, gathered: null });

const scheduleOf = (demands: readonly StageDemand[], rest: Partial<Schedule> = {}): Schedule => ({
  layers: 1,
  heads: 1,
  cores: 1,
  slots: 1,
  stages: demands.map(({ stage }) => stage),
  shared: {},
  autoregressive: false,
  ...rest,
});

const OPTIONS = { rng: createRng(1), banks: null };
const played = (demands: readonly StageDemand[], rest: Partial<Schedule> = {}): number =>
  simulateSchedule(() => demands, scheduleOf(demands, rest), OPTIONS)?.latency ?? Number.NaN;
const closed = (demands: readonly StageDemand[], rest: Partial<Schedule> = {}): number =>
  timing(demands, scheduleOf(demands, rest)).latency;

describe("the schedule played event by event", () => {
  it("hand-computed: barriers, slots, layers, latencies of results", () => {
    const two = [demandOf(stageOf(0), [["mac", 3]], 1), demandOf(stageOf(1), [["sorter", 5]], 2)];
    expect(played(two)).toBeCloseTo(3 + 1 + 5 + 2, 12);
    expect(played(two, { layers: 4 })).toBeCloseTo(44, 12);
    // One head at a time; or both stages at work, the slower one without a pause.
    expect(played(two, { heads: 10 })).toBeCloseTo(110, 9);
    expect(played(two, { heads: 10, slots: 8 })).toBeCloseTo(11 + 9 * 5, 9);
  });

  it("hand-computed: stages that stream overlap but for a part, growing parts end later", () => {
    const parts = { parts: 32, next: "stream" as const };
    const even = [demandOf(stageOf(0, parts), [["dac", 8]]), demandOf(stageOf(3, parts), [["mac", 8]])];
    expect(played(even)).toBeCloseTo(8 + 8 / 32, 9);
    const slow = [demandOf(stageOf(0, parts), [["dac", 16]]), demandOf(stageOf(3, parts), [["mac", 8]])];
    expect(played(slow)).toBeCloseTo(16 + 8 / 32, 9);
    const growing = [
      demandOf(stageOf(0, parts), [["dac", 8]]),
      demandOf(stageOf(3, { ...parts, grows: true }), [["mac", 8]]),
    ];
    // The last part has 63/1024 of the work; where the load is half through, a quarter of the work is done.
    expect(played(growing)).toBeCloseTo(10, 0);
    expect(closed(growing) / played(growing)).toBeCloseTo(1, 1);
  });

  it("cores share the memory, and arrays by their sets", () => {
    const bound = [demandOf(stageOf(0), [["memory", 1]]), demandOf(stageOf(1), [["mac", 0.1]])];
    expect(played(bound, { heads: 12, cores: 4, slots: 4, shared: { memory: 1 } })).toBeCloseTo(12.1, 1);
    const hash = [demandOf(stageOf(1), [["array", 1]])];
    expect(played(hash, { heads: 12, cores: 4, shared: { array: 1 } })).toBeCloseTo(12, 9);
    expect(played(hash, { heads: 12, cores: 4, shared: { array: 4 } })).toBeCloseTo(3, 9);
  });

  it("a line of stages with heads of different lengths ends as the recursion over (head, stage) says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 2,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 6 }),
        (times, slots) => {
          const demandsOf = (head: number): StageDemand[] =>
            times[head].map((time, n) => demandOf(stageOf(n), [[OWN[n], time]]));
          const schedule = scheduleOf(demandsOf(0), { heads: times.length, slots });
          const ends: number[][] = [];
          times.forEach((own, head) => {
            const admitted = head < slots ? 0 : ends[head - slots][3];
            ends.push([]);
            own.forEach((time, n) => {
              const arrived = n === 0 ? admitted : ends[head][n - 1];
              ends[head][n] = Math.max(arrived, head === 0 ? 0 : ends[head - 1][n]) + time;
            });
          });
          const result = simulateSchedule(demandsOf, schedule, OPTIONS);
          expect(result?.latency).toBeCloseTo(ends[times.length - 1][3], 9);
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });

  it("long layers go on at the pace of what was played; more cores than can be played are said so", () => {
    const two = [demandOf(stageOf(0), [["mac", 3]]), demandOf(stageOf(1), [["sorter", 5]])];
    expect(played(two, { heads: 100_000, slots: 4 })).toBeCloseTo(3 + 5 * 100_000, 3);
    expect(simulateSchedule(() => two, scheduleOf(two, { heads: 1e5, cores: 1e5 }), OPTIONS)).toBeNull();
  });

  it("a stage names what sets its time: the longest, by as much as cores wait for a part that they share", () => {
    const stages = [
      demandOf(stageOf(0), [
        ["memory", 2],
        ["mac", 3],
      ]),
      demandOf(stageOf(1), []),
    ];
    const busiest = (cores: number) => {
      const schedule = scheduleOf(stages, { heads: 4, cores, shared: { memory: 1 } });
      return timing(stages, schedule).stages.map((own) => [own.busiest, own.time]);
    };
    expect(busiest(1)).toEqual([
      ["mac", 3],
      [null, 0],
    ]);
    expect(busiest(2)).toEqual([
      ["memory", 4],
      [null, 0],
    ]);
  });

  it("stages without work take no time", () => {
    const idle = [demandOf(stageOf(0), [["mac", 0]], 3), demandOf(stageOf(1), [["sorter", 5]])];
    expect(played(idle)).toBeCloseTo(5, 12);
    expect(closed(idle)).toBeCloseTo(5, 12);
    expect(played([demandOf(stageOf(0), [])], { heads: 3 })).toBe(0);
  });
});

it("banks played access by access take as long as the closed form says", () => {
  for (const [count, outstanding] of [
    [4, 16],
    [16, 64],
    [64, 64],
  ])
    expect(
      Math.abs(
        (gatherTime(1000, { count, outstanding }, createRng(2)) / 1000) * bankEfficiency(count, outstanding) -
          1,
      ),
    ).toBeLessThan(0.08);
  expect(gatherTime(0, { count: 16, outstanding: 64 }, createRng(2))).toBe(0);
});

describe("the closed form", () => {
  it("lies within 10 % of the played schedule for stages that share components at random", () => {
    let [worst, total, beyond] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 5, noNaN: true }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        (times, heads, slots, cores) => {
          const demands = STAGE_NAMES.map((_, n) =>
            demandOf(
              stageOf(
                n,
                n === 0 ? { parts: 32, next: "stream" } : n === 2 ? { parts: 8, next: "stream" } : {},
              ),
              [
                [OWN[n], times[n]],
                ["memory", (times[n + 5] * (n % 2 === 0 ? 1 : 0)) / 4],
              ],
            ),
          );
          const rest = { heads, slots, cores, shared: { memory: 1 } };
          const error = Math.abs(Math.log(closed(demands, rest) / played(demands, rest)));
          worst = Math.max(worst, error);
          total++;
          if (error > 0.1) beyond++;
        },
      ),
      { seed: 9, numRuns: 200 },
    );
    expect(beyond / total).toBeLessThan(0.15);
    expect(worst).toBeLessThan(0.5);
  });
});

describe("the closed form, by hand", () => {
  it("two heads that meet at a part wait for half of its time in the share of time that it is busy", () => {
    for (const [busy, latency] of [
      [1, 10],
      [3, 7],
      [5, 5.5],
    ])
      expect(intervalAt(2, busy, latency)).toBeCloseTo((latency + (busy / 2) * (busy / latency)) / 2, 12);
  });

  it("a growing stage ends as its latest part says, with the rest of the work behind it", () => {
    for (const parts of [4, 8, 32])
      for (const [before, own] of [
        [8, 8],
        [4, 8],
        [12, 8],
      ]) {
        const of = { parts, next: "stream" as const };
        const two = [
          demandOf(stageOf(0, of), [["dac", before]]),
          demandOf(stageOf(3, { ...of, grows: true }), [["mac", own]]),
        ];
        const ends = Array.from(
          { length: parts },
          (_, j) => ((j + 1) / parts) * before + own * (1 - (j / parts) ** 2),
        );
        expect(closed(two) / Math.max(...ends)).toBeCloseTo(1, 2);
      }
  });
});
