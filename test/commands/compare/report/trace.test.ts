import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { chromeTrace, type TraceEvent } from "../../../../src/commands/compare/report/trace.ts";
import { type FeasibleResult, feasibleOf } from "../../../../src/comparison/comparison-design.ts";
import { SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { checkLatencies, type PlayedPass } from "../../../../src/comparison/latency-check.ts";
import { priceAll } from "../../../../src/comparison/priced-comparison.ts";
import { duplicationActivations } from "../../../../src/simulation/hash-duplication.ts";
import { solveOperatingPoint } from "../../../../src/simulation/operating-point.ts";
import { configOf } from "../../../design-under-test.ts";

/** Whole nanoseconds, which the trace has. */
const nanoseconds = (event: TraceEvent): [number, number] => [
  Math.round(1000 * (event.ts ?? Number.NaN)),
  Math.round(1000 * ((event.ts ?? Number.NaN) + (event.dur ?? Number.NaN))),
];

describe.each([
  ["a prefill", "phase: 'prefill'"],
  ["a decode", "phase: 'decode'"],
  ["a training step", "pass: 'training'"],
  ["a batch of many heads", "batch: 64"],
])("the trace of %s", (_, workloadText) => {
  let own: FeasibleResult;
  let simulated: number;
  let passes: PlayedPass[];
  let spans: TraceEvent[];
  let names: Map<number, string>;
  beforeAll(() => {
    const { design, workload } = configOf(
      `{ workload: { length: 512, ${workloadText} }, design: { mapping: { search: false }, hashing: { array: { wires: 'ideal' } } } }`,
    );
    const shape = { layers: 1, heads: workload.heads, headWidth: workload.headWidth, length: 64 };
    const point = solveOperatingPoint(design, workload, duplicationActivations(shape, createRng(1)));
    const contenders = priceAll(design, workload, point);
    own = feasibleOf(contenders, SUBJECT) as FeasibleResult;
    passes = [];
    const player = { id: SUBJECT.id, played: (pass: PlayedPass) => passes.push(pass) };
    const checks = checkLatencies([own], workload, point, createRng(2), [], player);
    simulated = Number(checks[0].simulated);
    const events = chromeTrace({ contenders, workload }, passes);
    spans = events.filter(({ ph }) => ph === "X");
    names = new Map(
      events.flatMap(({ name, tid, args }) => (name === "thread_name" ? [[tid, String(args.name)]] : [])),
    );
  });

  const endOf = (thread: string): number =>
    Math.max(...spans.filter(({ tid }) => names.get(tid) === thread).map((own) => nanoseconds(own)[1]));

  it("ends at the simulated latency, and shows the priced one", () => {
    expect(endOf("layers (simulated)")).toBe(Math.round(simulated * 1e9));
    expect(endOf("priced latency (closed form)")).toBe(Math.round(own.cost.timing.latency * 1e9));
    for (const [tid, name] of names)
      if (tid > 2) expect(endOf(name)).toBeLessThanOrEqual(Math.round(simulated * 1e9));
  });

  it("has a named thread for each unit, on which no two spans overlap", () => {
    expect(names.size).toBeGreaterThan(5);
    for (const [tid, name] of names) {
      const on = spans
        .filter((event) => event.tid === tid)
        .map(nanoseconds)
        .sort(([a], [b]) => a - b);
      expect(on.length, name).toBeGreaterThan(0);
      on.forEach(([from, to], n) => {
        expect(to).toBeGreaterThanOrEqual(from);
        if (n > 0) expect(from, name).toBeGreaterThanOrEqual(on[n - 1][1]);
      });
    }
    expect(spans.every(({ tid }) => names.has(tid))).toBe(true);
  });

  it("has the memory busy as long as its price says, but for heads that were not simulated", () => {
    const busy = spans
      .filter(({ tid, args }) => names.get(tid) === "DRAM" && args.layer === 0)
      .reduce((sum, { dur = 0 }) => sum + dur * 1e-6, 0);
    const { heads: played, schedule } = passes[0];
    const heads = played / schedule.heads / schedule.layers;
    // A decode's services take a few nanoseconds, of which the trace has whole ones.
    expect(Math.abs(busy / (heads * Number(own.cost.timing.busy.memory)) - 1)).toBeLessThan(0.1);
  });
});
