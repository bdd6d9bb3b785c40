import { fault, type Measured } from "#base";
import { type MeasurementTable, readConductances, readMeasurements } from "#local-io";
import {
  CONFIDENCE,
  type CurrentVoltageFit,
  type DistributionFit,
  FEWEST_IV_POINTS,
  FEWEST_NOISE_POINTS,
  fitCurrentVoltage,
  fitDistribution,
  fitNoise,
  MEAN,
  momentsOf,
  type NoiseFit,
  type NoisePoint,
  type Sweep,
} from "#memristors";
import { packageVersion } from "../../../runtime/package-files.ts";

/** Measurement files of a device. */
export interface DeviceFiles {
  readonly conductances: string;
  readonly iv?: string;
  readonly noise?: string;
  readonly seed?: number;
}

/** Fit of a device's measurements. */
export interface DeviceFit {
  readonly version: string;
  readonly seed: number;
  readonly measured: Measured;
  readonly distribution: DistributionFit;
  readonly iv: (CurrentVoltageFit & { readonly file: string; readonly sha256: string }) | null;
  readonly noise: (NoiseFit & { readonly file: string; readonly sha256: string }) | null;
  /** Number of parameters whose intervals hold jointly with 95 %. */
  readonly parameters: number;
}

/** Default seed of the bootstrap. */
const SEED = 1;

/** Fits conductances, and sweeps and repeated reads if given. Throws ConfigError for deficient files. */
export function deviceFit({ conductances, iv, noise, seed = SEED }: DeviceFiles): DeviceFit {
  const measured = readConductances(conductances);
  const sweeps = iv === undefined ? null : readSweeps(iv);
  const reads = noise === undefined ? null : readNoise(noise);
  // Intervals besides the distribution's: a law's parameter, and size and exponent of the noise.
  const further = (sweeps === null ? 0 : 1) + (reads === null ? 0 : 2);
  const distribution = locally(conductances, () => fitDistribution(measured.values, further, seed));
  checkMeans(conductances, distribution);
  const { populations } = distribution;
  const parameters = 3 * populations.length - 1 + 2 + further;
  const tail = (1 - CONFIDENCE) / parameters;
  const mean = populations.reduce((sum, { mean: m, share }) => sum + share.value * m.value, 0);
  return {
    version: packageVersion(),
    seed,
    measured,
    distribution,
    iv: sweeps === null ? null : { ...fitCurrentVoltage(sweeps.sweeps, tail), ...sweeps.source },
    // Rounded, so that the config has few digits.
    noise:
      reads === null
        ? null
        : { ...fitNoise(reads.points, Number(mean.toPrecision(3)), tail), ...reads.source },
    parameters,
  };
}

/** Refuses conductances that no config takes: mostly those under the wrong unit. */
function checkMeans(file: string, { best }: DistributionFit): void {
  for (const component of best.mixture.components) {
    const { mean } = momentsOf(component);
    if (component.role === "working" && !(mean >= MEAN.min && mean <= MEAN.max))
      throw fault(
        file,
        "(file)",
        `expected conductances of 1 nS to 10 mS in the mean, received ${Number(mean.toPrecision(3))} S: is the unit in the header right?`,
      );
  }
}

/** Turns a fit's RangeError into a ConfigError at its file. */
function locally<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fault(file, "(file)", error.message.replace(/^device fit: /, ""));
  }
}

const fail = (place: string, path: string, message: string): never => {
  throw fault(place, path, message);
};

const sourceOf = ({ file, sha256 }: MeasurementTable) => ({ file, sha256 });

/** Reads voltages from the first column, a device's currents from each other; equal voltages repeat. */
function readSweeps(file: string) {
  const table = readMeasurements(file, ["V", "A"], "V (mV),I (nA)");
  const [volts, ...currents] = table.columns;
  if (volts.unit !== "V")
    fail(
      `${file}:1`,
      volts.header,
      'expected voltages in the first column, such as "V (mV)", received currents',
    );
  if (currents.length === 0)
    fail(`${file}:1`, "(header)", 'expected a column of currents such as "I (nA)", received voltages alone');
  for (const { unit, header } of currents)
    if (unit !== "A")
      fail(`${file}:1`, header, 'expected a column of currents such as "I (nA)", received voltages');
  const sweeps = currents.map(({ values }): Sweep => ({ volts: [...volts.values], amperes: [...values] }));
  const used = new Set([...volts.values].filter((v) => v !== 0));
  if (used.size < FEWEST_IV_POINTS)
    fail(
      file,
      "(file)",
      `expected at least ${FEWEST_IV_POINTS} different voltages that are not 0, received ${used.size}`,
    );
  const power = sweeps.map((sweep) => sweep.volts.reduce((sum, v, k) => sum + v * sweep.amperes[k], 0));
  const wrong = power.findIndex((p) => !(p > 0));
  if (wrong >= 0)
    fail(
      `${file}:1`,
      currents[wrong].header,
      "expected currents that flow with their voltages, received ones against them",
    );
  return { sweeps, source: sourceOf(table) };
}

