import { changedKeys, type Dense, dense, fault } from "#base";
import type { Progress } from "#local-io";
import { frontLoss, hypervolume, type Objective } from "#pareto";
import type { AxisValue } from "#search";
import type { Models } from "../../../runtime/plugins.ts";
import { parseObjectives } from "../../../study/objectives.ts";
import { type StoredStudy, type StudyRow, storedStudy, studyRows } from "../../shared/studies/stored.ts";
import { objectivesText, studyFront } from "./front.ts";
import { KeyTable } from "./key-table.ts";
import { type ChangedPoint, LargestChanges, MOST_LISTED, numbered, type Sets } from "./largest-changes.ts";

/** Statuses, levels and metrics of a store's rows, keyed by settings; the first of equal keys. */
function keptRows(rows: Iterable<StudyRow>, keyOfRow: (row: StudyRow) => string, { metrics }: StoredStudy) {
  const found = new KeyTable();
  const firsts = growingPlaces();
  const words: string[] = [];
  const wordNumber = (word: string): number => {
    const known = words.indexOf(word);
    return known < 0 ? words.push(word) - 1 : known;
  };
  const columns = metrics.length;
  const numbers = growing(columns);
  const states = growingPlaces();
  let count = 0;
  for (const row of rows) {
    if (found.add(keyOfRow(row))) firsts.push(count);
    states.push(256 * wordNumber(row.status) + wordNumber(row.level));
    numbers.push(row.metrics);
    count++;
  }
  return {
    count,
    size: found.size,
    find: (key: string) => {
      const number = found.find(key);
      return number === undefined ? undefined : firsts.at(number);
    },
    /** First rows of each setting, ascending. */
    firsts: () => firsts.list(),
    row: (at: number, values: StudyRow["values"]): StudyRow => ({
      index: at,
      status: words[states.at(at) >> 8],
      level: words[states.at(at) & 255],
      values,
      metrics: numbers.row(at),
      reason: "",
    }),
  };
}

/** A growing list of integers below 2³², four bytes each. */
function growingPlaces() {
  let data = new Uint32Array(1024);
  let count = 0;
  return {
    push(value: number): void {
      if (count === data.length) {
        const old = data;
        data = new Uint32Array(2 * old.length);
        data.set(old);
      }
      data[count++] = value;
    },
    at: (n: number): number => data[n],
    list: (): Uint32Array => data.subarray(0, count),
  };
}

/** Growing rows of `columns` numbers; null is distinct from NaN. */
function growing(columns: number) {
  let data = new Float64Array(1024 * columns);
  let isNull = new Uint8Array(1024 * columns);
  let rows = 0;
  return {
    push(values: readonly (number | null)[]): void {
      if ((rows + 1) * columns > data.length) {
        const [old, oldNull] = [data, isNull];
        data = new Float64Array(2 * old.length);
        data.set(old);
        isNull = new Uint8Array(2 * oldNull.length);
        isNull.set(oldNull);
      }
      for (let c = 0; c < columns; c++) {
        data[rows * columns + c] = values[c] ?? 0;
        isNull[rows * columns + c] = values[c] === null ? 1 : 0;
      }
      rows++;
    },
    row: (at: number): (number | null)[] =>
      Array.from({ length: columns }, (_, c) =>
        isNull[at * columns + c] === 1 ? null : data[at * columns + c],
      ),
  };
}

export interface DiffOptions {
  readonly objectives?: string;
  readonly reference?: string;
  /** Largest relative change that counts as none. */
  readonly tolerance: number;
}

export interface FrontDiff {
  readonly objectives: readonly Objective[];
  readonly before: number;
  readonly after: number;
  /** Settings of points that joined and left the front: the first ten thousand. */
  readonly gained: readonly Sets[];
  readonly lost: readonly Sets[];
  readonly counts: { readonly gained: number; readonly lost: number };
  /** Loss of the front (`frontLoss`). */
  readonly loss: number;
  readonly hypervolume: { readonly before: number; readonly after: number };
  /** Not negated for maximised objectives. */
  readonly reference: readonly number[];
  /** Whether the reference is the worst of both fronts, because none was given. */
  readonly isOwnReference: boolean;
}

