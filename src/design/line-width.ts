// Currents that the lines of an array are built for, and the pitch at which they carry them.

import { InfeasibleError } from "#base";
import { bitSides, wordSides } from "#crossbar-arrays";
import { ELECTROMIGRATION_LIMIT, lineCrossSection } from "#technology";
import { driversOfLine, isTiled, MOST_PITCH } from "./array-design.ts";
import type { Design } from "./design.ts";

/** Inputs of a line's width. */
type Lined = Pick<Design, "hashNode" | "hashing">;

/**
 * Standard deviations by which a line's devices may exceed their mean conductance: fewer than one line in a
 * million do where sums are Gaussian. Of few devices several may be stuck on, and such a line carries more.
 */
const DEVIATIONS = 5;

/**
 * Share by which the solved current of one end may exceed half of a line's, where a line resists as much as
 * what is at its ends: .26 % at most over 2 573 random arrays (test/design/line-width.test.ts).
 */
export const UNEVEN_ENDS = 0.005;

/** Largest current of a line at either end, A; no global lines where an array is one tile. */
export interface LineCurrents {
  readonly tile: number;
  readonly global: number;
}

/** One axis of an array: devices in all and in a tile, ends of a tile's and a whole line, end resistance. */
interface Axis {
  readonly all: number;
  readonly tile: number;
  readonly ties: number;
  readonly ends: number;
  /** Resistance of a driver or an input stage, Ω. */
  readonly end: number;
}

/**
 * Bounds on the current of a line, inputs at full scale and of any sign, from what is in series with its
 * devices:
 *
 *     I = V (1 + b) / (R + 1 / S),  S = n µ + 5 σ √n
 *
 * of n devices of mean µ and deviation σ, R of the switches and of the drivers or input stages. b is 0 for a
 * bit line, and for a word line the share of V to which inputs of the other sign can pull its bit lines. Line
 * resistance, which lowers the sum, is left out, so the width does not matter; it also makes the ends of a
 * line share less evenly (`UNEVEN_ENDS`). Conductances are those at small voltages. The tiles of a global line share its devices evenly: the worst case.
 */
export function lineCurrents({ hashing }: Pick<Design, "hashing">): LineCurrents {
  const { array, driver, inputStage } = hashing;
  const { rows, columns, tileRows, tileColumns, drive } = array;
  const bitEnds = bitSides(drive).length;
  const bit = { all: rows, tile: Math.min(rows, tileRows), ties: bitEnds, ends: bitEnds };
  const word = { all: columns, tile: Math.min(columns, tileColumns), ties: wordSides(drive).length };
  const [bits, words] = [
    conductances(hashing, { ...bit, end: inputStage.behaviour.inputResistance }),
    conductances(hashing, {
      ...word,
      ends: driversOfLine(array),
      end: driver.behaviour.outputResistance,
    }),
  ];
  const volts = driver.behaviour.readVoltage;
  const pulled = volts * (1 + bits.lift);
  return {
    tile: Math.max(volts * bits.tile, pulled * words.tile),
    global: Math.max(volts * bits.global, pulled * words.global),
  };
}

/** Current per volt at an end of a tile's and a global line, S, and share of a volt that lifts a tile's. */
function conductances(
  { array, memristor, tileSwitch }: Design["hashing"],
  { all, tile, ties, ends, end }: Axis,
): LineCurrents & { readonly lift: number } {
  const { meanConductance: mean, conductanceSpread: spread } = memristor.behaviour;
  const tiled = isTiled(array);
  const sum = (devices: number): number => devices * mean + DEVIATIONS * spread * Math.sqrt(devices);
  const between = tiled ? tileSwitch.behaviour.onResistance / ties : 0;
  const own = sum(tile);
  // Devices of the whole line with the switches of their tiles.
  const joined = 1 / (1 / sum(all) + (between * tile) / all);
  const whole = joined / (1 + (joined * end) / ends);
  return {
    // The drop at the ends of a global line depends on the other tiles; its lower bound, 0, is used.
    tile: 1 / (1 / own + (tiled ? between : end / ends)) / ties,
    global: tiled ? whole / ends : 0,
    lift: (own * between + (whole * end) / ends) / (1 + own * between),
  };
}

/** Current limits of a tile's line and a global line, A, at `pitchFactor` times the node's least pitch. */
export const lineLimits = ({ hashNode, hashing }: Lined, pitchFactor: number): LineCurrents => {
  const tile = ELECTROMIGRATION_LIMIT * lineCrossSection(hashNode) * pitchFactor ** 2;
  return { tile, global: tile * hashing.array.globalLayers ** 2 };
};

/** Largest design current of any line over its limit at such a pitch; 0 without a circuit of arrays. */
function loadAt(design: Lined, pitchFactor: number): number {
  const { unit, array } = design.hashing;
  if (unit === "digital" || array.wires === "ideal") return 0;
  const [current, limit] = [lineCurrents(design), lineLimits(design, pitchFactor)];
  return Math.max(current.tile / limit.tile, current.global / limit.global);
}

/**
 * Pitch of a design's lines over the node's least. Unless a key sets it, the least at which a tile's lines
 * and the global lines over them carry their currents: half the pitch is a line's width, and global lines,
 * one per row and column on `globalLayers` layers each way, are wider by that factor and just fill them.
 */
export function pitchFactorOf(design: Lined): number {
  const { pitchFactor, electromigration } = design.hashing.array;
  if (pitchFactor !== undefined) return pitchFactor;
  return electromigration === "ignored" ? 1 : Math.max(1, Math.sqrt(loadAt(design, 1)));
}

/** Rounding of a pitch for which lines were sized. */
const SLACK = 1e-9;

/** Largest line current of the arrays over its limit; at most 1 where the pitch was chosen for it. */
export function lineLoad(design: Lined): number {
  const load = loadAt(design, pitchFactorOf(design));
  return load < 1 + SLACK ? Math.min(1, load) : load;
}

/** Throws InfeasibleError where a line exceeds its long-term limit, unless electromigration is ignored. */
export function checkLines(design: Lined): void {
  const { pitchFactor, electromigration } = design.hashing.array;
  if (electromigration === "ignored") return;
  const factor = pitchFactorOf(design);
  const needed = Math.sqrt(loadAt(design, 1));
  if (needed > MOST_PITCH)
    throw new InfeasibleError(
      `lines of the array would need ${round(needed)} times the node's least pitch to bear their currents, expected ${MOST_PITCH} at most ` +
        "(use smaller tiles, fewer devices a line, a lower readVoltage or more resistance)",
    );
  if (needed <= factor * (1 + SLACK)) return;
  const [current, limit] = [lineCurrents(design), lineLimits(design, factor)];
  const isTile = current.tile / limit.tile >= current.global / limit.global;
  const [line, carried, borne] = isTile
    ? ["a line of a tile", current.tile, limit.tile]
    : ["a global line", current.global, limit.global];
  throw new InfeasibleError(
    `${line} would carry up to ${microamperes(carried)}, and bears ${microamperes(borne)} before metal migrates: ` +
      `expected design.hashing.array.pitchFactor of at least ${round(needed)} or left out, received ${pitchFactor} ` +
      '(or design.hashing.array.electromigration "ignored")',
  );
}

const round = (value: number): number => Math.ceil(value * 1000) / 1000;

const microamperes = (current: number): string => `${Number((current * 1e6).toPrecision(3))} µA`;
