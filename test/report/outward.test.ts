import { describe, expect, it } from "vitest";
import { outward } from "../../src/report/outward.ts";

const text = (value: unknown): string => JSON.stringify(value);

describe("a result under outward keys", () => {
  it("has units in the keys at every depth, in the order of its fields; what is not listed keeps its name", () => {
    const stage = { name: "hash", time: 2, parts: [{ area: 3, pulses: 4 }], none: null };
    expect(text(outward({ energy: 1, stage }))).toBe(
      '{"energy_J":1,"stage":{"name":"hash","time_s":2,"parts":[{"area_m2":3,"pulses":4}],"none":null}}',
    );
  });

  it("has the keys of the result alone before those of all results, and no field whose key is null", () => {
    const own = { time: "latency_s", pulses: "pulses_per_cell", secret: null };
    expect(text(outward([{ time: 1, pulses: 2, secret: 3 }], own))).toBe(
      '[{"latency_s":1,"pulses_per_cell":2}]',
    );
  });

  it("says 95 % of the half width of a mean, and not of an interval of heads", () => {
    expect(outward({ mean: 1, interval: 0.5, samples: 3 })).toEqual({ mean: 1, interval95: 0.5, samples: 3 });
    expect(outward({ latency: 1, interval: 0.5 })).toEqual({ latency_s: 1, interval: 0.5 });
  });

  it("takes no inherited name for a key, and nothing for nothing", () => {
    expect(outward({ constructor: 1, toString: 2 })).toEqual({ constructor: 1, toString: 2 });
    expect(outward(null)).toBeNull();
  });
});