export interface StudyDiff {
  readonly equal: boolean;
  /** Whether the front got worse than the tolerance. */
  readonly worse: boolean;
  readonly tolerance: number;
  /** Keys of the studies' identities that differ. */
  readonly changedKeys: readonly string[];
  readonly points: { readonly before: number; readonly after: number };
  /** Full lengths of the lists below, which have at most ten thousand entries. */
  readonly counts: { readonly onlyBefore: number; readonly onlyAfter: number; readonly changed: number };
  readonly onlyBefore: readonly Sets[];
  readonly onlyAfter: readonly Sets[];
  /** The largest changes first. */
  readonly changed: readonly ChangedPoint[];
  /** null if the studies have no objectives and none are given. */
  readonly front: FrontDiff | null;
}

/** Differences of a second store from a first. Points are matched by their settings, not by index. */
export function diffStudies(
  before: string,
  after: string,
  models: Models,
  options: DiffOptions,
  progress: Progress,
): StudyDiff {
  const [old, now] = [storedStudy(before, models), storedStudy(after, models)];
  const objectives = options.objectives ?? objectivesText(old);
  const front =
    objectives === ""
      ? null
      : frontDiff([before, after], [old, now], objectives, options.reference, progress);
  const { points, counts, ...lists } = joined([before, after], [old, now], options.tolerance, progress);
  progress.done();
  return {
    equal: counts.changed + counts.onlyBefore + counts.onlyAfter === 0,
    worse: front !== null && front.loss > options.tolerance,
    tolerance: options.tolerance,
    changedKeys: changedKeys(old.manifest.identity, now.manifest.identity),
    points,
    counts,
    ...lists,
    front,
  };
}

/** Joins the rows of both stores by their settings in one pass each, keeping only keys and numbers. */
function joined(
  [before, after]: Pair<string>,
  [old, now]: Pair<StoredStudy>,
  tolerance: number,
  progress: Progress,
): Pick<StudyDiff, "points" | "counts" | "onlyBefore" | "onlyAfter" | "changed"> {
  const patterns = new Map<string, number>();
  const was = keptRows(watched(studyRows(before, old), "before", progress), keysOf(old, patterns), old);
  const keyOfRow = keysOf(now, patterns);
  const seen = new Uint8Array(was.count);
  const strangers = new KeyTable();
  const onlyAfter: Sets[] = [];
  const changed = new LargestChanges();
  let matched = 0;
  for (const row of watched(studyRows(after, now), "after", progress)) {
    const key = keyOfRow(row);
    const at = was.find(key);
    if (at === undefined) {
      if (strangers.add(key) && onlyAfter.length < MOST_LISTED) onlyAfter.push(setsOf(row, now));
    } else if (seen[at] === 0) {
      seen[at] = 1;
      matched++;
      changed.add(changesOf(was.row(at, row.values), row, old, now, tolerance, setsOf(row, now)));
    }
  }
  const lost = was.size - matched;
  const onlyBefore: Sets[] = [];
  if (lost > 0) {
    const missing = new Set(
      was
        .firsts()
        .filter((at) => seen[at] === 0)
        .subarray(0, MOST_LISTED),
    );
    for (const [at, row] of numbered(studyRows(before, old)))
      if (missing.has(at)) onlyBefore.push(setsOf(row, old));
  }
  return {
    points: { before: was.size, after: matched + strangers.size },
    counts: { onlyBefore: lost, onlyAfter: strangers.size, changed: changed.count },
    onlyBefore,
    onlyAfter,
    changed: changed.list(),
  };
}

/** Passes rows on and updates the progress line. */
function* watched(rows: Iterable<StudyRow>, what: string, progress: Progress): Generator<StudyRow> {
  for (const [n, row] of numbered(rows)) {
    if (n % 4096 === 0) progress.update(`reading ${what}: ${n} points`);
    yield row;
  }
}

const setsOf = ({ values }: StudyRow, { manifest }: StoredStudy): Sets =>
  Object.fromEntries(
    manifest.axes.flatMap((path, n): [string, AxisValue][] => {
      const value = values[n];
      return value === null ? [] : [[path, value]];
    }),
  );

