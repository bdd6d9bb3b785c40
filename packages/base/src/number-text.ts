import { digits, engineering } from "./quantity-text.ts";

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
    case "tokens/J":
      return `${digits(value, significant)} ${unit}`;
    default:
      return engineering(value, unit, significant);
  }
}

export const percent = (share: number): string => `${digits(share * 100)} %`;

/** "×1.23", or a dash for null. */
export const factor = (ratio: number | null): string => (ratio === null ? "–" : `×${digits(ratio)}`);

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

/** "512 KiB", "2 MiB": bytes of a memory on the chip, whose sizes are powers of two. */
export const binarySize = (bytes: number): string => {
  const step = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${digits(bytes / 2 ** (10 * step))} ${["B", "KiB", "MiB", "GiB"][step]}`;
};

/** Short form of a sequence length: 4096 → "4k". */
export const lengthLabel = (length: number): string =>
  length >= 1 << 20 ? `${length / (1 << 20)}M` : length >= 1024 ? `${length / 1024}k` : String(length);
