import type { NumberWords } from "../comparison/comparison-design.ts";
import type { Workload } from "../design/workload.ts";

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
  [1e-3, "m"],
  [1e-6, "µ"],
  [1e-9, "n"],
  [1e-12, "p"],
  [1e-15, "f"],
];

/** Engineering notation, by default with three significant digits: 1.23e-5 J → "12.3 µJ". */
export function engineering(value: number, unit: string, significant = 3): string {
  if (value === 0) return `0 ${unit}`;
  if (!Number.isFinite(value)) return `${value} ${unit}`;
  const rounded = Number(value.toPrecision(significant));
  const [factor, prefix] =
    PREFIXES.find(([scale]) => Math.abs(rounded) >= scale) ?? PREFIXES[PREFIXES.length - 1];
  return `${digits(rounded / factor, significant)} ${prefix}${unit}`;
}

/** Significant digits, three by default, without an exponent for ordinary sizes. */
export function digits(value: number, significant = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(significant - 1);
  return String(Number(value.toPrecision(significant)));
}

/** Area in mm², or µm² when small, by default with three significant digits. */
export const area = (squareMetres: number, significant = 3): string =>
  squareMetres >= 1e-9
    ? `${digits(squareMetres * 1e6, significant)} mm²`
    : `${digits(squareMetres * 1e12, significant)} µm²`;

/** A value with its SI unit: areas in mm² or µm², power densities in W/mm², no prefix before a word. */
export function amount(value: number, unit: string, significant = 3): string {
  switch (unit) {
    case "":
      return digits(value, significant);
    case "m²":
      return area(value, significant);
    case "W/m²":
      return `${digits(value / 1e6, significant)} W/mm²`;
    case "tokens/s":
      return `${digits(value, significant)} tokens/s`;
    default:
      return engineering(value, unit, significant);
  }
}

export const percent = (share: number): string => `${digits(share * 100)} %`;

/** "×1.23", or a dash for null. */
export const factor = (ratio: number | null): string => (ratio === null ? "–" : `×${digits(ratio)}`);

/** Number formats for sentences of comparison designs. */
export const NUMBER_WORDS: NumberWords = { digits, percent, engineering, factor };

/** Value and 95 % interval on one scale: "0.123 ± 0.004". */
export function plusMinus(mean: number, interval: number, most = 8): string {
  const wanted = interval > 0 ? Math.max(0, 1 - Math.floor(Math.log10(interval))) : 4;
  const decimals = Math.min(most, wanted);
  return interval > 0 ? `${mean.toFixed(decimals)} ± ${interval.toFixed(decimals)}` : mean.toFixed(decimals);
}

export const groupDigits = (n: number): string =>
  Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");

/** Short form of a sequence length: 4096 → "4k". */
export const lengthLabel = (length: number): string =>
  length >= 1 << 20 ? `${length / (1 << 20)}M` : length >= 1024 ? `${length / 1024}k` : String(length);

/** A workload in words. */
export const workloadText = ({ preset, layers, heads, headWidth, phase, length, batch }: Workload): string =>
  `${preset}, ${layers} layers × ${heads} heads of ${headWidth}, ${phase}, L = ${groupDigits(length)}, batch ${batch}`;
