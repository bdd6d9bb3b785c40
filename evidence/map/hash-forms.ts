// Energy of a hash in closed form, from published constants: what the prices of a mapping are held against.
// Nothing here calls a component's price or a mapping's counts.

import { nanometres } from "#base";
import { AMPLIFIER_NOMINAL, CROSSING_CAPACITANCE, LOGIC, THERMAL_ENERGY } from "#circuits";
import { metalPitch, scalingFactor } from "#technology";
import type { Design } from "../../src/design/design.ts";
import { pitchFactorOf } from "../../src/design/line-width.ts";

type ScaledClass = Parameters<typeof scalingFactor>[0];

/** Energy of a class of circuits at a node over that at the node of its source; both in nm. */
export const energyAt = (scaled: ScaledClass, nm: number, source: number): number =>
  scalingFactor(scaled, "energy", nanometres(source), nanometres(nm));

/** log₂ of the transform's length for vectors of d elements. */
const stagesFor = (width: number): number => Math.ceil(Math.log2(width));

/**
 * J a vector of n bits from fast Hadamard transforms of d elements: ⌈n/d⌉ · d · log₂ d additions, whose words have 8 bits and
 * one more a stage, so 8 + (log₂ d + 1)/2 in the mean, and a register takes each sum.
 */
export function hadamardHash(width: number, bits: number, nm: number): number {
  const stages = stagesFor(width);
  const size = 2 ** stages;
  const word = 8 + (stages + 1) / 2;
  const one = word * (LOGIC.adderBit.nominal + LOGIC.registerBit.nominal);
  return Math.ceil(bits / size) * size * stages * one * energyAt("logic", nm, 45);
}

/** J at 45 nm of an int8 product added to a sum of 32 bits that `lanes` products share, with the registers that it clocks. */
export const productEnergy = (lanes: number): number =>
  LOGIC.multiply8.nominal + 32 * LOGIC.adderBit.nominal + (8 + 32 / lanes) * LOGIC.registerBit.nominal;

/** J a vector of n bits from products with weights of int8, d a bit: what a learned hash takes, which no fast transform makes. */
export function denseHash(width: number, bits: number, nm: number): number {
  return bits * width * productEnergy(width) * energyAt("logic", nm, 45);
}

/** Additions of a dense hash over those of fast transforms, a bit: d / log₂ d, whatever the bits and the node. */
export const transformGain = (width: number): number => width / Math.log2(width);

/** Arrays that hash, by what their parameters say. */
export interface ArrayHash {
  /** d, word lines in use. */
  readonly width: number;
  /** Bit lines of an array, two a bit. */
  readonly columns: number;
  /** Edge of a square tile, lines. */
  readonly tile: number;
  /** Node of arrays and their periphery, nm. */
  readonly nm: number;
  /** Pitch of the lines, m. */
  readonly pitch: number;
  /** Mean conductance of a device, S. */
  readonly conductance: number;
  /** s */
  readonly readTime: number;
  /** Word-line voltage at full scale, V; supply of the node, V. */
  readonly volts: number;
  readonly supply: number;
  /** Ω of a driver and of an input stage, and of a closed tile switch. */
  readonly driver: number;
  readonly stage: number;
  readonly tileSwitch: number;
  readonly dacBits: number;
  /** Mean current that drivers give for one bit, A: 2 d G V E|x| with what lines and ends leave of it, from the solved circuit. */
  readonly pairCurrent: number;
}

/** The parameters of a design's arrays for the closed form. */
export const arrayHashOf = (
  { hashing, hashNode }: Pick<Design, "hashing" | "hashNode">,
  width: number,
  tileSwitch: number,
  { pairCurrent, supply }: Pick<ArrayHash, "pairCurrent" | "supply">,
): ArrayHash => ({
  width,
  columns: hashing.array.columns,
  tile: hashing.array.tileColumns,
  nm: hashNode * 1e9,
  pitch: metalPitch(hashNode) * pitchFactorOf({ hashNode, hashing }),
  conductance: hashing.memristor.behaviour.meanConductance,
  readTime: hashing.readTime,
  volts: hashing.driver.behaviour.readVoltage,
  supply,
  driver: hashing.driver.behaviour.outputResistance,
  stage: hashing.inputStage.behaviour.inputResistance,
  tileSwitch,
  dacBits: Number(hashing.dac.params.bits),
  pairCurrent,
});

/** t / τ at which two equal stages have settled to 1 %: (1 + x) e^(−x) = 0.01. */
const SETTLED = 6.638_352;
/** Voltage noise of a driver, V, and noise that an input stage may add to a line's current, A; both assumed. */
const DRIVER_NOISE = 1e-3;
const STAGE_NOISE = 50e-9;
/** g_m / I_D of a current source, 1/V; assumed. */
const SOURCE_EFFICIENCY = 6;
/** Capacitance of a converter, F a bit, and its supply at 28 nm, V [zigzag-2026]. */
const DAC = { capacitance: 50e-15, supply: 0.9 } as const;
/** J of a charge comparator's decision at 65 nm [timely-2020]. */
const DECISION = 41.7e-15;
/** F a metre of line [neurosim-v14]. */
const LINE = 0.2e-9;

