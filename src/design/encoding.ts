import { memoised } from "../base/memo.ts";
import { type InputEncoding, inputEncoding } from "../peripherals/converters/input-encoding.ts";
import type { Design } from "./design.ts";

/** How the vectors of a design reach its word lines. */
export const encodingOf = ({ hashing }: Design): InputEncoding =>
  encodingFor(hashing.encoding, hashing.polarity, hashing.dac.behaviour.steps, hashing.lowLevel);

const encodingFor = memoised(
  inputEncoding,
  (encoding, polarity, steps, low) => `${encoding} ${polarity} ${steps?.magnitude} ${steps?.offset} ${low}`,
);
