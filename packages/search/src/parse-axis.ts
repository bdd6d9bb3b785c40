import {
  ConfigError,
  describe,
  didYouMean,
  type Issue,
  type Located,
  MOST_ISSUES,
  type Parameter,
  parseQuantity,
  power,
  quantityExpectation,
  type UnitName,
} from "#base";
import type { Condition } from "./expression.ts";
import { type Axis, type AxisValue, type ListedAxis, spelled } from "./space.ts";

/** Most values of one axis. */
const MOST_VALUES = 100_000;

const KEYS = ["values", "from", "to", "steps", "step", "scale", "integer", "when"];
const FORMS = "a list such as [1, 2, 4], or { from, to, steps or step, scale, integer, when }";

const SCALES = ["linear", "log"] as const;

type Given = Readonly<Record<string, unknown>>;

/** Reads one axis; `parameter` describes its path in the config. Null after a complaint. */
export function parseAxis(
  path: string,
  given: unknown,
  parameter: Parameter | undefined,
  when: Condition | null,
  complaints: Complaints,
): Axis | null {
  const at = ["space", path];
  const unit = (parameter?.unit ?? null) as UnitName | null;
  if (Array.isArray(given)) return listed(at, path, given, unit, when, complaints);
  if (typeof given !== "object" || given === null) {
    complaints.add(at, `expected ${FORMS}, received ${describe(given)}`);
    return null;
  }
  const own = given as Given;
  const unknown = Object.keys(own).filter((key) => !KEYS.includes(key));
  for (const key of unknown)
    complaints.add(
      [...at, key],
      `expected one of ${KEYS.join(", ")}, received ${JSON.stringify(key)}${didYouMean(key, KEYS)}`,
    );
  if (unknown.length > 0) return null;
  if (own.values !== undefined) return listed([...at, "values"], path, own.values, unit, when, complaints);
  return ranged(at, path, own, parameter, when, complaints);
}

function listed(
  at: readonly string[],
  path: string,
  values: unknown,
  unit: UnitName | null,
  when: Condition | null,
  complaints: Complaints,
): Axis | null {
  const isList = Array.isArray(values) && values.length > 0 && values.length <= MOST_VALUES;
  if (!isList || !values.every((value) => ["string", "number", "boolean"].includes(typeof value))) {
    complaints.add(
      at,
      `expected a list of values such as [1, 2, 4], received ${Array.isArray(values) && values.length === 0 ? "an empty one" : describe(values)}`,
    );
    return null;
  }
  const seen = new Set<unknown>();
  const twice = values.findIndex((value) => seen.size === seen.add(value).size);
  if (twice >= 0) {
    complaints.add(
      [...at, String(twice)],
      `expected each value once, received ${describe(values[twice])} twice`,
    );
    return null;
  }
  return { kind: "list", path, unit, count: values.length, values: values as AxisValue[], when };
}

function ranged(
  at: readonly string[],
  path: string,
  own: Given,
  parameter: Parameter | undefined,
  when: Condition | null,
  complaints: Complaints,
): Axis | null {
  const unit = (parameter?.unit ?? null) as UnitName | null;
  const { integer = parameter?.kind === "integer" } = own;
  const scale = SCALES.find((known) => known === (own.scale ?? "linear"));
  const ends = [endOf(at, "from", own, unit, complaints), endOf(at, "to", own, unit, complaints)];
  const [from, to] = ends;
  if (scale === undefined)
    complaints.add([...at, "scale"], `expected "linear" or "log", received ${describe(own.scale)}`);
  else if (typeof integer !== "boolean")
    complaints.add([...at, "integer"], `expected true or false, received ${describe(integer)}`);
  else if (from !== null && to !== null) {
    const isOrdered = from < to && (scale === "linear" || from > 0 || (integer && from === 0));
    if (!isOrdered) {
      const rule = scale === "log" ? "from above 0 and below to" : "from below to";
      const turned = from > to && (scale === "linear" || to > 0);
      complaints.add(
        at,
        `expected ${rule}, received ${describe(own.from)} and ${describe(own.to)}${turned ? ` (write from: ${describe(own.to)}, to: ${describe(own.from)})` : ""}`,
      );
    } else if (integer && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))
      complaints.add(at, `expected whole ends for whole values, received ${from} and ${to}`);
    else {
      const range: Range = { kind: "range", path, unit, from, to, scale, isInteger: integer, when };
      return own.steps === undefined && own.step === undefined ? range : stepped(at, own, range, complaints);
    }
  }
  return null;
}

/** One end as a number of the unit. */
function endOf(
  at: readonly string[],
  key: string,
  own: Given,
  unit: UnitName | null,
  complaints: Complaints,
): number | null {
  const given = own[key];
  const value = unit !== null && typeof given === "string" ? parseQuantity(given, unit) : given;
  if (unit === null ? typeof value === "number" : typeof given === "string" && typeof value === "number")
    return value as number;
  const otherwise =
    unit === null ? `expected a number, received ${describe(given)}` : quantityExpectation(unit, given);
  const said = typeof value === "string" && unit !== null ? value : otherwise;
  complaints.add([...at, key], said);
  return null;
}

