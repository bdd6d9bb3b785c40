import {
  fraction,
  integer,
  type Moments,
  momentsOverScores,
  quantity,
  type Rng,
  readOnly,
  real,
  type Seconds,
  type Siemens,
  scoreToLevel,
  shared,
  siemens,
} from "#base";
import { cellAging, wornCells } from "./aging.ts";
import {
  type Block,
  type CellLaw,
  type Cells,
  type Dynamics,
  linearCells,
  type Memristor,
  type ReadNoise,
  type Wear,
  type WearWindow,
  type WornMemristor,
  withNoise,
} from "./memristor.ts";

/** Non-idealities of a device; the README of this folder says when each is sampled. */
export interface NonIdealities {
  readonly readNoise: number;
  readonly telegraphShare: number;
  readonly telegraphAmplitude: number;
  readonly programmingError: number;
  readonly programmingTolerance: number;
  readonly levels: number;
  readonly drift: number;
  readonly driftSpread: number;
  readonly driftReference: Seconds;
  readonly retentionLoss: number;
  readonly retentionActivation: number;
  readonly readDisturb: number;
  readonly stuckOn: number;
  readonly stuckOff: number;
  readonly on: Siemens;
  readonly off: Siemens;
  readonly temperatureCelsius: number;
}

/** Temperatures of an array, °C. */
export const CELSIUS = { min: 25, max: 85 } as const;

const conductanceRange = { min: 0, max: 1 };

/** Schema fields of all non-idealities; `window` is the range in which the model can be written. */
export const nonIdealityFields = (window: { readonly on: string; readonly off: string }) => ({
  readNoise: readOnly(
    real({ min: 0, max: 1 }, "c2c noise of one read relative to the device's current").prefault(0.02),
  ),
  stuckOn: fraction("share of cells stuck at `on`").prefault(0.005),
  stuckOff: fraction("share of cells stuck at `off`").prefault(0.005),
  on: quantity("S", { ...conductanceRange, min: 1e-9 }, "conductance of a cell stuck on").prefault(window.on),
  off: quantity("S", conductanceRange, "conductance of a cell stuck off").prefault(window.off),
  telegraphShare: readOnly(fraction("share of cells with random telegraph noise").prefault(0)),
  telegraphAmplitude: readOnly(
    real(
      { min: 0, max: 1 },
      "distance of the two telegraph levels relative to the device's current",
    ).prefault(0),
  ),
  levels: integer({ min: 0, max: 4096 }, "states a device can take; 0 for a continuum").prefault(0),
  programmingError: real(
    { min: 0, max: 1 },
    "error of a written conductance relative to its target, standard deviation",
  ).prefault(0.05),
  programmingTolerance: real(
    { above: 0, max: 10 },
    "largest relative error that write-verify lets pass",
  ).prefault(0.15),
  drift: real({ min: 0, max: 1 }, "drift exponent ν of G = G0 · (t / t0)^−ν").prefault(0),
  driftSpread: real({ min: 0, max: 1 }, "d2d standard deviation of the drift exponent").prefault(0),
  driftReference: quantity("s", { min: 1e-9, max: 1e6 }, "time t0 from which a device drifts").prefault(
    "1 s",
  ),
  retentionLoss: real(
    { min: 0, max: 0.999 },
    "share of the distance to `off` that is lost in ten years at 85 °C",
  ).prefault(0),
  retentionActivation: real({ min: 0, max: 3 }, "activation energy of that loss, eV").prefault(1),
  readDisturb: real({ min: 0, max: 1 }, "share of the distance to `on` that one read takes").prefault(0),
  temperatureCelsius: real(CELSIUS, "temperature of the array, °C").prefault(40),
});

/** A perfect device: no noise, no error, no ageing. */
const NO_NON_IDEALITIES: NonIdealities = {
  readNoise: 0,
  telegraphShare: 0,
  telegraphAmplitude: 0,
  programmingError: 0,
  programmingTolerance: 1,
  levels: 0,
  drift: 0,
  driftSpread: 0,
  driftReference: 1 as Seconds,
  retentionLoss: 0,
  retentionActivation: 0,
  readDisturb: 0,
  stuckOn: 0,
  stuckOff: 0,
  on: siemens(Number.POSITIVE_INFINITY),
  off: siemens(0),
  temperatureCelsius: 25,
};

