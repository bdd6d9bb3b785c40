import { describe, expect, it } from "vitest";
import {
  anyOf,
  createRng,
  type Dense,
  dense,
  type Instance,
  kelvin,
  nanometres,
  normals,
  parseDocument,
  parseLocated,
} from "#base";
import type { Dac } from "#circuits";
import type { Memristor } from "#memristors";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import type { Readout } from "../../src/peripherals/readout/readout.ts";
import type { Softmax } from "../../src/peripherals/softmax/softmax.ts";
import type { Sorter } from "../../src/peripherals/sorter/sorter.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members, nodesOf } from "./instances.ts";
import { settingsOf } from "./settings.ts";

/** Levels of a whole signal under its own full scale, tokens × rows. */
function convert(dac: Dac, signal: Dense): Dense {
  const scale = dac.fullScale(signal);
  return dense(
    signal.rows,
    signal.columns,
    signal.data.map((x) => dac.level(x, scale)),
  );
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  memristor: [],
  "row-driver": ["charge", "hold"],
  "input-stage": ["hold"],
  adc: ["convert"],
  "sample-hold": ["hold"],
  mux: ["select"],
  "level-shifter": ["shift"],
  decoder: ["decode"],
  "tile-switch": ["connect"],
  dac: ["drive"],
  comparator: ["decide"],
  wta: ["compete"],
  sorter: ["place", "scan"],
  softmax: ["exponent"],
  mac: ["mac", "add", "stall", "stage", "restream"],
  sram: ["read", "write", "stall"],
  dram: ["read", "write", "activate", "stall"],
  adder: ["add"],
  register: ["store"],
  "shift-add": ["accumulate"],
  divider: ["divide"],
  popcount: ["count"],
  argmax: ["choose"],
  projection: ["project"],
  combine: ["merge"],
  gather: ["move"],
  link: ["transfer"],
  clock: ["tick"],
  control: ["issue"],
  pads: [],
  "white-space": [],
  "dynamic-array": ["write", "read", "stall"],
  gpu: ["flop", "stall", "byte", "launch"],
  search: ["search", "write"],
  "top-k": ["select", "scan", "weigh"],
};

const everyModel = Object.keys(shippedCatalogue.families).flatMap((family) =>
  members(family).map((model): [string, string] => [family, model]),
);

describe("every model", () => {
  const cases = everyModel;

  it("prices its family's actions, finite and not negative, at every node", () => {
    everyCase(cases, 5900, ([family, model]) => {
      const instance = instanceOf(family, model);

      for (const node of nodesOf(instance)) {
        const cost = instance.cost(createTechnology(nanometres(node)));
        expect(Object.keys(cost.actions).sort()).toEqual([...ACTIONS[family]].sort());
        for (const { energy, latency, interval } of Object.values(cost.actions))
          for (const value of [energy, latency, interval])
            expect(Number.isFinite(value) && value >= 0, `${value} at ${node} nm`).toBe(true);
        expect(Number.isFinite(cost.area) && cost.area >= 0, `area at ${node} nm`).toBe(true);
      }
    });
  });

  it("takes constants by name, so that a study can move them", () => {
    everyCase(cases, 340, ([family, model]) => {
      const instance = instanceOf(family, model);

      const prices = (overrides: Readonly<Record<string, number>>): string =>
        JSON.stringify(
          [300, 350].flatMap((temperature) => {
            const technology = createTechnology(nanometres(28), { temperature: kelvin(temperature) });
            return settingsOf(family, model).map((params) =>
              instanceOf(family, model, params).cost(technology, overrides),
            );
          }),
        );
      const before = prices({});
      for (const [name, constant] of Object.entries(instance.constants)) {
        const after = prices({ [name]: constant.nominal * 2 + 1e-15 });
        // Those document a parameter's default, or act away from the reference capacity only.
        if (family !== "memristor" && !["readNoise", "stuck", "offset", "exponent"].includes(name))
          expect(after, name).not.toBe(before);
      }
    });
  });

  it("states constants between their low and high", () => {
    everyCase(cases, 740, ([family, model]) => {
      const instance = instanceOf(family, model);

      for (const [name, { nominal, low = nominal, high = nominal }] of Object.entries(instance.constants)) {
        expect(low, name).toBeLessThanOrEqual(nominal);
        expect(high, name).toBeGreaterThanOrEqual(nominal);
      }
    });
  });

  it("refuses nodes outside its domain, before any number", () => {
    everyCase(cases, 4, ([family, model]) => {
      const instance = instanceOf(family, model);

      for (const node of [7, 14, 22, 28, 45, 65].filter((nm) => !nodesOf(instance).includes(nm)))
        expect(() => instance.cost(createTechnology(nanometres(node)))).toThrow(
          new RegExp(`^${family} ${model}: expected a technology node in \\[.*\\], received ${node} nm$`),
        );
    });
  });
});

