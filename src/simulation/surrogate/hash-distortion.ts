import { mapped } from "../../base/dense.ts";
import { createRng } from "../../base/rng.ts";
import type { Design } from "../../design/design.ts";
import { encodingOf } from "../../design/encoding.ts";
import type { HashLaw } from "./hash-law.ts";
import type { SequenceSummary } from "./level-summary.ts";
import { linearised, type ProjectionRows } from "./projection-rows.ts";
import { quadraticForms, rowStatistics } from "./row-statistics.ts";
import { weightTail } from "./weight-tail.ts";

/** What a design's hash does that Gaussian projections without noise do not, beside the levels of its inputs. */
export interface HashDistortion {
  readonly law: HashLaw;
  /** Mean square of what all projections share and the sum of the inputs does not explain, over their own; of reference columns the worst. */
  readonly unexplained: number;
}

/** Readouts whose offsets stand for their distribution. */
const OFFSETS = 4096;

/**
 * The law of a design's hash. Its weights have the large ones of the devices, so deviations are relative to the mean
 * square of all projections; what wires leave of each differs by its place, and is averaged by the cosine that noise
 * leaves, 1 / (1 + s²).
 */
export function hashDistortion(
  design: Design,
  { ideal, wired, references }: ProjectionRows,
  summary: SequenceSummary,
): HashDistortion {
  const { driver, memristor, readout, readoutRange } = design.hashing;
  const { second, fourthOverSecond, scale } = summary;
  const volts = driver.behaviour.readVoltage;
  const own = rowStatistics(linearised(ideal, volts, fourthOverSecond), second);
  const shared =
    wired === null ? own : rowStatistics(linearised(wired.solved, volts, fourthOverSecond), second);
  const gains = gainsOf(wired, volts, summary);
  const tail = weightTail(own.centred.data);
  // Lines that lose a part of the current lose it of signal and devices' noise alike. Large weights bring noise to few
  // projections, and there a signal that is larger still: it is left out.
  const unit = deviceNoise(
    design,
    ideal,
    summary,
    own.centred.data.map((x) => Number(Math.abs(x) <= tail.from)),
  );
  const devices = (memristor.behaviour.readNoise ** 2 * unit) / own.power;
  // A converter's offset and noise are fractions of its range, a comparator's are currents.
  const range = readoutRange ** 2 * (1 + devices + shared.sharedPower);
  const inUnits =
    readout.behaviour.scale === "full-scale"
      ? (amount: number): number => amount ** 2 * range
      : (amount: number): number =>
          meanAngle(gains.map((gain) => (amount / volts) ** 2 / (own.power * gain)));
  const offsets = readout.behaviour.offsets(OFFSETS, createRng("surrogate").fork("offsets"));
  const converted = inUnits(readout.behaviour.noise);
  const noise = devices + converted;
  // Currents that flow for an input of zero bring noise that does not grow with the input.
  const isConstant = encodingOf(design).baseline.some((level) => level !== 0);
  return {
    law: {
      noise: Math.sqrt(noise),
      absoluteShare: noise === 0 ? 0 : (converted + (isConstant ? devices : 0)) / noise,
      offset: Math.sqrt(inUnits(deviationOf(offsets))),
      common: shared.slope / Math.sqrt(shared.power / scale ** 2),
      spread: deviationOf(gains) / meanOf(gains),
      largeShare: tail.share,
      largePower: tail.power,
    },
    unexplained: Math.max(
      shared.unexplained,
      ...(references === null ? [] : quadraticForms(references, second).map((power) => power / own.power)),
    ),
  };
}

/** s² of the mean of 1 / (1 + s²). */
function meanAngle(squares: Float64Array): number {
  const kept = squares.reduce((sum, s2) => sum + 1 / (1 + s2), 0) / squares.length;
  return Math.max(0, 1 / kept - 1);
}

/** What the wires leave of each projection's mean square. */
function gainsOf(
  wired: ProjectionRows["wired"],
  volts: number,
  { second, fourthOverSecond }: SequenceSummary,
): Float64Array {
  if (wired === null) return new Float64Array([1]);
  const [before, after] = [wired.ideal, wired.solved].map((response) =>
    quadraticForms(linearised(response, volts, fourthOverSecond), second),
  );
  return after.map((x, p) => (before[p] > 0 ? x / before[p] : 1));
}

/**
 * Variance of a projection's current for a read noise of 1 over the square of the read voltage, mean over inputs and
 * over the pairs of cells that `counted` marks with 1 (projections × width).
 */
function deviceNoise(
  design: Design,
  { noise: { diagonal } }: ProjectionRows["ideal"],
  { second, sample }: SequenceSummary,
  counted: Float64Array,
): number {
  const { phases } = encodingOf(design);
  const width = second.columns;
  const squares = new Float64Array(width);
  for (const { level, weight } of phases) {
    const levels = mapped(sample, level);
    for (let k = 0; k < levels.data.length; k++)
      squares[k % width] += (weight ** 2 * levels.data[k] ** 2) / levels.rows;
  }
  let [total, cells] = [0, 0];
  for (let k = 0; k < diagonal.data.length; k++) {
    total += counted[k] * diagonal.data[k] * squares[k % width];
    cells += counted[k];
  }
  return (width * total) / Math.max(1, cells);
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}
