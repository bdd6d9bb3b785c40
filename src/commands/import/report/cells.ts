import { amount, area, digits } from "#base";
import { type Block, findings, type Report, type Tabular, table, title } from "#reports";
import type { CellTable, UnitFigures } from "#technology";

/** Significant digits of a figure: its standard error is some tenths of a per cent. */
const DIGITS = 5;

/** The table as a file: figures with a few digits. */
export const cellTableFile = (result: CellTable): CellTable => ({
  ...result,
  units: result.units.map(
    (unit) =>
      Object.fromEntries(
        Object.entries(unit).map(([key, value]) => [
          key,
          typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value,
        ]),
      ) as UnitFigures,
  ),
});

/** Report of the figures, a row a unit. */
export function cellsAnswer(result: CellTable): Report {
  const { libraries, voltage_V, temperature_C, node_m, synthesiser, vectors, seed, units } = result;
  const names = libraries.map(({ name, file }) => `${name} (${file})`).join(", ");
  const conditions = [
    amount(voltage_V, "V"),
    ...(temperature_C === null ? [] : [`${temperature_C} °C`]),
    ...(node_m === null ? [] : [amount(node_m, "m")]),
  ].join(", ");
  const worst = units.reduce((most, unit) => Math.max(most, unit.energy_J / unit.glitch_free_energy_J), 1);
  const blocks: Block[] = [
    title(`Digital units in cells of ${libraries[0].name}`, `${units.length} units`),
    findings([
      `Library ${names} at ${conditions}; ${synthesiser}; energies are means of ${vectors} cycles of seed ${seed}.`,
      `Every netlist gave the results of its model. Glitches multiply the energy by up to ${digits(worst)}.`,
    ]),
    table(figureTable(units), {
      notes: [
        "Area is of the cells alone; energy is a cycle's, with glitches, without the clock; the clock's is for all registers in every cycle.",
      ],
    }),
  ];
  return { json: cellTableFile(result), blocks };
}

const figureTable = (units: readonly UnitFigures[]): Tabular => ({
  head: ["unit", "sizes", "area", "energy", "no glitches", "clock", "leakage", "path", "cells", "registers"],
  rows: units.map((one) => [
    one.unit,
    Object.values(one.sizes).join(" × "),
    area(one.area_m2),
    amount(one.energy_J, "J"),
    amount(one.glitch_free_energy_J, "J"),
    amount(one.clock_energy_J, "J"),
    amount(one.leakage_W, "W"),
    amount(one.critical_path_s, "s"),
    String(one.cells),
    String(one.registers),
  ]),
  words: [0],
});
