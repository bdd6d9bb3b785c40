import { changedKeys } from "../base/canonical.ts";
import { type Dense, dense } from "../base/dense.ts";
import { ConfigError } from "../base/errors.ts";
import type { AxisValue } from "../explore/axis.ts";
import { frontLoss } from "../explore/front-loss.ts";
import { hypervolume } from "../explore/hypervolume.ts";
import { type Objective, parseObjectives } from "../explore/objectives.ts";
import type { Models } from "../runtime/plugins.ts";
import { type StoredStudy, type StudyRow, storedStudy, studyRows } from "./stored-study.ts";
import { objectivesText, studyFront } from "./study-front.ts";

export interface DiffOptions {
  readonly objectives?: string;
  readonly reference?: string;
  /** Relative change that counts as none. */
  readonly tolerance: number;
}

type Sets = Readonly<Record<string, AxisValue>>;

export interface ChangedPoint {
  readonly sets: Sets;
  /** Status and level before and after, where they changed. */
  readonly status: readonly [string, string] | null;
  readonly level: readonly [string, string] | null;
  /** Metrics that changed beyond the tolerance: before, after, and the change as a share of the larger of both. */
  readonly metrics: Readonly<Record<string, readonly [number | null, number | null, number]>>;
  /** The largest of the changes; Infinity where a number came or went. */
  readonly largest: number;
}

export interface FrontDiff {
  readonly objectives: readonly Objective[];
  readonly before: number;
  readonly after: number;
  /** Settings of points that came onto the front and that left it. */
  readonly gained: readonly Sets[];
  readonly lost: readonly Sets[];
  /** By how much the front got worse (`frontLoss`). */
  readonly loss: number;
  readonly hypervolume: { readonly before: number; readonly after: number };
  /** In raw sense. */
  readonly reference: readonly number[];
  /** Whether the reference is the worst of both fronts, for want of a given one. */
  readonly isOwnReference: boolean;
}

export interface StudyDiff {
  readonly equal: boolean;
  /** Whether the front got worse than the tolerance. */
  readonly worse: boolean;
  readonly tolerance: number;
  /** Keys of the studies' identity that differ. */
  readonly changedKeys: readonly string[];
  readonly points: { readonly before: number; readonly after: number };
  readonly onlyBefore: readonly Sets[];
  readonly onlyAfter: readonly Sets[];
  /** The largest changes first. */
  readonly changed: readonly ChangedPoint[];
  /** null where the studies have no objectives and none are given. */
  readonly front: FrontDiff | null;
}

/** What a second store has that is not as in the first. Points are told by what they set, not by their index. */
export function diffStudies(before: string, after: string, models: Models, options: DiffOptions): StudyDiff {
  const [old, now] = [storedStudy(before, models), storedStudy(after, models)];
  const rows = [[...studyRows(before, old)], [...studyRows(after, now)]] as const;
  const [was, is] = [bySets(rows[0], old), bySets(rows[1], now)];
  const changed = [...was].flatMap(([key, row]) => {
    const other = is.get(key);
    return other === undefined ? [] : changesOf(row, other, old, now, options.tolerance);
  });
  const onlyBefore = [...was].filter(([key]) => !is.has(key)).map(([, row]) => setsOf(row, old));
  const onlyAfter = [...is].filter(([key]) => !was.has(key)).map(([, row]) => setsOf(row, now));
  const objectives = options.objectives ?? objectivesText(old);
  const front =
    objectives === "" ? null : frontDiff([before, after], [old, now], rows, objectives, options.reference);
  return {
    equal: changed.length + onlyBefore.length + onlyAfter.length === 0,
    worse: front !== null && front.loss > options.tolerance,
    tolerance: options.tolerance,
    changedKeys: changedKeys(old.manifest.identity, now.manifest.identity),
    points: { before: was.size, after: is.size },
    onlyBefore,
    onlyAfter,
    changed: changed.sort((a, b) => b.largest - a.largest),
    front,
  };
}

const setsOf = ({ values }: StudyRow, { manifest }: StoredStudy): Sets =>
  Object.fromEntries(
    manifest.axes.flatMap((path, n): [string, AxisValue][] => {
      const value = values[n];
      return value === null ? [] : [[path, value]];
    }),
  );

/** Rows by what they set; of two alike the first. */
function bySets(rows: readonly StudyRow[], stored: StoredStudy): Map<string, StudyRow> {
  const found = new Map<string, StudyRow>();
  for (const row of rows) {
    const key = keyOf(setsOf(row, stored));
    if (!found.has(key)) found.set(key, row);
  }
  return found;
}

