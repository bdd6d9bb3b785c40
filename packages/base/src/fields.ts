import { z } from "zod";
import { bytesText, computed, quantityText, shortNumber } from "./quantity-text.ts";
import { parseConfigQuantity, type Quantity, type UnitName, unitExample } from "./units.ts";

/** What a config key accepts, kept with the zod schema for `--set`, study axes and the documentation. */
export type FieldMeta = {
  readonly unit?: UnitName;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly integer?: boolean;
  /** Besides numbers in the range, texts of this pattern are accepted, such as `examples`. */
  readonly pattern?: string;
  readonly examples?: readonly string[];
  /** Numbers are multiples of this. */
  readonly multipleOf?: number;
  readonly maxLength?: number;
  /** A list of at most this many such texts is accepted too. */
  readonly mostItems?: number;
  /** The field matters only if its sibling `key` has one of these values; else it is checked and dropped. */
  readonly when?: { readonly key: string; readonly is: readonly string[] };
  /** A number that only the config gives and no law bounds: comparisons list it as assumed if changed. */
  readonly stated?: boolean;
  /** What it changes; `behaviour` by default. */
  readonly affects?: Affects;
  readonly doc: string;
};

/**
 * What a parameter changes. `price`: only area, energy or time. `behaviour`: simulated results too. `read`:
 * how a read is disturbed, not what is programmed into an array. Cache keys of results depend on it.
 */
export type Affects = "price" | "behaviour" | "read";

/** Marks a field that changes only prices. */
export const priceOnly = <T extends z.ZodType>(field: T): T => affecting(field, "price");

/** Marks a field that changes reads, but not what is programmed. */
export const readOnly = <T extends z.ZodType>(field: T): T => affecting(field, "read");

/** Marks a field whose value only the config gives: no law determines it and it has no price. */
export const stated = <T extends z.ZodType>(field: T): T =>
  field.meta({ ...fieldMeta(field), stated: true }) as T;

const affecting = <T extends z.ZodType>(field: T, affects: Affects): T =>
  field.meta({ ...fieldMeta(field), affects }) as T;

/** Metadata of a field, found through its wrappers. */
export function fieldMeta(field: z.ZodType): Record<string, unknown> {
  let current = field as z.ZodType & { readonly def: { readonly innerType?: z.ZodType } };
  while (true) {
    const meta = current.meta();
    if (meta !== undefined) return meta;
    if (current.def.innerType === undefined) return {};
    current = current.def.innerType as typeof current;
  }
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Lower bound that is itself not allowed. */
  readonly above?: number;
}

const metaOf = (range: Range, doc: string): FieldMeta => ({
  ...(range.min === undefined ? {} : { minimum: range.min }),
  ...(range.max === undefined ? {} : { maximum: range.max }),
  ...(range.above === undefined ? {} : { exclusiveMinimum: range.above }),
  doc,
});

/** "in [1, 16]", "above 0", "in [7 nm, 65 nm]" with a unit, which takes a prefix as a reader writes it. */
export function rangeText(range: Range, unit = ""): string {
  const show = (x: number): string => (unit === "" ? shortNumber(x) : quantityText(x, unit));
  const low = range.above === undefined ? range.min : range.above;
  const open = range.above === undefined ? "[" : "(";
  if (low !== undefined && range.max !== undefined) return `in ${open}${show(low)}, ${show(range.max)}]`;
  if (range.above !== undefined) return `above ${show(range.above)}`;
  if (range.min !== undefined) return `at least ${show(range.min)}`;
  return range.max === undefined ? "" : `at most ${show(range.max)}`;
}

const inRange = (value: number, range: Range): boolean =>
  Number.isFinite(value) &&
  (range.min === undefined || value >= range.min) &&
  (range.max === undefined || value <= range.max) &&
  (range.above === undefined || value > range.above);

/** ' (M is a million: write "200 mV")' for a text that is in the range with m in place of M; else nothing. */
function millionHint(text: string, unit: UnitName, range: Range): string {
  const milli = text.replace("M", "m");
  const value = milli === text ? "" : parseConfigQuantity(milli, unit);
  return typeof value === "number" && inRange(value, range) ? ` (M is a million: write "${milli}")` : "";
}

