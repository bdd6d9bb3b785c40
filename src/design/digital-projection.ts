import { memoised } from "../base/canonical.ts";
import type { Instance } from "../base/component.ts";
import type { Projection, ProjectionModel } from "../peripherals/projection/projection.ts";
import { adderTreeProjection, fastHadamardProjection } from "../peripherals/projection/projection.ts";
import type { Design } from "./design.ts";
import type { Workload } from "./workload.ts";

/** Units among which `cheapest` chooses, beside the MAC array's adders; all of them project on ±1 weights. */
const UNITS: readonly ProjectionModel[] = [adderTreeProjection, fastHadamardProjection];

/** The unit that projects digitally; null for the MAC array's adders, also where the choice is still open. */
export const projectionUnitOf = ({ digital }: Design): Instance<"project", Projection> | null =>
  digital.projectOn === "unit" ? digital.projection : null;

/** Name of what projects digitally: `mac`, or the unit's model. */
export const projectionNameOf = (design: Design): string => projectionUnitOf(design)?.model ?? "mac";

/**
 * The designs among which an open choice of the projections' unit lies, each with a unit for vectors of the head's
 * width that gives as many projections a cycle; the design alone where nothing is open: the config names one, or
 * the workload hashes on a crossbar or not at all.
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

/** The design with an open choice closed: what projects is of the given name. A closed choice stays. */
export function projectingOn(design: Design, name: string, width: number): Design {
  if (design.digital.projectOn !== "cheapest") return design;
  if (name === "mac") return { ...design, digital: { ...design.digital, projectOn: "mac" } };
  return { ...design, digital: { ...design.digital, projectOn: "unit", projection: unitOf(name, width) } };
}

/** A unit for vectors of a width that gives as many projections a cycle. */
const unitOf = memoised(
  (name: string, width: number): Instance<"project", Projection> => {
    const unit = UNITS.find(({ model }) => model === name);
    if (unit === undefined) throw new RangeError(`projection: expected a unit's name, received "${name}"`);
    const lanes = Math.max(2, width);
    return unit.schema.parse({ model: name, width: lanes, units: lanes });
  },
  (name, width) => `${name} ${width}`,
);
