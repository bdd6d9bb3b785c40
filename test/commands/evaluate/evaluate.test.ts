import { describe, expect, it } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { type InputLine, inputLines } from "#local-io";
import { createDocumentEvaluator, createEvaluator } from "../../../src/commands/evaluate/run/evaluator.ts";
import {
  failedLine,
  type LineResult,
  MOST_LINE_BYTES,
  resultOfLine,
} from "../../../src/commands/evaluate/run/lines.ts";
import { wantedMetrics } from "../../../src/commands/evaluate/run/wanted-metrics.ts";
import { measure } from "../../../src/commands/shared/activations.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { type ConfigInput, parseConfig } from "../../../src/design/config.ts";
import { price } from "../../../src/evaluate.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { solveOperatingPoint } from "../../../src/simulation/operating-point.ts";
import { createPointMetrics, createPriceMemory } from "../../../src/study/point-metrics.ts";

const BASE = { workload: { length: 128 }, fidelity: { length: 64, arrays: 2, queries: 16 } };

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(text: string, size: number, most = 1000): Promise<InputLine[]> {
  const found: InputLine[] = [];
  for await (const lines of inputLines(chunks(text, size), most)) found.push(...lines);
  return found;
}

const shown = (lines: readonly InputLine[]) =>
  lines.map(({ number, bytes, length }) => [
    number,
    bytes === null ? null : Buffer.from(bytes).toString("utf8"),
    length,
  ]);

describe("lines of an input", () => {
  it("are the same however they are cut: marks, returns, blank lines, a last one without an end", async () => {
    const text = '\ufeff{"a":1}\r\n\n  \t\r\n{"µ":2}\n[3]';
    for (const size of [1, 2, 3, 7, 1000])
      expect(shown(await linesOf(text, size))).toEqual([
        [1, '{"a":1}', 11],
        [4, '{"µ":2}', 8],
        [5, "[3]", 3],
      ]);
  });

  it("keep the length alone of one that is too long", async () => {
    const text = `${"x".repeat(1001)}\n${"y".repeat(1000)}\n${"z".repeat(5000)}`;
    for (const size of [1, 64, 1 << 16])
      expect((await linesOf(text, size)).map(({ bytes, length }) => [bytes?.length ?? null, length])).toEqual(
        [
          [null, 1001],
          [1000, 1000],
          [null, 5000],
        ],
      );
  });
});

