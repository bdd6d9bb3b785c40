import { type Instance, memoised } from "#base";
import type { Projection, ProjectionModel } from "../peripherals/projection/projection.ts";
import { adderTreeProjection, fastHadamardProjection } from "../peripherals/projection/projection.ts";
import type { Design } from "./design.ts";
import type { Workload } from "./workload.ts";

/** Units among which `cheapest` chooses, besides the MAC array's adders; all project on ±1 weights. */
const UNITS: readonly ProjectionModel[] = [adderTreeProjection, fastHadamardProjection];

/** The unit that projects digitally; null for the MAC array's adders, and while the choice is open. */
export const projectionUnitOf = ({ digital }: Design): Instance<"project", Projection> | null =>
  digital.projectOn === "unit" ? digital.projection : null;

/** Name of what projects digitally: `mac`, or the unit's model. */
export const projectionNameOf = (design: Design): string => projectionUnitOf(design)?.model ?? "mac";

/**
 * Lists the designs for an open choice of the projection unit, each with a unit for vectors of the head's
 * width that gives as many projections a cycle; only the design itself where nothing is open: the config
 * names a unit, or the workload hashes on a crossbar or not at all.
 */
export function projectionChoices(design: Design, workload: Workload): readonly Design[] {
  const isOpen =
    design.digital.projectOn === "cheapest" &&
    design.hashing.unit === "digital" &&
    workload.attention.kind !== "exact";
  if (!isOpen) return [design];
  const names = ["mac", ...UNITS.map(({ model }) => model)];
  return names.map((name) => projectingOn(design, name, workload.headWidth));
}

/** The design with an open choice set to the unit of the given name. A choice already made is kept. */
export function projectingOn(design: Design, name: string, width: number): Design {
  if (design.digital.projectOn !== "cheapest") return design;
  if (name === "mac") return { ...design, digital: { ...design.digital, projectOn: "mac" } };
  return { ...design, digital: { ...design.digital, projectOn: "unit", projection: unitOf(name, width) } };
}

/** A unit for vectors of `width` that gives as many projections a cycle. */
const unitOf = memoised(
  (name: string, width: number): Instance<"project", Projection> => {
    const unit = UNITS.find(({ model }) => model === name);
    if (unit === undefined) throw new RangeError(`projection: expected a unit's name, received "${name}"`);
    const lanes = Math.max(2, width);
    return unit.schema.parse({ model: name, width: lanes, units: lanes });
  },
  (name, width) => `${name} ${width}`,
);
