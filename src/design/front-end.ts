// Time, noise and load of a read, from lines, drivers, input stages and the read time.

import { InfeasibleError, type Instance, residueAfter, settlingTime } from "#base";
import { CROSSING_CAPACITANCE, type Load, paramsOfLoad } from "#circuits";
import { bitSides, type LineReach, wordSides } from "#crossbar-arrays";
import { driversOfLine, isTiled } from "./array-design.ts";
import type { Design } from "./design.ts";
import { electricsOf, encodingOf, hashTechnology } from "./electrics.ts";
import { pitchFactorOf } from "./line-width.ts";

/** Read time of stated readout noise, s, and its bandwidth (two equal stages settling to 1 %), Hz. */
const NOISE_READ = 10e-9;
const NOISE_BANDWIDTH = settlingTime(0.01, [1, 1]) / (8 * NOISE_READ);

/** A read of an array as one settling: a step at the drivers, a current at the readouts. */
export interface FrontEnd {
  /** Time constants, s: word and bit lines with their end resistances, a driver, an input stage. */
  readonly lines: { readonly word: number; readonly bit: number };
  readonly driver: number;
  readonly stage: number;
  /** All of these, and those with the fastest amplifiers available. */
  readonly timeConstants: readonly number[];
  readonly shortest: readonly number[];
  /** Share of the previous read that remains in the currents of a read. */
  readonly residue: number;
  /** Noise bandwidth, Hz. */
  readonly bandwidth: number;
  /** Standard deviation of the noise that the input stages of one output add, A. */
  readonly noise: number;
  readonly driverLoad: Load;
  readonly stageLoad: Load;
}

const byDesign = new WeakMap<
  Design["hashing"],
  {
    readonly node: number;
    readonly temperature: number;
    readonly used: LineReach;
    readonly frontEnd: FrontEnd;
  }
>();
const byKey = new Map<string, FrontEnd>();
const MOST_KEPT = 4096;

/** Inputs of a front end. */
type Fronted = Pick<Design, "hashNode" | "hashing" | "temperature">;

/** Front end of a design's arrays with lines of length `used`; by default the whole array. */
export function frontEndOf(design: Fronted, used: LineReach = design.hashing.array): FrontEnd {
  const { hashing, hashNode, temperature } = design;
  const found = byDesign.get(hashing);
  const isSame = found?.used.rows === used.rows && found.used.columns === used.columns;
  if (isSame && found.node === hashNode && found.temperature === temperature) return found.frontEnd;
  // Points of a study are separate designs that share parts.
  const key = keyOf(design, used);
  const frontEnd = byKey.get(key) ?? workOut(design, used);
  if (byKey.size >= MOST_KEPT) byKey.clear();
  byKey.set(key, frontEnd);
  byDesign.set(hashing, { node: hashNode, temperature, used, frontEnd });
  return frontEnd;
}

const numbers = new WeakMap<object, number>();
let next = 0;
function numberOf(part: object): number {
  const known = numbers.get(part) ?? next++;
  numbers.set(part, known);
  return known;
}

/** Key of everything that a front end depends on. */
function keyOf({ hashNode, hashing, temperature }: Fronted, used: LineReach): string {
  const { array, memristor, driver, inputStage, tileSwitch, dac, readTime, settlingError } = hashing;
  const { rows, columns, tileRows, tileColumns, pairing, drive, wires, globalLayers, segmentResistance } =
    array;
  const ends = driversOfLine(array);
  return [
    hashNode,
    temperature,
    ...[memristor, driver, inputStage, tileSwitch, dac].map(numberOf),
    ...[readTime, settlingError, hashing.encoding, hashing.polarity, hashing.lowLevel],
    ...[rows, columns, tileRows, tileColumns, pairing, drive, ends, wires, globalLayers, segmentResistance],
    pitchFactorOf({ hashNode, hashing }),
    ...[used.rows, used.columns],
  ].join(" ");
}

