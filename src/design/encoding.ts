import { memoised } from "../base/memo.ts";
import { type InputEncoding, inputEncoding } from "../peripherals/converters/input-encoding.ts";
import type { Design } from "./design.ts";

/** How the vectors of a design reach its word lines. */
export const encodingOf = ({ hashing }: Design): InputEncoding =>
  knownEncoding(hashing.encoding, hashing.polarity, hashing.dac.behaviour.steps, hashing.lowLevel);

/** Mapping and prices ask several times a rung for what four settings decide. */
const knownEncoding = memoised(inputEncoding, (...settings) => settings.join(" "));