describe("an evaluator", () => {
  const evaluator = createEvaluator({ base: BASE });

  it("gives the price that mapping and cost give without anything remembered", async () => {
    for (const rounds of [2, 4]) {
      const config = { ...BASE, workload: { ...BASE.workload, attention: { rounds } } };
      const document = parseDocument(JSON.stringify(config), "test");
      const parsed = parseConfig(document, shippedCatalogue);
      const { activations, config: measured } = await measure(document, parsed, {});
      const point = solveOperatingPoint(measured.design, measured.workload, activations);
      const { cost } = price(measured.design, measured.workload, point);
      const result = await evaluator.evaluate(config);
      if (result.status !== "ok") throw new Error(result.reason);
      expect(result.metrics.energy_J).toBeCloseTo(cost.energy, 12);
      expect(result.metrics.energy_J / cost.energy).toBeCloseTo(1, 6);
      expect(result.metrics.latency_s).toBe(cost.timing.latency);
      expect(await evaluator.change({ "workload.attention.rounds": rounds })).toEqual(result);
    }
  });

  it("answers each config as if it were the only one, on every level", async () => {
    const other = { "workload.attention.rounds": 3, seed: 7 };
    const before = await evaluator.change(other, "simulate");
    await evaluator.change({ "fidelity.length": 32 }, "simulate");
    expect(await createEvaluator({ base: BASE }).change(other, "simulate")).toEqual(before);
    const estimate = await evaluator.change(other, "estimate");
    if (estimate.status !== "ok" || before.status !== "ok") throw new Error("expected metrics");
    expect(Object.keys(before.metrics)).toContain("output_error");
    expect(Object.keys(estimate.metrics)).not.toContain("output_error");
    expect(estimate.metrics.energy_J).toBe(before.metrics.energy_J);
  });

  it("gives the metrics that are wanted, with the digits of all of them, and prices no other design for the rest", async () => {
    const set = { "design.cores": 3, "workload.attention.rounds": 2 };
    const all = await evaluator.change(set, "simulate");
    if (all.status !== "ok") throw new Error(all.reason);
    const keys = ["output_error", "area_m2", "energy_vs_exact", "area_m2"];
    const some = await createEvaluator({ base: BASE, metrics: keys }).change(set, "simulate");
    const { output_error, area_m2, energy_vs_exact, energy_J } = all.metrics;
    expect(some).toEqual({ status: "ok", metrics: { output_error, area_m2, energy_vs_exact } });
    expect(Object.keys(some.status === "ok" ? some.metrics : {})).toEqual(keys.slice(0, 3));
    // A metric that no level has as a column.
    const other = await createEvaluator({ base: BASE, metrics: ["latency_vs_exact"] }).change(set);
    expect(other).toEqual({ status: "ok", metrics: { latency_vs_exact: expect.closeTo(1.3, 0) } });
    expect(await createEvaluator({ base: BASE, metrics: ["energy_J"] }).change(set)).toEqual({
      status: "ok",
      metrics: { energy_J },
    });
  });

  it.each([
    [["energy_J", "area_m2"], ["lsh-memristor"]],
    [["energy_vs_lsh_digital"], ["lsh-memristor", "lsh-digital"]],
    [undefined, ["lsh-memristor", "exact-digital", "lsh-digital"]],
  ])("for %s prices %s", async (keys, priced) => {
    const kernels = loadKernels();
    const memory = createPriceMemory(kernels);
    const asked: string[] = [];
    const totalsOf: typeof memory.totalsOf = (contender) => {
      asked.push(contender.id);
      return memory.totalsOf(contender);
    };
    const document = parseDocument(JSON.stringify(BASE), "test");
    const { activations, config } = await measure(document, parseConfig(document, shippedCatalogue), {});
    const { metrics } = wantedMetrics(keys)("price");
    createPointMetrics(activations, kernels, { ...memory, totalsOf })({
      ...{ config, document, metrics },
      ...{ level: "price", seed: 1 },
    });
    expect([...new Set(asked)]).toEqual(priced);
  });

  it("refuses metrics that there are none of, and those that a level does not have", async () => {
    const expected =
      "--metrics (root): expected keys of metrics, such as energy_J,latency_s (docs/reference/metrics.md has all)";
    expect(() => createEvaluator({ metrics: ["enrgy_J"] })).toThrow(
      `${expected}, received "enrgy_J"; did you mean "energy_J"?`,
    );
    expect(() => createEvaluator({ metrics: [] })).toThrow(`${expected}, received none`);
    const quality = createEvaluator({ base: BASE, metrics: ["output_error"] });
    await expect(quality.change({}, "estimate")).rejects.toThrow(
      '--metrics (root): expected metrics that the level "estimate" has, received output_error (level simulate)',
    );
  });

  it("throws what is wrong with a config, at its place", async () => {
    const wrong = { workload: { length: -1 } } satisfies ConfigInput;
    await expect(evaluator.evaluate(wrong)).rejects.toThrow(
      "config:1:23 workload.length: expected an integer in [1, 16777216], received -1",
    );
    await expect(evaluator.change({ "workload.__proto__.x": 1 })).rejects.toThrow(ConfigError);
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    await expect(evaluator.evaluate(endless as ConfigInput)).rejects.toThrow("expected plain data");
    // @ts-expect-error A length is a number: what a program writes is checked by its compiler, too.
    await expect(evaluator.evaluate({ workload: { length: "x" } })).rejects.toThrow(ConfigError);
  });
});

