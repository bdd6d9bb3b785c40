import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Ohms } from "../../base/units.ts";

/** Joins one line of a passive tile to the line that runs over the array; a tile of r × c cells has r + c. */
export interface TileSwitch {
  /** Series resistance of a closed switch, Ω. */
  readonly onResistance: Ohms;
}

/** Action `connect`: one line of one tile connected and released. */
export type TileSwitchModel = Model<"connect", TileSwitch>;

export const defineTileSwitch = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "connect", TileSwitch, C>, "family">,
): TileSwitchModel => define({ ...definition, family: "tile-switch" });
