import type { Constant } from "../../base/component.ts";

/** Adders of 8 to 32 bits: energy at 45 nm [horowitz-2014], area at 40 nm [aladdin-2014]. */
export const SIZED_ADDERS = {
  add8: { nominal: 0.03e-12, source: "horowitz-2014", note: "J an int8 add at 45 nm" },
  add32: { nominal: 0.1e-12, source: "horowitz-2014", note: "J an int32 add at 45 nm" },
  adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm; linear in the width" },
} as const satisfies Readonly<Record<string, Constant>>;

type Adders = { readonly [K in keyof typeof SIZED_ADDERS]: number };

/** Energy of an addition of `bits` bits, J: on the line through the two published widths. */
export const addEnergy = (k: Adders, bits: number): number => k.add8 + ((k.add32 - k.add8) * (bits - 8)) / 24;

export const addArea = (k: Adders, bits: number): number => (k.adderArea * bits) / 32;
