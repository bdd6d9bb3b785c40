// How many parts of a digital unit work side by side.

import type { Instance } from "../base/component.ts";
import type { Design } from "./design.ts";

/** Units of a design that may be doubled; products, memories and arrays are the same for all designs. */
export const SIZED_UNITS = ["softmax", "sorter", "projection", "topK"] as const;
export type SizedUnit = (typeof SIZED_UNITS)[number];

/** How many times its config's own size a unit is; once where it is left out. */
export type UnitSizes = Readonly<Partial<Record<SizedUnit, number>>>;

/** Parameters that say how much of a unit works side by side; the first that a model has is meant. */
const SIDE_BY_SIDE = ["units", "lines", "lanes"] as const;

const sizeKeyOf = ({ params }: Pick<Instance, "params">): string | undefined =>
  SIDE_BY_SIDE.find((key) => typeof params[key] === "number");

/** Whether a unit is built of parts that work side by side. */
export const isSizable = (design: Design, unit: SizedUnit): boolean =>
  sizeKeyOf(unitOf(design, unit)) !== undefined;

const unitOf = ({ digital, topK }: Design, unit: SizedUnit): Instance =>
  (unit === "topK" ? topK : digital[unit]) as Instance;

/** A design whose units are as many times larger as its sizes say. */
export function sizedUnits(design: Design): Design {
  const { sizes, digital } = design;
  if (sizes === undefined) return design;
  const grown = <I>(unit: SizedUnit, own: I): I =>
    sizes[unit] === undefined ? own : (grownUnit(own as Instance, sizes[unit]) as I);
  return {
    ...design,
    topK: grown("topK", design.topK),
    digital: {
      ...digital,
      softmax: grown("softmax", digital.softmax),
      sorter: grown("sorter", digital.sorter),
      projection: grown("projection", digital.projection),
    },
  };
}

const known = new WeakMap<Instance, Map<number, Instance>>();

/** One instance a size, so that its prices are worked out once. */
function grownUnit(unit: Instance, times: number): Instance {
  const key = sizeKeyOf(unit);
  if (key === undefined) return unit;
  const own = known.get(unit) ?? new Map<number, Instance>();
  known.set(unit, own);
  const found = own.get(times) ?? unit.with({ [key]: times * Number(unit.params[key]) });
  own.set(times, found);
  return found;
}
