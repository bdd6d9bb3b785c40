import { describe, expect, it } from "vitest";
import { METRICS } from "../../../src/comparison/metrics/index.ts";
import {
  area,
  bandwidth,
  bandwidthOf,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
  throughputOf,
  tokensOf,
  wholeThroughputOf,
} from "../../../src/comparison/metrics/prices.ts";
import { configOf } from "../../design-under-test.ts";

const workloadOf = (text: string) => configOf(`{ workload: { length: 700, batch: 3, ${text} } }`).workload;

describe("every metric", () => {
  it("has the unit that its key says", () => {
    const units = ["J", "s", "m2", "W", "B", "tokens", "per"];
    for (const { key, unit = "" } of METRICS) {
      const words = key.split("_");
      const from = words.findLastIndex((word) => !units.includes(word)) + 1;
      const said = words.slice(from).join(" ").replaceAll(" per ", "/").replaceAll("m2", "m²");
      expect(unit, key).toBe(said);
    }
  });

  it("of a price has every word of its quantity in its name", () => {
    const words = (quantity: string): string[] =>
      quantity.replaceAll(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`).split(" ");
    const named = [latency, power, peakPower, powerDensity, bandwidth, throughput, energy, area];
    for (const { quantity, name } of named)
      for (const word of words(quantity)) expect(name, quantity).toContain(word);
  });
});

describe("tokens of a workload", () => {
  it("are all of a prefill and one a sequence of a decode, over the time to the next workload", () => {
    const [prefill, decode] = ["", 'phase: "decode"'].map(workloadOf);
    expect([prefill, decode].map(tokensOf)).toEqual([2100, 3]);
    expect(throughputOf(prefill, { interval: 7 })).toBe(300);
    expect(throughputOf(decode, { interval: 0 })).toBe(0);
  });

  it("take, with the rest of the model, the time of which attention has its share", () => {
    const at = (latency: number, share: number | null) =>
      wholeThroughputOf(workloadOf(""), {
        cost: { timing: { latency } },
        attentionShare: share === null ? null : { latency: share },
      } as unknown as Parameters<typeof wholeThroughputOf>[1]);
    // 7 s of attention are a quarter of 28 s.
    expect(at(7, 0.25)).toBe(75);
    expect([at(7, null), at(0, 0.25), at(7, 0)]).toEqual([null, null, null]);
  });
});

it("a power is joules over seconds, and a density watts over the area that there is", () => {
  expect(power.derived?.of(6, 3)).toBe(2);
  expect(powerDensity.derived?.of(6, 3)).toBe(2);
  const at = (area: number) =>
    powerDensity.of({ cost: { area, power: { average: 6 } } } as unknown as Parameters<
      typeof powerDensity.of
    >[0]);
  expect([at(3), at(0)]).toEqual([2, 0]);
});

it("a bandwidth is the memory's, and none of an ideal one", () => {
  const of = (memory: string) => bandwidthOf(configOf(`{ design: { memory: { ${memory} } } }`).design);
  expect([of('bandwidth: "7 GB/s"'), of('model: "ideal"')]).toEqual([7e9, 0]);
});