/**
 * J a vector of n bits on arrays of d word lines and c bit lines, ⌈2n/c⌉ of them:
 *
 *     e = n (I_pair V_DD t + 2 e_stage + e_decision) + ⌈2n/c⌉ d (e_DAC + 2 e_driver + c' C_cell V²)
 *
 * where a stage or a driver is on for t with the bias that holds its line: see `holding`. Lines of an array in tiles end behind
 * the last tile that the fullest array uses: c' = min(c, ⌈2n/tile⌉ tile).
 */
export function arrayHash(own: ArrayHash, bits: number): number {
  const { width, columns, tile, nm, pitch, volts, supply, readTime, dacBits, pairCurrent } = own;
  const arrays = Math.ceil((2 * bits) / columns);
  const charge = energyAt("charge", nm, 28);
  const dac = DAC.capacitance * dacBits * DAC.supply ** 2 * charge;
  const cell = LINE * pitch + CROSSING_CAPACITANCE;
  const used = tile < columns ? Math.min(columns, Math.ceil((2 * bits) / tile) * tile) : columns;
  const { driver, stage } = holding(own, used, cell);
  const decision = DECISION * energyAt("charge", nm, 65);
  const aBit = pairCurrent * supply * readTime + 2 * stage * supply * readTime + decision;
  return bits * aBit + arrays * width * (dac + 2 * driver * supply * readTime + used * cell * volts ** 2);
}

/**
 * Bias of a driver at one of the two ends of a word line, of which `used` cells are connected, and of the input stage of a bit line, A. With τ = t / 6.64 and
 * B = 1 / (8 τ), an amplifier of gain A that holds a line of capacitance C and conductance G at the resistance R takes
 *
 *     I = max(g_o / η, 0.2 I_peak) + g_i / η,   g_o = max(1 / (R (1 + A)), 4 C / τ),   g_i = max(g_o x / (1 − x), 4kT G² B / σ²)
 *
 * with η = 15/V and x = 1 / (2π f_T τ); the last part of an input stage is at most G √(η / 6), beyond which its bias source is louder.
 */
function holding(
  own: ArrayHash,
  used: number,
  cell: number,
): { readonly driver: number; readonly stage: number } {
  const { width, columns, tile, nm, pitch, conductance, readTime, volts } = own;
  const { efficiency, gain, transit, quiescent } = AMPLIFIER_NOMINAL;
  const timeConstant = readTime / SETTLED;
  const bandwidth = 1 / (8 * timeConstant);
  const tiled = tile < columns ? LINE * pitch : 0;
  // A device in series with what the lines of its tile and of its array share.
  const shared =
    (used * own.driver) / 2 + (tile * own.tileSwitch) / 2 + width * own.stage + tile * own.tileSwitch;
  const device = conductance / (1 + conductance * shared);
  const bias = (resistance: number, cells: number, peak: number, quiet: number): number => {
    const output = Math.max(1 / (resistance * (1 + gain)), (4 * cells * (cell + tiled)) / timeConstant);
    const own = 1 / (2 * Math.PI * transit * (65 / nm) * timeConstant);
    const input = Math.max((output * own) / (1 - own), quiet);
    return Math.max(output / efficiency, quiescent * peak) + input / efficiency;
  };
  const line = width * device;
  return {
    driver: bias(
      own.driver,
      used / 2,
      (used * volts * device) / 2,
      (4 * THERMAL_ENERGY * bandwidth) / DRIVER_NOISE ** 2,
    ),
    stage: bias(
      own.stage,
      width,
      1.5 * Math.sqrt(width) * volts * device,
      Math.min(
        (4 * THERMAL_ENERGY * line ** 2 * bandwidth) / STAGE_NOISE ** 2,
        line * Math.sqrt(efficiency / SOURCE_EFFICIENCY),
      ),
    ),
  };
}

/** Boltzmann's constant, J/K. */
const BOLTZMANN = 1.380649e-23;

/**
 * Least energy of an array's read for one bit, J, where thermal noise of the devices alone is the share ν of the deviation of
 * the column's signal. Devices of conductance G and relative spread cv, driven at ±V for t, give
 * ν² = 2kT / (t V² G cv²), and the read takes 2 d V² G t, so
 *
 *     E_min = 4 d kT / (ν² cv²)
 *
 * whatever G, t and V are.
 */
export const thermalFloor = (width: number, noise: number, spread: number, kelvin = 300): number =>
  (4 * width * BOLTZMANN * kelvin) / (noise * spread) ** 2;
