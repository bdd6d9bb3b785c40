// The comparison with all logic in the cells of one library.

import { constantKey } from "../cost/overrides.ts";
import type { LibraryNumbers } from "../design/component-tables.ts";
import type { Design } from "../design/design.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { comparedComponents, repriced } from "./bands.ts";
import type { DesignResult, Ratios } from "./comparison-design.ts";
import { ratios } from "./priced-comparison.ts";

/** Ratios of all pairs with the numbers of a library. */
export interface InLibrary {
  /** Name of the table. */
  readonly library: string;
  /** Node of its cells, nm; the scaling laws bring their numbers to the design's node. */
  readonly node_nm: number;
  readonly ratios: Ratios;
}

/** Prices the comparison with a library's numbers; plans and sizes stay as they are. */
export function inOneLibrary(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
  { values }: LibraryNumbers,
): Ratios {
  const overrides = comparedComponents(contenders, design).flatMap(([, instance]) =>
    Object.entries(instance.constants).flatMap(([name, { identity }]) => {
      const key = constantKey(instance, name);
      const value = values[identity ?? key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  return ratios(repriced(contenders, point, Object.fromEntries(overrides)));
}
