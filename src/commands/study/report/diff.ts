import type { FrontDiff, StudyDiff } from "../run/diff.ts";
import type { ChangedPoint } from "../run/largest-changes.ts";

/** Diff as JSON; infinities, which JSON lacks, become words. */
export const diffJson = (diff: StudyDiff): unknown =>
  JSON.parse(
    JSON.stringify(diff, (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    ),
  );

const MOST_LISTED = 10;

const listed = <T>(items: readonly T[], text: (item: T) => string, count = items.length): string[] => [
  ...items.slice(0, MOST_LISTED).map((item) => `  ${text(item)}`),
  ...(count > MOST_LISTED ? [`  and ${count - MOST_LISTED} more`] : []),
];

const setsText = (sets: ChangedPoint["sets"]): string =>
  Object.entries(sets)
    .map(([path, value]) => `${path}=${value}`)
    .join(", ");

/** Text of `study diff`. */
export function diffText(diff: StudyDiff): string {
  const { equal, points, counts, onlyBefore, onlyAfter, changed, changedKeys, front, tolerance } = diff;
  return [
    equal
      ? `The same: ${points.before} points, no metric differs by more than ${tolerance}.`
      : `${points.before} points before, ${points.after} after; ${counts.changed} changed by more than ${tolerance}.`,
    ...(changedKeys.length === 0 ? [] : ["keys that differ:", ...listed(changedKeys, String)]),
    ...(onlyBefore.length === 0
      ? []
      : [`${counts.onlyBefore} only before:`, ...listed(onlyBefore, setsText, counts.onlyBefore)]),
    ...(onlyAfter.length === 0
      ? []
      : [`${counts.onlyAfter} only after:`, ...listed(onlyAfter, setsText, counts.onlyAfter)]),
    ...(changed.length === 0
      ? []
      : ["changed, the largest first:", ...listed(changed, changedText, counts.changed)]),
    ...(front === null ? ["no objectives: no front is compared"] : frontText(front, diff)),
  ].join("\n");
}

function changedText({ sets, status, level, metrics }: ChangedPoint): string {
  const parts = [
    ...(status === null ? [] : [`status ${status.join(" → ")}`]),
    ...(level === null ? [] : [`level ${level.join(" → ")}`]),
    ...Object.entries(metrics).map(
      ([name, [before, after, change]]) =>
        `${name} ${before ?? "none"} → ${after ?? "none"}${Number.isFinite(change) ? ` (${(100 * change).toPrecision(3)} %)` : ""}`,
    ),
  ];
  return `${setsText(sets)}: ${parts.join("; ")}`;
}

function frontText(front: FrontDiff, { worse, tolerance }: StudyDiff): string[] {
  const { objectives, before, after, gained, lost, counts, loss, hypervolume, reference, isOwnReference } =
    front;
  const change = hypervolume.before === 0 ? null : hypervolume.after / hypervolume.before - 1;
  return [
    `front of ${objectives.map(({ column, sense }) => `${column}:${sense}`).join(", ")}: ${before} points before, ${after} after`,
    ...(gained.length === 0
      ? []
      : [`${counts.gained} came onto it:`, ...listed(gained, setsText, counts.gained)]),
    ...(lost.length === 0 ? [] : [`${counts.lost} left it:`, ...listed(lost, setsText, counts.lost)]),
    `hypervolume ${hypervolume.before} → ${hypervolume.after}${change === null ? "" : ` (${change < 0 ? "−" : "+"}${(100 * Math.abs(change)).toPrecision(3)} %)`}, ` +
      `reference ${reference.join(", ")}${isOwnReference ? " (the worst of both fronts and a tenth of the range)" : ""}`,
    worse
      ? `The front got worse: by ${(100 * loss).toPrecision(3)} % where it lost most, more than ${tolerance}.`
      : loss === 0
        ? "The front got no worse anywhere."
        : `The front got worse by ${(100 * loss).toPrecision(3)} % at most, within ${tolerance}.`,
  ];
}