describe("every family", () => {
  it("has an ideal member that is free", () => {
    for (const family of Object.keys(ACTIONS)) {
      const { leakage, actions } = instanceOf(family, "ideal").cost(createTechnology(nanometres(28)));
      expect(leakage).toBe(0);
      for (const { energy, interval } of Object.values(actions)) expect(energy + interval).toBe(0);
    }
  });
});

describe("every memristor", () => {
  const cases = members("memristor");

  it("draws conductances of its stated mean and spread", () => {
    everyCase(cases, 23, (model) => {
      const { behaviour } = instanceOf("memristor", model) as Instance<never, Memristor>;
      const targets = new Float64Array(40_000).fill(behaviour.meanConductance);

      const { conductance: drawn } = behaviour.initialise(targets, createRng(1));
      const mean = drawn.reduce((sum, g) => sum + g, 0) / drawn.length;
      const spread = Math.sqrt(drawn.reduce((sum, g) => sum + (g - mean) ** 2, 0) / drawn.length);
      expect(Math.min(...drawn.subarray(0, 1000))).toBeGreaterThan(0);
      // 4.9 standard errors of the mean; the spread of a lognormal with outliers is known to a few percent.
      expect(Math.abs(mean - behaviour.meanConductance)).toBeLessThanOrEqual(
        (4.9 * behaviour.conductanceSpread) / 200,
      );
      if (model !== "ideal") expect(spread / behaviour.conductanceSpread).toBeCloseTo(1, 1);
    });
  });

  it("gives the same conductances for the same stream", () => {
    everyCase(cases, 8, (model) => {
      const { behaviour } = instanceOf("memristor", model) as Instance<never, Memristor>;
      const targets = new Float64Array(1000).fill(behaviour.meanConductance);

      expect(behaviour.initialise(targets, createRng(2))).toEqual(
        behaviour.initialise(targets, createRng(2)),
      );
    });
  });
});

it("an untuned memristor ignores its targets", () => {
  const { behaviour } = instanceOf("memristor", "lognormal") as Instance<never, Memristor>;
  const draw = (target: number) => behaviour.initialise(new Float64Array(100).fill(target), createRng(3));
  expect(draw(1e-6)).toEqual(draw(1e-4));
});

describe("every DAC", () => {
  const cases = members("dac");

  it("stays on [−1, 1], keeps order and is odd", () => {
    everyCase(cases, 3200, (model) => {
      const { behaviour } = instanceOf("dac", model) as Instance<"drive", Dac>;
      const signal = dense(50, 8, normals(400, createRng(4)));
      const levels = convert(behaviour, signal);

      expect(Math.max(...levels.data.map(Math.abs))).toBeLessThanOrEqual(1);
      const order = [...signal.data.keys()].sort((a, b) => signal.data[a] - signal.data[b]);
      order.forEach((n, rank) => {
        if (rank > 0) expect(levels.data[n]).toBeGreaterThanOrEqual(levels.data[order[rank - 1]]);
      });
      const mirrored = convert(
        behaviour,
        dense(
          50,
          8,
          signal.data.map((x) => -x),
        ),
      );
      mirrored.data.forEach((x, n) => {
        expect(x).toBeCloseTo(-levels.data[n], 12);
      });
    });
  });

  it("does not depend on the scale of the signal", () => {
    everyCase(cases, 4, (model) => {
      const { behaviour } = instanceOf("dac", model) as Instance<"drive", Dac>;
      const signal = dense(50, 8, normals(400, createRng(4)));
      const levels = convert(behaviour, signal);

      const scaled = convert(
        behaviour,
        dense(
          50,
          8,
          signal.data.map((x) => x * 1024),
        ),
      );
      expect(scaled.data).toEqual(levels.data);
    });
  });
});