/** A dimensional value: a string with a unit in the config, a number in that SI unit after parsing. */
export function quantity<U extends UnitName>(unit: U, range: Range, doc: string) {
  return z
    .string({ error: (issue) => quantityExpectation(unit, issue.input, range) })
    .transform((text, context): Quantity<U> => {
      const value = parseConfigQuantity(text, unit);
      const bare = text.trim() === "" ? Number.NaN : Number(text);
      if (Number.isFinite(bare))
        context.addIssue({ code: "custom", message: quantityExpectation(unit, text, range) });
      else if (typeof value === "string")
        context.addIssue({ code: "custom", message: withRange(value, unit, range) });
      else if (!inRange(value, range))
        context.addIssue({
          code: "custom",
          message: `expected a quantity ${rangeText(range, unit)}, received ${JSON.stringify(text)}${millionHint(text, unit, range)}`,
        });
      else return value as Quantity<U>;
      return z.NEVER;
    })
    .meta({ ...metaOf(range, doc), unit });
}

/** A message whose suggestion is out of the range says so. */
function withRange(message: string, unit: UnitName, range: Range): string {
  const [hint, text = ""] =
    / \((?:[a-z ]+:? )?write "([^"]+)"\)$/.exec(message) ?? / \(write "([^"]+)"\)$/.exec(message) ?? [];
  const value = hint === undefined ? "" : parseConfigQuantity(text, unit);
  return hint === undefined || typeof value === "string" || inRange(value, range)
    ? message
    : `${message.slice(0, -hint.length)}; "${text}" is not ${rangeText(range, unit)}`;
}

/** What a key with a unit expects, in place of an input that is no text. */
export function quantityExpectation(unit: UnitName, input: unknown, range: Range = {}): string {
  const example = unitExample(unit);
  const number = typeof input === "number" || typeof input === "string" ? Number(input) : Number.NaN;
  const hint = Number.isFinite(number) ? unitHint(number, unit, range) : "";
  return `expected a quantity with its unit, such as "${example}", received ${describe(input)}${hint}`;
}

/** ' (write "5 ns", with the unit that you mean)': in the unit of the example, or else in SI, if that is in the range. */
function unitHint(input: number, unit: UnitName, range: Range): string {
  const texts = [
    // A number this large is one of bytes, not of MiB.
    ...(unit === "B" && input >= 1024 ? [bytesText(input)] : []),
    `${input} ${unitExample(unit).split(" ")[1]}`,
    quantityText(input, unit),
    ...["k", "m", "M", "u", "n", "p", "G"].map((prefix) => `${input} ${prefix}${unit}`),
  ];
  if (unit === "K" && !inRange(input, range) && inRange(input + 273.15, range))
    return ` (${input} °C is "${Number((input + 273.15).toFixed(2))} K")`;
  const own = texts.find((text) => {
    const value = parseConfigQuantity(text, unit);
    return typeof value === "number" && inRange(value, range);
  });
  return own === undefined ? "" : ` (write "${own}", with the unit that you mean)`;
}

/**
 * A field checked by `read`, which returns the value, or undefined for an input that it rejects. The message
 * names what was expected and received. `Input` is the type that a program may pass.
 */