type Range = Extract<Axis, { readonly kind: "range" }>;

/** The range's values: `steps` of them, both ends included, or every `step` from its start. */
function stepped(at: readonly string[], own: Given, range: Range, complaints: Complaints): Axis | null {
  const count = countOf(at, own, range, complaints);
  if (count === null) return null;
  const { unit, path, when } = range;
  const step = own.steps === undefined ? stepOf(own, unit) : (range.to - range.from) / (count - 1);
  let known: readonly AxisValue[] | null = null;
  const axis: ListedAxis = {
    kind: "list",
    path,
    unit,
    get count() {
      return isDistinct(range, step, count) ? count : axis.values.length;
    },
    // A space may be refused for its size only, long before its values are needed.
    get values() {
      known ??= steppedValues(range, { step, count, endsAtTo: own.steps !== undefined });
      return known;
    },
    when,
  };
  return axis;
}

function steppedValues(
  { from, to, scale, unit, isInteger }: Range,
  { step, count, endsAtTo }: { readonly step: number; readonly count: number; readonly endsAtTo: boolean },
): AxisValue[] {
  const numbers = Array.from({ length: count }, (_, n) => {
    if (endsAtTo && n === count - 1) return to;
    const x = scale === "log" ? from * power(to / from, n / (count - 1)) : from + n * step;
    // Twelve digits: 0.1 + 2 · 0.1 is 0.3.
    return isInteger ? Math.round(x) : Number(x.toPrecision(12));
  });
  return [...new Set(numbers)].map((x) => (unit === null ? x : spelled(x, unit)));
}

/** Whether neighbours are so far apart that rounding merges none. False only means that a check is needed. */
function isDistinct({ from, to, scale, isInteger }: Range, step: number, count: number): boolean {
  if (isInteger) return scale === "linear" && (Number.isInteger(step) || step > 1.001);
  return scale === "log"
    ? Math.log(to / from) / (count - 1) > 1e-10
    : step > 1e-10 * Math.max(Math.abs(from), Math.abs(to));
}

const stepOf = ({ step }: Given, unit: UnitName | null): number =>
  Number(unit !== null && typeof step === "string" ? parseQuantity(step, unit) : step);

function countOf(
  at: readonly string[],
  own: Given,
  { from, to, scale, unit, isInteger }: Range,
  complaints: Complaints,
): number | null {
  const fail = (key: string, message: string): null => {
    complaints.add([...at, key], message);
    return null;
  };
  if (own.steps !== undefined && own.step !== undefined)
    return fail("step", "expected steps or step, received both");
  if (scale === "log" && from === 0) return fail("from", "expected a start above 0, received 0");
  if (own.steps !== undefined) {
    const { steps } = own;
    const isCount = Number.isSafeInteger(steps) && Number(steps) >= 2 && Number(steps) <= MOST_VALUES;
    return isCount
      ? Number(steps)
      : fail("steps", `expected a whole number in [2, ${MOST_VALUES}], received ${describe(steps)}`);
  }
  if (scale === "log") return fail("step", "expected steps with a log scale, received step");
  const step = stepOf(own, unit);
  if (!(step > 0) || (isInteger && !Number.isInteger(step)))
    return fail(
      "step",
      `expected a ${isInteger ? "whole " : ""}step above 0, received ${describe(own.step)}`,
    );
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return count <= MOST_VALUES
    ? count
    : fail("step", `expected at most ${MOST_VALUES} values, received ${count}`);
}

/** Collects the faults of a study with their places, as many as an error prints; the others are counted. */
export interface Complaints {
  readonly count: number;
  /** A message that needs a search, such as for a misspelt word, is a function and made only when printed. */
  add(path: readonly string[], message: string | (() => string)): void;
  /** Throws ConfigError where there is a fault. */
  check(): void;
  /** The result, or null after a ConfigError, which is collected; other errors are thrown on. */
  attempt<T>(path: readonly string[], read: () => T): T | null;
}

export function complaintsAbout(document: Located): Complaints {
  const issues: Issue[] = [];
  let count = 0;
  const add: Complaints["add"] = (path, message) => {
    if (++count > MOST_ISSUES) return;
    // A document finds list elements by number.
    const steps = path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const said = typeof message === "string" ? message : message();
    issues.push({ place: document.place(steps), path: path.join("."), message: said });
  };
  return {
    get count() {
      return count;
    },
    add,
    check() {
      if (count > 0) throw new ConfigError(issues, count - issues.length);
    },
    attempt(path, read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        for (const { place, message } of error.issues) {
          const at = /:(\d+)$/.exec(place)?.[1];
          add(path, at === undefined ? message : `${message} (character ${at})`);
        }
        return null;
      }
    },
  };
}
