// What the units of this family are built of.

import type { Constant } from "../../base/component.ts";
import { LOGIC_LEAKAGE, REGISTER_BIT } from "../logic.ts";

/** Registers, counters and comparators of [aladdin-2014] at 40 nm, and what adds up a mass. */
export const TOP_K_PARTS = {
  ...REGISTER_BIT,
  compare: { nominal: 0.029e-12 / 32, source: "aladdin-2014", note: "J a bit of a comparator at 40 nm" },
  compareArea: { nominal: 71e-12 / 32, source: "aladdin-2014", note: "m² a bit of a comparator at 40 nm" },
  adder: { nominal: 0.21e-12 / 32, source: "aladdin-2014", note: "J a bit of an adder at 40 nm" },
  adderArea: { nominal: 278e-12 / 32, source: "aladdin-2014", note: "m² a bit of an adder at 40 nm" },
  weigh: {
    nominal: 0.6e-12,
    low: 0.2e-12,
    high: 1.5e-12,
    source: "assumed",
    note: "J at 40 nm: an exponential out of a table and a multiply-accumulate of 16 bits",
  },
  weighArea: {
    nominal: 2500e-12,
    low: 1000e-12,
    high: 6000e-12,
    source: "assumed",
    note: "m² at 40 nm: table and multiplier of the same",
  },
  leakage: LOGIC_LEAKAGE,
} as const satisfies Readonly<Record<string, Constant>>;

/** Bits of a counter of candidates, and of a candidate's position. */
export const COUNTER = 24;

/** Bits that tell so many values apart. */
export const bitsFor = (values: number): number => Math.ceil(Math.log2(Math.max(2, values)));
