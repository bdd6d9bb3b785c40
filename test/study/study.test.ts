import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { parseWhere, violation } from "#search";
import { studySource } from "../../packages/search/src/point-source.ts";
import {
  assignmentOf,
  codeAt,
  codesAt,
  type Grid,
  gridOf,
  type RangeAxis,
} from "../../packages/search/src/space.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { parseStudy, type StudyPlan } from "../../src/study/study.ts";

const PARAMETERS = configParameters(shippedCatalogue);
const METRICS = {
  price: ["energy_J", "area_m2"],
  estimate: ["energy_J", "area_m2", "mass"],
  model: ["tokens_per_J"],
  simulate: ["energy_J", "area_m2", "mass"],
  circuit: ["mass"],
};
const study = (text: string): StudyPlan => parseStudy(parseDocument(text, "s.json5"), PARAMETERS, METRICS);
const rowsOf = (plan: StudyPlan): string[] => {
  const { size, codes } = gridOf(plan.space) as Grid;
  return Array.from({ length: size }, (_, n) =>
    assignmentOf(plan.space, codes(n))
      .map(([path, value]) => `${path.split(".").at(-1)}=${value}`)
      .join(" "),
  );
};

describe("points one by one", () => {
  const coded = (text: string) => study(text).search.listed;

  it("are an axis a path and a code a value, in their order", () => {
    const plan = study(`{ points: [
      { "design.cores": 4 }, { "design.logicNode": "16 nm", "design.cores": 8 }, { "design.cores": 4, "design.logicNode": "7 nm" },
    ] }`);
    expect(plan.space.axes.map(({ path }) => path)).toEqual(["design.cores", "design.logicNode"]);
    expect(plan.search).toMatchObject({ kind: "points", points: 3 });
    expect(plan.search.listed).toEqual([
      [0, Number.NaN],
      [1, 0],
      [0, 1],
    ]);
    expect(plan.search.listed.map((codes) => assignmentOf(plan.space, codes))).toEqual([
      [["design.cores", 4]],
      [
        ["design.cores", 8],
        ["design.logicNode", "16 nm"],
      ],
      [
        ["design.cores", 4],
        ["design.logicNode", "7 nm"],
      ],
    ]);
    const asked = studySource(plan, createRng(1), 2).ask(5);
    expect(asked.map(({ index }) => index)).toEqual([0, 1]);
  });

  it.each([
    ["{ points: [] }", "s.json5:1:11 points: expected a list of 1 to 1000000 points"],
    ["{ points: 3 }", "s.json5:1:11 points: expected a list of 1 to 1000000 points"],
    ["{ points: [{}] }", "s.json5:1:12 points.0: expected config paths with values, received an object"],
    [
      '{ points: [{ "design.cors": 1 }] }',
      's.json5:1:29 points.0.design.cors: expected a config path, received "design.cors"; did you mean "design.cores"?',
    ],
    [
      '{ points: [{ "design.cores": [1] }] }',
      "s.json5:1:30 points.0.design.cores: expected a text, a number or true or false, received an array",
    ],
    [
      '{ points: [{ "design.cores": 1 }, { "design.cores": 1 }] }',
      "s.json5:1:35 points.1: expected each point once, received it twice",
    ],
    [
      '{ points: [{ "design.cores": 1 }], search: { kind: "random", points: 3 } }',
      "s.json5:1:44 search: expected points or search, received both",
    ],
  ])("of %s say what is wrong", (text, message) => {
    expect(() => coded(text)).toThrow(message);
  });
});

