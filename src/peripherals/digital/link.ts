import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Link {
  /** Bits of a flit: what one transfer moves. */
  readonly bits: number;
  /** Transfers that move `bits` bits: whole flits. */
  transfers(bits: number): number;
}

/** Action `transfer`: one flit over the link. */
export type LinkModel = Model<"transfer", Link>;

export const defineLink = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "transfer", Link, C>, "family">,
): LinkModel => define({ ...definition, family: "link" });

/** A link of `width`-bit flits; a last flit that is not full moves whole. */
export const linkOf = (width: number): Link => ({
  bits: width,
  transfers: (bits) => Math.ceil(bits / width),
});
