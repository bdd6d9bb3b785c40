import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { fraction, quantity, stated } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { SUPPLY } from "../supply.ts";

export interface Clock {
  /** Cycles per second; 0 if nothing is clocked. */
  readonly frequency: number;
  /** Share of a memory's area that loads the clock as logic does, in [0, 1]. */
  readonly memoryShare: number;
}

/** Clock distribution to one square millimetre of clocked circuits. Action `tick`: a cycle without gating. */
export type ClockModel = Model<"tick", Clock>;

export const defineClock = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "tick", Clock, C>, "family">,
): ClockModel => define({ affects: "price", ...definition, family: "clock" });

/** A clock without load. */
export const idealClock = defineClock({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ frequency: 0, memoryShare: 0 }),
  cost: () => free(["tick"]),
});

const SQUARE_MILLIMETRE = 1e-6;

/**
 * Clock tree with gates at its leaves. A cycle of a square millimetre charges the wires and buffers up to the
 * registers, C · V²; the registers' own clocking is in their units. The part above the gates is charged in
 * every cycle, the rest only while units are busy. The load: about 90 000 registers per mm² at 28 nm in
 * clusters of 30 µm, 3 µm of wire each: assumed, no source was read. Supply: [neurosim-v14] at 32 nm.
 */
export const gatedClock = defineClock({
  model: "gated-tree",
  source: "assumed",
  params: z.object({
    frequency: quantity(
      "Hz",
      { min: 1e3, max: 5e9 },
      "cycles a second; those of MAC array and softmax at least",
    ).prefault("1 GHz"),
    memoryShare: stated(
      fraction("share of the area of what stores that loads the clock as logic does (assumed)").prefault(0.1),
    ),
  }),
  constants: {
    load: {
      nominal: 5e-5,
      low: 1.5e-5,
      high: 1.5e-4,
      source: "assumed",
      note: "F/m² of clocked logic, 50 pF/mm² at every node",
    },
    supply: SUPPLY.at32,
    ungated: {
      nominal: 0.1,
      low: 0.02,
      high: 0.4,
      source: "assumed",
      note: "share of the load above the gates",
    },
    buffers: {
      nominal: 0.01,
      low: 0.005,
      high: 0.03,
      source: "assumed",
      note: "area of buffers over that clocked",
    },
  },
  staticPower: "standby",
  behave: ({ frequency, memoryShare }) => ({ frequency, memoryShare }),
  cost: ({ frequency }, technology, k) => {
    const cycle =
      k.load * SQUARE_MILLIMETRE * k.supply ** 2 * technology.energyFactor("wire", nanometres(32));
    return {
      area: squareMetres(k.buffers * SQUARE_MILLIMETRE),
      leakage: watts(k.ungated * cycle * frequency),
      actions: {
        tick: { energy: joules((1 - k.ungated) * cycle), latency: seconds(0), interval: seconds(0) },
      },
    };
  },
});