/** Constants behind the defaults above, for a model's `constants`. */
export const NON_IDEALITY_CONSTANTS = shared("memristor", {
  readNoise: {
    nominal: 0.02,
    low: 0.01,
    high: 0.1,
    source: "aihwkit-2026",
    note: "of a cell's own current: short-term read noise of ReRAM is about 1 % of the greatest conductance, so 2 % of its half; low: at the greatest; high: at a tenth of it",
  },
  stuck: {
    nominal: 0.01,
    low: 0.01,
    high: 0.1,
    source: "kim-2021",
    note: "≈ 99 % functional; halves assumed",
  },
  programmingError: {
    nominal: 0.05,
    low: 0.01,
    high: 0.1,
    source: "kim-2021",
    note: "mean tuning error below 4 % over 4K cells; a Gaussian's σ is √(π/2) times its mean magnitude",
  },
});

/** The model-specific part of a device: its untuned spread and its current–voltage law. */
export interface Device {
  readonly meanConductance: Siemens;
  readonly conductanceSpread: Siemens;
  initialise(targets: Float64Array, rng: Rng, block?: Block): Cells;
  /** Cells with the given zero-bias conductances (S); linear if absent. `rng` draws d2d differences. */
  cellsOf?(conductance: Float64Array, rng: Rng): Cells;
  law?(cells: Cells): CellLaw;
  /** Gaussian noise of a read in addition to `readNoise`, relative. */
  readonly thermalNoise?: number;
  /** Relative read noise of a cell (S → 1), and of all together; `readNoise` for every cell if absent. */
  readonly stateNoise?: { readonly noise: (conductance: number) => number; readonly effective: number };
  readonly dynamics?: Dynamics;
  readonly lacks?: string;
  /** The same device at another temperature, °C; absent if the model has no temperature law. */
  readonly atTemperature?: (celsius: number) => Memristor;
}

const checkedCelsius = (celsius: number): number => {
  if (!(celsius >= CELSIUS.min && celsius <= CELSIUS.max))
    throw new RangeError(`memristor: expected a temperature in [25, 85] °C, received ${celsius}`);
  return celsius;
};

/** Builds a memristor from its device and its non-idealities. */
export function memristorOf(device: Device, flaws: NonIdealities = NO_NON_IDEALITIES): Memristor {
  const { telegraphShare, telegraphAmplitude } = flaws;
  const gaussian =
    device.thermalNoise === undefined ? flaws.readNoise : Math.hypot(flaws.readNoise, device.thermalNoise);
  const readNoiseParts: ReadNoise = { gaussian, telegraphShare, telegraphAmplitude };
  const cellsOf = device.cellsOf ?? linearCells;
  const { atTemperature, stateNoise } = device;
  const noisy = (cells: Cells): Cells =>
    stateNoise === undefined ? cells : withNoise(cells, stateNoise.noise, stateNoise.effective);
  const age = cellAging(flaws);
  const memristor: Memristor = {
    meanConductance: device.meanConductance,
    conductanceSpread: device.conductanceSpread,
    initialise: (targets, rng, block) => noisy(device.initialise(targets, rng, block)),
    write: (targets, rng) => noisy(cellsOf(writtenConductance(targets, flaws, rng), rng.fork("device"))),
    age: (cells, elapsed, reads, rng) => {
      const aged = age(cells, elapsed, reads, rng);
      return aged === cells ? cells : noisy(aged);
    },
    atTemperature: atTemperature === undefined ? null : (celsius) => atTemperature(checkedCelsius(celsius)),
    law: device.law ?? (() => ({ model: "linear" })),
    readNoise: stateNoise?.effective ?? totalReadNoise(readNoiseParts),
    readNoiseParts,
    worn: (wear) => wornMemristor(memristor, flaws, wear),
    dynamics: device.dynamics ?? null,
    lacks: device.lacks,
  };
  return memristor;
}

/** Half the window of a model without one, in spreads of untuned devices (assumed). */
const WINDOW_SPREADS = 2;

