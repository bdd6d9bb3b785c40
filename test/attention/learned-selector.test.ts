import { expect, it } from "vitest";
import { createRng, type Dense } from "#base";
import { SELECTORS, selectorNamed } from "../../src/attention/selectors/index.ts";
import type { SelectorTools } from "../../src/attention/selectors/selector.ts";
import { checkSubjects, subjectsOf } from "../../src/commands/lm/run/choice.ts";
import { checkedSelection } from "../../src/language-model/engine/check-selection.ts";

const WIDTH = 8;
const selector = selectorNamed("learned");
const parse = (params: object) => selector.params.parse(params) as Readonly<Record<string, unknown>>;
const SHAPE = { width: WIDTH, length: 64, columns: 128 };

const normals = (name: string, count: number): Float32Array => {
  const rng = createRng(name);
  return Float32Array.from({ length: count }, () => rng.normal());
};
const unasked = (): never => {
  throw new Error("not asked");
};

/** Tools of two query heads that share keys; rows that are written to arrays are noted. */
function toolsOf(samples: number, written: Dense[] = []): SelectorTools {
  const keys = normals("keys", samples * WIDTH);
  return {
    ...{
      queryHeads: 2,
      keyValueHeads: 1,
      width: WIDTH,
      length: 64,
      budget: "fixed",
      draws: createRng("draws"),
    },
    ...{ codeOf: unasked, hasherOf: unasked, valuesOf: unasked },
    writtenHasherOf(rows, code) {
      expect(code.rounds * code.columns).toBe(rows.rows);
      written.push(rows);
      return (vectors) => new Int32Array(code.rounds * vectors.rows);
    },
    keyMean: () => new Float64Array(WIDTH),
    keySamples: () => ({ rows: samples, width: WIDTH, data: keys, position: (s) => s }),
    querySamples: ({ head }) => ({
      rows: samples,
      width: WIDTH,
      data: normals(`queries ${head}`, samples * WIDTH),
      position: (s) => s,
    }),
    unrotated: ({ data }) => data,
  };
}

/** Words of 20 keys. */
function encoded(params: object, tools: SelectorTools): number[] {
  const parsed = parse({ bits: 16, steps: 12, ...params });
  const data = normals("asked", 20 * WIDTH);
  const codes = new Int32Array(20 * selector.keyWords(parsed, WIDTH));
  selector.prepare(parsed, tools).encodeKeys(
    {
      layer: 0,
      keyValueHead: 0,
      head: 0,
      first: 0,
      rows: 20,
      width: WIDTH,
      data,
      values: data,
      keys: data,
    },
    codes,
  );
  return [...codes];
}

it("writes its rows into arrays, each over the whole range of a pair, and the same ones every time", () => {
  const written: Dense[] = [];
  const tools = toolsOf(64, written);
  encoded({}, tools);
  encoded({}, tools);
  expect(new Set(written).size).toBe(1);
  const [rows] = written;
  expect([rows.rows, rows.columns]).toEqual([16, WIDTH]);
  for (let b = 0; b < 16; b++)
    expect(Math.max(...rows.data.subarray(b * WIDTH, (b + 1) * WIDTH).map(Math.abs))).toBe(1);
});

it("depends on steps, seed and teacher, and on nothing but the text and them", () => {
  const software = (params: object) => encoded({ hash: "software", ...params }, toolsOf(64));
  const own = software({});
  expect(software({})).toEqual(own);
  for (const other of [{ steps: 0 }, { seed: 1 }, { teacher: "shuffled" }, { noise: 0.5 }])
    expect(software(other), JSON.stringify(other)).not.toEqual(own);
});

it("refuses texts, steps, bits and engines that it cannot use", () => {
  expect(() => encoded({ hash: "software" }, toolsOf(27))).toThrow(
    /selector.name: expected a calibration text of at least 28 tokens, which learned is trained on, received 27 samples/,
  );
  expect(encoded({ hash: "software" }, toolsOf(28))).toHaveLength(40);
  const misfits = (params: object) => selector.misfits(parse(params), SHAPE).map(({ message }) => message);
  expect(misfits({ bits: 1024, steps: 257 })).toEqual([
    expect.stringMatching(/at most as many signs of a key as an array has columns, 128/),
    "expected at most 256 steps of 1024 bits, received 257",
  ]);
  expect(misfits({ bits: 1024, steps: 256, hash: "software" })).toEqual([]);
  expect(() => parse({ bits: 12 })).toThrow();
  const select = {
    ...{ selector: { name: "learned", params: {} }, budget: { kind: "fixed" as const, keys: 8 } },
    ...{ sink: 1, window: 4, denseLayers: 0, seed: 1, array: 0 },
  };
  expect(() => checkedSelection(select, false, SHAPE, SELECTORS)).toThrow(
    /expected a calibrated engine for learned, received one without a calibration text/,
  );
  const check = (calibrationTokens?: number, length = 64) =>
    checkSubjects(
      subjectsOf(["learned:bits=64"], []),
      { ...SHAPE, length },
      {
        model: "m",
        calibrationTokens,
      },
    );
  expect(() => check(20)).toThrow(
    "languageModel.selection.calibrationTokens learned:bits=64: expected at least 28 tokens of a calibration text, which learned is trained on, received 20",
  );
  expect(() => check(undefined, 16)).toThrow(/^--length learned:bits=64: expected at least 28 tokens/);
  expect(() => check(28)).not.toThrow();
});