/**
 * Reads two columns, a conductance and the standard deviation of its reads (named sigma, σ, std or noise), or
 * at least three columns of repeated reads, one row per device.
 */
function readNoise(file: string) {
  const table = readMeasurements(file, ["S"], "G (uS),sigma (uS)");
  const { columns, rows, placeOf } = table;
  if (columns.length === 1)
    fail(
      `${file}:1`,
      "(header)",
      'expected "G (uS),sigma (uS)" or at least three columns of repeated reads, received one column',
    );
  if (columns.length === 2 && !/sigma|σ|std|noise|dev/i.test(columns[1].name))
    fail(
      `${file}:1`,
      columns[1].header,
      'expected a second column named "sigma (uS)", received another name',
    );
  const points = Array.from({ length: rows }, (_, i): NoisePoint => {
    const reads = columns.map(({ values }) => values[i]);
    const point = columns.length === 2 ? { conductance: reads[0], deviation: reads[1] } : spreadOf(reads);
    if (!(point.conductance > 0))
      fail(placeOf(i), columns[0].header, `expected a conductance above 0, received ${point.conductance} S`);
    if (point.deviation < 0)
      fail(
        placeOf(i),
        columns[1].header,
        `expected a standard deviation of at least 0, received ${point.deviation} S`,
      );
    return point;
  });
  if (rows < FEWEST_NOISE_POINTS)
    fail(file, "(file)", `expected at least ${FEWEST_NOISE_POINTS} devices, received ${rows}`);
  if (points.every(({ deviation }) => deviation === 0))
    fail(file, "(file)", "expected reads that differ, received a standard deviation of 0 for every device");
  return { points, source: sourceOf(table) };
}

function spreadOf(reads: readonly number[]): NoisePoint {
  const mean = reads.reduce((sum, x) => sum + x, 0) / reads.length;
  const square = reads.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (reads.length - 1);
  return { conductance: mean, deviation: Math.sqrt(square) };
}

/** `memristor: {…}` of a config for a fit; `file`: name of the conductances in that config. */
export function memristorOfFit(
  { distribution, iv, noise }: DeviceFit,
  file: string,
): Record<string, unknown> {
  const { best, isEmpirical, stuckOff, stuckOn, off, on } = distribution;
  const [first, second] = best.mixture.components
    .filter(({ role }) => role === "working")
    .map((component) => ({ ...momentsOf(component), share: component.share }));
  const micro = (siemens: number): string => `${Number((siemens * 1e6).toPrecision(6))} uS`;
  const short = (x: number): number => Number(x.toPrecision(6));
  const shape = best.scale === "log" ? "lognormal" : "normal";
  const law = iv?.best.law ?? "linear";
  return {
    ...(isEmpirical
      ? { model: "empirical", file }
      : {
          model: "fitted",
          shape,
          mean: micro(first.mean),
          spread: short(first.spread),
          ...(second === undefined
            ? {}
            : {
                secondShare: short(second.share / (first.share + second.share)),
                secondMean: micro(second.mean),
                secondSpread: short(second.spread),
              }),
          ...(off === null ? {} : { stuckOff: short(stuckOff.value), off: micro(off) }),
          ...(on === null ? {} : { stuckOn: short(stuckOn.value), on: micro(on) }),
        }),
    ...(law === "linear" ? {} : { law }),
    ...(law === "sinh" ? { sharpness: short(iv?.best.parameter?.value ?? 0) } : {}),
    ...(law === "cubic" ? { curvature: short(iv?.best.parameter?.value ?? 0) } : {}),
    ...(noise === null
      ? {}
      : {
          readNoise: short(noise.amount.value),
          noiseReference: micro(noise.reference),
          noiseExponent: short(noise.exponent.value),
        }),
  };
}
