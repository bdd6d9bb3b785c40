// Digital comparison of a code with a query: what a scan and a digital compute-in-memory macro are both made of.

import type { Constant, Numbers, TechnologyNode } from "../../base/component.ts";
import { nanometres } from "../../base/units.ts";
import { LOGIC_LEAKAGE, REGISTER_BIT } from "../logic.ts";
import { counterTree } from "../parts/popcount.ts";

/** Products of single bits, trees that add them up, and the register of a sum. */
export const COMPARE = {
  product: { nominal: 0.284e-15, source: "zigzag-2026", note: "J a product of two bits (XNOR) at 28 nm" },
  adder: { nominal: 3.4e-15, source: "zigzag-2026", note: "J a full adder at 28 nm" },
  adderArea: { nominal: 4.79e-12, source: "zigzag-2026", note: "m² a full adder at 28 nm" },
  productArea: {
    nominal: 0.6e-12,
    low: 0.3e-12,
    high: 1.2e-12,
    source: "assumed",
    note: "m² a product of two bits at 28 nm: one XNOR gate",
  },
  registerBit: REGISTER_BIT.registerBit,
  registerArea: REGISTER_BIT.registerArea,
  logicLeakage: LOGIC_LEAKAGE,
} as const satisfies Readonly<Record<string, Constant>>;

interface Words {
  /** Elements of a code. */
  readonly bits: number;
  readonly keyBits: number;
  readonly queryBits: number;
}

/** Bits of a score: the count of a tree, shifted by the places of both operands. */
const scoreBits = ({ bits, keyBits, queryBits }: Words): number =>
  Math.floor(Math.log2(bits)) + keyBits + queryBits;

/**
 * Energy (J) of one score and area (m²) of the unit that computes it. Words are taken a pair of their bits at a time:
 * keyBits · queryBits passes, each of `bits` products and one tree of full adders, whose count is shifted and added
 * into the register of the score. The unit has one tree a bit of the key's words; the query's bits follow each other.
 */
export function compareUnit(
  words: Words,
  technology: TechnologyNode,
  k: Numbers<typeof COMPARE>,
): { readonly energy: number; readonly area: number } {
  const { bits, keyBits, queryBits } = words;
  const { fullAdders, halfAdders } = counterTree(bits);
  const adders = fullAdders + halfAdders / 2;
  const width = scoreBits(words);
  const passes = keyBits * queryBits;
  // A score of one pass is the count itself, which only goes into its register.
  const accumulate = passes === 1 ? 0 : width * k.adder;
  const at28 = nanometres(28);
  const at40 = nanometres(40);
  const logic = passes * (bits * k.product + adders * k.adder + accumulate);
  const registers = queryBits * width * k.registerBit;
  const arithmetic =
    keyBits * (bits * k.productArea + adders * k.adderArea) + (passes === 1 ? 0 : width * k.adderArea);
  return {
    energy:
      logic * technology.energyFactor("logic", at28) + registers * technology.energyFactor("logic", at40),
    area:
      arithmetic * technology.areaFactor("logic", at28) +
      width * k.registerArea * technology.areaFactor("logic", at40),
  };
}
