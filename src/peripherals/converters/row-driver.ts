import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Ohms, Volts } from "../../base/units.ts";

export interface RowDriver {
  /** Voltage of a word line at full scale, V; a bipolar input swings between plus and minus this. */
  readonly readVoltage: Volts;
  /** Ω in series with a driven line. */
  readonly outputResistance: Ohms;
}

/** Action `charge`: one cell's length of a word line charged to its level for one read. */
export type RowDriverModel = Model<"charge", RowDriver>;

export const defineRowDriver = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "charge", RowDriver, C>, "family">,
): RowDriverModel => define({ ...definition, family: "row-driver" });
