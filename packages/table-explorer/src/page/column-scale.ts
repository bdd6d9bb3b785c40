import { bandScale, isOverDecades, numberScale, type Scale } from "#charts";
import type { ColumnFacts, Designs } from "../designs.ts";

/** Puts ticks on integers if all values are, and on the values themselves if they are few. */
function ofFacts(scale: Scale, { isWhole, few }: ColumnFacts): Scale {
  return {
    ...scale,
    ticks: (most) => {
      if (few !== null && few.length > 0 && few.length <= most)
        return few.map((value) => ({ value, position: scale.position(value) }));
      const ticks = scale.ticks(most);
      const whole = ticks.filter(({ value }) => Number.isInteger(value));
      return isWhole && whole.length > 1 ? whole : ticks;
    },
  };
}

/** Scale of a column, logarithmic if its values span decades, unless `isLog` overrides it. */
export function scaleOf({ columns, facts }: Designs, at: number, isLog?: boolean): Scale {
  const { kind, labels } = columns[at];
  if (kind === "words") return bandScale(labels.length);
  const ends = facts[at].reach ?? [];
  return ofFacts(numberScale(ends, isLog ?? isOverDecades(facts[at].range ?? [])), facts[at]);
}
