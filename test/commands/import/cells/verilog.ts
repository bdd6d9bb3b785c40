// Runs a unit's Verilog in Icarus on its own vectors: what it gives beside what the components' models give.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "#base";
import type {
  HardwareUnit,
  PortValues,
  Purpose,
  Sizes,
  Vector,
} from "../../../../src/commands/import/run/cells/units/hardware-unit.ts";

export const RTL = join(import.meta.dirname, "../../../../rtl");

export const hasIcarus = spawnSync("iverilog", ["-V"]).error === undefined;
export const hasYosys = spawnSync("yosys", ["-V"]).error === undefined;

export const labelOf = (unit: HardwareUnit, sizes: Sizes): string =>
  [unit.name, ...Object.entries(sizes).map(([name, size]) => `${name}=${size}`)].join(" ");

export function vectorsOf(
  unit: HardwareUnit,
  sizes: Sizes,
  count: number,
  purpose: Purpose,
  seed = 1,
): Vector[] {
  const vectors = unit.vectors(sizes, createRng(seed).fork(unit.name), purpose);
  return Array.from({ length: count }, () => vectors.next().value);
}

/** Most bits of each port's values, by name. */
function widthsOf(all: readonly PortValues[]): Map<string, number> {
  const widths = new Map<string, number>();
  for (const values of all)
    for (const [name, value] of Object.entries(values))
      widths.set(name, Math.max(widths.get(name) ?? 1, value.toString(2).length));
  return widths;
}

/** The values side by side as one hexadecimal word, the last port lowest. */
function line(values: PortValues | null, widths: ReadonlyMap<string, number>): string {
  const bits = [...widths].map(([name, width]) => (values?.[name] ?? 0n).toString(2).padStart(width, "0"));
  return BigInt(`0b${bits.join("")}`).toString(16);
}

/** A test bench: inputs and expectations from files, one cycle each, and the number of outputs that differ. */
function benchOf(unit: HardwareUnit, sizes: Sizes, vectors: readonly Vector[]) {
  const inputs = widthsOf(vectors.map((one) => one.inputs));
  const outputs = widthsOf(vectors.flatMap((one) => (one.outputs === null ? [] : [one.outputs])));
  const sum = (widths: ReadonlyMap<string, number>) =>
    [...widths.values()].reduce((all, one) => all + one, 0);
  const latency = unit.latency(sizes);
  const isClocked = latency > 0;
  const overrides = Object.entries(sizes).map(([name, size]) => `.${name}(${size})`);
  const names = (widths: ReadonlyMap<string, number>, of: (name: string) => string) =>
    [...widths.keys()].map(of).join(", ");
  const text = `
\`timescale 1ns/1ps
module bench;
  reg clk = 0;
  ${[...inputs].map(([name, width]) => `reg [${width - 1}:0] ${name};`).join("\n  ")}
  ${[...outputs].map(([name, width]) => `reg [${width - 1}:0] want_${name};`).join("\n  ")}
  reg [${sum(inputs) - 1}:0] given [0:${vectors.length - 1}];
  reg [${sum(outputs) - 1}:0] wanted [0:${vectors.length - 1}];
  reg is_defined [0:${vectors.length - 1}];
  integer t, checked, wrong;
  ${unit.name} ${overrides.length === 0 ? "" : `#(${overrides.join(", ")})`} dut (
    ${[...(isClocked ? [".clk(clk)"] : []), names(inputs, (name) => `.${name}(${name})`)].join(", ")});
  initial begin
    $readmemh("given.hex", given);
    $readmemh("wanted.hex", wanted);
    $readmemb("defined.bin", is_defined);
    checked = 0;
    wrong = 0;
    for (t = 0; t < ${vectors.length}; t = t + 1) begin
      {${names(inputs, (name) => name)}} = given[t];
      #5;
      if (t >= ${latency} && is_defined[t - ${latency}]) begin
        {${names(outputs, (name) => `want_${name}`)}} = wanted[t - ${latency}];
        ${[...outputs.keys()].map((name) => `checked = checked + 1; if (!(dut.${name} === want_${name})) wrong = wrong + 1;`).join("\n        ")}
      end
      clk = 1;
      #5;
      clk = 0;
    end
    $display("%0d %0d", checked, wrong);
  end
endmodule`;
  return {
    "bench.v": text,
    "given.hex": vectors.map((one) => line(one.inputs, inputs)).join("\n"),
    "wanted.hex": vectors.map((one) => line(one.outputs, outputs)).join("\n"),
    "defined.bin": vectors.map((one) => (one.outputs === null ? "0" : "1")).join("\n"),
  };
}

/** Outputs that were compared, and those that differ. `change` is made to the text of the unit's own file. */
export function runInIcarus(
  unit: HardwareUnit,
  sizes: Sizes,
  vectors: readonly Vector[],
  change: (text: string) => string = (text) => text,
): { readonly checked: number; readonly wrong: number } {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-rtl-"));
  try {
    const files = { ...benchOf(unit, sizes, vectors), ...(unit.files?.(sizes) ?? {}) };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), `${content}\n`);
    const own = `${unit.name}.v`;
    for (const part of unit.parts) cpSync(join(RTL, `${part}.v`), join(folder, `${part}.v`));
    writeFileSync(join(folder, own), change(readFileSync(join(RTL, own), "utf8")));
    const sources = [own, ...unit.parts.map((part) => `${part}.v`)];
    execFileSync("iverilog", ["-g2005", "-s", "bench", "-o", "bench.vvp", "bench.v", ...sources], {
      cwd: folder,
    });
    const said = execFileSync("vvp", ["bench.vvp"], { cwd: folder, encoding: "utf8" });
    const [checked, wrong] = said.trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
    return { checked, wrong };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
