import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { decodeRecord, type PointRecord } from "../../packages/search/src/point-outcome.ts";
import { nextBatchSize, type PointPool as Pool } from "../../packages/study-runs/src/run/point-pool.ts";
import type { BatchResult } from "../../packages/study-runs/src/run/point-task.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
// Threads run the built package.
const { PointPool } = (await import(
  pathToFileURL(join(ROOT, "dist/packages/study-runs/src/run/point-pool.js")).href
)) as {
  PointPool: typeof Pool;
};

const MODULE = pathToFileURL(join(import.meta.dirname, "poisoned.mjs")).href;

/** Results by index of a run over points of the given kinds; a point with two results is a fault. */
async function evaluate(kinds: readonly string[], workers: number, timeout = 500) {
  const judgement = { names: ["x"], objectives: [], constraints: [] };
  const found = new Map<number, PointRecord>();
  let next = 0;
  const take = (most: number) => {
    const points = [];
    for (; points.length < most && next < kinds.length; next++) points.push({ index: next, codes: [next] });
    return points.length === 0 ? null : { level: 0, points };
  };
  const deliver = ({ lines }: BatchResult): void => {
    for (const line of Buffer.from(lines).toString().trimEnd().split("\n")) {
      const record = decodeRecord(line.slice(9)) as PointRecord;
      if (found.has(record.index)) throw new Error(`point ${record.index} twice`);
      found.set(record.index, record);
    }
  };
  const setting = { evaluator: MODULE, data: kinds, judgements: [judgement] };
  await new PointPool(setting, { workers, timeout, heap: 24 }, take, deliver).run();
  return found;
}

describe("poisoned points", () => {
  it("of every kind get their status, and all others are done", async () => {
    const kinds = ["throw", "nan", "hang", "heap", "exit", "overflow"];
    const rng = createRng("poison");
    const all = Array.from({ length: 300 }, () => "good");
    for (let n = 0; n < 12; n++) {
      let place = rng.integer(all.length);
      while (all[place] !== "good") place = rng.integer(all.length);
      all[place] = kinds[n % kinds.length];
    }
    const found = await evaluate(all, 2, 1500);
    expect(found.size).toBe(all.length);
    const wrong = all.flatMap((kind, index) => {
      const record = found.get(index) as PointRecord;
      const status = kind === "good" ? "ok" : kind === "hang" ? "timeout" : "failed";
      return record.status === status ? [] : [`${index} ${kind} ${record.status} ${record.reason}`];
    });
    expect(wrong).toEqual([]);
    const reasons = Object.fromEntries(kinds.map((kind) => [kind, found.get(all.indexOf(kind))?.reason]));
    expect(reasons).toMatchObject({
      throw: "poisoned",
      nan: "x is not a number",
      hang: "no result after 1.5 s",
      exit: "the worker ended with code 0",
    });
    expect(reasons.heap).toMatch(/memory/);
    expect(reasons.overflow).toMatch(/call stack/);
  });

  it("cost one worker and leave it one more try", async () => {
    expect((await evaluate(["exit"], 1)).get(0)?.status).toBe("failed");
    expect((await evaluate(["hang", "good"], 1, 100)).get(1)?.status).toBe("ok");
  });

  it("that reject a promise nobody holds are charged with it, or the point under way is", async () => {
    const found = await evaluate(["good", "reject", "good"], 1);
    expect(found.size).toBe(3);
    expect([found.get(0)?.status, found.get(2)?.status]).toEqual(["ok", "ok"]);
  });
});

describe("a pool", () => {
  it("rejects where its evaluator cannot be loaded", async () => {
    const setting = { evaluator: `${MODULE}.none`, data: [], judgements: [] };
    const pool = new PointPool(
      setting,
      { workers: 2, timeout: 1000, heap: 48 },
      () => null,
      () => {},
    );
    await expect(pool.run()).rejects.toThrow(/Cannot find module/);
  });

  it("does not take slowness of a batch for that of a point", async () => {
    const found = await evaluate(new Array(40).fill("slow"), 2, 300);
    expect([...found.values()].every(({ status }) => status === "ok")).toBe(true);
  });

  it("sends batches of some 50 ms, growing at most fourfold", () => {
    expect(nextBatchSize(1, 1, 0.1)).toBe(4);
    expect(nextBatchSize(400, 400, 40)).toBe(500);
    expect(nextBatchSize(400, 400, 1)).toBe(512);
    expect(nextBatchSize(8, 8, 4000)).toBe(1);
    expect(nextBatchSize(100, 100, 100)).toBe(50);
  });
});
