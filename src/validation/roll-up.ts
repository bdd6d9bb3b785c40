/** A row of a published component table: power (W) and area (m²) of all `count` instances are count times these. */
export interface Row {
  readonly name: string;
  readonly count: number;
  readonly power: number;
  readonly area: number;
}

export type Total = Pick<Row, "power" | "area">;

/** Power (W) and area (m²) of a level: plain addition of count × row. */
export function rollUpRows(rows: readonly Row[]): Total {
  let power = 0;
  let area = 0;
  for (const row of rows) {
    power += row.count * row.power;
    area += row.count * row.area;
  }
  return { power, area };
}

/** A row from the units of published tables, mW and mm². */
export const row = (name: string, count: number, milliwatts: number, squareMillimetres: number): Row => ({
  name,
  count,
  power: milliwatts / 1e3,
  area: squareMillimetres / 1e6,
});

/** A level as a row of the level above. */
export const asRow = (name: string, count: number, { power, area }: Total): Row => ({
  name,
  count,
  power,
  area,
});