/**
 * Key of a row's settings: the number of its list of paths, shared by both stores (`patterns`), and the
 * values in the order of the paths.
 */
function keysOf({ manifest }: StoredStudy, patterns: Map<string, number>): (row: StudyRow) => string {
  const order = manifest.axes
    .map((path, n) => [path, n] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return ({ values }) => {
    const own = order.filter(([, n]) => values[n] !== null);
    const paths = own.map(([path]) => path).join("\n");
    const pattern = patterns.get(paths) ?? patterns.size;
    patterns.set(paths, pattern);
    // A join gives one flat string; a template of two parts is a tree of twice the size.
    return [pattern, ...own.map(([, n]) => JSON.stringify(values[n]))].join();
  };
}

const keyOf = (sets: Sets): string =>
  JSON.stringify(Object.entries(sets).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Change of a number as a share of the larger magnitude; 0 for equal ones, Infinity if one is missing. */
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
  sets: Sets,
): ChangedPoint[] {
  const metrics = old.metrics.flatMap((name, n): [string, [number | null, number | null, number]][] => {
    const at = now.metrics.indexOf(name);
    // A metric that one study lacks entirely is a changed key, not a changed result.
    if (at < 0) return [];
    const change = relativeChange(row.metrics[n], other.metrics[at]);
    return change > tolerance ? [[name, [row.metrics[n], other.metrics[at], change]]] : [];
  });
  const status = row.status === other.status ? null : ([row.status, other.status] as const);
  const level = row.level === other.level ? null : ([row.level, other.level] as const);
  if (metrics.length === 0 && status === null && level === null) return [];
  const largest =
    status === null ? Math.max(0, ...metrics.map(([, [, , change]]) => change)) : Number.POSITIVE_INFINITY;
  return [{ sets, status, level, metrics: Object.fromEntries(metrics), largest }];
}

type Pair<T> = readonly [before: T, after: T];

function frontDiff(
  folders: Pair<string>,
  stored: Pair<StoredStudy>,
  text: string,
  referenceText: string | undefined,
  progress: Progress,
): FrontDiff {
  const objectives = parseObjectives(text, stored[0].metrics);
  const signs = objectives.map(({ sense }) => (sense === "min" ? 1 : -1));
  const fronts = folders.map((folder, n) => {
    progress.update(`front ${n === 0 ? "before" : "after"}`);
    // Rows of an export, from 0 in the order of the points.
    const places = studyFront(folder, stored[n], { objectives: text }, progress).front;
    const found = new Map<number, StudyRow>();
    const wanted = new Set(places);
    for (const [at, row] of numbered(studyRows(folder, stored[n]))) if (wanted.has(at)) found.set(at, row);
    const members = places.map((at) => found.get(at) as StudyRow);
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
  const gained = is.members.filter((sets) => !wasKeys.has(keyOf(sets)));
  const lost = was.members.filter((sets) => !isKeys.has(keyOf(sets)));
  return {
    objectives,
    before: was.members.length,
    after: is.members.length,
    gained: gained.slice(0, MOST_LISTED),
    lost: lost.slice(0, MOST_LISTED),
    counts: { gained: gained.length, lost: lost.length },
    loss: frontLoss(was.costs, is.costs),
    hypervolume: { before: volume(was.costs), after: volume(is.costs) },
    reference,
    isOwnReference: given === null,
  };
}

/** The given reference point, or the first study's if every objective has one; null for neither. */
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
  throw fault(
    "--reference",
    "(root)",
    `expected ${objectives.length} numbers, one an objective, received ${JSON.stringify(text)}`,
  );
}

/** Worst value of both fronts in each objective plus a tenth of the range, so that the ends count too. */
function worstOf(fronts: readonly Dense[]): number[] {
  const { columns } = fronts[0];
  return Array.from({ length: columns }, (_, c) => {
    const values = fronts.flatMap(({ rows, data }) =>
      Array.from({ length: rows }, (_, row) => data[row * columns + c]),
    );
    const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return values.length === 0 ? 0 : most + (most > least ? 0.1 * (most - least) : 0.1 * Math.abs(most));
  });
}