const keyOf = (sets: Sets): string =>
  JSON.stringify(Object.entries(sets).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Change of a number as a share of the larger of both; 0 for equal ones, Infinity where one is missing. */
export function relativeChange(before: number | null, after: number | null): number {
  if (before === after) return 0;
  if (before === null || after === null || !Number.isFinite(before) || !Number.isFinite(after))
    return Number.POSITIVE_INFINITY;
  return Math.abs(after - before) / Math.max(Math.abs(before), Math.abs(after));
}

function changesOf(
  row: StudyRow,
  other: StudyRow,
  old: StoredStudy,
  now: StoredStudy,
  tolerance: number,
): ChangedPoint[] {
  const metrics = old.metrics.flatMap((name, n): [string, [number | null, number | null, number]][] => {
    const at = now.metrics.indexOf(name);
    // A metric that one study does not have at all is a key that changed, not a result.
    if (at < 0) return [];
    const change = relativeChange(row.metrics[n], other.metrics[at]);
    return change > tolerance ? [[name, [row.metrics[n], other.metrics[at], change]]] : [];
  });
  const status = row.status === other.status ? null : ([row.status, other.status] as const);
  const level = row.level === other.level ? null : ([row.level, other.level] as const);
  if (metrics.length === 0 && status === null && level === null) return [];
  const largest =
    status === null ? Math.max(0, ...metrics.map(([, [, , change]]) => change)) : Number.POSITIVE_INFINITY;
  return [{ sets: setsOf(row, old), status, level, metrics: Object.fromEntries(metrics), largest }];
}

type Pair<T> = readonly [before: T, after: T];

function frontDiff(
  folders: Pair<string>,
  stored: Pair<StoredStudy>,
  rows: Pair<readonly StudyRow[]>,
  text: string,
  referenceText: string | undefined,
): FrontDiff {
  const objectives = parseObjectives(text);
  const signs = objectives.map(({ sense }) => (sense === "min" ? 1 : -1));
  const fronts = folders.map((folder, n) => {
    // Rows of an export, from 0 in the order of the points.
    const members = studyFront(folder, stored[n], { objectives: text }).front.map((row) => rows[n][row]);
    const columns = objectives.map(({ column }) => stored[n].metrics.indexOf(column));
    const costs = members.flatMap(({ metrics }) =>
      columns.map((column, c) => signs[c] * Number(metrics[column])),
    );
    return {
      members: members.map((row) => setsOf(row, stored[n])),
      costs: dense(members.length, objectives.length, Float64Array.from(costs)),
    };
  });
  const [was, is] = fronts;
  const given = referenceOf(referenceText, objectives, stored[0]);
  const reference = given ?? worstOf([was.costs, is.costs]).map((x, c) => x * signs[c]);
  const volume = (costs: Dense): number =>
    hypervolume(
      costs,
      reference.map((x, c) => x * signs[c]),
    );
  const [wasKeys, isKeys] = fronts.map(({ members }) => new Set(members.map(keyOf)));
  return {
    objectives,
    before: was.members.length,
    after: is.members.length,
    gained: is.members.filter((sets) => !wasKeys.has(keyOf(sets))),
    lost: was.members.filter((sets) => !isKeys.has(keyOf(sets))),
    loss: frontLoss(was.costs, is.costs),
    hypervolume: { before: volume(was.costs), after: volume(is.costs) },
    reference,
    isOwnReference: given === null,
  };
}

/** The given reference point, or that of the first study where it has one for every objective; null for neither. */
function referenceOf(
  text: string | undefined,
  objectives: readonly Objective[],
  { manifest }: StoredStudy,
): number[] | null {
  if (text === undefined) {
    const own = objectives.map(
      ({ column }) => manifest.objectives.find(({ metric }) => metric === column)?.reference ?? null,
    );
    return own.every((bound) => bound !== null) ? own : null;
  }
  const values = text.split(",").map(Number);
  if (values.length === objectives.length && values.every(Number.isFinite)) return values;
  throw new ConfigError([
    {
      place: "--reference",
      path: "(root)",
      message: `expected ${objectives.length} numbers, one an objective, received ${JSON.stringify(text)}`,
    },
  ]);
}

/** Worst value of both fronts in each objective and a tenth of their range beyond, so that the ends count as well. */
function worstOf(fronts: readonly Dense[]): number[] {
  const { columns } = fronts[0];
  return Array.from({ length: columns }, (_, c) => {
    const values = fronts.flatMap(({ rows, data }) =>
      Array.from({ length: rows }, (_, row) => data[row * columns + c]),
    );
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return values.length === 0 ? 0 : most + (most > least ? 0.1 * (most - least) : 0.1 * Math.abs(most));
  });
}
