import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Decoder {
  /** Lines of which one is chosen, 2^bits. */
  readonly outputs: number;
}

/** Action `decode`: one address taken to its line. */
export type DecoderModel = Model<"decode", Decoder>;

export const defineDecoder = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "decode", Decoder, C>, "family">,
): DecoderModel => define({ ...definition, family: "decoder" });
