import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Popcount {
  /** Bits of a code. */
  readonly bits: number;
  /** Ones among the bits of a code, each 0 or 1. Throws RangeError for a code of another length. */
  count(code: Uint8Array): number;
}

/** Action `count`: the ones of one code, such as the bits in which two codes differ. */
export type PopcountModel = Model<"count", Popcount>;

export const definePopcount = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "count", Popcount, C>, "family">,
): PopcountModel => define({ ...definition, family: "popcount" });

export function checkCode(code: Uint8Array, bits: number): void {
  if (code.length !== bits)
    throw new RangeError(`popcount: expected a code of ${bits} bits, received ${code.length}`);
  for (const bit of code)
    if (bit > 1) throw new RangeError(`popcount: expected bits of 0 or 1, received ${bit}`);
}
