// An amplifier that holds a line: transconductances and bias follow from resistance, load, speed and noise.

import {
  type ComponentCost,
  joules,
  type Metres,
  seconds,
  shared,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { metalPitch, transistorAt } from "#technology";
import { leakingAt } from "../logic-prices.ts";

/** Boltzmann's constant × 300 K, J, and the charge of an electron, C. */
export const THERMAL_ENERGY = 1.380649e-23 * 300;
const ELECTRON = 1.602176634e-19;

/** Load of an amplifier, and for how long it is held. */
export interface Load {
  /** Capacitance of the line at its terminal, F. */
  readonly capacitance: number;
  /** Conductance of everything connected to the line, S. */
  readonly conductance: number;
  /** Largest current to sink or source, A. */
  readonly current: number;
  /** Time constant of the amplifier's own step response, s. */
  readonly timeConstant: number;
  /** On time in one read, s. */
  readonly held: number;
  /** Bandwidth of the noise that reaches the decision, Hz. */
  readonly noiseBandwidth: number;
}

/** Load of a stand-alone amplifier: a bit line of 64 cells at 65 nm, read for 10 ns to 1 %. */
export const LOAD_ALONE: Load = {
  capacitance: 24e-15,
  conductance: 1e-3,
  current: 50e-6,
  timeConstant: 1e-9,
  held: 10e-9,
  noiseBandwidth: 115e6,
};

/** Constants of a transistor as an amplifier; the same in every stage and driver. */
export const AMPLIFIER_CONSTANTS = shared("amplifier", {
  efficiency: {
    nominal: 15,
    low: 8,
    high: 20,
    source: "ptm-2012",
    note: "g_m/I_D, 1/V: 14.6 to 17.6 at 0.35 to 0.4 V on the gate at 65 nm",
  },
  gain: {
    identity: "amplifier.length",
    nominal: 11,
    low: 5,
    high: 80,
    source: "freepdk45-run-2026",
    note: "voltage gain of the loop's one stage at least length; 8 by [ptm-2012]; high: twice the length",
  },
  transit: {
    // A longer device has more gain and is slower.
    identity: "amplifier.length",
    isOpposite: true,
    nominal: 65e9,
    low: 20e9,
    high: 260e9,
    source: "freepdk45-run-2026",
    note: "transit frequency of the same stage at 65 nm, Hz: 94 GHz at 45 nm; high: the gate alone [ptm-2012], with wires",
  },
  quiescent: {
    nominal: 0.2,
    low: 0.05,
    high: 1,
    source: "assumed",
    note: "bias of an output over the largest current that it gives; 1 is class A",
  },
});

export interface AmplifierNumbers {
  readonly efficiency: number;
  readonly gain: number;
  readonly transit: number;
  readonly quiescent: number;
}

/** Nominal numbers of the constants above, for simulation. */
export const AMPLIFIER_NOMINAL: AmplifierNumbers = {
  efficiency: AMPLIFIER_CONSTANTS.efficiency.nominal,
  gain: AMPLIFIER_CONSTANTS.gain.nominal,
  transit: AMPLIFIER_CONSTANTS.transit.nominal,
  quiescent: AMPLIFIER_CONSTANTS.quiescent.nominal,
};

const BASE_NODE = 65e-9;

/** Transit frequency at a node, rad/s: inversely proportional to the length. */
const transitAt = (transit: number, node: Metres): number => 2 * Math.PI * transit * (BASE_NODE / node);

/** Least time constant at a node, s: half the amplifier's transconductance drives its own capacitance. */
export const fastestAmplifier = (node: Metres, transit = AMPLIFIER_NOMINAL.transit): number =>
  2 / transitAt(transit, node);

/** Noise of a channel relative to a resistor of 1/g_m: for a short channel, assumed. */
const CHANNEL_NOISE = 1;

/** g_m/I_D of a current source, 1/V: strong inversion, for little noise (assumed). */
const SOURCE_EFFICIENCY = 6;

/** A line held at `resistance` by an output device and the amplifier that drives its gate. */
export interface HoldingAmplifier {
  /** Transconductances of the output device and of its amplifier, S. */
  readonly output: number;
  readonly input: number;
  /** Supply current, A. */
  readonly bias: number;
}

/**
 * Sizes a two-transistor loop, as in a regulated cascode: R = 1 / (g_o·(1 + A)).
 *
 *   g_o = max(1 / (R·(1 + A)), 4·C / τ)        the line's pole is beyond the loop's: no ringing
 *   g_i = g_o · x / (1 − x), x = 1 / (ω_T·τ)     charges the output device's gate and its own drain within τ
 *   g_i ≥ 4kTγ·G²·B / σ²                         its input noise draws at most σ from the conductance G
 *   I = max(g_o / (g_m/I_D), share·I_peak) + g_i / (g_m/I_D)
 *
 * At a node's least time constant, x is one half; shorter ones are raised to it.
 */
export function holdingAmplifier(
  resistance: number,
  noise: number,
  load: Load,
  node: Metres,
  k: AmplifierNumbers,
): HoldingAmplifier {
  const timeConstant = Math.max(load.timeConstant, fastestAmplifier(node, k.transit));
  const output = Math.max(
    1 / (Math.max(resistance, LEAST_RESISTANCE) * (1 + k.gain)),
    (4 * load.capacitance) / timeConstant,
  );
  const own = 1 / (transitAt(k.transit, node) * timeConstant);
  const quiet =
    (4 * THERMAL_ENERGY * CHANNEL_NOISE * load.conductance ** 2 * load.noiseBandwidth) / noise ** 2;
  const input = Math.max((output * own) / (1 - own), quiet);
  const bias = Math.max(output / k.efficiency, k.quiescent * load.current) + input / k.efficiency;
  return { output, input, bias };
}

/**
 * The holding amplifier of a line whose noise counts, A: it stops at g_i = G·√(g_m/I_D / 6), beyond which the
 * bias source of its input adds more noise than the input saves.
 */
export function quietAmplifier(
  resistance: number,
  noise: number,
  load: Load,
  node: Metres,
  k: AmplifierNumbers,
): HoldingAmplifier {
  // An array without any outputs, which is refused later, has no conductance.
  const conductance = Math.max(0, load.conductance);
  const least =
    (4 * THERMAL_ENERGY * CHANNEL_NOISE * conductance * load.noiseBandwidth) /
    Math.sqrt(k.efficiency / SOURCE_EFFICIENCY);
  return holdingAmplifier(resistance, Math.max(noise, Math.sqrt(least)), load, node, k);
}

/** A resistance of 0 would need infinite current: it counts as a hundredth of an ohm. */
const LEAST_RESISTANCE = 0.01;

/**
 * Noise of a held line, A²/Hz at its terminal: the amplifier's voltage noise across the line's conductance,
 * the bias current sources, the conductance itself, and shot noise of the current.
 */
export const noiseDensity = ({ input, bias }: HoldingAmplifier, load: Load): number =>
  4 * THERMAL_ENERGY * CHANNEL_NOISE * (load.conductance ** 2 / input + SOURCE_EFFICIENCY * bias) +
  4 * THERMAL_ENERGY * load.conductance +
  2 * ELECTRON * load.current;

/** Transconductance per width at that efficiency, S/m [ptm-2012], and layout over bare gates (assumed). */
const DENSITY = 600;
const LAYOUT = 5;

/** Area of transistors for a transconductance, m², at a metal pitch. */
export const amplifierArea = (transconductance: number, pitch: number): number =>
  (transconductance / DENSITY) * pitch * LAYOUT;

/** Price of a stage whose amplifier holds its line for a whole read; `further` is the area of the rest, m². */
export function heldPrice(
  { output, input, bias }: HoldingAmplifier,
  further: number,
  held: number,
  technology: TechnologyNode,
  k: Parameters<typeof leakingAt>[2],
): ComponentCost<"hold"> {
  const { node } = technology;
  const area = further + amplifierArea(output + input, metalPitch(node));
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      hold: {
        energy: joules(bias * transistorAt(node).supply * held),
        latency: seconds(0),
        interval: seconds(0),
      },
    },
  };
}
