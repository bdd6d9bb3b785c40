// Passive arrays that a comparison solves, counted before any is.

import type { Rng } from "../base/rng.ts";
import { mirroredDraw } from "../cost/three-point.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Activations } from "../simulation/activations.ts";
import {
  type ArrayWork,
  areCounted,
  pointKey,
  setsOfChip,
  totalWork,
  workOfPoint,
  workOfSets,
} from "../simulation/array-work.ts";
import { runBytes, shapeOfActivations } from "../simulation/run-budget.ts";
import { isSimulated, searchedSamples } from "../simulation/searched-quality.ts";
import { measuredWorkload } from "../simulation/simulate.ts";
import { BAND_DRAWS, drawnVariations } from "./bands.ts";
import { SEARCHED } from "./comparison-designs.ts";
import { atOneNode, COMPARED_NODES } from "./equal-nodes.ts";
import { combinations, MOST_CHANGES } from "./flips.ts";
import { designsOfRivals } from "./hash-rivals.ts";
import { assumedInputs, freeInputs, searchedInputs, type Variation } from "./variations.ts";

/** Arrays that a comparison solves: those of prices and of simulations for certain, and those that a search may ask for. */
export interface ArrayForecast {
  readonly prices: ArrayWork;
  readonly simulated: ArrayWork;
  readonly possible: ArrayWork;
  /** Upper bound of the run's memory, bytes. */
  readonly bytes: number;
}

/** What the program itself takes, bytes, and the plans that it keeps, bytes a cell (measured: 655 MB with arrays of 128², and 43 MB a plan of 1024²). */
const PROGRAM_BYTES = 6.5e8;
const PLANS_BYTES = 250;

/**
 * Null where arrays are tiled, ideal or folded: tiles take no time to speak of. `bands` draws the bands of the prices. Variants of the
 * design are counted as the design itself: they have the lines of its arrays, and those of a search some more or fewer readouts.
 */
export function forecastArrays(config: Config, activations: Activations, bands: Rng): ArrayForecast | null {
  const { design, workload, fidelity } = config;
  if (!areCounted(design)) return null;
  const { certain, possible } = solvedDesigns(design, workload, bands, (posed) =>
    pointKey(posed.design, posed.workload),
  );
  const own = workOfPoint(design, workload, activations);
  const measured = measuredWorkload(workload, activations);
  const searched = SEARCHED.map((contender) => {
    const [searching, seen] = [contender.design(design), contender.workload(measured)];
    const samples = searchedSamples(activations, fidelity);
    const isAsked = areCounted(searching) && isSimulated(seen);
    return workOfSets(searching, seen, isAsked ? samples * activations.heads.length : 0);
  });
  return {
    prices: totalWork(certain.map(() => own)),
    simulated: totalWork([
      workOfSets(design, measured, fidelity.arrays * setsOfChip(design, activations)),
      ...searched,
    ]),
    possible: totalWork(possible.map(() => own)),
    bytes:
      PROGRAM_BYTES +
      PLANS_BYTES * design.hashing.array.rows * design.hashing.array.columns +
      runBytes(config, shapeOfActivations(activations), activations.length),
  };
}

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
  const drawn = Array.from({ length: BAND_DRAWS }, (_, n) => drawnVariations(axes, mirroredDraw(bands, n)));
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
