import { dense } from "#base";
import type { LockOptions, Progress } from "#local-io";
import { hypervolume, nonDominated } from "#pareto";
import {
  judged,
  listSource,
  type Measurement,
  measurementsOf,
  type Outcome,
  type PointRecord,
  type PointSource,
  type PointStatus,
  promoted,
  STATUSES,
  type StudyPoint,
  survivors,
} from "#search";
import type { Manifest } from "../store/manifest.ts";
import type { CorruptLine } from "../store/record-scan.ts";
import { openStore, readRecords, type StudyStore } from "../store/study-store.ts";
import type { Writer } from "../store/writer.ts";
import { OutcomeTable } from "./outcome-table.ts";
import type { BatchResult, WorkerSetting } from "./point-task.ts";
import { checkReproduced } from "./reproduction.ts";
import { type KnownPoints, runLevel, type Threads } from "./run-level.ts";

/** How a level takes points of the one before. */
export interface RunLevel {
  readonly level: string;
  /** Whether it has no sampling error: the next level then takes a front, not what trials leave open. */
  readonly isExact: boolean;
  /** Distance from the front up to which points are included, as a share of its range in each objective. */
  readonly slack: number;
  /** Whether points with status unknown at the previous level are included, too. */
  readonly unknown: boolean;
}

export interface StudyRun {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly levels: readonly RunLevel[];
  /** Trials behind a simulated metric of each level. */
  readonly samples: readonly number[];
  /** Points of the first level, from a fresh source. */
  readonly source: PointSource;
  /** Points of the first level that this run has to complete. */
  readonly points: number;
  readonly setting: WorkerSetting;
  /** The program that runs. */
  readonly writer: Writer;
  /** Number of this part of the first level, from 1, and the number of parts. */
  readonly shard: { readonly part: number; readonly of: number };
  readonly threads: Threads;
  readonly lock: LockOptions;
  /** Statuses whose points are evaluated again. */
  readonly retry: readonly PointStatus[];
  readonly progress: StudyProgress;
  readonly known: KnownPoints | null;
  readonly signal: AbortSignal;
}

/** Inputs that decide which points continue to a level. */
export interface LevelChoice extends Pick<StudyRun, "folder" | "manifest" | "levels" | "samples"> {
  readonly setting: Pick<WorkerSetting, "judgements">;
}

export interface StudySummary {
  /** Points by status over all levels, including those of earlier runs. */
  readonly counts: Readonly<Record<(typeof STATUSES)[number], number>>;
  /** Points with a record on each level. */
  readonly done: readonly number[];
  /** Points evaluated by this run, and points taken from the cache shared by studies. */
  readonly evaluated: number;
  readonly reused: number;
  readonly corrupt: readonly CorruptLine[];
  /** Number of damaged lines in the store, and path of its damaged end. */
  readonly damaged: number;
  readonly movedTo: string | null;
  /** Points of an earlier run that were, or were to be, evaluated again. */
  readonly retried: number;
  /** Remarks on the store for the user, one sentence each. */
  readonly remarks: readonly string[];
  readonly isInterrupted: boolean;
}

/**
 * Evaluates the missing points of a study, level by level, into its store. Each later level takes the front
 * of the one before with its neighbourhood, so it starts when that is complete; a part of a study ends after
 * its first level. Throws ConfigError for a store of another kind and StoreWriteError for failed writes.
 */
export async function runStudy(run: StudyRun): Promise<StudySummary> {
  const { levels, setting, signal, shard } = run;
  const tables = setting.judgements.map(({ objectives }) => new OutcomeTable(objectives.length));
  const tally = newTally();
  const { counts } = tally;
  const samples = new Map<number, PointRecord>();
  const store = openStore(run.folder, run.manifest, {
    ...run.lock,
    retry: run.retry,
    onRecord: (record, before) => {
      if (before !== null) counts[before]--;
      counts[record.status]++;
      if (record.status === "ok") samples.set(record.level, record);
      tables[record.level].set(record.index, judged(setting.judgements[record.level], record));
    },
    onRetry: (_level, _index, status) => {
      counts[status]--;
    },
  });
  try {
    const remarks = await checkReproduced(run, store.manifest, [...samples.values()]);
    for (let level = 0; level < levels.length && !signal.aborted; level++) {
      if (level > 0 && shard.of > 1) break;
      const points = level === 0 ? null : nextPoints(run, store, tables[level - 1], level);
      const total = points?.length ?? Math.ceil((run.points - shard.part + 1) / shard.of);
      const before = tally.evaluated;
      const started = performance.now();
      const onResult = (result: BatchResult): void => {
        count(tally, result);
        if (level === 0) showPoints(run, tables[level], result);
        run.progress.update(
          levels[level].level,
          store.done[level].size,
          tally.evaluated - before,
          total,
          performance.now() - started,
        );
      };
      const source = points === null ? run.source : listSource(points);
      const isOurs = (index: number): boolean => level > 0 || index % shard.of === shard.part - 1;
      await runLevel(
        {
          level,
          source,
          store,
          setting,
          outcomes: tables[level],
          isOurs,
          onResult,
          known: run.known,
          signal,
        },
        run.threads,
      );
      store.flush();
    }
    store.flush();
    return {
      ...tally,
      done: store.done.map(({ size }) => size),
      corrupt: store.corrupt,
      damaged: store.damaged,
      movedTo: store.movedTo,
      retried: store.retried,
      remarks,
      isInterrupted: signal.aborted,
    };
  } finally {
    run.progress.done();
    store.close();
  }
}

