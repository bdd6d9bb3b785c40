import { z } from "zod";
import { integer, joules, nanometres, priceOnly, real, seconds, squareMetres, watts } from "#base";
import { LOGIC } from "#circuits";
import { GATE_CAPACITANCE } from "../readout/input-pair.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";
import { FLASH_CONSTANTS } from "./flash.ts";

/** Resolution of the published converter. */
const PUBLISHED_BITS = 5;

/** Published column: its cells, a cell's charge in the longest pulse, C, and the swing of its capacitor, V. */
export const pulseColumn = { rows: 64, charge: 0.4e-6 * 15e-9, voltage: 0.9 } as const;

/** Charge of the column, all cells at their highest level, C. */
const HELD = pulseColumn.rows * pulseColumn.charge;

/**
 * Energy of a product a column of 64 cells, J: 1120 pJ of the first and 700 of the second over 1024 columns
 * each [gain-cell-attention-2025].
 */
const [FIRST, SECOND] = [1120e-12 / 1024, 700e-12 / 1024];

/** What a product leaves to the comparator: the supply gives the cells their charge, and the capacitor as much. */
const leftOf = (product: number): number => Math.max(0, product - 2 * HELD * pulseColumn.voltage);

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
 * the capacitor, its reset and its area are proportional to the integrated charge of all rows. The capacitor
 * is a gate; a bit of the counter is a register and half a full adder.
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
    comparator: {
      nominal: leftOf((FIRST + SECOND) / 2),
      low: leftOf(SECOND),
      high: leftOf(FIRST),
      source: "gain-cell-attention-2025",
      note: "J at 28 nm and 5 bits: the mean of both products, 1120 and 700 pJ over 1024 conversions each, less the charge of 64 cells of 0.4 µA (assumed) from 0.9 V, once for them and once for the capacitor; low: of the second; high: of the first",
    },
    control: {
      nominal: 4e-9 / 2048,
      low: 0,
      high: 4e-9 / 2048,
      source: "gain-cell-attention-2025",
      note: "J at 28 nm: 4 nJ of digital control and routing a token and head over 2048 conversions; low: nothing beside this program's own control, adders and network",
    },
    registerArea: LOGIC.registerArea,
    adderArea: LOGIC.adderArea,
    comparatorArea: FLASH_CONSTANTS.comparatorArea,
    gate: GATE_CAPACITANCE,
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
    const counter =
      bits * (k.registerArea + k.adderArea / 2) * technology.areaFactor("logic", nanometres(40));
    const comparator = k.comparatorArea * technology.areaFactor("charge", nanometres(32));
    // It holds the charge at any node: only its swing falls.
    const held = charge * HELD;
    const capacitor = (held / pulseColumn.voltage / k.gate) * technology.areaFactor("charge", base);
    const discharge = held * pulseColumn.voltage;
    return {
      area: squareMetres(counter + comparator + capacitor),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(
            (k.comparator * longer + discharge) * technology.energyFactor("charge", base) +
              k.control * technology.energyFactor("logic", base),
          ),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