function workOut(design: Fronted, used: LineReach): FrontEnd {
  const { hashing, hashNode } = design;
  const { readTime, settlingError } = hashing;
  const driver = hashing.driver.behaviour;
  const stage = hashing.inputStage.behaviour;
  const array = arrayLoads(design, used);
  const lines = array.timeConstants;
  const least = { driver: driver.fastest(hashNode), stage: stage.fastest(array.stage, hashNode) };
  const own = { driver: driver.stated.timeConstant, stage: stage.stated.timeConstant };
  // Amplifiers without a stated bandwidth are as slow as the read time allows.
  const timesAt = (slow: number) => ({
    driver: own.driver ?? (least.driver === 0 ? 0 : Math.max(least.driver, slow)),
    stage: own.stage ?? (least.stage === 0 ? 0 : Math.max(least.stage, slow)),
  });
  const all = (times: { readonly driver: number; readonly stage: number }): readonly number[] => [
    lines.word,
    lines.bit,
    times.driver,
    times.stage,
  ];
  const isOpen =
    (own.driver === undefined && least.driver > 0) || (own.stage === undefined && least.stage > 0);
  const leftAt = (slow: number): number => residueAfter(readTime, all(timesAt(slow)));
  const times = timesAt(isOpen ? slowestWithin(settlingError, readTime, leftAt) : 0);
  const sum = all(times).reduce((total, time) => total + time, 0);
  const bandwidth = sum > 0 ? 1 / (4 * sum) : NOISE_BANDWIDTH * (NOISE_READ / readTime);
  const common = { held: readTime * encodingOf(design).duration, noiseBandwidth: bandwidth };
  const stageLoad = { ...array.stage, ...stage.stated, ...common, timeConstant: times.stage };
  const { pairing } = hashing.array;
  const linesOfOutput = pairing === "differential" || pairing === "reference-column" ? 2 : 1;
  return {
    lines,
    ...times,
    timeConstants: all(times),
    shortest: all(timesAt(0)),
    residue: sum > 0 ? residueAfter(readTime, all(times)) : 0,
    bandwidth,
    noise: Math.sqrt(linesOfOutput) * stage.noise(stageLoad, hashNode),
    driverLoad: { ...array.driver, ...driver.stated, ...common, timeConstant: times.driver },
    stageLoad,
  };
}

/**
 * The longest time constant up to `most` that leaves at most `share`; 0 where there is none. The remainder
 * grows with it, nearly as e^(−t/τ): a bracketed secant on its logarithm over 1/τ converges in a few steps.
 */
function slowestWithin(share: number, most: number, leftAt: (timeConstant: number) => number): number {
  const over = (inverse: number): number => Math.log(Math.max(leftAt(1 / inverse), 1e-300) / share);
  // Inverse time constants: too slow at the low one, settled at the high one.
  let [slow, fast] = [1 / most, 64 / most];
  let [aboveSlow, aboveFast] = [over(slow), over(fast)];
  while (aboveFast > 0 && fast < 1e6 / most)
    [slow, aboveSlow, fast, aboveFast] = [fast, aboveFast, 8 * fast, over(8 * fast)];
  if (aboveFast > 0) return 0;
  if (aboveSlow <= 0) return most;
  for (let n = 0; n < 100 && fast - slow > 1e-10 * fast; n++) {
    const secant = slow + ((fast - slow) * aboveSlow) / (aboveSlow - aboveFast);
    const at = n % 4 === 3 ? (slow + fast) / 2 : secant;
    const above = over(at);
    if (above > 0) {
      [slow, aboveSlow] = [at, above];
      aboveFast /= 2;
    } else {
      [fast, aboveFast] = [at, above];
      if (above > -1e-7) break;
      aboveSlow /= 2;
    }
  }
  return 1 / fast;
}

/** RMS of a level, standard deviations of a sum at its peak: levels are about uniform, sums Gaussian. */
const LEVEL = 0.5;
const DEVIATIONS = 3;

interface ArrayLoads {
  readonly timeConstants: FrontEnd["lines"];
  readonly driver: Pick<Load, "capacitance" | "conductance" | "current">;
  readonly stage: Pick<Load, "capacitance" | "conductance" | "current">;
}

/**
 * Lines of the array as loads. Conductances are those of mean devices in series with the shared resistances
 * of their lines: a device in a tile of c columns has c times the switch's resistance before it, and so on.
 * The time constants leave out the devices' own conduction, which makes a line faster: they are upper bounds.
 */
function arrayLoads(design: Fronted, { rows, columns }: LineReach): ArrayLoads {
  const { hashing } = design;
  const { array, memristor, driver, polarity } = hashing;
  const electrics = electricsOf(design);
  const technology = hashTechnology(design);
  // Ends of a global line that are held, and ends of a tile's line that a switch connects to it.
  const ends = { word: driversOfLine(array), bit: bitSides(array.drive).length };
  const ties = { word: wordSides(array.drive).length, bit: bitSides(array.drive).length };
  const tileRows = Math.min(rows, array.tileRows);
  const tileColumns = Math.min(columns, array.tileColumns);
  const hasGlobal = isTiled(array);
  const tileSwitch = hasGlobal ? electrics.tileSwitch : 0;
  const cell = technology.wireCapacitance * technology.pitch + CROSSING_CAPACITANCE;
  const over = hasGlobal ? technology.wireCapacitance * technology.pitch : 0;
  const lineOf = (cells: number, tile: number, end: number, segment: number, axis: "word" | "bit") => ({
    capacitance: cells * (cell + over),
    /** Elmore: each resistance times the capacitance behind it; a line held at both ends is two halves. */
    timeConstant:
      (end / ends[axis]) * cells * (cell + over) +
      (tileSwitch / ties[axis]) * tile * cell +
      (segment * tile * tile * cell) / 2 / ties[axis] ** 2 +
      (hasGlobal ? (electrics.globalSegment * cells * cells * (cell + over)) / 2 / ends[axis] ** 2 : 0),
    resistance: (cells * end) / ends[axis] + (tile * tileSwitch) / ties[axis],
  });
  const word = lineOf(columns, tileColumns, electrics.driver, electrics.wordSegment, "word");
  const bit = lineOf(rows, tileRows, electrics.readout, electrics.bitSegment, "bit");
  const mean = memristor.behaviour.meanConductance;
  const conductance = mean / (1 + mean * (word.resistance + bit.resistance));
  const { readVoltage } = driver.behaviour;
  const whole = readVoltage * conductance;
  const sum = polarity === "bipolar" ? DEVIATIONS * LEVEL * Math.sqrt(rows) : rows;
  const isIdeal = array.wires === "ideal";
  return {
    timeConstants: isIdeal ? { word: 0, bit: 0 } : { word: word.timeConstant, bit: bit.timeConstant },
    driver: {
      capacitance: word.capacitance / ends.word,
      conductance: (columns * conductance) / ends.word,
      current: (columns * whole) / ends.word,
    },
    stage: {
      capacitance: bit.capacitance / ends.bit,
      conductance: (rows * conductance) / ends.bit,
      current: (sum * whole) / ends.bit,
    },
  };
}

