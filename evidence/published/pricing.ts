import {
  anyOf,
  type Catalogue,
  type ComponentCost,
  InfeasibleError,
  type Instance,
  nanometres,
  parseDocument,
  parseLocated,
} from "#base";
import { createTechnology } from "#technology";

/** Price of a model with the parameters that a config would write, at a node in nm and 300 K. */
export type PriceOf = (
  family: string,
  model: string,
  params: Readonly<Record<string, unknown>>,
  nm: number,
) => ComponentCost<string>;

/** Prices by a catalogue. `overrides` replaces constants, `family.model.constant` by name. */
export const pricing =
  (catalogue: Catalogue, overrides: Readonly<Record<string, number>> = {}): PriceOf =>
  (family, model, params, nm) => {
    const text = JSON.stringify({ model, ...params });
    const instance = parseLocated(
      anyOf<Instance>(catalogue, family, model, ""),
      parseDocument(text, "validation"),
    );
    const prefix = `${family}.${model}.`;
    const own = Object.entries(overrides)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]);
    return instance.cost(createTechnology(nanometres(nm)), Object.fromEntries(own));
  };

/** The number, or null where a model or a scaling law refuses the node. */
export function unlessRefused(compute: () => number): number | null {
  try {
    return compute();
  } catch (error) {
    const outside = error instanceof RangeError && error.message.startsWith("technology scaling:");
    if (outside || error instanceof InfeasibleError) return null;
    throw error;
  }
}

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
