import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Volts } from "../../base/units.ts";

export interface LevelShifter {
  /** Voltage to which a line is shifted, V. */
  readonly highVoltage: Volts;
}

/** Action `shift`: one line taken to the high voltage and back. */
export type LevelShifterModel = Model<"shift", LevelShifter>;

export const defineLevelShifter = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "shift", LevelShifter, C>, "family">,
): LevelShifterModel => define({ ...definition, family: "level-shifter" });
