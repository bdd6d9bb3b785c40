import { mapped } from "../../base/dense.ts";
import { createRng } from "../../base/rng.ts";
import type { Design } from "../../design/design.ts";
import { encodingOf } from "../../design/encoding.ts";
import type { HashLaw } from "./hash-law.ts";
import type { SequenceSummary } from "./level-summary.ts";
import { linearised, type ProjectionRows } from "./projection-rows.ts";
import { quadraticForms, rowStatistics } from "./row-statistics.ts";

/** What a design's hash does that Gaussian projections without noise do not, beside the levels of its inputs. */
export interface HashDistortion {
  readonly law: HashLaw;
  /** Mean square of what all projections share and the sum of the inputs does not explain, over their own. */
  readonly unexplained: number;
  /** Inputs that carry a projection: (Σ T²)² / Σ T⁴, mean over projections; a third of the width for Gaussian weights. */
  readonly carriers: number;
}

/** Readouts whose offsets stand for their distribution. */
const OFFSETS = 4096;

/**
 * The law of a design's hash. Deviations are relative to the projections' own, each projection at its own: what counts
 * is the cosine that noise leaves, 1 / (1 + s²), so that is what is averaged over projections.
 */
export function hashDistortion(
  design: Design,
  { ideal, wired }: ProjectionRows,
  summary: SequenceSummary,
): HashDistortion {
  const { driver, memristor, readout, readoutRange } = design.hashing;
  const { second, fourthOverSecond, scale } = summary;
  const volts = driver.behaviour.readVoltage;
  const rows = linearised(ideal, volts, fourthOverSecond);
  const own = rowStatistics(rows, second);
  const gains = gainsOf(wired, volts, summary);
  // Lines that lose a part of the current lose it of signal and devices' noise alike.
  const devices = deviceNoise(design, ideal, summary);
  const relative = own.powers.map((power, p) => (memristor.behaviour.readNoise ** 2 * devices[p]) / power);
  const shared =
    wired === null ? own : rowStatistics(linearised(wired.solved, volts, fourthOverSecond), second);
  const common = shared.slope / Math.sqrt(shared.power / scale ** 2);
  const offset = deviationOf(readout.behaviour.offsets(OFFSETS, createRng("surrogate").fork("offsets")));
  const isRelative = readout.behaviour.scale === "full-scale";
  const fresh = meanAngle(relative);
  // Currents of the readout against each projection's own; a converter's are fractions of its range.
  const reach = readoutRange * Math.sqrt(1 + fresh + shared.sharedPower);
  const sizes = own.powers.map((power, p) => power * gains[p % gains.length]);
  const inUnits = (amount: number): Float64Array =>
    own.powers.map((power, p) =>
      isRelative ? (amount * reach) ** 2 : (amount / volts) ** 2 / (power * gains[p % gains.length]),
    );
  const constant = encodingOf(design).baseline.some((level) => level !== 0);
  const readoutNoise = meanAngle(inUnits(readout.behaviour.noise));
  const noise = fresh + readoutNoise;
  return {
    law: {
      noise: Math.sqrt(noise),
      // Currents that flow for an input of zero bring noise that does not grow with the input.
      absoluteShare: noise === 0 ? 0 : (readoutNoise + (constant ? fresh : 0)) / noise,
      offset: Math.sqrt(meanAngle(inUnits(offset))),
      common,
      spread: deviationOf(sizes) / meanOf(sizes),
    },
    unexplained: shared.unexplained,
    carriers: carriersOf(ideal.transfer),
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

/** Variance of each projection's current for a read noise of 1, over the square of the read voltage: mean over the inputs. */
function deviceNoise(
  design: Design,
  { noise: { diagonal } }: ProjectionRows["ideal"],
  { second, sample }: SequenceSummary,
): Float64Array {
  const { phases } = encodingOf(design);
  const width = second.columns;
  const squares = new Float64Array(width);
  for (const { level, weight } of phases) {
    const levels = mapped(sample, level);
    for (let k = 0; k < levels.data.length; k++)
      squares[k % width] += (weight ** 2 * levels.data[k] ** 2) / levels.rows;
  }
  return Float64Array.from({ length: diagonal.rows }, (_, p) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += diagonal.data[p * width + i] * squares[i];
    return sum;
  });
}

function carriersOf({
  rows,
  columns,
  data,
}: {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}): number {
  let total = 0;
  for (let p = 0; p < rows; p++) {
    let [second, fourth] = [0, 0];
    for (let k = p * columns; k < (p + 1) * columns; k++) {
      second += data[k] ** 2;
      fourth += data[k] ** 4;
    }
    total += fourth > 0 ? second ** 2 / fourth : 0;
  }
  return total / rows;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}
