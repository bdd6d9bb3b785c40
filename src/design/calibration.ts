// Price corrections from measured silicon: a factor per class of components, with its uncertainty.

import { accept } from "#base";

/** Calibrated metrics, each with its own factors. */
export const CALIBRATED = ["energy", "latency", "area"] as const;
export type CalibratedMetric = (typeof CALIBRATED)[number];

/** Classes of components that share a technology and a designer, so that one factor corrects them all. */
export const COMPONENT_CLASSES: Readonly<Record<string, readonly string[]>> = {
  arrays: ["array", "tileSwitch", "driver", "mux", "dac", "inputStage", "readout"],
  logic: ["sorter", "softmax", "mac", "projection", "control", "clock", "network"],
  sram: ["buffer", "levels"],
  dram: ["memory", "link"],
  "dynamic arrays": ["dynamicArray", "dynamicDac", "dynamicAdc"],
  gpu: ["gpu", "gpuMemory"],
};

export const CLASS_NAMES: readonly string[] = Object.keys(COMPONENT_CLASSES);

/** The class of a component; undefined for white space and the laws. */
export const classOf = (component: string): string | undefined =>
  CLASS_NAMES.find((name) => COMPONENT_CLASSES[name].includes(component));

/** Posterior of the logarithms of a metric's factors, multivariate normal. */
export interface Factors {
  readonly classes: readonly string[];
  /** ln of the factors, in the order of the classes. */
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Classes that the measurements constrain: their deviation is below half of the prior's. */
  readonly determined: readonly string[];
  /** Standard deviation of ln(measured / predicted). */
  readonly noise: number;
}

export interface Calibration {
  readonly file: string;
  readonly sha256: string;
  readonly metrics: Readonly<Partial<Record<CalibratedMetric, Factors>>>;
}

const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every((x) => Number.isFinite(x));

/** Factors of a file's JSON, or undefined for anything else. */
export function factorsOf(value: unknown): Factors | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { classes, mean, covariance, determined, noise } = value as Partial<Factors>;
  const isClass = (name: unknown): name is string => typeof name === "string" && CLASS_NAMES.includes(name);
  if (!Array.isArray(classes) || classes.length === 0 || !classes.every(isClass)) return undefined;
  if (new Set(classes).size < classes.length || !isNumbers(mean, classes.length)) return undefined;
  if (mean.some((x) => Math.abs(x) > 20)) return undefined;
  if (!Array.isArray(covariance) || covariance.length !== classes.length) return undefined;
  if (!covariance.every((row) => isNumbers(row, classes.length))) return undefined;
  if (!Array.isArray(determined) || !determined.every((name) => classes.includes(name))) return undefined;
  if (typeof noise !== "number" || !(noise >= 0 && noise < 100)) return undefined;
  return { classes, mean, covariance, determined, noise };
}

function read(input: unknown): Calibration | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { file, sha256, metrics } = input as Partial<Calibration>;
  if (
    typeof file !== "string" ||
    typeof sha256 !== "string" ||
    typeof metrics !== "object" ||
    metrics === null
  )
    return undefined;
  const found = CALIBRATED.flatMap((metric) => {
    const own = metrics[metric];
    return own === undefined ? [] : [[metric, factorsOf(own)] as const];
  });
  if (found.length === 0 || found.some(([, factors]) => factors === undefined)) return undefined;
  return { file, sha256, metrics: Object.fromEntries(found) };
}

/** `design.calibration`; `commands/shared/measured-files.ts` replaces the file's name by its factors. */
export const calibrationField = () =>
  accept(read, 'the name of a file that crosshash import silicon wrote, such as "my-silicon.json"', {
    doc: "factors of component classes from measured silicon: a file that `import silicon` wrote",
    maxLength: 4096,
    affects: "price",
  }).optional();
