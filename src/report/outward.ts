// Gives results the keys of JSON answers: SI numbers with the unit in the key.

import { area, energy, latency } from "../comparison/metrics/prices.ts";

/** External key of each field; null for an internal field. */
type Keys = Readonly<Record<string, string | null>>;

type Outward = Record<string, unknown>;

/** External keys of designs and of variants; kept answers of language models say "arm". */
export const STORED_KEYS = {
  contender: "design",
  contenders: "designs",
  variant: "arm",
  variants: "arms",
} as const;

/** Keys of fields with the same meaning in every result. Unlisted fields keep their names. */
const KEYS: Keys = {
  ...STORED_KEYS,
  area: area.key,
  arrayAge: "arrayAge_s",
  closedForm: "closed_form_s",
  dieArea: "largestDie_m2",
  energy: energy.key,
  excess: "excess_J",
  fitEnergy: "fitEnergy_J",
  goodDie: "goodDie_USD",
  hashArea: "hash_area_m2",
  hashEnergy: "hash_energy_J",
  hashTime: "hash_time_s",
  isPaired: "paired",
  isPinned: "pinned",
  isShown: "shown",
  largestVoltage: "largest_voltage_V",
  latency: latency.key,
  life: "life_s",
  logicNode: "logicNode_m",
  moveEnergy: "move_energy_J",
  perToken: "energy_per_token_J",
  rate: "rate_per_s",
  simulated: "simulated_s",
  time: "time_s",
  uncutArea: null,
  waferPrice: "wafer_USD",
  wire: "wire_m",
  wordVoltage: "word_voltage_V",
  years: "lifetime_years",
};

/**
 * A result of plain data under JSON keys, at every depth and in the order of its fields. `own`: keys of this
 * result only. An `interval` with a mean is the half width of its 95 % interval.
 */
export function outward(result: readonly object[], own?: Keys): Outward[];
export function outward(result: object, own?: Keys): Outward;
export function outward(result: object | null, own?: Keys): Outward | null;
export function outward(result: object | null, own: Keys = {}): unknown {
  return renamed(result, { ...KEYS, ...own });
}

function renamed(value: unknown, keys: Keys): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, keys));
  if (typeof value !== "object" || value === null) return value;
  const all = "mean" in value ? { interval: "interval95", ...keys } : keys;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, item]): [string, unknown][] => {
      const key = Object.hasOwn(all, field) ? all[field] : field;
      return key === null ? [] : [[key, renamed(item, keys)]];
    }),
  );
}
