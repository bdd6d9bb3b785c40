// What a read draws from a cell's current, and the noise of its charge.

import { amperes, type Kelvin } from "#base";
import { type CellRead, readVariance } from "../dynamic/dynamic-array.ts";
import { meanConductance, type WeightSettings } from "./settings.ts";

/** What of the settings a read depends on. */
type ReadSettings = Pick<
  WeightSettings,
  "rows" | "lineBits" | "onResistance" | "onOff" | "pairing" | "readVoltage" | "readTime" | "programmingError"
>;

/** Current of a cell at its highest level with a word line fully driven; a column's node swings by as much. */
export const weightCellRead = ({
  onResistance,
  readVoltage,
  readTime,
  programmingError,
}: Omit<ReadSettings, "rows" | "lineBits">): CellRead => ({
  current: amperes(readVoltage / onResistance),
  voltage: readVoltage,
  time: readTime,
  variation: programmingError,
  response: (level) => level,
});

/** Mean of a driven digit of 0 to m, and of its square (assumed: all are as likely). */
export function digitMoments(lineBits: number): { readonly mean: number; readonly square: number } {
  const most = 2 ** lineBits - 1;
  return { mean: most / 2, square: (most * (2 * most + 1)) / 6 };
}

/**
 * Energy that a cell takes from its word line in a phase, mean over levels and digits, J: V² G t / 2 of one-bit inputs. A digit
 * drives its share of the voltage.
 */
export function drawnEnergy(settings: ReadSettings): number {
  const { lineBits, readVoltage, readTime, onResistance } = settings;
  const drive = digitMoments(lineBits).square / (2 ** lineBits - 1) ** 2;
  return (drive * readVoltage ** 2 * readTime * meanConductance(settings)) / onResistance;
}

/**
 * Variance of the column sum of a phase from shot noise and from the reset of its node, in squared levels times squared
 * digits: of a column, or a pair of them, with mean levels and half of its word lines driven. A column with other levels
 * differs in proportion to its current.
 */
export function chargeVariance(
  settings: ReadSettings & Pick<WeightSettings, "cellBits">,
  temperature: Kelvin,
): number {
  const { rows, onOff, cellBits, lineBits, pairing } = settings;
  const level = (2 ** cellBits - 1) / (1 - 1 / onOff);
  const most = 2 ** lineBits - 1;
  const charge = (digitMoments(lineBits).mean / most) * rows * meanConductance(settings);
  const lines = pairing === "differential" ? 2 : 1;
  return lines * (level * most) ** 2 * readVariance(weightCellRead(settings), rows, charge, temperature);
}