describe("axes", () => {
  it("take lists, steps and log steps, quantities with their unit", () => {
    const { axes } = study(`{ space: {
      "design.hashing.array.rows": [32, 64],
      "design.hashing.dac.bits": { from: 2, to: 6, step: 2 },
      "design.hashing.readTime": { from: "1 ns", to: "100 ns", steps: 3, scale: "log" },
      "design.hashing.readoutRange": { from: 0.1, to: 0.5, step: 0.1 },
      "workload.attention.rounds": { from: 1, to: 64, steps: 4, scale: "log" },
    } }`).space;
    expect(axes.map((axis) => (axis.kind === "list" ? axis.values : null))).toEqual([
      [32, 64],
      [2, 4, 6],
      ["1e-9 s", "1e-8 s", "1e-7 s"],
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [1, 4, 16, 64],
    ]);
  });

  it("count the values of a range before they are spelled out, those that rounding joins once", () => {
    const end = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.double({ min: 1e-6, max: 300, noNaN: true }));
    const ranges = fc.record({
      from: end,
      width: fc.oneof(end, fc.constantFrom(1e-12, 1e-10, 1e-9)),
      steps: fc.integer({ min: 2, max: 400 }),
      scale: fc.constantFrom("linear", "log"),
      integer: fc.boolean(),
    });
    let joined = 0;
    fc.assert(
      fc.property(ranges, ({ from, width, steps, scale, integer }) => {
        const low = integer ? Math.ceil(from) : from;
        const range = { from: low, to: low + (integer ? Math.ceil(width) : width), steps, scale, integer };
        const { axes } = study(JSON.stringify({ space: { "design.hashing.readoutRange": range } })).space;
        const [axis] = axes;
        if (axis.kind !== "list") throw new Error("expected a list");
        const { count } = axis;
        expect(count).toBe(axis.values.length);
        expect(new Set(axis.values).size).toBe(count);
        if (count < steps) joined++;
      }),
      { seed: 12, numRuns: 400 },
    );
    expect(joined).toBeGreaterThan(20);
  });

  it("map coordinates: equal shares of a list, of whole numbers with their ends, and of a log range", () => {
    const base = { kind: "range", path: "p", unit: null, when: null } as const;
    const whole: RangeAxis = { ...base, from: 1, to: 4, scale: "linear", isInteger: true };
    const log: RangeAxis = { ...base, from: 1, to: 1e4, scale: "log", isInteger: false };
    const counts = new Map<number, number>();
    for (let n = 0; n < 400; n++) {
      const code = codeAt(whole, (n + 0.5) / 400);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect([...counts]).toEqual([1, 2, 3, 4].map((code) => [code, 100]));
    expect([0, 0.25, 0.5, 1 - 2 ** -53].map((u) => codeAt(log, u))).toEqual([1, 10, 100, 1e4]);
    const list = { kind: "list", path: "p", unit: null, when: null, count: 3, values: [5, 6, 7] } as const;
    expect([0, 0.33, 0.34, 1 - 2 ** -53].map((u) => codeAt(list, u))).toEqual([0, 0, 1, 2]);
  });
});

