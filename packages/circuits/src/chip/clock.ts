import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  fraction,
  free,
  joules,
  type Model,
  type Numbers,
  nanometres,
  quantity,
  seconds,
  shared,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";
import { fanOut, INVERTER, inverterArea } from "../inverter.ts";
import { LOGIC } from "../logic-prices.ts";
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

/** Registers of clocked logic and their clock pins, from synthesised units of `rtl` (`cell-tables`). */
const REGISTERED = shared("clock", {
  registers: {
    nominal: 0.18,
    low: 0.03,
    high: 0.56,
    source: "asap7-2016",
    note: "share of the area of logic that is registers: the dot product of 16 lanes, .19 here and .17 in [skywater-2020]; low: popcount of 128 bits; high: counting sorter",
  },
  pin: {
    nominal: 0.9e-15,
    low: 0.47e-15,
    high: 1.8e-15,
    source: "asap7-2016",
    note: "F of a register's clock pin, at every node: .475 fF at 7 nm (DFFHQNx1) and 1.79 fF at 130 nm (dfxtp_1 of [skywater-2020]), at 28 nm by the power of the node between them",
  },
});

/** Length of the shortest spanning tree of n random points of an area A, along rows and columns, over √(n · A). */
const TREE = 0.79;

/**
 * Capacitances (F/m²) of a clock tree above the clock nets of the registers, which are in the registers' own
 * energy: `load` of its wires and buffers, `inputs` of the buffers' gates. Buffers are of two inverters, of
 * which the first has the input of one register; trees over such buffers follow each other up to the root.
 */
function clockTree(technology: TechnologyNode, k: Numbers<typeof GATED_TREE>) {
  const density = k.registers / (k.registerArea * technology.areaFactor("logic", nanometres(40)));
  const wire = TREE * technology.wireCapacitance * Math.sqrt(density);
  const net = density * k.pin + wire;
  const n = fanOut(k);
  // A buffer drives so many registers; the next tree has as many times fewer ends.
  const cluster = (density * n ** 2 * k.pin) / net;
  const above = wire / (Math.sqrt(cluster) - 1);
  const inputs = (net + above) / (n - 1);
  return { inputs, load: above + (1 + k.parasitic) * inputs };
}

const GATED_TREE = {
  ...REGISTERED,
  registerArea: LOGIC.registerArea,
  ...INVERTER,
  supply: SUPPLY.at32,
  ungated: {
    nominal: 0.1,
    low: 0.02,
    high: 0.4,
    source: "assumed",
    note: "share of the load above the gates: none if each unit has one gate, .3 if each last buffer is a gate",
  },
} as const;

/**
 * Clock tree with gates at its leaves. A cycle of a square millimetre charges the wires and buffers up to the
 * registers' nets, C · V²; the registers' own clocking is in their units. The part above the gates is charged
 * in every cycle, the rest only while units are busy. Supply: [neurosim-v14] at 32 nm.
 */
export const gatedClock = defineClock({
  model: "gated-tree",
  source: "asap7-2016",
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
  constants: GATED_TREE,
  staticPower: "standby",
  behave: ({ frequency, memoryShare }) => ({ frequency, memoryShare }),
  cost: ({ frequency }, technology, k) => {
    const { inputs, load } = clockTree(technology, k);
    const square = k.supply ** 2 * technology.energyFactor("wire", nanometres(32));
    const cycle = load * SQUARE_MILLIMETRE * square;
    return {
      area: squareMetres(SQUARE_MILLIMETRE * inverterArea(inputs, technology, k)),
      leakage: watts(k.ungated * cycle * frequency),
      actions: {
        tick: { energy: joules((1 - k.ungated) * cycle), latency: seconds(0), interval: seconds(0) },
      },
    };
  },
});
