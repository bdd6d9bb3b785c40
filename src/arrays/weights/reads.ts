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

/** Share of a full drive on average (assumed: digits are even). */
const DRIVEN = 1 / 2;
const squareDrive = (most: number): number => (2 * most + 1) / (6 * most);

/**
 * Energy that a cell takes from its word line in a phase, mean over levels and digits, J: V² G t / 2 of one-bit inputs. A digit of
 * 0 to m drives its share of the voltage, whose square is (2m + 1) / 6m on average.
 */
export const drawnEnergy = (settings: ReadSettings): number =>
  (squareDrive(2 ** settings.lineBits - 1) *
    settings.readVoltage ** 2 *
    settings.readTime *
    meanConductance(settings)) /
  settings.onResistance;

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
  const charge = DRIVEN * rows * meanConductance(settings);
  const lines = pairing === "differential" ? 2 : 1;
  return (
    lines *
    (level * (2 ** lineBits - 1)) ** 2 *
    readVariance(weightCellRead(settings), rows, charge, temperature)
  );
}
