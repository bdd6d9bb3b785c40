import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import type { CellTable, UnitFigures } from "#technology";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { logicOf } from "../../src/peripherals/logic-cells.ts";
import { readCellTable, readComponentTables } from "../../src/runtime/component-tables-file.ts";
import { packagePath } from "../../src/runtime/package-files.ts";

/** A unit's figures: J with glitches, J of the clock, m² of cells, W, registers, share of them that change. */
const unit = (
  name: string,
  sizes: Record<string, number>,
  [energy, clock, area, leakage, registers, changing]: readonly number[],
): UnitFigures => ({
  unit: name,
  sizes,
  cycle: "a cycle",
  models: [],
  area_m2: area,
  energy_J: energy,
  glitch_free_energy_J: energy / 2,
  clock_energy_J: clock,
  leakage_W: leakage,
  critical_path_s: 1e-9,
  cells: 1,
  registers,
  changing_share: changing,
});

const UNITS = [
  unit("multiplier", { BITS: 8 }, [200e-15, 0, 210e-12, 1e-6, 0, 0]),
  unit("adder", { BITS: 32 }, [96e-15, 0, 112e-12, 1e-6, 0, 0]),
  unit("register_word", { BITS: 32, ENABLE: 0 }, [64e-15, 96e-15, 112e-12, 1e-6, 32, 0.5]),
  unit("comparator", { BITS: 32 }, [64e-15, 0, 56e-12, 1e-6, 0, 0]),
  unit("multiplexer", { BITS: 32 }, [32e-15, 0, 28e-12, 1e-6, 0, 0]),
  unit("popcount", { BITS: 128 }, [741e-15, 0, 350e-12, 1e-6, 0, 0]),
  unit("code_score", { BITS: 128 }, [869e-15, 0, 420e-12, 1e-6, 0, 0]),
  // 16 lanes: 5 920 fJ, of which 160 registers take 800.
  unit("dot_product", { LANES: 16 }, [5120e-15, 800e-15, 7000e-12, 1e-6, 160, 0.2]),
  unit("softmax_lane", { FRACTION: 10 }, [900e-15, 400e-15, 700e-12, 1e-6, 100, 0.25]),
  unit("sequencer", { COUNT: 16 }, [500e-15, 1000e-15, 1400e-12, 1e-6, 289, 0.1]),
];

const TABLE: CellTable = {
  format: "crosshash-cells/1",
  version: "0",
  code: "0".repeat(64),
  libraries: [{ file: "x.lib", name: "x", sha256: "0".repeat(64) }],
  voltage_V: 1,
  temperature_C: 25,
  node_m: 45e-9,
  synthesiser: "yosys",
  seed: 1,
  vectors: 100,
  wire_capacitance_F_per_m: 2e-10,
  units: UNITS,
};

describe("a table of cells", () => {
  it("by hand at 45 nm: energies a bit, glitches over what adds alone, clocked and gated registers", () => {
    const found = logicOf(TABLE);
    if (!("values" in found)) throw new Error(found.expected);
    const { values } = found;
    const close = (name: string, value: number): void =>
      expect((values[name] ?? Number.NaN) / value, name).toBeCloseTo(1, 9);
    close("logic.multiply8", 200e-15);
    close("logic.adderBit", 3e-15);
    close("logic.registerBit", 5e-15);
    close("logic.comparatorBit", 2e-15);
    close("logic.multiplexerBit", 1e-15);
    // 120 full adders and 7 half ones: 6 fJ each.
    close("logic.treeGlitches", 2);
    // (5 920 − 160 · 5) / 16 = 320 fJ a lane, over 296.
    close("logic.productGlitches", 320 / 296);
    // Areas of cells fill 70 % of a row, and are brought from 45 to 40 nm.
    const to40 = 1 / createTechnology(nanometres(45)).areaFactor("logic", nanometres(40));
    close("logic.multiplier8Area", 300e-12 * to40);
    close("logic.adderArea", 5e-12 * to40);
    close("logic.registerArea", 5e-12 * to40);
    close("logic.comparatorArea", 2.5e-12 * to40);
    close("logic.multiplexerArea", 1.25e-12 * to40);
    const areaAt = (base: number) =>
      1 / createTechnology(nanometres(45)).areaFactor("logic", nanometres(base));
    close("softmax:base2.area", 1000e-12 * areaAt(16));
    close("control:sequencer.area", 2000e-12 * areaAt(28));
    // 10 µW on 10 388 µm² of cells; the law has 2.34 times as much at 45 as at 28 nm.
    close("logic.leakage", (10e-6 / (10388e-12 / 0.7)) * (6.4 / 15));
    const at = (base: number) => 1 / createTechnology(nanometres(45)).energyFactor("logic", nanometres(base));
    close("softmax:base2.energy", 1000e-15 * at(16));
    close("control:sequencer.energy", 600e-15 * at(28));
    close("logic.xnor", 1e-15 * at(28));
  });

  it("names numbers of the table of logic only, and constants that models have", () => {
    const found = logicOf(TABLE);
    if (!("values" in found)) throw new Error(found.expected);
    const keys = Object.values(shippedCatalogue.families)
      .flat()
      .flatMap(({ family, model, constants }) =>
        Object.entries(constants).map(([name, { identity }]) => identity ?? `${family}:${model}.${name}`),
      );
    for (const name of Object.keys(found.values)) expect(keys).toContain(name);
  });

  it.each([
    [{ node_m: null }, "the node of its library (--node)", "none"],
    [{ node_m: 130e-9 }, "a library from 7 to 65 nm, as far as the scaling laws reach", "one of 130 nm"],
    [{ units: UNITS.slice(1) }, 'the unit multiplier {"BITS":8}', "adder, register_word"],
    [{ units: [] }, 'the unit multiplier {"BITS":8}', "none"],
  ])("without %j says what it lacks", (changed, expected, received) => {
    const found = logicOf({ ...TABLE, ...changed });
    if ("values" in found) throw new Error("it has numbers");
    expect(found.expected).toBe(expected);
    expect(found.received.startsWith(received)).toBe(true);
  });

  it("that is none is refused with its place", () => {
    expect(() => readCellTable('{\n  "format": "x"\n}', "t.json")).toThrow(
      /^t\.json:2:\d+ format: expected /,
    );
    expect(() => readCellTable('{ "format": ', "t.json")).toThrow(/^t\.json:1:/);
  });

  it("beside another is refused", () => {
    const path = packagePath("cell-tables", "asap7-7nm.json");
    expect(() =>
      readComponentTables(
        [
          [path, "a.json"],
          [path, "b.json"],
        ],
        "config",
      ),
    ).toThrow("b.json (file): expected one cell library, received a second one after a.json");
  });
});
