import { didYouMean, type Issue, MOST_ISSUES } from "../base/errors.ts";
import { describe } from "../base/fields.ts";
import { type PointOutcome, type PointStatus, STATUSES } from "./outcome.ts";

/** A point that was handed out, as an outsider names it: `level:index`. */
export const keyOf = (level: string, index: number): string => `${level}:${index}`;

/** A result from outside: of which point, and what became of it. */
export interface Told {
  readonly key: string;
  readonly outcome: PointOutcome;
}

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const KEYS: readonly string[] = ["key", "metrics", "status", "reason"];

/** Names of the metrics that the level of a key gives; null for a key of no level. */
export type MetricsOfKey = (key: string) => readonly string[] | null;

/**
 * Reads one result `{ key, metrics }` or `{ key, status, reason }`. An ok point has every metric of its level and no
 * other; any other has a reason instead. Faults go to `complain`, and the answer is null.
 */
export function parseTold(
  value: unknown,
  metricsOf: MetricsOfKey,
  complain: (path: string, message: string) => void,
): Told | null {
  if (!isTree(value)) {
    complain("(root)", `expected { key, metrics } or { key, status, reason }, received ${describe(value)}`);
    return null;
  }
  const issues: Pick<Issue, "path" | "message">[] = [];
  const note: Note = (path, message) => {
    // Of more than are printed, nobody reads the words.
    const said = typeof message === "string" || issues.length >= MOST_ISSUES ? message : message();
    issues.push({ path, message: String(said) });
  };
  for (const name of Object.keys(value))
    if (!KEYS.includes(name)) note(name, () => `expected ${KEYS.join(", ")}${didYouMean(name, KEYS)}`);
  const { key, status = "ok" } = value;
  const names = typeof key === "string" ? metricsOf(key) : null;
  if (names === null) note("key", `expected a key that ask issued, received ${describe(key)}`);
  const known = STATUSES.find((word) => word === status);
  if (known === undefined)
    note("status", `expected one of ${STATUSES.join(", ")}, received ${describe(status)}`);
  const outcome =
    known === undefined || names === null
      ? null
      : known === "ok"
        ? okOutcome(value, names, note)
        : otherOutcome(value, known, note);
  for (const { path, message } of issues) complain(path, message);
  return issues.length > 0 || outcome === null ? null : { key: key as string, outcome };
}

type Note = (path: string, message: string | (() => string)) => void;

function okOutcome({ metrics, reason }: Tree, names: readonly string[], note: Note): PointOutcome | null {
  if (reason !== undefined) note("reason", "expected none of a point that is ok, received one");
  if (!isTree(metrics)) {
    note(
      "metrics",
      `expected { ${names.join(", ")} }, or a status and a reason, received ${describe(metrics)}`,
    );
    return null;
  }
  for (const name of Object.keys(metrics))
    if (!names.includes(name))
      note(`metrics.${name}`, () => `expected a metric of the level${didYouMean(name, names)}`);
  const values = names.map((name) => {
    const value = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
    const number = numberOf(value);
    if (Number.isNaN(number))
      note(
        `metrics.${name}`,
        `expected a number (a point without one has a status and a reason), received ${describe(value)}`,
      );
    return number;
  });
  return { status: "ok", metrics: values, reason: "" };
}

function otherOutcome({ metrics, reason }: Tree, status: PointStatus, note: Note): PointOutcome | null {
  if (metrics !== undefined) note("metrics", `expected none of a point that is ${status}, received some`);
  if (typeof reason !== "string" || reason === "") {
    note("reason", `expected why the point is ${status}, received ${describe(reason)}`);
    return null;
  }
  return { status, metrics: null, reason };
}

/** JSON has no infinities: they are words, as in a store. NaN for anything else that is no number. */
function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  return value === "-Infinity" ? Number.NEGATIVE_INFINITY : Number.NaN;
}
