// Passive arrays that a comparison solves, counted before any is.

import type { Rng } from "#base";
import { mirroredDraw } from "../cost/three-point.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Activations } from "../simulation/activations.ts";
import { isAnalogSimulated } from "../simulation/analog-quality.ts";
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
import { SEARCHING } from "./comparison-designs.ts";
import { atOneNode, COMPARED_NODES } from "./equal-nodes.ts";
import { combinations, MOST_CHANGES } from "./flips.ts";
import { designsOfRivals } from "./hash-rivals.ts";
import {
  arraysOfChange,
  assumedInputs,
  searchedInputs,
  singleChanges,
  type Variation,
} from "./variations.ts";

/** Arrays that a comparison solves: certain ones for prices and simulations, and those a search may need. */
export interface ArrayForecast {
  readonly prices: ArrayWork;
  readonly simulated: ArrayWork;
  readonly possible: ArrayWork;
  /** Upper bound of the run's memory, bytes. */
  readonly bytes: number;
}

/** Bytes of the program itself (655 MB measured at 128²), and bytes a cell of kept plans (43 MB at 1024²). */
const PROGRAM_BYTES = 6.5e8;
const PLANS_BYTES = 250;

/**
 * Null where arrays are tiled, ideal or folded: tiles take negligible time. `bands` draws the prices' bands.
 * Variants count as the design itself: they have its lines; those of a search differ slightly in readouts.
 */
export function forecastArrays(config: Config, activations: Activations, bands: Rng): ArrayForecast | null {
  const { design, workload, fidelity } = config;
  if (!areCounted(design)) return null;
  const { certain, possible } = solvedDesigns(design, workload, bands, (posed) =>
    pointKey(posed.design, posed.workload),
  );
  const own = workOfPoint(design, workload, activations);
  // Other rounds take other arrays.
  const workOf = (posed: Posed): ArrayWork =>
    posed.workload === workload ? own : workOfPoint(posed.design, posed.workload, activations);
  const measured = measuredWorkload(workload, activations);
  const searched = SEARCHING.map((contender) => {
    const [searching, seen] = [contender.design(design), contender.workload(measured)];
    const samples = searchedSamples(activations, fidelity);
    const isWeighed = searching.platform !== "analog" || isAnalogSimulated(searching);
    const isAsked = areCounted(searching) && isSimulated(seen) && isWeighed;
    return workOfSets(searching, seen, isAsked ? samples * activations.heads.length : 0);
  });
  const otherHashes = singleChanges(design, workload)
    .filter(({ isOtherQuality }) => isOtherQuality)
    .map((one) => changed({ design, workload }, [one]));
  return {
    prices: totalWork(certain.map(workOf)),
    simulated: totalWork([
      workOfSets(design, measured, fidelity.arrays * setsOfChip(design, activations)),
      ...searched,
      ...otherHashes.map((posed) =>
        workOfSets(
          posed.design,
          measuredWorkload(posed.workload, activations),
          arraysOfChange(fidelity) * setsOfChip(posed.design, activations),
        ),
      ),
    ]),
    possible: totalWork(possible.map(workOf)),
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
 * Lists the designs that are solved for certain, with the bands drawn from `bands`, and those that a search
 * for a change of sign may also need. `keyOf` is equal for designs that share a solve; one of them is listed.
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
    ...singleChanges(design, workload).map((one) => changed(own, [one])),
    ...designsOfRivals(design, workload).map((rival) => ({ design: rival, workload })),
  ].filter(isNew);
  // A change that alters no array alone alters none in a combination.
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
