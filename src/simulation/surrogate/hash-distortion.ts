import { createRng, type Dense, dense, mapped, normals, type Rng, row } from "#base";
import {
  type ArrayResponse,
  columnPlan,
  idealResponse,
  type LineReach,
  programArray,
} from "#crossbar-arrays";
import type { Design } from "../../design/design.ts";
import { encodingOf } from "../../design/electrics.ts";
import { currentNoise, scaleNoise, unsettledShare } from "../../design/front-end.ts";
import type { Kernels } from "../kernels.ts";
import { programArrays, responseOf } from "../programmed-set.ts";
import type { HashLaw } from "./hash-law.ts";
import type { SequenceSummary } from "./level-summary.ts";

/** Projections by a design's devices, without and with the wires of one of its arrays. */
export interface ProjectionRows {
  /** The rows of one large array with ideal wires. */
  readonly ideal: ArrayResponse;
  /** One solved array of the design, and the same cells with ideal wires; null if wires are ideal. */
  readonly wired: { readonly solved: ArrayResponse; readonly ideal: ArrayResponse } | null;
  /**
   * Deviation of written reference columns from the mean, subtracted from all projections, one row per array,
   * arrays × width, S; null for pairings without one.
   */
  readonly references: Dense | null;
}

/** Projections sampled for statistics. */
const ROWS = 512;

/** Sampled reference columns, of which the worst counts. */
const REFERENCES = 32;

/** Projections of a solved array. */
const SOLVED_ROWS = 64;

/**
 * Programs arrays of the design from separate streams, with the same scores for all designs, so that designs
 * differ by parameters and not by draws. Targets are Gaussian projections, which untuned devices ignore.
 */
export function projectionRows(design: Design, width: number, kernels?: Kernels): ProjectionRows {
  const { array, memristor, driver } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const columns = array.pairing === "differential" ? 2 * ROWS : ROWS + 1;
  const outputs = Math.min(ROWS, columnPlan(array.pairing, columns).outputs);
  const rng = createRng("surrogate").fork("arrays");
  const geometry = { rows: width, columns, tileRows: width, tileColumns: columns };
  const recipe = { geometry, pairing: array.pairing, openLines: 0, shortedLines: 0 };
  const targets = (count: number, stream: Rng): Dense =>
    dense(count, width, normals(count * width, stream.fork("projections")));
  const ideal = idealResponse(
    programArray(memristor.behaviour, targets(outputs, rng), recipe, rng.fork("devices")),
    readVoltage,
  );
  const references =
    array.pairing === "reference-column" ? referenceColumns(design, width, rng.fork("references")) : null;
  if (array.wires === "ideal") return { ideal, wired: null, references };
  const most = Math.max(1, columnPlan(array.pairing, array.columns).outputs - array.spares);
  const wired = rng.fork("wired");
  const [programmed] = programArrays(design, targets(Math.min(most, SOLVED_ROWS), wired), wired);
  return {
    ideal,
    wired: {
      solved: responseOf(design, programmed, kernels, false),
      ideal: idealResponse(programmed, readVoltage),
    },
    references,
  };
}

/** Reference columns differ from array to array, most by their stuck cells. */
function referenceColumns({ hashing }: Design, width: number, rng: Rng): Dense {
  const { meanConductance, write } = hashing.memristor.behaviour;
  const written = write(new Float64Array(REFERENCES * width).fill(meanConductance), rng);
  return dense(
    REFERENCES,
    width,
    written.conductance.map((g) => g - meanConductance),
  );
}

/** Equivalent conductances, S, for levels with a fourth moment `fourthOverSecond` times the second. */
export function linearised(
  { transfer, cubic }: ArrayResponse,
  volts: number,
  fourthOverSecond: number,
): Dense {
  if (cubic === null) return transfer;
  const factor = volts ** 2 * fourthOverSecond;
  return dense(
    transfer.rows,
    transfer.columns,
    transfer.data.map((g, k) => g + factor * cubic.data[k]),
  );
}

/** Difference of a design's hash from noise-free Gaussian projections, besides the input levels. */
export interface HashDistortion {
  readonly law: HashLaw;
  /** Mean square shared beyond the input sum, over the projections' own; the worst of reference columns. */
  readonly unexplained: number;
}

/** Readouts sampled for the distribution of offsets. */
const OFFSETS = 4096;

/**
 * The law of a design's hash. Its weights include the devices' large ones, so deviations are relative to the
 * mean square of all projections. What the wires leave of each depends on its position, and is averaged by
 * the cosine that noise leaves, 1 / (1 + s²).
 */
