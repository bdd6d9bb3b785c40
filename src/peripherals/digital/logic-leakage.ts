import type { Constant } from "../../base/component.ts";

/** Static power of an area of digital logic. */
export const LOGIC_LEAKAGE = {
  nominal: 1e4,
  low: 1e3,
  high: 5e4,
  source: "assumed",
  note: "W/m² of logic at 28 nm",
} as const satisfies Constant;
