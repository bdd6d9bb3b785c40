import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cellTable, type UnitFigures } from "#technology";
import { HARDWARE_UNITS } from "../../src/commands/import/run/cells/units/index.ts";

const FOLDER = join(import.meta.dirname, "../../cell-tables");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

it("tables of two libraries ship, at 7 and 130 nm", () => {
  const nodes = names.map(
    (name) => cellTable.parse(JSON.parse(readFileSync(join(FOLDER, name), "utf8"))).node_m,
  );
  expect(nodes.sort()).toEqual([130e-9, 7e-9]);
});

describe.each(names)("%s", (name) => {
  const { units, ...from } = cellTable.parse(JSON.parse(readFileSync(join(FOLDER, name), "utf8")));
  const figures = (unit: string, ...sizes: number[]): UnitFigures => {
    const found = units.find(
      (one) => one.unit === unit && sizes.every((size, n) => Object.values(one.sizes)[n] === size),
    );
    if (found === undefined) throw new Error(`${unit} ${sizes.join(" ")} is in no row`);
    return found;
  };
  const ratio = (of: (one: UnitFigures) => number, unit: string, large: number, small: number): number =>
    of(figures(unit, large)) / of(figures(unit, small));
  const area = (one: UnitFigures): number => one.area_m2;
  const energy = (one: UnitFigures): number => one.glitch_free_energy_J;

  it("has every unit in every size, and is small", () => {
    const listed = HARDWARE_UNITS.flatMap((unit) => unit.sizes.map((sizes) => ({ unit: unit.name, sizes })));
    expect(units.map(({ unit, sizes }) => ({ unit, sizes }))).toEqual(listed);
    expect(statSync(join(FOLDER, name)).size).toBeLessThan(30_000);
    expect(from.libraries.map(({ sha256 }) => sha256.length)).toEqual(from.libraries.map(() => 64));
  });

  it("grows with the words: adders by bits, trees by leaves, tables by entries", () => {
    for (const of of [area, energy]) {
      for (const bits of [16, 32]) {
        expect(ratio(of, "adder", bits, 8)).toBeGreaterThan((0.85 * bits) / 8);
        expect(ratio(of, "adder", bits, 8)).toBeLessThan((1.3 * bits) / 8);
      }
      // n − ⌊log₂ n⌋ − 1 full adders: 120 over 57.
      expect(ratio(of, "popcount", 128, 64)).toBeGreaterThan(1.85);
      expect(ratio(of, "popcount", 128, 64)).toBeLessThan(2.3);
      expect(ratio(of, "dot_product", 16, 4)).toBeGreaterThan(3);
      expect(ratio(of, "dot_product", 16, 4)).toBeLessThan(4.5);
      // n log₂ n sums, of 9 to 14 over 9 to 12 bits: 6.6.
      expect(ratio(of, "hadamard", 64, 16)).toBeGreaterThan(5.5);
      expect(ratio(of, "hadamard", 64, 16)).toBeLessThan(7.5);
    }
    for (const [unit, large, small] of [
      ["counting_sorter", 256, 64],
      ["counting_top_k", 129, 33],
    ] as const) {
      expect(ratio(area, unit, large, small)).toBeGreaterThan((0.85 * large) / small);
      expect(ratio(area, unit, large, small)).toBeLessThan((1.25 * large) / small);
    }
    for (const [unit, large, small] of [
      ["adder", 32, 8],
      ["popcount", 128, 64],
      ["comparator", 32, 8],
    ] as const)
      expect(ratio((one) => one.critical_path_s, unit, large, small)).toBeGreaterThan(1);
  });

  it("has a register for each bit that its Verilog stores", () => {
    expect(figures("register_word", 32, 0).registers).toBe(32);
    expect(figures("register_word", 32, 1).registers).toBe(32);
    expect(figures("code_score", 128).registers).toBe(8);
    expect(figures("cam_row", 64).registers).toBe(65);
    expect(figures("counting_sorter", 256, 32).registers).toBe(256 * 32 + 64);
    expect(figures("sequencer").registers).toBe(6 * 16 + 8 * 24 + 1);
    expect(figures("compare_exchange", 32).registers).toBe(64);
    for (const unit of ["full_adder", "adder", "multiplier", "popcount", "comparator", "multiplexer"])
      expect(figures(unit)).toMatchObject({ registers: 0, clock_energy_J: 0, changing_share: 0 });
  });

  it("has glitches where paths differ, and no energy below that of no glitches", () => {
    for (const one of units) {
      // Tables of internal energy depend on the state in which an input changes, so a few tenths of a per cent may go either way.
      expect(one.energy_J, one.unit).toBeGreaterThan(0.98 * one.glitch_free_energy_J);
    }
    for (const unit of ["multiplier", "popcount", "dot_product"])
      expect(figures(unit).energy_J / figures(unit).glitch_free_energy_J).toBeGreaterThan(1.2);
    // All bits of a word change at once, half of the time.
    expect(figures("register_word", 32, 0).changing_share).toBeCloseTo(0.5, 1);
  });

  it("charges one clock for a register, whatever unit it is in", () => {
    const each = units
      .filter(({ registers }) => registers > 0)
      .map((one) => one.clock_energy_J / one.registers);
    expect(Math.max(...each) / Math.min(...each)).toBeLessThan(1.6);
  });
});

it("a unit takes less at 7 nm than at 130 nm, by a factor that all units share", () => {
  const [small, large] = ["asap7-7nm.json", "sky130hd-130nm.json"].map(
    (name) => cellTable.parse(JSON.parse(readFileSync(join(FOLDER, name), "utf8"))).units,
  );
  const areas = small.map((one, n) => large[n].area_m2 / one.area_m2);
  const energies = small.map((one, n) => large[n].glitch_free_energy_J / one.glitch_free_energy_J);
  for (const factors of [areas, energies]) {
    expect(Math.min(...factors)).toBeGreaterThan(15);
    expect(Math.max(...factors) / Math.min(...factors)).toBeLessThan(4);
  }
});