export function accept<T, Input = unknown>(
  read: (input: unknown) => T | undefined,
  expectation: string,
  meta: FieldMeta,
  hint = (_: unknown): string => "",
) {
  return (z.any() as z.ZodType<unknown, Input>)
    .transform((input: unknown, context): T => {
      const value = read(input);
      if (value !== undefined) return value;
      const message = `expected ${expectation}, received ${describe(input)}${hint(input)}`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta(meta);
}

/** A whole number in a range. */
export const integer = (range: Range, doc: string) => integerOf(1, range, doc);

/** A whole number in a range, divisible by `step`. */
export const multiple = (step: number, range: Range, doc: string) => integerOf(step, range, doc);

const integerOf = (step: number, range: Range, doc: string) =>
  accept<number, number>(
    (input) =>
      typeof input === "number" && Number.isSafeInteger(input) && inRange(input, range) && input % step === 0
        ? input
        : undefined,
    step === 1 ? `an integer ${rangeText(range)}` : `a multiple of ${step} ${rangeText(range)}`,
    { ...metaOf(range, doc), integer: true, ...(step === 1 ? {} : { multipleOf: step }) },
    (input) => integerHint(input, range),
  );

/** What "16k" and "1M" mean of counts. */
const SUFFIXES: Readonly<Record<string, readonly [thousand: number, binary: number]>> = {
  "": [1, 1],
  k: [1e3, 1 << 10],
  m: [1e6, 1 << 20],
};

/** A longer text is not taken for a number. */
const LONGEST_HINTED = 64;

/** ' (write 8)' for "8", ' (write 16000 or 16384)' for "16k", where they are in the range; else nothing. */
function integerHint(input: unknown, range: Range): string {
  const value = typeof input === "string" ? computed(input) : undefined;
  const number =
    value ??
    (typeof input === "string" && /^\s*\d[\d.]{0,20}(?:e\+?\d{1,3})?\s*$/i.test(input)
      ? Number(input)
      : Number.NaN);
  const [, rows, columns] =
    (typeof input === "string" ? /^\s*(\d{1,6})\s?[x×]\s?(\d{1,6})\s*$/i.exec(input) : null) ?? [];
  if (rows !== undefined)
    return ` (one number a key: ${rows}, and ${columns} in the key of the other side; ${Number(rows) * Number(columns)} in all)`;
  if (Number.isInteger(number) && inRange(number, range)) return ` (write ${number})`;
  if (typeof input === "string" && /^\s*\[?\d+(?:\s*[,;]\s*\d+)+\]?\s*$/.test(input))
    return "; several values are an axis of a study, a list in its space";
  if (typeof input === "string" && /^\s*\d{1,9}(?:\.\d{1,9})?\s?[x×]\s*$/i.test(input))
    return "; a factor is not computed: write the value itself";
  const found =
    typeof input === "string" && input.length <= LONGEST_HINTED
      ? /^\s*(\d{1,12})\s*([kM]?)[\s-]*(?:b|[a-z]{2,12})?\s*$/i.exec(input)
      : null;
  if (found === null) return "";
  const count = Number(found[1]);
  const [thousand, binary] = SUFFIXES[found[2].toLowerCase()];
  const meant = [...new Set([count * thousand, count * binary])].filter((value) => inRange(value, range));
  return meant.length === 0 ? "" : ` (write ${meant.join(" or ")})`;
}

/** A dimensionless number in a range. */
export const real = (range: Range, doc: string) =>
  accept<number, number>(
    (input) => (typeof input === "number" && inRange(input, range) ? input : undefined),
    `a number ${rangeText(range)}`,
    metaOf(range, doc),
    (input) => numberHint(input, range),
  );

/** ' (write 0.1)' for "10 %" or "0.1", where that number is in the range; else nothing. */
function numberHint(input: unknown, range: Range): string {
  // A share given as a percentage.
  if (
    typeof input === "number" &&
    range.max !== undefined &&
    range.max <= 2 &&
    input > range.max &&
    input <= 100
  )
    return ` (${input} % is ${shortNumber(input / 100)})`;
  const [, above, below] =
    (typeof input === "string" && /^\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*$/.exec(input)) || [];
  const share = Number(above) / Number(below);
  if (above !== undefined) return inRange(share, range) ? ` (write ${shortNumber(share)})` : "";
  const found =
    typeof input === "string" ? /^\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(%?)(.{0,12})$/i.exec(input) : null;
  if (found === null) return "";
  const [, digits, percent, unit] = found;
  const value = Number(digits) / (percent === "" ? 1 : 100);
  const why = unit.trim() === "" ? "" : ", a number without a unit";
  return inRange(value, range) ? ` (write ${shortNumber(value)}${why})` : "";
}

/** A fraction in [0, 1]. */
export const fraction = (doc: string) => real({ min: 0, max: 1 }, doc);

/** One word out of a list; `refuse` may say more than the list about a word that is not in it. */
export function choice<const W extends readonly [string, ...string[]]>(
  words: W,
  doc: string,
  refuse: (word: string) => string | undefined = () => undefined,
) {
  return z
    .enum(words, {
      error: ({ input }) => (typeof input === "string" ? refuse(input.slice(0, 64)) : undefined),
    })
    .meta({ doc });
}

/** A printable text: no control characters or bidirectional marks, unfit for terminals and file names. */
export function text(range: { readonly max: number }, doc: string) {
  const allowed = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u;
  return accept<string, string>(
    (input) =>
      typeof input === "string" && [...input].length <= range.max && allowed.test(input) ? input : undefined,
    `a text of 1 to ${range.max} characters without control characters`,
    { doc, maxLength: range.max, pattern: allowed.source },
    (input) => (typeof input === "number" ? ` (write "${input}", with quotes)` : ""),
  );
}

export const flag = (doc: string) => z.boolean().meta({ doc });

/** Describes a received value in a message, in at most 60 characters. */
export function describe(input: unknown): string {
  if (input === undefined) return "nothing";
  if (input === null) return "null";
  if (Array.isArray(input)) return "an array";
  if (typeof input === "object") return "an object";
  const text = typeof input === "string" ? JSON.stringify(input) : String(input);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
