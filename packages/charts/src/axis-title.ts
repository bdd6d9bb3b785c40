/** Name and unit of a table's column on an axis. */
export interface ColumnTitle {
  /** Title without the unit. */
  readonly name: string;
  /** Printed SI unit, such as "J" or "m²"; empty for a plain number. */
  readonly unit: string;
}

/** Units that axes replace by those with mm². */
const DRAWN: Readonly<Record<string, string>> = { "m²": "mm²", "W/m²": "W/mm²" };

/** Title of an axis. Areas are in mm²: an SI prefix before m² would be squared. */
export const axisTitle = ({ name, unit }: ColumnTitle): string =>
  unit === "" ? name : `${name} (${DRAWN[unit] ?? unit})`;

/** Factor on values of a unit on an axis. */
export const axisFactor = (unit: string): number => (unit === "m²" ? 1e6 : 1);
