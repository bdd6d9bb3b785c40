/** How a column of a table is named and measured on an axis. */
export interface ColumnTitle {
  /** Words without the unit. */
  readonly name: string;
  /** SI unit as it is written, such as "J" or "m²"; empty for a plain number. */
  readonly unit: string;
}

/** Units that are drawn per or in mm². */
const DRAWN: Readonly<Record<string, string>> = { "m²": "mm²", "W/m²": "W/mm²" };

/** Title of an axis. Areas are drawn in mm²: an SI prefix before m² would be squared. */
export const axisTitle = ({ name, unit }: ColumnTitle): string =>
  unit === "" ? name : `${name} (${DRAWN[unit] ?? unit})`;

/** What values of a unit are multiplied by on an axis. */
export const axisFactor = (unit: string): number => (unit === "m²" ? 1e6 : 1);
