import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "#base";
import { encodeRecord, type PointRecord } from "../../../packages/search/src/point-outcome.ts";
import { identityHash, type Manifest } from "../../../packages/study-runs/src/store/manifest.ts";
import { framed } from "../../../packages/study-runs/src/store/record-scan.ts";
import { openStore, RESULTS, type StoreOptions } from "../../../packages/study-runs/src/store/study-store.ts";

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "crosshash-store-"));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** A manifest of a study with two axes. */
export function manifestOf(
  study: Record<string, unknown> = { space: { a: [1, 2] } },
  points = 100_000,
): Manifest {
  const identity = {
    config: { name: "t" },
    study,
    seed: 1,
    versions: { crosshash: "0", kernels: "k" },
    plugins: {},
  };
  return {
    schemaVersion: 2,
    identity,
    hash: identityHash(identity),
    source: {},
    axes: ["a", "b"],
    levels: [{ level: "price", metrics: ["x", "y", "z"] }],
    objectives: [],
    points,
    shard: null,
    node: "v0",
    writers: [{ crosshash: "0", code: "0", node: "v0" }],
  };
}

/** The record of a point: the same for every run, of every status and kind of number. */
export function recordOf(index: number): PointRecord {
  const rng = createRng("records").fork(index);
  const base = { level: 0, index, codes: [index % 7, index % 3 === 0 ? Number.NaN : rng.uniform()] };
  if (index % 5 === 4)
    return { ...base, status: "failed", metrics: null, reason: `ç ${"no ".repeat(index % 20)}` };
  const odd = [Number.POSITIVE_INFINITY, -0, Number.NaN, rng.normal()][index % 4];
  return { ...base, status: "ok", metrics: [rng.uniform() * 1e-9, odd, 1 / 3], reason: "" };
}

export const textsOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => encodeRecord(recordOf(from + n)));

/** Records of a store by their point; a second record of a point is a fault. */
export function contentOf(folder: string): Map<number, string> {
  const found = new Map<number, string>();
  const store = openStore(folder, manifestOf(), {
    onRecord: (record) => {
      if (found.has(record.index)) throw new Error(`point ${record.index} twice`);
      found.set(record.index, encodeRecord(record));
    },
  });
  store.close();
  return found;
}

/** Fills a store with points that it lacks of [0, to). */
export function complete(folder: string, to: number, options: StoreOptions = {}): number {
  const store = openStore(folder, manifestOf(), options);
  let added = 0;
  try {
    for (let index = 0; index < to; index++) {
      if (store.done[0].has(index)) continue;
      store.append(framed(textsOf(index, index + 1)), 1);
      added++;
    }
  } finally {
    store.close();
  }
  return added;
}

export const bytesOf = (folder: string): Buffer => readFileSync(join(folder, RESULTS));
