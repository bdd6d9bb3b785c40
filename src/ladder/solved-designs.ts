// Designs of which a comparison asks for an operating point, known before any is solved.

import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { BAND_DRAWS, drawnVariations } from "./bands.ts";
import { atOneNode, COMPARED_NODES } from "./equal-nodes.ts";
import { combinations, MOST_CHANGES } from "./flips.ts";
import { designsOfRivals } from "./hash-rivals.ts";
import { assumedInputs, freeInputs, searchedInputs, type Variation } from "./variations.ts";

/** A design under a workload. */
export interface Posed {
  readonly design: Design;
  readonly workload: Workload;
}

/**
 * What is solved for certain, with the bands drawn from `bands`, and what a search for a change of sign may ask for besides.
 * `keyOf` is the same for designs that share a solve; each list has one of them, and the second none of the first.
 */
export function solvedDesigns(
  design: Design,
  workload: Workload,
  bands: Rng,
  keyOf: (posed: Posed) => string,
): { readonly certain: readonly Posed[]; readonly possible: readonly Posed[] } {
  const known = new Set<string>();
  const isNew = (posed: Posed): boolean => {
    const key = keyOf(posed);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  };
  const own = { design, workload };
  const axes = assumedInputs(design);
  const drawn = Array.from({ length: BAND_DRAWS }, (_, n) => drawnVariations(axes, bands.fork(n)));
  const certain = [
    own,
    ...drawn.map((changes) => changed(own, changes)),
    ...COMPARED_NODES.map((node) => ({ design: atOneNode(design, node), workload })),
    ...freeInputs(design).flatMap(({ others }) => others.map((one) => changed(own, [one]))),
    ...designsOfRivals(design, workload).map((rival) => ({ design: rival, workload })),
  ].filter(isNew);
  // What changes no array changes none together with others.
  const ownKey = keyOf(own);
  const moving = searchedInputs(design, workload)
    .map((axis) => ({ ...axis, others: axis.others.filter((one) => keyOf(changed(own, [one])) !== ownKey) }))
    .filter(({ others }) => others.length > 0);
  const possible = Array.from({ length: MOST_CHANGES }, (_, n) => combinations(moving, n + 1))
    .flat()
    .map((changes) => changed(own, changes))
    .filter(isNew);
  return { certain, possible };
}

const changed = ({ design, workload }: Posed, changes: readonly Variation[]): Posed => ({
  design: changes.reduce((value, { design: change }) => change(value), design),
  workload: changes.reduce((value, { workload: change }) => change?.(value) ?? value, workload),
});