function wornMemristor(memristor: Memristor, { on, off }: NonIdealities, wear: Wear): WornMemristor {
  const { drift, stuck, readNoise: factor } = wear;
  if (!(drift >= 0 && stuck >= 0 && stuck <= 1 && factor >= 0))
    throw new RangeError(
      `worn: expected a drift ≥ 0, a stuck share in [0, 1] and a noise factor ≥ 0, received ${drift}, ${stuck} and ${factor}`,
    );
  const { meanConductance: mean, conductanceSpread: spread, readNoiseParts: parts } = memristor;
  const window: WearWindow = Number.isFinite(on)
    ? { spread, on, off }
    : { spread, on: mean + WINDOW_SPREADS * spread, off: Math.max(0, mean - WINDOW_SPREADS * spread) };
  return {
    memristor: {
      ...memristor,
      readNoise: factor * memristor.readNoise,
      readNoiseParts: {
        ...parts,
        gaussian: factor * parts.gaussian,
        telegraphAmplitude: factor * parts.telegraphAmplitude,
      },
    },
    window,
    cells: (cells, rng) => wornCells(window, cells, wear, rng),
  };
}

/** Relative standard deviation of a read's current (σ² = σ_G² + share·(a/2)²) for two levels at ±a/2. */
const totalReadNoise = ({ gaussian, telegraphShare, telegraphAmplitude }: ReadNoise): number =>
  telegraphShare * telegraphAmplitude === 0
    ? gaussian
    : Math.hypot(gaussian, Math.sqrt(telegraphShare) * (telegraphAmplitude / 2));

/** Conductances (S) after write-verify: stuck cells, else the nearest level with its residual error. */
function writtenConductance(targets: Float64Array, flaws: NonIdealities, rng: Rng): Float64Array {
  const { stuckOn, stuckOff, on, off, programmingError: sigma, programmingTolerance } = flaws;
  const wrong = targets.findIndex((g) => !(g >= 0 && g < Number.POSITIVE_INFINITY));
  if (wrong >= 0) throw new RangeError(`write: expected finite targets ≥ 0 S, received ${targets[wrong]}`);
  const fates = rng.fork("stuck");
  const errors = rng.fork("error");
  const level = nearestLevel(flaws);
  return targets.map((target) => {
    const fate = fates.uniform();
    const error = sigma === 0 ? 0 : residualError(sigma, programmingTolerance, errors);
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    return Math.min(on, Math.max(off, level(target) * (1 + error)));
  });
}

/** Rounds to the nearest of the levels, equally spaced from `off` to `on`. */
function nearestLevel({ levels, on, off }: NonIdealities): (target: number) => number {
  if (levels === 0) return (target) => target;
  const spacing = (on - off) / Math.max(1, levels - 1);
  return (target) => {
    const index = Math.max(0, Math.min(levels - 1, Math.round((target - off) / spacing)));
    return off + index * spacing;
  };
}

/** A Gaussian error within the verify tolerance: redrawn while it exceeds it. */
function residualError(sigma: number, tolerance: number, rng: Rng): number {
  // Within a quarter of σ the density is flat to 3 %, and redrawing would take long.
  if (tolerance < sigma / 4) return tolerance * (2 * rng.uniform() - 1);
  let error: number;
  do error = sigma * rng.normal();
  while (Math.abs(error) > tolerance);
  return error;
}

/** The untuned part of a device whose working conductance (S) is `ofScore` of a standard normal score. */
export function untuned(
  ofScore: (score: number) => number,
  flaws: NonIdealities,
  continuum?: Moments,
): Pick<Device, "meanConductance" | "conductanceSpread"> & { drawConductance(rng: Rng): number } {
  const { stuckOn, stuckOff, on, off, levels } = flaws;
  const moments = continuum !== undefined && levels === 0 ? continuum : momentsOverScores(ofScore, levels);
  const toLevel = scoreToLevel(levels);
  return {
    ...withStuck(moments, flaws),
    drawConductance: (rng) => {
      const fate = rng.uniform();
      if (fate < stuckOn) return on;
      if (fate < stuckOn + stuckOff) return off;
      return ofScore(toLevel(rng.normal()));
    },
  };
}

/** Mean and spread (S) of all devices, including stuck ones, from the moments of the working ones. */
export function withStuck(
  { mean, meanSquare }: Moments,
  { stuckOn, stuckOff, on, off }: NonIdealities,
): Pick<Device, "meanConductance" | "conductanceSpread"> {
  const working = Math.max(0, 1 - stuckOn - stuckOff);
  const average = working * mean + stuckOn * on + stuckOff * off;
  const square = working * meanSquare + stuckOn * on ** 2 + stuckOff * off ** 2;
  return {
    meanConductance: siemens(average),
    conductanceSpread: siemens(Math.sqrt(Math.max(0, square - average ** 2))),
  };
}
