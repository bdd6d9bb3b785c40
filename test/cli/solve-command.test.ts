import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { loadSolverKernel } from "#crossbar-solver";
import { solveCommand } from "../../src/commands/solve/run/solve.ts";
import { parseCircuitFile } from "../../src/design/circuit-file.ts";

const kernel = loadSolverKernel();

interface FileTerminal {
  v_V: number;
  r_ohm: number;
}

const circuitFile = () => ({
  format: "crosshash-circuit/1",
  rows: 2,
  cols: 3,
  wire: { word_segment_ohm: 1, bit_segment_ohm: 2 },
  device: { model: "linear" } as { model: string; a_per_V?: number },
  terminals: {
    left: [{ v_V: 0.2, r_ohm: 1 }, null] as (FileTerminal | null)[] | null,
    right: null as (FileTerminal | null)[] | null,
    top: null as (FileTerminal | null)[] | null,
    bottom: [0, 1, 2].map(() => ({ v_V: 0, r_ohm: 1 })) as (FileTerminal | null)[] | null,
  },
  conductance_S: [
    [1e-4, 2e-4, 3e-4],
    [0, 0, 0],
  ],
});

const run = (text: string): string =>
  [...solveCommand(parseCircuitFile(text, "c.json"), { file: "c.json", kernel })].join("");

describe("solve", () => {
  test("answers in the fields of the contract", () => {
    const answer = JSON.parse(run(JSON.stringify(circuitFile())));
    expect(Object.keys(answer)).toEqual([
      "terminal_current_out_A",
      "word_node_V",
      "bit_node_V",
      "device_current_A",
      "total_power_W",
      "iterations",
      "residual",
      "floating",
    ]);
    const { left, right, top, bottom } = answer.terminal_current_out_A;
    expect([right, top, left[1]]).toEqual([null, null, null]);
    expect(bottom[0] + bottom[1] + bottom[2]).toBeCloseTo(-left[0], 15);
    expect(answer.word_node_V[1]).toEqual([null, null, null]);
    expect(answer.device_current_A[1]).toEqual([0, 0, 0]);
    expect(answer.floating).toEqual([{ line: "word", index: 1 }]);
    expect(answer.total_power_W).toBeCloseTo(-0.2 * left[0], 15);
    expect(answer.word_node_V[0][0]).toBeCloseTo(0.2 + left[0], 12);
  });

  test("writes a netlist instead", () => {
    const [deck] = solveCommand(parseCircuitFile(JSON.stringify(circuitFile()), "c.json"), {
      file: "c.json",
      spice: true,
    });
    expect(deck).toContain("rcell_0_0 w_0_0 b_0_0 10000");
    expect(deck).toContain("v_left_0 s_left_0 0 dc 0.2");
    expect(deck).not.toContain("w_1_0");
    expect(deck.trimEnd().endsWith(".end")).toBe(true);
  });
});

const broken = (change: (file: ReturnType<typeof circuitFile>) => void): string => {
  const file = circuitFile();
  change(file);
  return JSON.stringify(file);
};
const text = JSON.stringify(circuitFile());

