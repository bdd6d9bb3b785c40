import { availableParallelism } from "node:os";
import type { PointSource, StudyPoint } from "#search";
import { decodeRecord, type Judgement, type PointOutcome } from "#search";
import { HEAD_BYTES } from "../store/record-scan.ts";
import type { StudyStore } from "../store/study-store.ts";
import type { OutcomeTable } from "./outcome-table.ts";
import { PointPool, type PoolOptions } from "./point-pool.ts";
import {
  type Batch,
  type BatchResult,
  type EvaluateCodes,
  evaluateBatch,
  resultOf,
  type WorkerSetting,
} from "./point-task.ts";

/** A run of one level of a study over the points of a source. */
export interface LevelRun {
  readonly level: number;
  readonly source: PointSource;
  readonly store: StudyStore;
  readonly setting: WorkerSetting;
  /** Outcomes of the level's points, including those of earlier runs. */
  readonly outcomes: OutcomeTable;
  /** Whether a point belongs to this part of the study. */
  readonly isOurs: (index: number) => boolean;
  readonly onResult: (result: BatchResult) => void;
  /** Metrics of points evaluated by other studies; null to evaluate all points. */
  readonly known: KnownPoints | null;
  readonly signal: AbortSignal;
}

/** Metrics of points, keyed by level and codes. */
export interface KnownPoints {
  find(level: number, codes: readonly number[]): readonly number[] | null;
  keep(level: number, codes: readonly number[], metrics: readonly number[]): void;
}

export interface Threads extends PoolOptions {
  /** Evaluates on this thread when running from source, where threads cannot start. */
  readonly here: () => Promise<EvaluateCodes>;
}

/** Whether threads can start: only in the built package. */
export const canThread = import.meta.url.endsWith(".js");

export const defaultWorkers = (): number => availableParallelism();

/** Most points taken from a source at once. */
const LOOK_AHEAD = 512;

/** Evaluates points without a record. Throws StoreWriteError, and a worker's error before its first point. */
export async function runLevel(run: LevelRun, threads: Threads): Promise<void> {
  const { level, store, outcomes, signal, setting } = run;
  const judgement = setting.judgements[level];
  const width = judgement.objectives.length + 1;
  const deliver = (result: BatchResult): void => {
    if (result.isReused !== true) keepResults(run, result);
    store.append(result.lines, result.points.length);
    for (const [n, { index }] of result.points.entries()) {
      store.done[level].add(index);
      const own = result.outcomes.subarray(n * width, (n + 1) * width);
      const outcome = Number.isNaN(own[width - 1])
        ? null
        : { objectives: [...own.subarray(0, width - 1)], violation: own[width - 1] };
      outcomes.set(index, outcome);
      run.source.tell(index, outcome);
    }
    run.onResult(result);
  };
  const take = takerOf(run, (points, outcomes) => {
    const batch = { level, points };
    deliver({ ...batch, ...resultOf(batch, judgement, outcomes), isReused: true });
  });
  if (!canThread) return runHere(judgement, await threads.here(), take, deliver, signal);
  const pool = new PointPool(setting, threads, take, deliver);
  const stop = (): void => pool.stop();
  signal.addEventListener("abort", stop);
  try {
    if (!signal.aborted) await pool.run();
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Stores evaluated points for other studies. */
function keepResults({ level, known }: LevelRun, { points, lines }: BatchResult): void {
  if (known === null) return;
  const texts = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString("utf8").split("\n");
  for (const [n, { codes }] of points.entries()) {
    const metrics = decodeRecord(texts[n].slice(HEAD_BYTES))?.metrics ?? null;
    if (metrics !== null) known.keep(level, codes, metrics);
  }
}

/**
 * Returns the next points to evaluate. Those with a record are reported to the search from it, those of other
 * parts as unknown, and those that another study has evaluated go to `reuse`.
 */
function takerOf(
  { level, source, store, outcomes, isOurs, known, signal }: LevelRun,
  reuse: (points: readonly StudyPoint[], outcomes: readonly PointOutcome[]) => void,
): (most: number) => Batch | null {
  return (most) => {
    const points: StudyPoint[] = [];
    while (points.length < most && !signal.aborted) {
      const asked = source.ask(Math.min(LOOK_AHEAD, most - points.length));
      if (asked.length === 0) break;
      const found: StudyPoint[] = [];
      const values: PointOutcome[] = [];
      for (const point of asked) {
        if (store.done[level].has(point.index)) source.tell(point.index, outcomes.at(point.index));
        else if (!isOurs(point.index)) source.tell(point.index, null);
        else {
          const metrics = known?.find(level, point.codes) ?? null;
          if (metrics === null) points.push(point);
          else {
            found.push(point);
            values.push({ status: "ok", metrics, reason: "" });
          }
        }
      }
      if (found.length > 0) reuse(found, values);
    }
    return points.length === 0 ? null : { level, points };
  };
}

const BATCH_HERE = 16;

async function runHere(
  judgement: Judgement,
  evaluate: EvaluateCodes,
  take: (most: number) => Batch | null,
  deliver: (result: BatchResult) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let batch = take(BATCH_HERE); batch !== null && !signal.aborted; batch = take(BATCH_HERE)) {
    const { level } = batch;
    deliver(evaluateBatch(batch, judgement, (codes) => evaluate(level, codes)));
    // Lets the event loop see signals between batches.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
