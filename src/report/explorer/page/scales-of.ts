import type { Designs } from "./designs.ts";
import { bandScale, isOverDecades, numberScale, type Scale } from "./scale.ts";

/** The scale of a column; by its logarithm where its values span decades, unless `isLog` says otherwise. */
export function scaleOf({ columns, numbers }: Designs, at: number, isLog?: boolean): Scale {
  const { kind, labels } = columns[at];
  if (kind === "words") return bandScale(labels.length);
  return numberScale(numbers[at], isLog ?? isOverDecades(numbers[at]));
}