const BAD: [string, string, RegExp][] = [
  ["NaN", text.replace("0.0002", "NaN"), /^c\.json:1:\d+ \(text\): expected a value, received NaN$/],
  ["1e999", text.replace("0.0002", "1e999"), /conductance_S\.0\.1: .*received Infinity$/],
  ["null", text.replace("0.0002", "null"), /conductance_S\.0\.1: expected a number, received null$/],
  ["a string", text.replace("0.0002", '"0.0002"'), /conductance_S\.0\.1: expected a number/],
  ["negative", text.replace("0.0002", "-0.0002"), /conductance_S\.0\.1: .*received -0.0002$/],
  [
    "ragged",
    broken((f) => f.conductance_S[1].pop()),
    /conductance_S\.1: expected 3 conductances, received 2$/,
  ],
  ["too few rows", broken((f) => f.conductance_S.pop()), /conductance_S: expected 2 rows, received 1$/],
  [
    "all floating",
    broken((f) => {
      f.terminals.left = null;
      f.terminals.bottom = [null, null, null];
    }),
    /terminals: .*all-floating/,
  ],
  [
    "two pins on one node",
    broken((f) => {
      f.wire.word_segment_ohm = 0;
      f.terminals.left = [{ v_V: 1, r_ohm: 0 }, null];
      f.terminals.right = [{ v_V: 2, r_ohm: 0 }, null];
    }),
    /terminals\.right\.0: expected the 1 V .* received 2 V$/,
  ],
  ["negative series resistance", text.replace('"r_ohm":1', '"r_ohm":-1'), /terminals\.left\.0\.r_ohm: .*-1$/],
  [
    "negative segment",
    text.replace('"bit_segment_ohm":2', '"bit_segment_ohm":-2'),
    /wire\.bit_segment_ohm: .*-2$/,
  ],
  [
    "1e5 × 1e5",
    text.replace('"rows":2,"cols":3', '"rows":100000,"cols":100000'),
    /rows: expected at most .* cells/,
  ],
  ["1e308 rows", text.replace('"rows":2', '"rows":1e308'), /rows: expected at most/],
  [
    "fractional rows",
    text.replace('"rows":2', '"rows":2.5'),
    /rows: expected a positive integer, received 2.5$/,
  ],
  ["unknown key", text.replace('"cols"', '"colums"'), /unknown key colums; did you mean "cols"\?/],
  ["__proto__", text.replace('"format"', '"__proto__":1,"format"'), /__proto__/],
  ["key twice", text.replace('"cols":3', '"cols":3,"cols":3'), /expected each key once, received "cols"$/],
  ["another format", text.replace("circuit/1", "circuit/2"), /format: expected "crosshash-circuit\/1"/],
  ["another device", text.replace("linear", "cubic"), /device\.model: expected "linear" or "sinh"/],
  [
    "sinh without a",
    text.replace('"linear"', '"sinh"'),
    /device\.a_per_V: expected a number, received nothing$/,
  ],
  ["missing side", text.replace(',"top":null', ""), /terminals\.top: .*received nothing$/],
  [
    "short side",
    broken((f) => f.terminals.bottom!.pop()),
    /terminals\.bottom: expected 3 terminals, received 2$/,
  ],
  ["no object", "[1, 2]", /\(root\): expected an object/],
  ["empty", "", /expected a value, received the end of the text$/],
  ["cut off", text.slice(0, -2), /received the end of the text$/],
  ["trailing text", `${text} x`, /expected a comma or the end, received x$/],
  ["nested 1e6 deep", "[".repeat(1e6), /at most 8 levels of nesting/],
  ["a string of 20 MB", `{"format":"${"x".repeat(2e7)}"}`, /^c\.json:1:11 .*expected "crosshash-circuit/],
  ["a number of 5 MB", `{"rows":${"1".repeat(5e6)}}`, /^c\.json:1:\d+ /],
  ["single quotes", text.replace('"rows"', "'rows'"), /expected a key/],
];

describe("bad files are one named error, fast", () => {
  test.each(BAD)("%s", (_, input, message) => {
    const start = performance.now();
    let caught: unknown;
    try {
      run(input);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ConfigError);
    expect((caught as ConfigError).message.split("\n")[0]).toMatch(message);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test("the place is the value's own, on any line", () => {
    const pretty = JSON.stringify(circuitFile(), null, 1).replace("0.0002", "-7");
    const line = pretty.slice(0, pretty.indexOf("-7")).split("\n").length;
    expect(() => run(pretty)).toThrow(`c.json:${line}:4 conductance_S.0.1:`);
  });

  test.each([0, 1, Number.NaN])("tolerance %d", (tolerance) => {
    expect(() => solveCommand(parseCircuitFile(text, "c.json"), { file: "c.json", tolerance })).toThrow(
      ConfigError,
    );
  });
});
