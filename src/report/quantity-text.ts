import { axisTitle } from "./column-title.ts";
import { area, digits, engineering } from "./format.ts";

/** How quantities of a chip are written. */
const UNITS: Readonly<Record<string, (value: number) => string>> = {
  area: (value) => area(value),
  power: (value) => engineering(value, "W"),
  peakPower: (value) => engineering(value, "W"),
  powerDensity: (value) => `${digits(value / 1e6)} W/mm²`,
  bandwidth: (value) => engineering(value, "B/s"),
  latency: (value) => engineering(value, "s"),
  energy: (value) => engineering(value, "J"),
  throughput: (value) => `${digits(value)} tokens/s`,
};

const NAMES: Readonly<Record<string, string>> = {
  area: "area",
  power: "average power",
  peakPower: "peak power",
  powerDensity: "power density",
  bandwidth: "memory bandwidth",
  latency: "latency",
  energy: "energy",
  throughput: "tokens/s",
};

/** A quantity of a chip with its unit; a dash where it is not known. */
export const quantityText = (quantity: string, value: number): string =>
  Number.isNaN(value) ? "–" : (UNITS[quantity]?.(value) ?? digits(value));

export const quantityName = (quantity: string): string => NAMES[quantity] ?? quantity;

const AXIS_UNITS: Readonly<Record<string, string>> = {
  area: "m²",
  power: "W",
  peakPower: "W",
  powerDensity: "W/mm²",
  bandwidth: "B/s",
  latency: "s",
  energy: "J",
};

/** Title of an axis of a quantity. */
export const quantityAxis = (quantity: string): string =>
  quantity === "throughput"
    ? "throughput (tokens/s)"
    : axisTitle({ name: quantityName(quantity), unit: AXIS_UNITS[quantity] ?? "" });

/** What a design sets, each key by its last two parts. */
export const settingsText = (
  sets: Readonly<Record<string, string | number | boolean>>,
  idle: readonly string[] = [],
): string[] =>
  Object.entries(sets)
    .filter(([path]) => !idle.includes(path))
    .map(([path, value]) => `${path.split(".").slice(-2).join(".")}=${value}`);
