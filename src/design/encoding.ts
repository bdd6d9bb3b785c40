import { type InputEncoding, inputEncoding } from "../peripherals/converters/input-encoding.ts";
import type { Design } from "./design.ts";

/** How the vectors of a design reach its word lines. */
export const encodingOf = ({ hashing }: Design): InputEncoding =>
  inputEncoding(hashing.encoding, hashing.polarity, hashing.dac.behaviour.steps, hashing.lowLevel);
