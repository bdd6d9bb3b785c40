import type { Design } from "../design/design.ts";
import { WORD_BITS } from "./sizes.ts";

/** Bits of the operands of both products. */
export interface Precision {
  readonly query: number;
  readonly keyValue: number;
}

const BY_PLATFORM = {
  digital: () => ({ query: WORD_BITS, keyValue: WORD_BITS }),
  analog: ({ baselines }: Design) => ({
    query: baselines.analog.behaviour.queryBits,
    keyValue: baselines.analog.behaviour.keyBits,
  }),
  gpu: ({ baselines }: Design) => ({
    query: 8 * baselines.gpu.behaviour.bytes,
    keyValue: 8 * baselines.gpu.behaviour.bytes,
  }),
} as const satisfies Record<Design["platform"], (design: Design) => Precision>;

export const precisionOf = (design: Design): Precision => BY_PLATFORM[design.platform](design);

/** Bits that operands lack to those of the chip's own units; 0 where they have as many. */
export const shortfallOf = ({ query, keyValue }: Precision): number =>
  Math.max(0, WORD_BITS - Math.min(query, keyValue));
