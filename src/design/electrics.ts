import type { ArrayElectrics } from "../arrays/electrics.ts";
import { createTechnology } from "../technology/technology.ts";
import type { Design } from "./design.ts";

/** Global lines run on wider metal: width over that of a cell's lines. Assumed; the thickness follows the width. */
const GLOBAL_WIDTH = 4;

/** Every resistance that a read current of a design meets: the same numbers for the solver and for the cost. */
export function electricsOf({ hashNode, hashing }: Design): ArrayElectrics {
  const { array, driver, readout } = hashing;
  const segment = array.segmentResistance ?? createTechnology(hashNode, array).lineResistance;
  return {
    wordSegment: segment,
    bitSegment: segment,
    driver: driver.behaviour.outputResistance,
    readout: readout.behaviour.inputResistance,
    tileSwitch: 20,
    globalSegment: segment / GLOBAL_WIDTH ** 2,
    drive: array.drive,
  };
}
