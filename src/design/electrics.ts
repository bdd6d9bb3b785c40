import type { ArrayElectrics } from "../arrays/electrics.ts";
import type { TechnologyNode } from "../base/component.ts";
import type { Metres } from "../base/units.ts";
import { metalPitch } from "../technology/interconnect.ts";
import { createTechnology } from "../technology/technology.ts";
import type { Design } from "./design.ts";

/** Global lines run on wider metal: width over that of a cell's lines. Assumed; the thickness follows the width. */
const GLOBAL_WIDTH = 4;

/** Technology of the arrays and their periphery. */
export const hashTechnology = ({ hashNode, hashing }: Pick<Design, "hashNode" | "hashing">): TechnologyNode =>
  createTechnology(hashNode, {
    pitch: ((metalPitch(hashNode) as number) * hashing.array.pitchFactor) as Metres,
  });

/** Every resistance that a read current of a design meets: the same numbers for the solver and for the cost. */
export function electricsOf({ hashNode, hashing }: Pick<Design, "hashNode" | "hashing">): ArrayElectrics {
  const { array, driver, readout, tileSwitch } = hashing;
  const segment = array.segmentResistance ?? hashTechnology({ hashNode, hashing }).lineResistance;
  return {
    wordSegment: segment,
    bitSegment: segment,
    driver: driver.behaviour.outputResistance,
    readout: readout.behaviour.inputResistance ?? 0,
    tileSwitch: tileSwitch.behaviour.onResistance,
    globalSegment: segment / GLOBAL_WIDTH ** 2,
    drive: array.drive,
  };
}