it.each([
  ["offset-binary", [2, 4, 8, 16]],
  ["sign-magnitude", [2, 3, 7, 15]],
] as const)("a capacitive DAC has as many equidistant levels as its %s code has words", (code, counts) => {
  const schema = anyOf<Instance<"drive", Dac>>(shippedCatalogue, "dac", "ideal", "");
  for (const bits of [1, 2, 3, 4]) {
    const text = JSON.stringify({ model: "capacitive", bits, code, range: "max-abs" });
    const { behaviour } = parseLocated(schema, parseDocument(text, "test"));
    const ramp = dense(
      1,
      4001,
      Float64Array.from({ length: 4001 }, (_, n) => (n - 2000) / 2000),
    );
    const levels = [...new Set(convert(behaviour, ramp).data)].sort((a, b) => a - b);
    expect(levels).toHaveLength(counts[bits - 1]);
    levels.forEach((level, n) => {
      expect(level).toBeCloseTo(-1 + (2 * n) / (levels.length - 1), 12);
    });
  }
});

it("every comparator and winner-take-all draws offsets of its own deviation", () => {
  const cases = ["comparator", "wta"].flatMap((family) =>
    members(family).map((model): [string, string] => [family, model]),
  );
  everyCase(cases, 5, ([family, model]) => {
    const { behaviour, params } = instanceOf(family, model) as Instance<string, Readout>;
    // A sense amplifier states its matching instead; its offsets have laws of their own.
    if (params.offset === undefined && model !== "ideal") return;
    const offsets = behaviour.offsets(10_000, createRng(5));
    const deviation = Math.sqrt(offsets.reduce((sum, x) => sum + x * x, 0) / offsets.length);
    expect(Math.abs(deviation - Number(params.offset ?? 0))).toBeLessThanOrEqual(
      0.04 * Number(params.offset ?? 0),
    );
  });
});

describe("every sorter", () => {
  const cases = members("sorter");

  it("sorts ids stably, below few and many buckets", () => {
    everyCase(cases, 20, (model) => {
      const { behaviour } = instanceOf("sorter", model) as Instance<"place" | "scan", Sorter>;
      for (const buckets of [2, 256, 257, 70_000]) {
        const rng = createRng(buckets);
        const ids = Int32Array.from({ length: 3000 }, () => rng.integer(buckets));
        const expected = [...ids.keys()].sort((a, b) => ids[a] - ids[b] || a - b);
        expect([...behaviour.order(ids, buckets)], `${buckets} buckets`).toEqual(expected);
      }
    });
  });

  it("reads every id and writes every position at least once, in whole actions", () => {
    everyCase(cases, 100, (model) => {
      const { behaviour } = instanceOf("sorter", model) as Instance<"place" | "scan", Sorter>;
      for (const [keys, buckets] of [
        [1, 2],
        [300, 257],
        [4096, 70_000],
      ]) {
        const work = behaviour.work(keys, buckets);
        for (const count of Object.values(work)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        for (const count of [work.place, work.reads, work.writes]) expect(count).toBeGreaterThanOrEqual(keys);
      }
    });
  });
});

describe("every softmax", () => {
  const cases = members("softmax");

  it("is e^x within its exponent's resolution, and monotone", () => {
    everyCase(cases, 15, (model) => {
      const { behaviour } = instanceOf("softmax", model) as Instance<"exponent", Softmax>;

      const wrong: string[] = [];
      let before = 0;
      for (let x = -80; x <= 0; x += 0.0137) {
        const y = behaviour.exponential(x);
        if (!(Math.abs(y / Math.exp(x) - 1) < 2 ** -10 && y >= before))
          wrong.push(`e^${x} is ${y} after ${before}`);
        before = y;
      }
      expect(wrong).toEqual([]);
      expect(behaviour.exponential(0)).toBe(1);
      expect(behaviour.exponential(-1e6)).toBe(0);
    });
  });
});
