import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { storedStudy } from "../../src/commands/shared/studies/stored.ts";
import { createEvaluator } from "../../src/commands/study/run/evaluator.ts";
import { studyData } from "../../src/commands/study/run/run.ts";
import type { Axis } from "../../src/study/space.ts";
import { cli } from "./run.ts";

let files = 0;
/** Writes a new file into a folder. */
export function writeInto(folder: string, text: string): string {
  const file = join(folder, `file-${++files}`);
  writeFileSync(file, text);
  return file;
}
/** The table of a store. */
export const exported = async (out: string): Promise<string> => {
  await cli("study", "export", out, "--csv");
  return readFileSync(join(out, "results.csv"), "utf8");
};

/** Answer of ask. */
export interface AskedJson {
  readonly level: string | null;
  readonly points: readonly { key: string; index: number; axes: Record<string, unknown>; set: string[] }[];
  readonly waiting: number;
  readonly recorded: number;
  readonly complete: boolean;
}
export const ask = async (...args: string[]): Promise<AskedJson> => {
  const { code, data, note } = await cli("study", "ask", ...args, "--json");
  expect({ code, note }).toEqual({ code: 0, note: "" });
  return JSON.parse(data);
};
export const tell = (out: string, results: readonly unknown[]) =>
  cli(
    "study",
    "tell",
    out,
    writeInto(out, results.map((result) => `${JSON.stringify(result)}\n`).join("")),
    "--json",
  );

/** Evaluates what is asked as a sweep does, from what an outsider is told of a point. */
export async function outsider(out: string) {
  const { manifest, study, models } = storedStudy(out);
  const data = await studyData(manifest.source, study, models, manifest.identity.seed);
  const evaluate = await createEvaluator(data);
  return ({ level, points }: AskedJson): Record<string, unknown>[] => {
    const place = manifest.levels.findIndex((own) => own.level === level);
    return points.map(({ key, axes }) => {
      const codes = study.plan.space.axes.map((axis) => codeOf(axis, axes[axis.path]));
      const { status, metrics, reason } = evaluate(place, codes);
      if (metrics === null) return { key, status, reason };
      const named = manifest.levels[place].metrics.map((name, n) => [name, metrics[n]]);
      return { key, metrics: Object.fromEntries(named) };
    });
  };
}
function codeOf(axis: Axis, value: unknown): number {
  if (value === null) return Number.NaN;
  return axis.kind === "list" ? axis.values.indexOf(value as string) : Number.parseFloat(String(value));
}

/** Asks some points at a time and tells them in another order, until there is nothing more; returns how many calls asked. */
export async function drive(
  out: string,
  counts: readonly number[],
  evaluate: (asked: AskedJson) => Record<string, unknown>[],
): Promise<number> {
  const rng = createRng("order");
  let held: Record<string, unknown>[] = [];
  for (let calls = 0; ; calls++) {
    const asked = await ask(out, "--count", String(counts[calls % counts.length]));
    if (asked.complete) return calls;
    held.push(...evaluate(asked));
    // Some results come late: only where nothing more is asked are all of them told.
    const some = asked.points.length === 0 ? held : held.filter(() => rng.uniform() < 0.7);
    held = held.filter((one) => !some.includes(one));
    const order = some.map((one) => [rng.uniform(), one] as const).sort(([a], [b]) => a - b);
    const { code, note } = await tell(
      out,
      order.map(([, one]) => one),
    );
    expect({ code, note }).toEqual({ code: 0, note: "" });
  }
}

export const BASE =
  "workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2, queries: 16 }";

/** Drives a study from its first point on, and holds what it ends with against a sweep of the same study. */
export async function expectBytesOfSweep(folder: string, study: string): Promise<string> {
  const [swept, driven] = [join(folder, "swept"), join(folder, "driven")];
  await cli("study", "run", study, "--out", swept, "--seed", "3");
  const first = await ask(study, "--out", driven, "--seed", "3");
  expect(first.points).toHaveLength(1);
  const evaluate = await outsider(driven);
  await tell(driven, evaluate(first));
  await drive(driven, [3, 5, 1, 7], evaluate);
  const table = await exported(driven);
  expect(table === (await exported(swept))).toBe(true);
  // Nothing is left to a sweep either.
  const { data } = await cli("study", "run", study, "--out", driven, "--seed", "3", "--json");
  expect(JSON.parse(data)).toMatchObject({ evaluated: 0 });
  return table;
}
