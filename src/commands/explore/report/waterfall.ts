import { componentWord } from "../../../text/component-words.ts";
import type { LiveAnswer, LiveCosts, LiveDesign } from "./live-data.ts";

/** A bar of a waterfall: a design's total, or the change of one part. */
export interface WaterfallBar {
  readonly label: string;
  readonly isTotal: boolean;
  readonly from: number;
  readonly to: number;
}

type Priced = LiveDesign & { readonly costs: LiveCosts };

export type WaterfallQuantity = "energy" | "area";

const partsOf = ({ costs }: Priced, quantity: WaterfallQuantity) =>
  new Map(quantity === "energy" ? costs.classes : costs.areas);

/** Smaller changes, as a share of the path's largest total, are summed. */
const SMALL = 0.01;

/**
 * Waterfall from the first design to another, via designs that differ in one thing each. The bars of a step
 * sum to the difference of its totals. Null if one of the two has no price.
 */
export function waterfall(
  answer: Pick<LiveAnswer, "designs" | "ratios">,
  id: string,
  quantity: WaterfallQuantity,
): WaterfallBar[] | null {
  const way = wayTo(answer, id);
  if (way === null) return null;
  const totals = way.map(({ costs }) => costs[quantity]);
  const small = SMALL * Math.max(...totals);
  return way.flatMap((design, n) => {
    const total: WaterfallBar = { label: design.letter, isTotal: true, from: 0, to: totals[n] };
    return n === 0 ? [total] : [...changes(way[n - 1], design, quantity, small), total];
  });
}

/** Savings, largest first, then additions. */
function changes(before: Priced, after: Priced, quantity: WaterfallQuantity, small: number): WaterfallBar[] {
  const ordered = partChanges(before, after, quantity).sort(([, a], [, b]) => a - b);
  const isSmall = ([, change]: readonly [string, number]): boolean => Math.abs(change) < small;
  const others = ordered.filter(isSmall).reduce((sum, [, change]) => sum + change, 0);
  const shown = ordered.filter((one) => !isSmall(one));
  let at = before.costs[quantity];
  return [...shown, ...(others === 0 ? [] : [["small ones", others] as const])].map(([label, change]) => {
    const from = at;
    at += change;
    return { label, isTotal: false, from, to: at };
  });
}

/** Change of each part from the first design to the second. */
export function partChanges(
  before: Priced,
  after: Priced,
  quantity: WaterfallQuantity,
): [part: string, change: number][] {
  const [had, has] = [partsOf(before, quantity), partsOf(after, quantity)];
  const word = quantity === "area" ? componentWord : (name: string) => name;
  return [...new Set([...had.keys(), ...has.keys()])].map((part) => [
    word(part),
    (has.get(part) ?? 0) - (had.get(part) ?? 0),
  ]);
}

/** Path from the first design along the pairs of ratios; only the two ends if no pairs connect them. */
function wayTo({ designs, ratios }: Pick<LiveAnswer, "designs" | "ratios">, id: string): Priced[] | null {
  const priced = new Map(designs.flatMap((one) => (one.costs === null ? [] : [[one.id, one as Priced]])));
  const [first, last] = [priced.get(designs[0]?.id ?? ""), priced.get(id)];
  if (first === undefined || last === undefined) return null;
  // Only steps to earlier designs are taken, so there are no loops.
  const from = (one: Priced): Priced[] | null => {
    if (one === first) return [first];
    for (const { above, below } of ratios) {
      const next = above === one.id && order(below) < order(above) ? priced.get(below) : undefined;
      const way = next === undefined ? null : from(next);
      if (way !== null) return [...way, one];
    }
    return null;
  };
  const order = (own: string): number => designs.findIndex((one) => one.id === own);
  return from(last) ?? [first, last];
}
