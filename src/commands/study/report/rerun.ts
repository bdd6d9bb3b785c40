import { changedKeys } from "#base";
import { assignmentOf, encodeRecord, type PointRecord } from "#search";
import type { EvaluateCodes, Manifest } from "#study-runs";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import { currentWriter } from "../../../runtime/current-writer.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { settingsText } from "../../../text/quantity.ts";
import { designJson } from "../../compare/report/design-json.ts";
import { rowOf, type StoredStudy } from "../../shared/studies/stored.ts";
import { createEvaluator, type StudyData } from "../run/evaluator.ts";
import { createComparisons } from "../run/point-comparison.ts";
import { studyData } from "../run/run.ts";

/** One point of a study evaluated again. */
export interface Rerun {
  readonly index: number;
  readonly level: string;
  readonly sets: Readonly<Record<string, unknown>>;
  readonly stored: {
    readonly status: string;
    readonly metrics: Readonly<Record<string, number | null>>;
    readonly reason: string;
  };
  readonly again: Rerun["stored"];
  readonly reproduced: boolean;
  /** Parts of the store's stamp that changed. */
  readonly changed: readonly string[];
  readonly [STORED_KEYS.contenders]: readonly Readonly<Record<string, unknown>>[];
}

/** Evaluates the points of records again, one by one. */
export async function* rerun(
  stored: StoredStudy,
  records: readonly PointRecord[],
): AsyncGenerator<Rerun, void> {
  const { manifest, study, models } = stored;
  const data = await studyData(manifest.source, study, models, manifest.identity.seed);
  const evaluate = await createEvaluator(data);
  for (const record of records) yield rerunOf(stored, data, evaluate, record);
}

function rerunOf(stored: StoredStudy, data: StudyData, evaluate: EvaluateCodes, record: PointRecord): Rerun {
  const { manifest, study } = stored;
  const { versions } = manifest.identity;
  const again: PointRecord = { ...record, ...evaluate(record.level, record.codes) };
  const { code } = currentWriter();
  const now = {
    versions: { ...versions, crosshash: packageVersion(), kernels: kernelNames(loadKernels()) },
    node: process.version,
    code,
  };
  const told = (own: PointRecord): Rerun["stored"] => {
    const { status, metrics, reason } = rowOf(own, stored);
    const named = stored.metrics.map((name, n) => [name, metrics[n]] as const);
    return { status, metrics: Object.fromEntries(named), reason };
  };
  return {
    index: record.index,
    level: manifest.levels[record.level].level,
    sets: Object.fromEntries(assignmentOf(study.plan.space, record.codes)),
    stored: told(record),
    again: told(again),
    reproduced: encodeRecord(record) === encodeRecord(again),
    changed: changedKeys({ versions, node: manifest.node, code: codeOf(manifest, code) }, now),
    [STORED_KEYS.contenders]: again.status === "ok" ? contendersOf(stored, data, record) : [],
  };
}

/** Digest of the code that wrote a store; the current one if there is no other. */
const codeOf = ({ writers }: Manifest, now: string): string =>
  writers.some(({ code }) => code !== now) ? writers.map(({ code }) => code).join(" ") : now;

/** All designs of the point with their breakdowns. */
function contendersOf(
  { study, models }: StoredStudy,
  data: StudyData,
  { level, codes }: PointRecord,
): Rerun[typeof STORED_KEYS.contenders] {
  const { workload, contenders } = createComparisons(study, models.catalogue, data)(level, codes);
  return contenders.map((contender) => designJson(contender, { workload, tokenTimes: new Map() }));
}

/** Text of `study rerun`. */
export function rerunText({
  index,
  level,
  sets,
  stored,
  again,
  reproduced,
  changed,
  [STORED_KEYS.contenders]: contenders,
}: Rerun): string {
  const metrics = Object.entries(again.metrics).map(
    ([name, value]) =>
      `  ${name} = ${value ?? "–"}${value === stored.metrics[name] ? "" : ` (stored: ${stored.metrics[name]})`}`,
  );
  const items = contenders.flatMap(({ id, breakdown }) =>
    id === SUBJECT.id
      ? (breakdown as { component: string; operation: string; action: string; energy_J: number }[])
      : [],
  );
  const total = items.reduce((sum, item) => sum + item.energy_J, 0);
  const shares = [...items]
    .sort((a, b) => b.energy_J - a.energy_J)
    .slice(0, 12)
    .map(
      ({ component, operation, action, energy_J }) =>
        `  ${((100 * energy_J) / total).toFixed(1).padStart(5)} %  ${component} ${operation} ${action}`,
    );
  return [
    `point ${index}, ${level}: ${again.status}${again.reason === "" ? "" : ` (${again.reason})`}`,
    ...Object.entries(sets).map(([path, value]) => `  ${path} = ${value}`),
    ...metrics,
    ...(shares.length === 0 ? [] : ["largest shares of the energy:", ...shares]),
    reproduced
      ? "the stored record is reproduced"
      : `the stored record is NOT reproduced (${stored.status} ${stored.reason})`,
    ...(changed.length === 0 ? [] : [`changed since: ${changed.join(", ")}`]),
  ].join("\n");
}

/** Text of `study rerun` for several points: a line each, with the difference. */
export function rerunsText(answers: readonly Rerun[]): string {
  const lines = answers.map(({ index, level, sets, stored, again, reproduced }) => {
    const changed = Object.entries(again.metrics).find(([name, value]) => value !== stored.metrics[name]);
    const difference =
      changed === undefined
        ? `${again.status}${again.reason === "" ? "" : ` (${again.reason})`}`
        : `${changed[0]} = ${changed[1] ?? "–"} (stored: ${stored.metrics[changed[0]] ?? "–"})`;
    return `point ${index} (${settingsText(sets as Parameters<typeof settingsText>[0]).join(", ")}), ${level}: ${reproduced ? `reproduced, ${stored.status}` : `NOT reproduced, ${difference}`}`;
  });
  const count = answers.filter(({ reproduced }) => reproduced).length;
  return [...lines, `${count} of ${answers.length} stored records are reproduced`].join("\n");
}
