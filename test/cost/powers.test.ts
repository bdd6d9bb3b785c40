// Powers, shares and totals of a priced chip, from its own items and times.

import { describe, expect, it } from "vitest";
import { leakageFactor } from "#technology";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { price } from "../../src/evaluate.ts";
import type { Stage } from "../../src/mapping/schedule.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 5e-6, peakLineCurrent: 1e-4 };

const priced = (id: string, workload: string, design: string) => {
  const config = configOf(`{ workload: { ${workload} }, design: { mapping: { search: false }, ${design} } }`);
  const own = contenderOf(id);
  return price(own.design(config.design), own.workload(config.workload), POINT);
};

const CASES = [
  [
    "lsh-memristor",
    "layers: 2, heads: 6, kvHeads: 2, headWidth: 64, length: 1024, batch: 3",
    "cores: 4, temperature: '320 K',",
  ],
  ["lsh-digital", "layers: 2, heads: 4, headWidth: 64, length: 512, pass: 'training'", "cores: 3,"],
  ["exact-analog", "layers: 1, heads: 4, headWidth: 64, length: 512", "cores: 2,"],
  [
    "score-digital",
    "layers: 2, heads: 6, kvHeads: 2, headWidth: 64, length: 2048, phase: 'decode', batch: 5",
    "cores: 2,",
  ],
] as const;

describe.each(CASES)("%s", (id, workload, design) => {
  const { cost, mapping } = priced(id, workload, `${design} digital: { projectOn: "mac" }`);
  const { latency, busy, stages } = cost.timing;

  it("idles at the static power of all instances, and on average at that and its actions over the time", () => {
    const leaked = cost.breakdown
      .filter(({ operation }) => operation === "leakage")
      .reduce((sum, { energy }) => sum + energy, 0);
    expect(cost.power.idle / (leaked / latency)).toBeCloseTo(1, 9);
    expect(cost.power.average / (cost.energy / latency)).toBeCloseTo(1, 12);
    const kelvin = cost.heat.temperature;
    const base = id === "lsh-memristor" ? 320 : 300;
    expect(cost.heat.leakage).toBeCloseTo(leakageFactor(kelvin) / leakageFactor(base as typeof kelvin), 9);
  });

  it("keeps a component busy for its share of the latency: of its cores, or of as many as share it", () => {
    const { cores, shared } = mapping.schedule;
    for (const [name, time] of Object.entries(busy)) {
      const instances = shared[name as "mac"] ?? cores;
      expect(cost.utilisation[name as "mac"], name).toBeCloseTo(time / latency / instances, 12);
    }
    expect(Object.keys(busy).length).toBeGreaterThan(3);
    expect(shared.memory).toBe(1);
  });

  it("draws most in its fullest pass: the largest runs of stages of as many heads as each core has in flight", () => {
    const passes = [mapping.schedule, ...(mapping.backward === undefined ? [] : [mapping.backward])];
    let peak = 0;
    let at = 0;
    for (const { stages: own, cores, heads, slots, layers } of passes) {
      const runs: number[] = [];
      let isJoined = false;
      own.forEach(({ operations, next }: Stage) => {
        const { time } = stages[at++];
        if (time === 0) return;
        const energy = cost.breakdown
          .filter(({ operation }) => (operations as readonly string[]).includes(operation))
          .reduce((sum, item) => sum + item.energy, 0);
        const power = energy / (layers * heads) / time;
        if (isJoined) runs[runs.length - 1] += power;
        else runs.push(power);
        isJoined = next === "stream";
      });
      const active = Math.min(cores, heads);
      const inFlight = Math.max(1, Math.min(slots, Math.ceil(heads / active)));
      const largest = runs.sort((a, b) => b - a).slice(0, inFlight);
      peak = Math.max(peak, active * largest.reduce((sum, power) => sum + power, 0));
    }
    expect((cost.power.peak - cost.power.idle) / peak).toBeCloseTo(1, 6);
  });
});
