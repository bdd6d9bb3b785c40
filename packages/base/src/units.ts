declare const unit: unique symbol;

/** An SI number with its unit in the type; erased at run time. */
export type Quantity<U extends string> = number & { readonly [unit]: U };

export type Siemens = Quantity<"S">;
export type Ohms = Quantity<"ohm">;
export type Volts = Quantity<"V">;
export type Amperes = Quantity<"A">;
export type Joules = Quantity<"J">;
export type Watts = Quantity<"W">;
export type Seconds = Quantity<"s">;
export type Hertz = Quantity<"Hz">;
export type Farads = Quantity<"F">;
export type Metres = Quantity<"m">;
export type SquareMetres = Quantity<"m2">;
export type Bytes = Quantity<"B">;
export type BytesPerSecond = Quantity<"B/s">;
export type SamplesPerSecond = Quantity<"S/s">;
export type Kelvin = Quantity<"K">;

// Division by a power of ten that float64 holds exactly gives the correctly rounded decimal;
// multiplication by an inexact 1e-12 does not.
const per =
  <U extends string>(divisor: number) =>
  (value: number): Quantity<U> =>
    (value / divisor) as Quantity<U>;

export const siemens = per<"S">(1);
export const ohms = per<"ohm">(1);
export const volts = per<"V">(1);
export const amperes = per<"A">(1);
export const joules = per<"J">(1);
export const picojoules = per<"J">(1e12);
export const femtojoules = per<"J">(1e15);
export const watts = per<"W">(1);
export const seconds = per<"s">(1);
export const nanoseconds = per<"s">(1e9);
export const nanometres = per<"m">(1e9);
export const squareMetres = per<"m2">(1);
export const kelvin = per<"K">(1);

/** Units that a config may use. `power` is the exponent of the SI prefix (mm² is (10⁻³)² m²). */
const UNITS = {
  S: { power: 1, spellings: ["S"], example: "10 µS" },
  ohm: { power: 1, spellings: ["ohm", "Ω", "Ω"], example: "20 ohm" },
  V: { power: 1, spellings: ["V"], example: "0.2 V" },
  A: { power: 1, spellings: ["A"], example: "100 nA" },
  J: { power: 1, spellings: ["J"], example: "5 fJ" },
  W: { power: 1, spellings: ["W"], example: "10 mW" },
  s: { power: 1, spellings: ["s"], example: "10 ns" },
  Hz: { power: 1, spellings: ["Hz"], example: "1 GHz" },
  F: { power: 1, spellings: ["F"], example: "1 fF" },
  m: { power: 1, spellings: ["m"], example: "28 nm" },
  m2: { power: 2, spellings: ["m2", "m²"], example: "10 mm2" },
  B: { power: 1, spellings: ["B"], example: "2 MiB" },
  "B/s": { power: 1, spellings: ["B/s"], example: "25.6 GB/s" },
  "S/s": { power: 1, spellings: ["S/s"], example: "1 GS/s" },
  "W/mm2": { power: 1, spellings: ["W/mm2", "W/mm²"], example: "0.5 W/mm2" },
  K: { power: 1, spellings: ["K"], example: "358 K" },
} as const;

export type UnitName = keyof typeof UNITS;
export const UNIT_NAMES = Object.keys(UNITS) as readonly UnitName[];

export const unitExample = (name: UnitName): string => UNITS[name].example;

const PREFIX: Readonly<Record<string, number>> = {
  a: -18,
  f: -15,
  p: -12,
  n: -9,
  u: -6,
  µ: -6, // micro sign
  μ: -6, // Greek mu
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
};

const BINARY_PREFIX: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,4}))?\s*(\S*)$/;

/** Longer texts are rejected before a regular expression backtracks over them. */
const LONGEST_QUANTITY = 64;

/** Pattern, for editors, of the texts that `parseQuantity` reads; a match may still be out of range. */
export function quantityPattern(name: UnitName): string {
  const anyOf = (words: readonly string[]): string => words.filter((word) => word !== "").join("|");
  const { spellings: own } = UNITS[name];
  const spellings = name === "S" ? [...own, ...UNITS.ohm.spellings] : own;
  const binary = spellings[0].startsWith("B") ? Object.keys(BINARY_PREFIX) : [];
  const prefixes = anyOf([...Object.keys(PREFIX), ...binary]);
  return `^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?\\s*(${prefixes})?(${anyOf(spellings)})\\s*$`;
}

/**
 * SI value of a text such as "10 µS", or a sentence saying what is wrong with it.
 * The prefix moves the decimal exponent in the text, so "10 µS" is exactly 1e-5.
 */