describe("a result line", () => {
  const setting = {
    evaluate: createDocumentEvaluator({}),
    base: parseDocument(JSON.stringify(BASE), "base.json5"),
    level: "price",
    name: "in",
  } as const;
  const resultOf = async (text: string, number = 3): Promise<LineResult> => {
    const bytes = Buffer.from(text, "utf8");
    return resultOfLine({ number, bytes, length: bytes.length }, 2, setting);
  };

  it.each([
    ["nonsense", "in:3:1 (text): expected a value, received nonsense"],
    [
      "design.memory.model=hbm3",
      'in:3:1 (line): expected JSON, received design.memory.model=… (write {"set": {"design.memory.model": "hbm3"}})',
    ],
    ["[1]", "in:3:1 (root): expected a config or { set, base, level, id }, received an array"],
    [
      '{"workload": {"lenth": 5}}',
      'in:3:24 workload.lenth: expected a known key, received "lenth"; did you mean "length"?',
    ],
    [
      '{"set": {"workload.length": 0}}',
      "in:3:29 workload.length: expected an integer in [1, 16777216], received 0",
    ],
    [
      '{"set": {"a..b": 1}}',
      'in:3:18 a..b: expected a config path such as "workload.length", received another key',
    ],
    ['{"set": {}, "sets": 1}', 'in:3:21 sets: expected set, base, level or id, received "sets"'],
    [
      '{"set": {}, "id": [1]}',
      "in:3:19 id: expected a whole number or a text of at most 100 characters, received an array",
    ],
    [
      `{"id": "${"x".repeat(101)}"}`,
      /^in:3:8 id: expected a whole number or a text of at most 100 characters, received "x+/,
    ],
    ['{"id": 1.5}', "in:3:8 id: expected a whole number or a text of at most 100 characters, received 1.5"],
    ['{"set": 1}', "in:3:9 set: expected config paths with values, received 1"],
    ['{"base": "/etc/passwd"}', 'in:3:10 base: expected a config, received "/etc/passwd"'],
    [
      '{"set": {}, "level": "circuit"}',
      'in:3:22 level: expected one of price, estimate, model, simulate, received "circuit"',
    ],
    ['{"set": {"seed": 1, "seed": 2}}', 'in:3:21 (text): expected each key once, received "seed"'],
    [`{"a": ${"[".repeat(80)}`, "in:3:70 (text): expected at most 64 levels of nesting, received ["],
  ])("of %s says what is wrong", async (text, message) => {
    const result = await resultOf(text);
    expect(result).toMatchObject({ index: 2, status: "error" });
    expect("error" in result ? result.error.message : "").toMatch(message);
  });

  it("of bytes that are no text, and of a line that was too long, says so", async () => {
    const bytes = Uint8Array.from([0x7b, 0xff, 0x7d]);
    expect(await resultOfLine({ number: 1, bytes, length: 3 }, 0, setting)).toMatchObject({
      error: { message: "in:1:1 (line): expected UTF-8 text, received other bytes" },
    });
    expect(await resultOfLine({ number: 1, bytes: null, length: 1e8 }, 0, setting)).toMatchObject({
      error: { message: `in:1:1 (line): expected at most ${MOST_LINE_BYTES} bytes, received 100000000` },
    });
  });

  it("is the same for a config, its changes over the base and its changes over a base of its own", async () => {
    const whole = await resultOf(JSON.stringify({ ...BASE, seed: 5 }));
    expect(whole).toMatchObject({ index: 2, status: "ok" });
    expect(await resultOf('{"set": {"seed": 5}}')).toEqual(whole);
    expect(await resultOf(JSON.stringify({ base: BASE, set: { seed: 5 } }))).toEqual(whole);
    expect(await resultOf('{"set": {"seed": 5}, "level": "estimate"}')).toHaveProperty("metrics.recall");
  });

  it("has the id of its line, whatever becomes of it", async () => {
    const index = 2;
    expect(await resultOf('{"id": 7, "set": {}}')).toMatchObject({ index, id: 7, status: "ok" });
    expect(await resultOf(`{"id": "a", "base": ${JSON.stringify(BASE)}}`)).toMatchObject({
      id: "a",
      status: "ok",
    });
    expect(await resultOf('{"id": 7, "set": {"x": 1}}')).toMatchObject({ index, id: 7, status: "error" });
    const bytes = Buffer.from('{"id": 7, "set": {}}');
    const line = { number: 1, bytes, length: bytes.length };
    const reason = "no result after 1 s";
    expect(failedLine(line, index, reason)).toEqual({ index, id: 7, status: "failed", reason });
    expect(failedLine({ ...line, bytes: null }, index, reason)).toEqual({ index, status: "failed", reason });
  });

  it("of a design that cannot be built says why", async () => {
    expect(await resultOf('{"set": {"design.hashing.array.rows": 8}}')).toMatchObject({
      status: "infeasible",
    });
  });
});