/** Share of the previous read in a read: its residue where that exceeds the allowed error, else 0. */
export function unsettledShare(design: Fronted, used?: LineReach): number {
  const { residue } = frontEndOf(design, used);
  return residue <= design.hashing.settlingError * (1 + SLACK) ? 0 : residue;
}

/** Rounding of a residue for which amplifiers were sized. */
const SLACK = 1e-6;

/** Standard deviation of comparator noise, A: their own over the read's bandwidth, and the input stages'. */
export function currentNoise(design: Fronted, used?: LineReach): number {
  const { readout } = design.hashing;
  const { noise, bandwidth } = frontEndOf(design, used);
  const own = readout.behaviour.scale === "amperes" ? readout.behaviour.noise : 0;
  return Math.hypot(own * Math.sqrt(bandwidth / NOISE_BANDWIDTH), noise);
}

/** Standard deviation of a converter's noise, as a fraction of full scale; 0 where noise is a current. */
export const scaleNoise = ({ hashing: { readout } }: Pick<Design, "hashing">): number =>
  readout.behaviour.scale === "full-scale" ? readout.behaviour.noise : 0;

/** Everything that the front end adds to a read. */
export const readNoise = (design: Fronted, used: LineReach): readonly number[] => [
  currentNoise(design, used),
  scaleNoise(design),
  unsettledShare(design, used),
];

/** Time after which a read is within the error that the design allows, s. */
export const settledAfter = (design: Fronted): number =>
  settlingTime(design.hashing.settlingError, frontEndOf(design).timeConstants);

/** The same with the fastest amplifiers available, s. */
export const shortestRead = (design: Fronted, used?: LineReach): number =>
  settlingTime(design.hashing.settlingError, frontEndOf(design, used).shortest);

/** Throws InfeasibleError where reads end before they settle, unless the design simulates the error. */
export function checkSettling(design: Fronted, used?: LineReach): void {
  const { readTime, settlingError, settling } = design.hashing;
  if (settling === "simulated" || unsettledShare(design, used) === 0) return;
  const { lines } = frontEndOf(design, used);
  const nanoseconds = (time: number): string => `${Number((time * 1e9).toPrecision(3))} ns`;
  throw new InfeasibleError(
    `a read has to settle to ${settlingError} of its step (design.hashing.settlingError): word lines (${nanoseconds(lines.word)}), ` +
      `bit lines (${nanoseconds(lines.bit)}) and amplifiers take ${nanoseconds(shortestRead(design, used))} or more, ` +
      `received a readTime of ${nanoseconds(readTime)} ` +
      '(use a longer one, less resistance, or design.hashing.settling "simulated")',
  );
}

/** The component with the load of a design's arrays. */
const loaded = <I extends Instance>(instance: I, load: Load): I =>
  instance.with({ ...paramsOfLoad(load) }) as I;

const heldBy = new WeakMap<FrontEnd, Pick<Design["hashing"], "driver" | "inputStage">>();

/** Driver and input stage of a design, sized for its arrays and its read time. */
export function sizedFrontEnd(
  design: Fronted,
  used?: LineReach,
): Pick<Design["hashing"], "driver" | "inputStage"> {
  const frontEnd = frontEndOf(design, used);
  const found = heldBy.get(frontEnd);
  if (found !== undefined) return found;
  const { driver, inputStage } = design.hashing;
  const sized = {
    driver: loaded(driver as Instance, frontEnd.driverLoad) as typeof driver,
    inputStage: loaded(inputStage as Instance, frontEnd.stageLoad) as typeof inputStage,
  };
  heldBy.set(frontEnd, sized);
  return sized;
}