export function parseQuantity(text: string, name: UnitName): number | string {
  const match = text.length > LONGEST_QUANTITY ? null : NUMBER.exec(text.trim());
  const { spellings, example } = UNITS[name];
  const expectation = `expected a quantity in ${spellings[0]} such as "${example}"`;
  if (match === null)
    return `${expectation}, received ${JSON.stringify(text.slice(0, LONGEST_QUANTITY))}${nodeHint(text, name) || innerHint(text, name)}`;
  const [, mantissa, exponent = "0", suffix] = match;
  if (suffix === "")
    return `${expectation}, received a number without a unit (write "${exponent === "0" ? `${mantissa} ${example.split(" ")[1]}` : `${mantissa}e${exponent} ${spellings[0]}`}", with the unit that you mean)`;
  if (Object.hasOwn(PREFIX, suffix) && !(spellings as readonly string[]).includes(suffix))
    return `${expectation}, received ${JSON.stringify(text.trim())} (write "${mantissa} ${suffix}${spellings[0]}")`;
  const value = inUnit(mantissa, Number(exponent), suffix, name);
  if (value !== undefined) return value;
  const isProcess = /^[A-Z]{2,}\+*$/.test(suffix);
  const hint =
    bitsHint(mantissa, suffix, name) ||
    unitHint(text, suffix, name) ||
    (isProcess ? nodeHint(text, name) : "");
  return `${expectation}, received the unit ${JSON.stringify(suffix)}${hint}`;
}

/** SI value of a number with a prefix and a unit; undefined where the unit is another one. */
function inUnit(mantissa: string, exponent: number, suffix: string, name: UnitName): number | undefined {
  const { power, spellings } = UNITS[name];
  for (const spelling of spellings) {
    if (!suffix.endsWith(spelling)) continue;
    const prefix = suffix.slice(0, suffix.length - spelling.length);
    if (Object.hasOwn(PREFIX, prefix)) return Number(`${mantissa}e${exponent + power * PREFIX[prefix]}`);
    if (spelling.startsWith("B") && Object.hasOwn(BINARY_PREFIX, prefix))
      return Number(`${mantissa}e${exponent}`) * BINARY_PREFIX[prefix];
  }
  return undefined;
}

/** ' (write "0.2 V")' for a text with a decimal comma, or with other words around one quantity. */
function innerHint(text: string, name: UnitName): string {
  const [, middle] = /^([^±]*?)\s*(?:±|\+\/-)/.exec(text.slice(0, LONGEST_QUANTITY)) ?? [];
  if (middle !== undefined) return ` (write "${middle}"; a deviation is a key of its own, such as spread)`;
  const short = text.slice(0, LONGEST_QUANTITY).replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
  const [found, ...more] = short.replace(/(\d),(\d)/g, "$1.$2").match(/[+-]?\d[\d.]*\s*[^\s\d,;)]+/g) ?? [];
  const isOne = found !== undefined && found !== text && more.length === 0;
  return isOne && typeof parseQuantity(found, name) === "number" ? ` (write "${found}")` : "";
}

/** What a unit is of that is due elsewhere, for a message. */
const QUANTITIES: Readonly<Record<UnitName, string>> = {
  S: "a conductance",
  ohm: "a resistance",
  V: "a voltage",
  A: "a current",
  J: "an energy",
  W: "a power",
  s: "a time",
  Hz: "a frequency",
  F: "a capacitance",
  m: "a length",
  m2: "an area",
  B: "an amount of data",
  "B/s": "a bandwidth",
  "S/s": "a sampling rate",
  "W/mm2": "a power density",
  K: "a temperature",
};

/** Units of which a value is one over a value of the other. */
const RECIPROCAL: ReadonlyMap<UnitName, UnitName> = new Map([
  ["s", "Hz"],
  ["Hz", "s"],
  ["ohm", "S"],
]);

/** What to write for a unit by another name, for degrees, and for the reciprocal; and what another unit is of. */
function unitHint(text: string, suffix: string, name: UnitName): string {
  const number = text.trim().slice(0, -suffix.length).trim();
  if (name === "K" && /^(?:°|deg)?c(?:elsius)?$/i.test(suffix))
    return ` (write "${Number((Number(number) + 273.15).toFixed(2))} K")`;
  const own = respelt(suffix, name);
  if (own !== undefined) return ` (write "${number} ${own}")`;
  if ((name === "B" || name === "B/s") && /^[kKMGT]i?$/.test(suffix))
    return ` (write "${number} ${name === "B" ? `${suffix[0].toUpperCase()}i` : suffix.replace("K", "k")}${name}")`;
  const other = UNIT_NAMES.find((unit) => unit !== name && inUnit("1", 0, suffix, unit) !== undefined);
  if (other === undefined) return "";
  const value = parseQuantity(text, other);
  // A rate in hertz is one a second.
  if (typeof value === "number" && [name, other].every((unit) => unit === "Hz" || unit === "S/s"))
    return `, ${QUANTITIES[other]} (write "${number} ${suffix.replace(other, name)}")`;
  const isTurned = RECIPROCAL.get(name) === other && typeof value === "number" && value > 0;
  return `, ${QUANTITIES[other]}${isTurned ? ` (one over it is "${Number((1 / value).toPrecision(6))} ${name}")` : ""}`;
}

