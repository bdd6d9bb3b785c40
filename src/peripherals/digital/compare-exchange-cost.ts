import type { Constant } from "../../base/component.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";

/** Parts of a unit that compares keys, at 40 nm. Source: [aladdin-2014]; multiplexers are assumed. */
export const COMPARE_EXCHANGE = {
  comparator: { nominal: 0.0295e-12, source: "aladdin-2014", note: "J, 32-bit compare; linear in the width" },
  registerBit: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit" },
  multiplexerBit: {
    nominal: 0.5e-15,
    low: 0.1e-15,
    high: 2e-15,
    source: "assumed",
    note: "J a bit of a 2:1 multiplexer",
  },
  comparatorArea: { nominal: 71e-12, source: "aladdin-2014", note: "m², 32-bit; linear in the width" },
  registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit" },
  multiplexerArea: { nominal: 2e-12, low: 1e-12, high: 4e-12, source: "assumed", note: "m² a bit" },
  leakage: LOGIC_LEAKAGE,
} as const satisfies Readonly<Record<string, Constant>>;

type Parts = { readonly [K in keyof typeof COMPARE_EXCHANGE]: number };

/** Energy of one compare-exchange of two keys of `bits` bits, J: comparator, two multiplexers, 2 · bits of register. */
export const compareExchangeEnergy = (k: Parts, bits: number): number =>
  (k.comparator * bits) / 32 + 2 * bits * (k.multiplexerBit + k.registerBit);

/** Area of its comparator and two multiplexers, m²; the registers are counted where keys stand. */
export const compareExchangeArea = (k: Parts, bits: number): number =>
  (k.comparatorArea * bits) / 32 + 2 * bits * k.multiplexerArea;
