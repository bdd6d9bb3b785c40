import { nestedKeys } from "./errors.ts";
import { power } from "./power.ts";
import { parseQuantity, type UnitName } from "./units.ts";

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

/** Units printed with the usual prefixes. */
const PREFIXED = new Set(["S", "ohm", "V", "A", "J", "W", "s", "Hz", "F", "m", "B/s", "S/s"]);

const BYTE_UNITS = [
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
] as const;

/** Bytes in the largest unit that gives a whole number. */
export function bytesText(bytes: number): string {
  const [unit, size] = BYTE_UNITS.find(([, own]) => bytes >= own && bytes % own === 0) ?? ["B", 1];
  return `${bytes / size} ${unit}`;
}

/** 5000000000 is easier to read as 5e9; 16777216 is not. */
export function shortNumber(x: number): string {
  const plain = String(x);
  const exponential = x.toExponential().replace("+", "");
  return x >= 1e7 && exponential.length < plain.length ? exponential : plain;
}

/** A quantity as a reader writes it into a config: with a prefix where that is exact, bytes in whole KiB, MiB or GiB. */
export function quantityText(value: number, unit: string): string {
  if (unit === "B") return bytesText(value);
  const plain = `${shortNumber(value)} ${unit}`;
  if (!PREFIXED.has(unit) || (unit === "s" && value >= 1000)) return plain;
  const written = engineering(value, unit, 4);
  const read = parseQuantity(written, unit as UnitName);
  const isExact = typeof read === "number" && Math.abs(read - value) <= 1e-12 * Math.abs(value);
  return isExact && !written.includes("e") ? written : plain;
}

/** Value of "2^12", "2**12", "1 << 12", "4*1024" and "4,096", which a config does not compute; else undefined. */
export function computed(text: string): number | undefined {
  if (/^\s*\d{1,3}(?:[,_ ]\d{3})+\s*$/.test(text)) return Number(text.replace(/\D/g, ""));
  const [, a, operator, b] = /^\s*(\d{1,9})\s*(\*\*|\^|<<|\*)\s*(\d{1,9})\s*$/.exec(text) ?? [];
  if (operator === undefined) return undefined;
  if (operator === "*") return Number(a) * Number(b);
  return operator === "<<" ? Number(a) * power(2, Number(b)) : power(Number(a), Number(b));
}

/** Longest line in which a value that was written without quotes is looked for. */
const LONGEST_LINE = 1000;

/** A percentage, a decimal comma or a path of keys that a line has without quotes around a column; null for none. */
export function unquoted(line: string, column: number): string | null {
  if (line.length > LONGEST_LINE) return null;
  const [before, rest] = [line.slice(0, column - 1), line.slice(column - 1)];
  const [, share] = /(?:^|[\s:[,])(\d{1,9}(?:\.\d{1,9})?) ?$/.exec(before) ?? [];
  if (share !== undefined && rest.startsWith("%"))
    return `expected a number, received ${share} % (write ${Number((Number(share) / 100).toPrecision(12))})`;
  const [, whole] = /:\s{0,9}(-?\d{1,9}),$/.exec(before) ?? [];
  const [part, unit] = /^(\d{1,9})(?![\w.]*\s*:)(?:\s?([a-zµΩ/]{1,9}))?/i.exec(rest)?.slice(1) ?? [];
  if (whole !== undefined && part !== undefined) {
    const plain = `${whole}.${part}`;
    const isThousands = unit === undefined && /^-?[1-9]\d?\d?$/.test(whole) && part.length === 3;
    return `expected a decimal point, received a comma (write ${unit === undefined ? plain : `"${plain} ${unit}"`}${isThousands ? `, or ${whole}${part} for thousands` : ""})`;
  }
  let from = before.length;
  while (from > 0 && /[\w$.]/.test(before[from - 1])) from--;
  const [path = ""] = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+(?=\s*:)/.exec(line.slice(from)) ?? [];
  return path === "" ? null : `expected a key without dots, received ${path} (write ${nestedKeys(path)})`;
}