/** Names of units, and of prefixes by their first letter, which they begin with. */
const NAMED_UNITS: readonly (readonly [RegExp, string])[] = [
  [/ps$|\/sec(?:ond)?s?$|persec(?:ond)?$|\/s$/, "s"],
  [/sec(?:ond)?s?$/, "s"],
  [/ohms?$/, "ω"],
  [/volts?$/, "v"],
  [/amp(?:ere)?s?$/, "a"],
  [/joules?$/, "j"],
  [/watts?$/, "w"],
  [/hertz$/, "hz"],
  [/met(?:re|er)s?$/, "m"],
  [/bytes?(?=$|\/)/, "b"],
  [/siemens$/, "s"],
  [/kelvins?$/, "k"],
];

/** A unit in lower case, its names by their letters. */
function plainUnit(unit: string, isRate: boolean): string {
  const short = unit
    .toLowerCase()
    .replace(/[-^]/g, "")
    .replace(/^sq(?:uare)?([munpk]?m)$/, "$12")
    .replace(/^micro|^[µμ]/, "u")
    .replace(/^(femto|pico|nano|milli|kilo|mega|giga|tera)/, (prefix) => prefix[0]);
  return NAMED_UNITS.slice(isRate ? 0 : 1).reduce((text, [named, own]) => text.replace(named, own), short);
}

/** The unit of `name` that differs in its letters' case or is given by its name: "nanoseconds", "GHZ", "TBps". */
function respelt(suffix: string, name: UnitName): string | undefined {
  const isRate = name.endsWith("/s");
  const wanted = plainUnit(suffix, isRate);
  // "mhz" are MHz, but "mv" mV.
  const isLarge = isRate || name === "Hz" || name === "B";
  const prefixes = Object.keys(PREFIX).filter((prefix) => !isLarge || PREFIX[prefix] >= 0);
  const same = [...prefixes, ...(name.startsWith("B") ? Object.keys(BINARY_PREFIX) : [])]
    .flatMap((prefix) => UNITS[name].spellings.map((spelling) => `${prefix}${spelling}`))
    .filter((unit) => plainUnit(unit, isRate) === wanted);
  return same.find((unit) => unit[0] === suffix[0]) ?? same[0];
}

/** ' (write "5 nm" for a node)' for one by its trade name: "N5", "TSMC22", "GF 22FDX", "14FF". */
function nodeHint(text: string, name: UnitName): string {
  const [, node] =
    name === "m"
      ? (/^(?:[a-z][a-z -]*)?(\d{1,3})[ -]?[a-z]{0,6}\+*$/i.exec(text.trim().slice(0, LONGEST_QUANTITY)) ??
        [])
      : [];
  return node === undefined ? "" : ` (write "${node} nm" for a node)`;
}

/** ' (bits: write "64 GB/s")' for a number of bits where bytes are due. */
function bitsHint(mantissa: string, suffix: string, name: UnitName): string {
  const found = name === "B" || name === "B/s" ? /^([kKMGT]?)(?:bit|b)(?:\/s|ps)?$/.exec(suffix) : null;
  return found === null
    ? ""
    : ` (bits: write "${Number(mantissa) / 8} ${found[1].replace("K", "k")}${name}")`;
}

/**
 * As `parseQuantity`, for keys of a config: where a conductance is due, a resistance is taken as well, as
 * device papers state it: "20 kohm" is 50 µS. Zero ohms have no conductance.
 */
export function parseConfigQuantity(text: string, name: UnitName): number | string {
  const value = parseQuantity(text, name);
  if (typeof value === "number" || name !== "S") return value;
  const resistance = parseQuantity(text, "ohm");
  if (typeof resistance === "number")
    return resistance > 0
      ? 1 / resistance
      : `expected a resistance above 0 ohm, received ${JSON.stringify(text)}`;
  const said = value.replace(
    `"${UNITS.S.example}"`,
    `"${UNITS.S.example}", or a resistance such as "20 kohm"`,
  );
  // A resistance by another name.
  return / \(write /.test(said) ? said : `${said}${/ \(write .*\)$/.exec(resistance)?.[0] ?? ""}`;
}

/** Returns SI value and unit of a text such as "5 µJ", or null. No two units share a spelling. */
export function anyQuantity(text: string): { readonly value: number; readonly unit: UnitName } | null {
  for (const unit of UNIT_NAMES) {
    const value = parseQuantity(text, unit);
    if (typeof value === "number") return { value, unit };
  }
  return null;
}
