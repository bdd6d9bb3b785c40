import { z } from "zod";

const positive = z.number().positive();
const count = z.number().int().min(0);

/** What a digital unit takes in cells of one library; a cycle is described in words. */
export const unitFigures = z.strictObject({
  /** Verilog module and its parameters. */
  unit: z.string(),
  sizes: z.record(z.string(), count),
  cycle: z.string(),
  /** Models of components that price with it, family and model. */
  models: z.array(z.string()),
  /** Of the cells, without the space between them. */
  area_m2: positive,
  /** A cycle, with glitches, without the clock. */
  energy_J: positive,
  /** The same if every net changed once a cycle at most. */
  glitch_free_energy_J: positive,
  /** Of the clock's net and pins if every register has its clock in every cycle. */
  clock_energy_J: z.number().min(0),
  leakage_W: positive,
  /** Least period of the clock, or the time from input to output without registers. */
  critical_path_s: positive,
  cells: count,
  registers: count,
  /** Mean share of the registers whose value changes in a cycle. */
  changing_share: z.number().min(0).max(1),
});

export type UnitFigures = z.output<typeof unitFigures>;

/** Figures of digital units by synthesis with one cell library, and where they come from. */
export const cellTable = z.strictObject({
  format: z.literal("crosshash-cells/1"),
  /** Version of this program, and digest of the code that the figures come from. */
  version: z.string(),
  code: z.string(),
  /** Files of the library; digests are of their texts, unpacked. */
  libraries: z.array(z.strictObject({ file: z.string(), name: z.string(), sha256: z.string() })).min(1),
  voltage_V: positive,
  temperature_C: z.number().nullable(),
  node_m: positive.nullable(),
  synthesiser: z.string(),
  seed: count,
  /** Cycles that energies are means of. */
  vectors: z.number().int().min(1),
  wire_capacitance_F_per_m: positive,
  units: z.array(unitFigures),
});

export type CellTable = z.output<typeof cellTable>;