describe("grids", () => {
  it("count and list points of conditional axes once each, as a plain nested loop does", () => {
    const plan = study(`{ space: {
      "design.hashing.readout.family": ["comparator", "adc"],
      "design.hashing.readoutRange": { values: [2, 3], when: 'family == "adc"' },
      "design.hashing.array.rows": [32, 64],
      "design.hashing.dac.bits": { values: [1, 2], when: "readoutRange > 2 && family == \\"adc\\"" },
    } }`);
    const expected: string[] = [];
    for (const family of ["comparator", "adc"])
      for (const range of family === "adc" ? [2, 3] : [null])
        for (const rows of [32, 64])
          for (const bits of range === 3 ? [1, 2] : [null])
            expected.push(
              [
                `family=${family}`,
                range === null ? "" : `readoutRange=${range}`,
                `rows=${rows}`,
                bits === null ? "" : `bits=${bits}`,
              ]
                .filter((text) => text !== "")
                .join(" "),
            );
    expect(rowsOf(plan)).toEqual(expected);
    expect(plan.search.points).toBe(2 + 2 * (1 + 2));
  });

  it("are counted by multiplication, never by listing", () => {
    const paths = [
      ...new Set(PARAMETERS.filter(({ kind }) => kind === "integer").map(({ path }) => path)),
    ].slice(0, 12);
    const values = Array.from({ length: 100 }, (_, n) => n + 1).join(",");
    const started = performance.now();
    const plan = study(`{ space: { ${paths.map((path) => `"${path}": [${values}]`).join(",")} } }`);
    expect(plan.search.points).toBe(1e24);
    expect((gridOf(plan.space) as Grid).codes(123_456).slice(-3)).toEqual([12, 34, 56]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("give a search the same conditions", () => {
    const { space } = study(`{ search: { kind: "random", points: 9 }, space: {
      "design.hashing.array.rows": { from: 16, to: 128 },
      "design.hashing.readoutRange": { from: 1, to: 4, when: "rows >= 64" },
    } }`);
    expect(codesAt(space, [0, 0.5])).toEqual([16, Number.NaN]);
    expect(codesAt(space, [0.9, 0.5])).toEqual([117, 2.5]);
  });
});

describe("derived keys", () => {
  it("follow from axes, in their unit, and fall away with them", () => {
    const { space } = study(`{ space: {
      "design.hashing.array.rows": [64, 128],
      "design.hashing.readTime": { values: ["10 ns"], when: "rows > 64" },
    }, derived: { "design.hashing.array.columns": "2 * rows", "design.logicNode": "readTime * 0.65 + rows * 0" } }`);
    expect(assignmentOf(space, [0, Number.NaN])).toEqual([
      ["design.hashing.array.rows", 64],
      ["design.hashing.array.columns", 128],
    ]);
    expect(assignmentOf(space, [1, 0])).toEqual([
      ["design.hashing.array.rows", 128],
      ["design.hashing.readTime", "10 ns"],
      ["design.hashing.array.columns", 256],
      ["design.logicNode", "6.5e-9 m"],
    ]);
  });
});

describe("constraints", () => {
  it.each([
    ["a <= 2", 1, 0],
    ["a <= 2", 3, 0.5],
    ["a >= 4", 3, 0.25],
    ["a <= 0", 3, 3],
    ["a <= 2 && a >= 4", 3, 0.75],
    ["a <= 2 || a >= 4", 3, 0.25],
    ["a < 2", 2, 1e-12],
    ["a == 2", 3, 0.5],
    ["a <= 2", Number.NaN, Infinity],
    ["a <= 2", Infinity, Infinity],
    ["a >= 2", Infinity, 0],
  ])("%s at %d misses %d", (text, a, expected) => {
    expect(violation(parseWhere(text), () => a)).toBe(expected);
  });
});

describe("faults of a study", () => {
  const AXIS = '"design.hashing.array.rows": [32, 64]';
  it.each([
    ["{ space: [] }", "s.json5:1:10 space: expected config paths"],
    ['{ space: { "design.hashing.array.row": [1] } }', 'did you mean "design.hashing.array.rows"'],
    [
      '{ space: { "design.cores": [1, 2, 1] } }',
      "s.json5:1:35 space.design.cores.2: expected each value once",
    ],
    ['{ space: { "design.cores": 3 } }', "expected a list such as [1, 2, 4], or { from, to"],
    ['{ space: { "design.cores": { from: 1, til: 4 } } }', 'received "til"'],
    [
      '{ space: { "design.cores": { from: 4, to: 1, steps: 2 } } }',
      "expected from below to, received 4 and 1",
    ],
    ['{ space: { "design.cores": { from: 0, to: 8, steps: 3, scale: "log" } } }', "expected a start above 0"],
    ['{ space: { "design.cores": { from: 1, to: 8, steps: 1 } } }', "expected a whole number in [2, 100000]"],
    ['{ space: { "design.cores": { from: 1, to: 8, step: 0.5 } } }', "expected a whole step above 0"],
    [
      '{ space: { "design.cores": { from: 1, to: 8, step: 1, steps: 3 } } }',
      "expected steps or step, received both",
    ],
    ['{ space: { "design.cores": { from: 1, to: 8 } } }', "expected steps or step for a grid"],
    [
      '{ space: { "design.hashing.readTime": { from: 1, to: "2 ns", steps: 2 } } }',
      'expected a quantity with its unit, such as "10 ns", received 1',
    ],
    [
      `{ space: { "design.cores": { values: [1], when: "rows > 2" }, ${AXIS} } }`,
      "expected an axis before this one",
    ],
    [`{ space: { ${AXIS} }, derived: { "design.cores": "2 *" } }`, "received the end (character 4)"],
    [`{ space: { ${AXIS} }, derived: { "design.cores": "rowz" } }`, 'expected an axis, received "rowz"'],
    [
      `{ space: { ${AXIS} }, derived: { "design.hashing.array.rows": "1" } }`,
      "expected a key that is no axis",
    ],
    [`{ space: { ${AXIS} }, constraints: ["enery_J < 1"] }`, 'did you mean "energy_J"'],
    [`{ space: { ${AXIS} }, constraints: ['energy_J == "a"'] }`, "expected comparisons with numbers"],
    [`{ space: { ${AXIS} }, objectives: ["mass:max"] }`, 'received "mass", which the level "estimate" gives'],
    [`{ space: { ${AXIS} }, objectives: ["energy_J:least"] }`, "expected the sense min or max"],
    [
      `{ space: { ${AXIS} }, objectives: ["energy_J:min", { metric: "energy_J", sense: "max" }] }`,
      "expected each metric once",
    ],
    [
      `{ space: { ${AXIS} }, search: { kind: "anneal" } }`,
      "expected one of grid, random, sobol, latin-hypercube, nsga2",
    ],
    [`{ space: { ${AXIS} }, search: { kind: "random" } }`, "search.points: expected a whole number"],
    [`{ space: { ${AXIS} }, search: { kind: "grid", points: 5 } }`, "expected kind for grid"],
    [`{ space: { ${AXIS} }, search: { kind: "nsga2" } }`, "expected objectives that the level price gives"],
    [
      `{ space: { ${AXIS} }, levels: ["simulate", "price"] }`,
      "in the order price, estimate, model, simulate, circuit",
    ],
    [
      `{ space: { ${AXIS} }, levels: [{ level: "simulate", trials: 1 }] }`,
      "levels.0.trials: expected a whole number in [2, 10000]",
    ],
    [`{ space: { ${AXIS} }, levels: ["price", "simulate"] }`, "expected an objective that price gives"],
  ])("%s", (text, message) => {
    expect(() => study(text)).toThrow(message);
    expect(() => study(text)).toThrow(/^s\.json5:1:\d+ /);
  });
});
