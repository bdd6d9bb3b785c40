import { digits, percent, plusMinus } from "#base";
import type { CacheAge, CacheMoment } from "../../../simulation/cache-age.ts";

/** A duration in the most readable unit: "1 min", "30 d". */
function span(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ["s", 1];
  return `${digits(seconds / size)} ${name}`;
}

/** Header of the table of a hash at other ages or temperatures of its arrays. */
export const cacheAgeHead = ({ event }: CacheAge): readonly string[] => [
  "query against key",
  `${event}s that disagree`,
  "law of the outputs' correlation",
  "buckets changed",
  "attention recall",
  "of that at once",
];

/** Rows of the table: at once, every lifetime and temperature known for the device, and both controls. */
export function cacheAgeRows(age: CacheAge): string[][] {
  const row = (name: string, { disagreement, law, buckets, recall, kept }: CacheMoment): string[] => [
    name,
    percent(disagreement.mean),
    percent(law),
    percent(buckets.mean),
    plusMinus(recall.mean, recall.interval),
    plusMinus(kept.mean, kept.interval),
  ];
  return [
    row("at once: read noise alone", age.atOnce),
    ...(age.lives ?? []).map((moment) =>
      row(`${span(moment.life)} later, array ${span(moment.arrayAge)} old`, moment),
    ),
    ...(age.temperatures ?? []).map((moment) =>
      row(`at ${moment.celsius} °C, key at ${age.celsius} °C`, moment),
    ),
    row("control: another array", age.replaced),
    [
      "control: random buckets",
      "",
      "",
      "",
      plusMinus(age.randomBuckets.mean, age.randomBuckets.interval),
      "",
    ],
  ];
}

/** Properties that the device's model lacks, which the table therefore omits. */
export function cacheAgeGaps({ lives, temperatures }: CacheAge): string {
  const silent = [
    ...(lives === null ? ["no drift and no loss with time"] : []),
    ...(temperatures === null ? ["no dependence on temperature"] : []),
  ];
  return silent.length === 0 ? "" : `The device as configured has ${silent.join(" and ")}.`;
}

/** Sentence on the worst age and temperature; empty if the device's model has neither. */
export function cacheAgeSentence(age: CacheAge): string {
  const least = <T extends CacheMoment>(moments: readonly T[] | null): T | undefined =>
    moments?.reduce((a, b) => (b.kept.mean < a.kept.mean ? b : a));
  const [oldest, hottest] = [least(age.lives), least(age.temperatures)];
  const told = (moment: CacheMoment): string =>
    `${percent(moment.disagreement.mean)} of ${age.event}s disagree (${percent(age.atOnce.disagreement.mean)} at once) and ${percent(moment.kept.mean)} of the attention recall is kept`;
  const parts = [
    ...(oldest === undefined
      ? []
      : [
          `A key met ${span(oldest.life)} after it was hashed, on an array ${span(oldest.arrayAge)} old: ${told(oldest)}`,
        ]),
    ...(hottest === undefined
      ? []
      : [`a query hashed at ${hottest.celsius} °C against a key at ${age.celsius} °C: ${told(hottest)}`]),
  ];
  return parts.length === 0 ? "" : `${parts.join("; ")}.`.replace(/^a/, "A");
}
