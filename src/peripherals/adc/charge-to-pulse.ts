import { z } from "zod";
import { integer, priceOnly, real } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Resolution of the published converter. */
const PUBLISHED_BITS = 5;

/** Steps in which a pulse of b bits is counted: one bit is the sign. */
const steps = (bits: number): number => Math.max(1, 2 ** (bits - 1) - 1);

/** Rounds to the counter's signed steps, so that no charge gives no pulse. */
export function countedPulse(share: number, bits: number): number {
  const most = steps(bits);
  return Math.round(Math.min(1, Math.max(-1, share)) * most) / most;
}

/**
 * Charge-to-pulse converter after the attention arrays of [leroux-2025]: a column's charge becomes a pulse
 * width that saturates at both ends (a hard sigmoid) and drives the next array directly; the last one is
 * counted. A product of 1024 columns, cells and converters, takes 1120 pJ if the pulses are a sigmoid and 700
 * pJ if they are counted, and all digital control and routing 4 nJ for both [gain-cell-attention-2025]; cell
 * reads are separate. A pulse of b bits is counted in 2^(b−1) − 1 steps: its running energy doubles per bit;
 * the capacitor, its reset and its area are proportional to the integrated charge of all rows.
 */
export const chargeToPulseAdc = defineAdc({
  model: "charge-to-pulse",
  source: "leroux-2025",
  params: z.object({
    bits: integer({ min: 1, max: 8 }, "resolution of the counted pulse").prefault(PUBLISHED_BITS),
    charge: priceOnly(
      real(
        { min: 1e-9, max: 1e9 },
        "charge that its capacitor holds, in that of 64 published cells",
      ).prefault(1),
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    discharge: {
      nominal: 350e-12 / 1024,
      low: 0.03e-12,
      high: 700e-12 / 1024,
      source: "assumed",
      note: "J at 28 nm of what 64 cells put on the capacitor: as much as their read takes of the cheaper product",
    },
    comparator: {
      nominal: 210e-12 / 1024,
      low: 0,
      high: 420e-12 / 1024,
      source: "assumed",
      note: "J at 28 nm and 5 bits: the rest of the mean of both products, 1120 and 700 pJ over 1024 conversions each; high: of the first",
    },
    control: {
      nominal: 4e-9 / 2048,
      low: 0,
      high: 4e-9 / 2048,
      source: "gain-cell-attention-2025",
      note: "J at 28 nm: 4 nJ of digital control and routing a token and head over 2048 conversions; low: nothing beside this program's own control, adders and network",
    },
    counter: {
      nominal: 5e-12,
      low: 1e-12,
      high: 18e-12,
      source: "assumed",
      note: "m² a bit at 28 nm, comparator and counter",
    },
    capacitor: {
      nominal: 25e-12,
      low: 5e-12,
      high: 90e-12,
      source: "assumed",
      note: "m² at 28 nm for 64 rows",
    },
    step: {
      nominal: 1e-9,
      source: "leroux-2025",
      exact: "of the published chip",
      note: "s a step: 15 ns of 16 levels",
    },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, charge }, technology, k) => {
    const base = nanometres(28);
    const time = seconds(steps(bits) * k.step);
    const longer = steps(bits) / steps(PUBLISHED_BITS);
    return {
      area: squareMetres((bits * k.counter + charge * k.capacitor) * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(
            (k.comparator * longer + k.discharge * charge) * technology.energyFactor("charge", base) +
              k.control * technology.energyFactor("logic", base),
          ),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