/** Counters of a run. */
interface Tally {
  readonly counts: Record<(typeof STATUSES)[number], number>;
  evaluated: number;
  reused: number;
}

const newTally = (): Tally => ({
  counts: Object.fromEntries(STATUSES.map((status) => [status, 0])) as Tally["counts"],
  evaluated: 0,
  reused: 0,
});

function count(tally: Tally, { points, counts, isReused }: BatchResult): void {
  tally[isReused === true ? "reused" : "evaluated"] += points.length;
  for (const [n, status] of STATUSES.entries()) tally.counts[status] += counts[n];
}

function showPoints({ progress }: StudyRun, table: OutcomeTable, { points }: BatchResult): void {
  for (const { index } of points) {
    const outcome = table.at(index);
    if (outcome !== null) progress.add(outcome);
  }
}

/**
 * Points of the previous level that continue, with their codes from the store: after an exact level the
 * front, its neighbourhood and, if wanted, unknown points; after a simulated one all not clearly dominated.
 */
export function nextPoints(
  run: LevelChoice,
  store: Pick<StudyStore, "flush">,
  table: OutcomeTable,
  level: number,
): StudyPoint[] {
  store.flush();
  const before = level - 1;
  if (!run.levels[before].isExact) return survivingPoints(run, table, before);
  const columns = run.setting.judgements[before].objectives.length;
  const { indices, objectives } = table.feasible();
  const wanted = new Set(promoted(objectives, columns, run.levels[level].slack).map((row) => indices[row]));
  const points: StudyPoint[] = [];
  const unknown = new Set<number>();
  readRecords(run.folder, run.manifest, ({ level: own, index, codes, status }: PointRecord) => {
    if (own !== before) return;
    const isUnknown = run.levels[level].unknown && status === "unknown" && !unknown.has(index);
    if (isUnknown) unknown.add(index);
    if (isUnknown || wanted.delete(index)) points.push({ index, codes });
  });
  return points.sort((a, b) => a.index - b.index);
}

function survivingPoints(run: LevelChoice, table: OutcomeTable, level: number): StudyPoint[] {
  const points: (StudyPoint & { readonly measurements: Measurement[] })[] = [];
  const seen = new Set<number>();
  readRecords(run.folder, run.manifest, ({ level: own, index, codes, metrics }: PointRecord) => {
    if (own !== level || metrics === null || table.at(index)?.violation !== 0 || seen.has(index)) return;
    seen.add(index);
    const measurements = measurementsOf(run.setting.judgements[level], metrics, run.samples[level]);
    points.push({ index, codes, measurements });
  });
  points.sort((a, b) => a.index - b.index);
  return survivors(points.map(({ measurements }) => measurements)).map((row) => points[row]);
}

const REFRESH_MILLISECONDS = 500;

/** Progress line: points, rate, time left, front, hypervolume. Computes nothing if it is not shown. */
export class StudyProgress {
  readonly #line: Progress;
  readonly #isShown: boolean;
  readonly #columns: number;
  /** Negated for maximised objectives; null unless every objective has one. */
  readonly #reference: readonly number[] | null;
  #front: number[] = [];
  #recent: number[] = [];
  #points = 0;
  #drawn = 0;

  constructor(line: Progress, isShown: boolean, columns: number, reference: readonly number[] | null) {
    this.#line = line;
    this.#isShown = isShown && columns > 0;
    this.#columns = columns;
    this.#reference = reference;
  }

  /** `done` of `total` points of a level; `fresh` of them are of this run, in `elapsed` ms. */
  update(level: string, done: number, fresh: number, total: number, elapsed: number): void {
    const now = performance.now();
    this.#points = done;
    if (now - this.#drawn < REFRESH_MILLISECONDS) return;
    this.#drawn = now;
    const rate = elapsed > 0 ? (1000 * fresh) / elapsed : 0;
    const left = rate > 0 ? `, ${duration((total - this.#points) / rate)} left` : "";
    this.#line.update(
      `${level}: ${done} of ${total} points, ${rate.toPrecision(3)}/s${left}${this.#isShown ? this.#frontText() : ""}`,
    );
  }

  /** Adds the objectives of a feasible point. */
  add({ objectives, violation }: Outcome): void {
    if (this.#isShown && violation === 0) this.#recent.push(...objectives);
  }

  done(): void {
    this.#line.done();
  }

  #frontText(): string {
    const columns = this.#columns;
    const all = Float64Array.from([...this.#front, ...this.#recent]);
    const points = dense(all.length / columns, columns, all);
    this.#recent = [];
    this.#front = nonDominated(points).flatMap((row) => [
      ...all.subarray(row * columns, (row + 1) * columns),
    ]);
    const size = this.#front.length / columns;
    const volume =
      this.#reference === null || columns > 3
        ? ""
        : `, hypervolume ${hypervolume(dense(size, columns, Float64Array.from(this.#front)), this.#reference).toPrecision(5)}`;
    return `, front ${size}${volume}`;
  }
}

/** Seconds as text: 45 s, 3 min or 2.5 h. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