export function hashDistortion(
  design: Design,
  { ideal, wired, references }: ProjectionRows,
  summary: SequenceSummary,
  used: LineReach,
): HashDistortion {
  const { driver, memristor, readout, readoutRange } = design.hashing;
  const { second, fourthOverSecond, scale } = summary;
  const volts = driver.behaviour.readVoltage;
  const own = rowStatistics(linearised(ideal, volts, fourthOverSecond), second);
  const shared =
    wired === null ? own : rowStatistics(linearised(wired.solved, volts, fourthOverSecond), second);
  const gains = gainsOf(wired, volts, summary);
  const tail = weightTail(own.centred.data);
  // Lossy lines reduce the signal and the devices' noise alike.
  const units = deviceNoise(design, ideal, summary, own.centred, tail.from);
  const devices = (memristor.behaviour.readNoise ** 2 * units.usual) / own.power;
  // A converter's offset and noise are fractions of its range; a comparator's are currents.
  const range = readoutRange ** 2 * (1 + devices + shared.sharedPower);
  const ofRange = (share: number): number => share ** 2 * range;
  const ofCurrent = (current: number): number =>
    meanAngle(gains.map((gain) => (current / volts) ** 2 / (own.power * gain)));
  const offsets = readout.behaviour.offsets(OFFSETS, createRng("surrogate").fork("offsets"));
  const inUnits = readout.behaviour.scale === "full-scale" ? ofRange : ofCurrent;
  const converted =
    ofCurrent(currentNoise(design, used)) + ofRange(scaleNoise(design)) + unsettledShare(design, used) ** 2;
  const noise = devices + converted;
  // Currents at zero input bring noise that does not grow with the input.
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
      largeNoise: memristor.behaviour.readNoise * Math.sqrt(units.large),
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

/** Share of each projection's mean square that the wires leave. */
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
 * Variances for unit read noise over squared read voltage, means over inputs. `usual`: of a projection's
 * current as if all weights were like those up to `from`; `large`: of the rest, over their squared currents.
 */
function deviceNoise(
  design: Design,
  { noise: { diagonal } }: ProjectionRows["ideal"],
  { second, sample }: SequenceSummary,
  weights: Dense,
  from: number,
): { readonly usual: number; readonly large: number } {
  const { phases } = encodingOf(design);
  const width = second.columns;
  const squares = new Float64Array(width);
  for (const { level, weight } of phases) {
    const levels = mapped(sample, level);
    for (let k = 0; k < levels.data.length; k++)
      squares[k % width] += (weight ** 2 * levels.data[k] ** 2) / levels.rows;
  }
  const usual = { noise: 0, cells: 0 };
  const large = { noise: 0, signal: 0 };
  for (let k = 0; k < diagonal.data.length; k++) {
    const i = k % width;
    const noise = diagonal.data[k] * squares[i];
    if (Math.abs(weights.data[k]) <= from) {
      usual.noise += noise;
      usual.cells++;
    } else {
      large.noise += noise;
      large.signal += weights.data[k] ** 2 * second.data[i * width + i];
    }
  }
  return {
    usual: (width * usual.noise) / Math.max(1, usual.cells),
    large: large.signal === 0 ? 0 : large.noise / large.signal,
  };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

/** Statistics of different projections on vectors with given second moments. */
interface RowStatistics {
  /** The projections minus their common part. */
  readonly centred: Dense;
  /** Mean square of each projection minus the common part. */
  readonly powers: Float64Array;
  /** Mean of those. */
  readonly power: number;
  /** Mean square of the common part, minus its expectation by chance, over `power`. */
  readonly sharedPower: number;
  /** Slope of the common part with the sum of the inputs, in the unit of the rows. */
  readonly slope: number;
  /** Mean square of the rest, over `power`. */
  readonly unexplained: number;
}

/** Statistics of projections (rows × width) over vectors with second moments `second` (width × width). */
function rowStatistics(rows: Dense, second: Dense): RowStatistics {
  const { rows: count, columns: width } = rows;
  const mean = new Float64Array(width);
  for (let p = 0; p < count; p++) for (let i = 0; i < width; i++) mean[i] += rows.data[p * width + i] / count;
  const centred = dense(
    count,
    width,
    rows.data.map((x, k) => x - mean[k % width]),
  );
  // One degree of freedom went into the mean.
  const powers = quadraticForms(centred, second).map((x) => (count > 1 ? (x * count) / (count - 1) : x));
  const power = powers.reduce((sum, x) => sum + x, 0) / count;
  const ones = new Float64Array(width).fill(1);
  const along = bilinear(mean, second, ones);
  const sum = bilinear(ones, second, ones);
  const slope = sum > 0 ? along / sum : 0;
  const shared = Math.max(0, bilinear(mean, second, mean) - power / count);
  const explained = slope ** 2 * sum;
  return {
    centred,
    powers,
    power,
    sharedPower: shared / power,
    slope,
    unexplained: Math.max(0, shared - explained) / power,
  };
}

/** xᵀ M x of every row x. */
function quadraticForms(rows: Dense, form: Dense): Float64Array {
  const out = new Float64Array(rows.rows);
  for (let p = 0; p < rows.rows; p++) {
    const x = row(rows, p);
    out[p] = bilinear(x, form, x);
  }
  return out;
}

function bilinear(x: Float64Array, { columns, data }: Dense, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < columns; i++) {
    let inner = 0;
    for (let k = 0; k < columns; k++) inner += data[i * columns + k] * y[k];
    total += x[i] * inner;
  }
  return total;
}

/** Weights beyond this many deviations of the bulk are large. */
const LARGE = 4;

/** Quantile of the weights taken as the bulk, and the score by which it gives the bulk's deviation. */
const BULK = { quantile: 0.8, score: 1.2815515655446004 };

/** Rare large weights among projections' weights. */
export interface WeightTail {
  readonly share: number;
  /** Their part in the sum of squares. */
  readonly power: number;
  /** Size above which a weight is large. */
  readonly from: number;
}

/**
 * Finds the large weights: those beyond 4 deviations of the bulk, which is estimated from the 80 % quantile
 * of the magnitudes, so that neither a few stuck cells nor two-level weights mislead it. If more than a fifth
 * are large, a projection has so many that its law is nearly normal again, and none is found.
 */
export function weightTail(weights: Float64Array): WeightTail {
  const sizes = weights.map(Math.abs).sort();
  const deviation = sizes[Math.floor(BULK.quantile * sizes.length)] / BULK.score;
  const from = LARGE * deviation;
  let [count, power, total] = [0, 0, 0];
  for (const size of sizes) {
    total += size ** 2;
    if (size <= from) continue;
    count++;
    power += size ** 2;
  }
  return total === 0
    ? { share: 0, power: 0, from }
    : { share: count / sizes.length, power: power / total, from };
}
