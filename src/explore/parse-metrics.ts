import { describe } from "../base/fields.ts";
import type { Complaints } from "./complaints.ts";
import { intervalOf } from "./next-level.ts";
import type { Space } from "./space.ts";

/** Columns of an export beside axes and metrics. */
const TAKEN: readonly string[] = ["index", "status", "level", "reason"];
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const MOST_METRICS = 32;

/** Names of the metrics that a study is told instead of being evaluated; null for a study without `metrics`. */
export function parseMetrics(
  { metrics, levels }: Readonly<Record<string, unknown>>,
  { axes }: Space,
  complaints: Complaints,
): readonly string[] | null {
  if (metrics === undefined) return null;
  if (levels !== undefined)
    complaints.add(["levels"], "expected no levels beside metrics: a study that is told its results has one");
  if (!Array.isArray(metrics) || metrics.length === 0 || metrics.length > MOST_METRICS) {
    const expected = `expected a list of 1 to ${MOST_METRICS} names such as ["energy_J"]`;
    complaints.add(["metrics"], `${expected}, received ${describe(metrics)}`);
    return [];
  }
  const taken = [...TAKEN, ...axes.map(({ path }) => path)];
  const names: string[] = [];
  for (const [n, name] of metrics.entries()) {
    const at = ["metrics", String(n)];
    if (typeof name !== "string" || !NAME.test(name))
      complaints.add(at, `expected a name of letters, digits and _, received ${describe(name)}`);
    else if (taken.includes(name)) complaints.add(at, `expected a name of no other column, received ${name}`);
    else if (names.includes(name)) complaints.add(at, `expected each name once, received ${name} again`);
    else if (name.endsWith(intervalOf("")))
      complaints.add(
        at,
        `expected no interval (nothing tells how many trials are behind it), received ${name}`,
      );
    else names.push(name);
  }
  return names;
}
