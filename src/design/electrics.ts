import { type Metres, memoised, type TechnologyNode } from "#base";
import { type InputEncoding, inputEncoding } from "#circuits";
import type { ArrayElectrics } from "#crossbar-arrays";
import type { ScalingConstants } from "#technology";
import { createTechnology, metalPitch } from "#technology";
import type { Design } from "./design.ts";
import { pitchFactorOf } from "./line-width.ts";

/** Technology of the arrays and their periphery. */
export const hashTechnology = (
  { hashNode, hashing, temperature }: Pick<Design, "hashNode" | "hashing" | "temperature">,
  laws?: ScalingConstants,
): TechnologyNode =>
  createTechnology(hashNode, {
    temperature,
    laws,
    pitch: ((metalPitch(hashNode) as number) * pitchFactorOf({ hashNode, hashing })) as Metres,
  });

/** All resistances in a read current's path, the same numbers for the solver and for the cost. */
export function electricsOf(design: Pick<Design, "hashNode" | "hashing" | "temperature">): ArrayElectrics {
  const { hashing } = design;
  const { array, driver, inputStage, tileSwitch } = hashing;
  const segment = array.segmentResistance ?? hashTechnology(design).lineResistance;
  return {
    wordSegment: segment,
    bitSegment: segment,
    driver: driver.behaviour.outputResistance,
    readout: inputStage.behaviour.inputResistance,
    tileSwitch: tileSwitch.behaviour.onResistance,
    // As many times wider and, on higher layers, thicker.
    globalSegment: segment / array.globalLayers ** 2,
    drive: array.drive,
    driverEnds: array.driverEnds,
  };
}

/** How the vectors of a design reach its word lines. */
export const encodingOf = ({ hashing }: Pick<Design, "hashing">): InputEncoding =>
  encodingFor(hashing.encoding, hashing.polarity, hashing.dac.behaviour.steps, hashing.lowLevel);

const encodingFor = memoised(
  inputEncoding,
  (encoding, polarity, steps, low) => `${encoding} ${polarity} ${steps?.magnitude} ${steps?.offset} ${low}`,
);
