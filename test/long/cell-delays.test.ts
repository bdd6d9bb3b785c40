import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { annotate, createSimulation, parseLiberty, readNetlist, type Simulation } from "#cell-library";
import { type CellText, netlistText } from "../../packages/cell-library/test/netlist-text.ts";
import { randomWords } from "../../packages/cell-library/test/random.ts";
import { togglesIn } from "./value-changes.ts";

const isInstalled = spawnSync("iverilog", ["-V"]).status === 0;
if (!isInstalled) console.warn("iverilog is not installed: its tests are skipped");

const folder = mkdtempSync(join(tmpdir(), "crosshash-delays-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Functions in Liberty and in Verilog. */
const FUNCTIONS = [
  ["!A", "~A"],
  ["!(A*B)", "~(A & B)"],
  ["A+B", "A | B"],
  ["A^B", "A ^ B"],
  ["(A*B) + (!A*C)", "A ? B : C"],
  ["A*B + A*C + B*C", "(A & B) | (A & C) | (B & C)"],
] as const;
/** ps; the longest delay is as many ticks, so that each is a whole number of them in both simulators. */
const LONGEST = 2 ** 16 - 1;
const INPUTS = 8;
const CYCLES = 300;

interface Gate {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Place in FUNCTIONS, or a register. */
  readonly kind: number | "register";
  readonly rise: number;
  readonly fall: number;
}

/** Gates of random functions and delays, each fed by what came before it; every tenth is a register, which feeds the first gates as well. */
function randomGates(seed: number, count: number): Gate[] {
  const random = randomWords(seed);
  const below = (bound: number): number => Number(random(32)) % bound;
  const delay = (): number => 1 + below(LONGEST / 40);
  const sources = [
    ...Array.from({ length: INPUTS }, (_, k) => `in${k}`),
    ...Array.from({ length: count / 10 }, (_, k) => `g${10 * k}`),
  ];
  return Array.from({ length: count }, (_, k) => {
    const kind = k % 10 === 0 ? ("register" as const) : below(FUNCTIONS.length);
    const output = `g${k}`;
    const fed =
      kind === "register" ? 1 : /C/.test(FUNCTIONS[kind][0]) ? 3 : /B/.test(FUNCTIONS[kind][0]) ? 2 : 1;
    // A register may store what comes after it.
    const known = kind === "register" ? count + INPUTS : sources.length;
    const inputs = Array.from({ length: fed }, () => {
      const one = below(known);
      return kind === "register"
        ? one < INPUTS
          ? `in${one}`
          : `g${one - INPUTS}`
        : sources[Math.max(0, known - 1 - below(30))];
    });
    if (kind !== "register") sources.push(output);
    return { inputs, output, kind, rise: k === 5 ? LONGEST : delay(), fall: delay() };
  });
}

/** A cell for each gate. */
function libraryOf(gates: readonly Gate[]): string {
  const cells = gates.map(({ inputs, output, kind, rise, fall }) => {
    const isRegister = kind === "register";
    const pins = isRegister ? ["D", "CK"] : inputs.map((_, k) => "ABC"[k]);
    const arcs = (isRegister ? ["CK"] : pins).map(
      (pin) =>
        `timing () { related_pin : "${pin}"; ${isRegister ? "timing_type : rising_edge;" : ""} cell_rise (scalar) { values ("${rise}"); } cell_fall (scalar) { values ("${fall}"); } }`,
    );
    return `cell (C_${output}) { ${isRegister ? 'ff (IQ, IQN) { clocked_on : "CK"; next_state : "D"; }' : ""}
${pins.map((pin) => `pin (${pin}) { direction : input; capacitance : 1; }`).join("\n")}
pin (Y) { direction : output; function : "${isRegister ? "IQ" : FUNCTIONS[kind][0]}"; ${arcs.join(" ")} } }`;
  });
  return `library (random) { time_unit : "1ps"; capacitive_load_unit (1, ff); nom_voltage : 1; ${cells.join("\n")} }`;
}

function netlistOf(gates: readonly Gate[]): string {
  const cells = gates.map(({ inputs, output, kind }): [string, CellText] => {
    const pins =
      kind === "register"
        ? [
            ["D", inputs[0]],
            ["CK", "clk"],
          ]
        : inputs.map((net, k) => ["ABC"[k], net]);
    return [`u_${output}`, [`C_${output}`, { ...Object.fromEntries(pins), Y: output }]];
  });
  const inputs = Object.fromEntries(Array.from({ length: INPUTS }, (_, k) => [`in${k}`, [`in${k}`]]));
  return netlistText(
    { inputs: { clk: ["clk"], ...inputs }, outputs: { last: [gates[gates.length - 1].output] } },
    Object.fromEntries(cells),
  );
}

/** The same in Verilog, with a bench that gives each input word at a rising edge. */
function verilogOf(gates: readonly Gate[], words: readonly bigint[]): string {
  const lines = gates.flatMap(({ inputs, output, kind, rise, fall }) => {
    const declared = `wire ${output};`;
    const delayed = `assign #(${rise}, ${fall}) ${output} =`;
    if (kind === "register")
      return [
        declared,
        `reg s_${output} = 0; always @(posedge clk) s_${output} <= ${inputs[0]}; ${delayed} s_${output};`,
      ];
    const expression = FUNCTIONS[kind][1].replace(/[ABC]/g, (pin) => inputs["ABC".indexOf(pin)]);
    return [declared, `${delayed} ${expression};`];
  });
  const half = gates.length * LONGEST;
  writeFileSync(join(folder, "words.hex"), words.map((word) => word.toString(16)).join("\n"));
  return `\`timescale 1ps/1ps
module bench; reg clk = 0; reg [${INPUTS - 1}:0] in = 0; reg [${INPUTS - 1}:0] all [0:${words.length - 1}]; integer k = 0;
${Array.from({ length: INPUTS }, (_, k) => `wire in${k} = in[${k}];`).join("\n")}
${lines.sort((a, b) => Number(b.startsWith("wire")) - Number(a.startsWith("wire"))).join("\n")}
always @(posedge clk) begin in <= all[k]; k = k + 1; end
initial begin $readmemh("words.hex", all); $dumpfile("random.vcd"); $dumpvars(1, bench);
repeat (${words.length}) begin #${half} clk = 1; #${half} clk = 0; end $finish; end endmodule`;
}

describe.skipIf(!isInstalled)("gates of random delays", () => {
  it.each([1, 2, 3, 4, 5])("change as often as in Icarus Verilog, net by net (seed %d)", (seed) => {
    const gates = randomGates(seed, 200);
    const random = randomWords(100 + seed);
    const words = Array.from({ length: CYCLES }, () => random(INPUTS));
    const netlist = readNetlist(netlistOf(gates), parseLiberty(libraryOf(gates), "random.lib"), "U");
    const annotated = annotate(netlist, { inputSlew: 0 });
    const inputsOf = (word: bigint) =>
      Object.fromEntries(Array.from({ length: INPUTS }, (_, k) => [`in${k}`, (word >> BigInt(k)) & 1n]));
    const step = (one: Simulation): void => {
      for (const word of words) one.step(inputsOf(word));
    };
    const simulation = createSimulation(annotated, { delays: "cells" });
    step(simulation);
    writeFileSync(join(folder, "random.v"), verilogOf(gates, words));
    const run = (program: string, ...args: string[]) =>
      execFileSync(program, args, { cwd: folder, stdio: "ignore" });
    run("iverilog", "-g2005", "-o", "random.vvp", "random.v");
    run("vvp", "-n", "random.vvp");
    const theirs = togglesIn(readFileSync(join(folder, "random.vcd"), "utf8"), gates.length * LONGEST);
    const { toggles } = simulation.activity();
    const ours = new Map(gates.map(({ output }) => [output, toggles[netlist.netNames.indexOf(output)]]));
    expect(new Map([...ours.keys()].map((net) => [net, theirs.get(net) ?? 0]))).toEqual(ours);
    // Glitches are among them: with zero delay there is less.
    const quiet = createSimulation(annotated, { delays: "zero" });
    step(quiet);
    expect(simulation.activity().events).toBeGreaterThan(1.05 * quiet.activity().events);
  });
});
