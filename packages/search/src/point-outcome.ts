// Outcome of a point: its record in a store, its objectives, and whether the next level evaluates it.

import { dense, InfeasibleError, intervalOf, thrownText, UnknownError } from "#base";
import type { Sense } from "#pareto";
import { promotion, shareOfRange } from "#pareto";
import { violation } from "./constraints.ts";
import type { Condition } from "./expression.ts";
import type { Outcome } from "./search.ts";
import { exactly, type Measurement, negated, ofEstimate } from "./uncertain-front.ts";

/** Runs an evaluation; a fault becomes the point's outcome and stops nothing. `names` are the metrics'. */
export function outcomeOf(evaluate: () => readonly number[], names: readonly string[]): PointOutcome {
  try {
    const metrics = evaluate();
    const broken = metrics.findIndex((metric) => !Number.isFinite(metric));
    if (broken < 0) return { status: "ok", metrics, reason: "" };
    const found = Number.isNaN(metrics[broken]) ? "not a number" : "infinite";
    return { status: "failed", metrics: null, reason: `${names[broken]} is ${found}` };
  } catch (error) {
    return { status: statusOf(error), metrics: null, reason: thrownText(error) };
  }
}

function statusOf(error: unknown): PointStatus {
  try {
    if (error instanceof InfeasibleError) return "infeasible";
    return error instanceof UnknownError ? "unknown" : "failed";
  } catch {
    return "failed";
  }
}

/** How a search judges points: objectives by their metrics, and conditions on metrics. */
export interface Judgement {
  readonly names: readonly string[];
  readonly objectives: readonly { readonly metric: string; readonly sense: Sense }[];
  readonly constraints: readonly Condition[];
}

/**
 * Objectives that the metrics give, smaller is better, and the shortfall of constraints, without those on
 * metrics of a later level (`decidable`). null for a point without numbers.
 */
export function judged(
  { names, objectives, constraints }: Judgement,
  { metrics }: PointOutcome,
): Outcome | null {
  if (metrics === null) return null;
  const of = (name: string): number => metrics[names.indexOf(name)];
  const given = objectives.filter(({ metric }) => names.includes(metric));
  return {
    objectives: given.map(({ metric, sense }) => (sense === "min" ? of(metric) : -of(metric))),
    violation: constraints.reduce((sum, constraint) => sum + violation(constraint, of), 0),
  };
}

/** Constraints that a level's metrics can decide. */
export const decidable = (constraints: readonly Condition[], names: readonly string[]): Condition[] =>
  constraints.filter((constraint) => columns(constraint).every((column) => names.includes(column)));

const columns = (condition: Condition): string[] =>
  condition.kind === "comparison" ? [condition.column] : condition.terms.flatMap(columns);

/** Status of a point; `unknown`: its level has no model of it. No two begin with the same letter. */
export const STATUSES = ["ok", "infeasible", "failed", "timeout", "unknown"] as const;
export type PointStatus = (typeof STATUSES)[number];

/** A point's result, without its place in a study. */
export interface PointOutcome {
  readonly status: PointStatus;
  /** In the order of the level's metrics; null unless the status is ok. */
  readonly metrics: readonly number[] | null;
  /** Empty where the status is ok. */
  readonly reason: string;
}

/** One line of a study's results. */
export interface PointRecord extends PointOutcome {
  /** Place of the level in the study's list. */
  readonly level: number;
  readonly index: number;
  /** One per axis: place in its list, or the number; NaN where the axis does not apply. */
  readonly codes: readonly number[];
}

/** Most bytes of a record with a reason, including 9 of its checksum and the line's end. */
export const MOST_RECORD_BYTES = 300;
/** Most bytes of a record of numbers: 20 metrics and 8 numbers of axes, each as long as a number can be. */
export const MOST_NUMBERS_BYTES = 720;
const MOST_TEXT = MOST_RECORD_BYTES - 10;

/** Longest shortest-round-trip text of a float64, with a comma. */
export const NUMBER_BYTES = 24;
/** Bytes of a record besides codes and metrics: brackets, level, index and status. */
export const FIXED_BYTES = 40;

/** JSON text of a record; reasons are cut to 290 bytes of UTF-8. NaN, infinity and −0 are words. */
export function encodeRecord({ level, index, status, codes, metrics, reason }: PointRecord): string {
  const head = `[${level},${index},"${status}",[${codes.map((code) => (Number.isNaN(code) ? "null" : numberText(code))).join(",")}],`;
  if (metrics !== null) return `${head}[${metrics.map(numberText).join(",")}]]`;
  const room = MOST_TEXT - utf8Length(head) - 1;
  let said = JSON.stringify(reason);
  for (let most = room; utf8Length(said) > room && most > 0; most -= 8)
    said = JSON.stringify(`${[...reason.slice(0, most)].slice(0, -1).join("")}…`);
  return `${head}${said}]`;
}

const numberText = (x: number): string =>
  Number.isFinite(x) && !Object.is(x, -0) ? String(x) : `"${Object.is(x, -0) ? "-0" : x}"`;

/** UTF-8 bytes of a text; lone surrogates count as the three bytes of their replacement. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};

const numberOf = (value: unknown): number | null => {
  if (typeof value === "number") return value;
  return typeof value === "string" && Object.hasOwn(WORDS, value) ? WORDS[value] : null;
};

/** The record of a JSON text, null for any other text. */
export function decodeRecord(text: string): PointRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length !== 5) return null;
  const [level, index, status, codes, last] = value as unknown[];
  if (!Number.isSafeInteger(level) || !Number.isSafeInteger(index) || !Array.isArray(codes)) return null;
  if (!STATUSES.includes(status as PointStatus)) return null;
  const read = codes.map((code) => (code === null ? Number.NaN : numberOf(code)));
  const metrics = Array.isArray(last) ? last.map(numberOf) : null;
  if ((metrics === null) === (status === "ok") || (metrics === null && typeof last !== "string")) return null;
  if (read.includes(null) || metrics?.includes(null)) return null;
  return {
    level: level as number,
    index: index as number,
    status: status as PointStatus,
    codes: read as number[],
    metrics: metrics as number[] | null,
    reason: metrics === null ? (last as string) : "",
  };
}

/**
 * Rows that pass from an exact level to the next: the front and its neighbourhood, up to `slack` of the
 * front's range in each objective. Rows × columns, smaller is better; ascending.
 */
export function promoted(objectives: Float64Array, columns: number, slack: number): number[] {
  const points = dense(objectives.length / columns, columns, objectives);
  const { front, neighbours } = promotion(points, shareOfRange(points, slack));
  return [...front, ...neighbours].sort((a, b) => a - b);
}

/** A point's objectives, smaller is better, with errors if the level gives them; `samples` are trials. */
export const measurementsOf = (
  { names, objectives }: Pick<Judgement, "names" | "objectives">,
  metrics: readonly number[],
  samples: number,
): Measurement[] =>
  objectives.map(({ metric, sense }) => {
    const mean = metrics[names.indexOf(metric)];
    const at = names.indexOf(intervalOf(metric));
    const own = at < 0 ? exactly(mean) : ofEstimate({ mean, interval: metrics[at], samples });
    return sense === "min" ? own : negated(own);
  });
