import { join } from "node:path";
import { storeFault } from "#local-io";
import { decodeRecord, encodeRecord, type PointRecord } from "#search";
import type { Manifest } from "../store/manifest.ts";
import { HEAD_BYTES } from "../store/record-scan.ts";
import { RESULTS } from "../store/study-store.ts";
import { otherWriters, type Writer } from "../store/writer.ts";
import { PointPool } from "./point-pool.ts";
import { type Batch, evaluateBatch, type WorkerSetting } from "./point-task.ts";
import { canThread, type Threads } from "./run-level.ts";

/** How and where a study is evaluated. */
interface Evaluation {
  readonly folder: string;
  readonly setting: WorkerSetting;
  readonly threads: Threads;
  /** The program that runs. */
  readonly writer: Writer;
  readonly signal: AbortSignal;
}

/**
 * Evaluates one stored point of each level again before new ones are added, if its evaluation may have
 * changed: the store was written by other code, another version of Node, or with plugins, which may read
 * changed files. Returns remarks for the user. Throws ConfigError if a stored result is not reproduced.
 */
export async function checkReproduced(
  run: Evaluation,
  manifest: Manifest,
  samples: readonly PointRecord[],
): Promise<string[]> {
  const others = otherWriters(manifest.writers, run.writer);
  const plugins = Object.keys(manifest.identity.plugins);
  if (samples.length === 0 || run.signal.aborted || (others === null && plugins.length === 0)) return [];
  const causes = [
    ...(others === null ? [] : [`the store was written with ${others}`]),
    ...(plugins.length === 0 ? [] : [`what ${plugins.join(", ")} read may have changed`]),
  ].join("; ");
  const names: string[] = [];
  for (const sample of samples) {
    if (run.signal.aborted) return [];
    const { level, index } = sample;
    const name = `${manifest.levels[level].level}:${index}`;
    names.push(name);
    const text = await evaluatedAgain(run, { level, points: [sample] });
    if (text === null) return [];
    if (text === encodeRecord(sample)) continue;
    const difference = differenceOf(manifest, sample, decodeRecord(text));
    throw storeFault(
      join(run.folder, RESULTS),
      `point ${name} is not reproduced (${difference}), and tables do not mix: use another --out; ${causes}`,
    );
  }
  const said = names.length === 1 ? `point ${names[0]} was` : `points ${names.join(", ")} were`;
  return others === null
    ? []
    : [`${run.folder} was written with ${others}: ${said} evaluated again, with the stored result`];
}

/** Record text of a batch of one point, evaluated again; null if interrupted. */
async function evaluatedAgain(
  { setting, threads, signal }: Evaluation,
  batch: Batch,
): Promise<string | null> {
  let lines: Uint8Array | null = null;
  if (canThread) {
    let next: Batch | null = batch;
    const take = (): Batch | null => {
      const given = next;
      next = null;
      return given;
    };
    const pool = new PointPool(setting, { ...threads, workers: 1 }, take, (result) => {
      lines = result.lines;
    });
    const stop = (): void => pool.stop();
    signal.addEventListener("abort", stop);
    try {
      await pool.run();
    } finally {
      signal.removeEventListener("abort", stop);
    }
  } else {
    const evaluate = await threads.here();
    lines = evaluateBatch(batch, setting.judgements[batch.level], (codes) =>
      evaluate(batch.level, codes),
    ).lines;
  }
  return lines === null
    ? null
    : Buffer.from(lines as Uint8Array)
        .toString("utf8")
        .trimEnd()
        .slice(HEAD_BYTES);
}

function differenceOf(manifest: Manifest, stored: PointRecord, again: PointRecord | null): string {
  if (again === null || again.metrics === null)
    return `it is ${again?.status ?? "unreadable"} now: ${again?.reason ?? ""}`;
  const { metrics } = manifest.levels[stored.level];
  const place = metrics.findIndex((_, n) => !Object.is(stored.metrics?.[n], again.metrics?.[n]));
  return place < 0
    ? "it has other settings now"
    : `${metrics[place]} is ${stored.metrics?.[place]} in the store and ${again.metrics[place]} now`;
}
