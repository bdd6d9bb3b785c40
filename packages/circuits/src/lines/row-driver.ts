import { z } from "zod";
import {
  type Constant,
  choice,
  type Definition,
  define,
  free,
  joules,
  type Metres,
  type Model,
  nanometres,
  type Ohms,
  ohms,
  quantity,
  seconds,
  squareMetres,
  type Volts,
  watts,
} from "#base";
import { metalPitch, transistorAt } from "#technology";
import {
  AMPLIFIER_CONSTANTS,
  amplifierArea,
  fastestAmplifier,
  holdingAmplifier,
  type Load,
} from "../input-stage/amplifier.ts";
import { LOAD_PARAMS, loadOf, statedLoad } from "../input-stage/input-stage.ts";
import { LOGIC_LEAKAGE, leakingAt } from "../logic-prices.ts";

export interface RowDriver {
  /** Voltage of a word line at full scale, V; a bipolar input swings between plus and minus this. */
  readonly readVoltage: Volts;
  /** Resistance between the driver's source and its word line, Ω. */
  readonly outputResistance: Ohms;
  /** Whether read currents come from the chip's supply, or from a supply at the read voltage. */
  readonly supply: "chip" | "read";
  /** The parts of its load given by its parameters; the design supplies the rest. */
  readonly stated: Partial<Load>;
  /** Shortest achievable time constant at a node, s; 0 if it follows at once. */
  fastest(node: Metres): number;
}

/** Actions `charge`: one cell's length of a word line charged; `hold`: one line end held for one read. */
export type RowDriverAction = "charge" | "hold";
export type RowDriverModel = Model<RowDriverAction, RowDriver>;

/** Capacitance of a crosspoint device, F, at any node: 0.35 fF per cell at 28 nm [zigzag-2026] minus line. */
export const CROSSING_CAPACITANCE = 0.33e-15;

export const defineRowDriver = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, RowDriverAction, RowDriver, C>, "family">,
): RowDriverModel => define({ ...definition, family: "row-driver" });

/** A free voltage source without resistance. */
export const idealRowDriver = defineRowDriver({
  model: "ideal",
  source: "assumed",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
  }),
  constants: {},
  behave: ({ readVoltage }) => ({
    readVoltage,
    outputResistance: ohms(0),
    supply: "read",
    stated: {},
    fastest: () => 0,
  }),
  cost: () => free(["charge", "hold"]),
});

/** Allowed noise of a driver's amplifier on its word line, V: below a hundredth of a level (assumed). */
const VOLTAGE_NOISE = 1e-3;

/**
 * Charges a word line, E = C·V² per cell of its length, in every read at any level (an upper bound), with V
 * the read voltage and C the line's capacitance by its pitch plus the device's: the 0.35 fF per cell of
 * [zigzag-2026, AIMC model, 28 nm] minus 98 nm of line. Then it holds the line for the read behind its output
 * resistance, with an amplifier whose bias follows from that, the line's capacitance and the available time.
 * The read voltage of 0.2 V is that of [mao-2022].
 */
export const lineRowDriver = defineRowDriver({
  model: "line",
  source: "zigzag-2026",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
    outputResistance: quantity(
      "ohm",
      { min: 0, max: 1e6 },
      "between the driver's source and its word line",
    ).prefault("300 ohm"),
    supply: choice(
      ["chip", "read"],
      "where the currents of a read come from: the chip's supply, or one at the read voltage without a loss",
    ).prefault("chip"),
    ...LOAD_PARAMS,
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    device: {
      nominal: CROSSING_CAPACITANCE,
      low: 0.05e-15,
      high: 1e-15,
      source: "zigzag-2026",
      note: "F a crosspoint, whatever the node: 0.35 fF a cell at 28 nm less its line",
    },
    area: {
      nominal: 474e-12 / 128,
      low: 209e-12 / 64,
      high: 1150e-12,
      source: "neurosim-v14",
      note: "m² a row at 32 nm in addition to its amplifier: row switches of a passive array of 128 rows, 474 µm²; low: of 64 rows, 209 µm²; high: MNSIM",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ readVoltage, outputResistance, supply, ...load }) => ({
    readVoltage,
    outputResistance,
    supply,
    stated: statedLoad(load),
    fastest: (node) => fastestAmplifier(node),
  }),
  cost: ({ readVoltage, outputResistance, supply: _, ...own }, technology, k) => {
    const load = loadOf(own);
    const { node, wireCapacitance, pitch } = technology;
    const noise = VOLTAGE_NOISE * Math.max(load.conductance, 1e-12);
    const { output, input, bias } = holdingAmplifier(outputResistance, noise, load, node, k);
    const now = seconds(0);
    const area =
      k.area * technology.areaFactor("charge", nanometres(32)) +
      amplifierArea(output + input, metalPitch(node));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        charge: {
          energy: joules((wireCapacitance * pitch + k.device) * readVoltage ** 2),
          latency: now,
          interval: now,
        },
        hold: {
          energy: joules(bias * transistorAt(node).supply * load.held),
          latency: now,
          interval: now,
        },
      },
    };
  },
});
