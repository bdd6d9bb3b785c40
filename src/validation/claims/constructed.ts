import { cacheAges, cacheClaims, type DeviceAge } from "./cache-claims.ts";
import { crossbarLimits } from "./crossbar-limits.ts";
import { duplicationClaims } from "./duplication-claims.ts";
import { growthClaim } from "./growth.ts";
import { bitIndependence, collisionLaw, lshExactness } from "./hash-laws.ts";
import { initialisationClaim } from "./initialisation.ts";
import type { JudgedClaim } from "./judged.ts";
import { kneeClaim, type NoiseKnee, noiseKnee } from "./noise-knee.ts";
import { KNEE } from "./plan.ts";
import { type RecallPoint, recallAgainstLength, recallClaim } from "./recall-lengths.ts";
import type { Experiment } from "./setting.ts";
import { yieldClaim } from "./yield.ts";

export interface Constructed {
  readonly claims: readonly JudgedClaim[];
  readonly recall: readonly RecallPoint[];
  /** Empty in a quick run. */
  readonly knees: readonly NoiseKnee[];
  /** Empty in a quick run. */
  readonly ages: readonly DeviceAge[];
}

/** Everything that needs no model, in the order of the plan. */
export function constructedClaims(experiment: Experiment): Constructed {
  const recall = recallAgainstLength(experiment);
  const knees = experiment.quick ? [] : KNEE.devices.map((device) => noiseKnee(experiment, device));
  const ages = experiment.quick ? [] : cacheAges(experiment);
  return {
    recall,
    knees,
    ages,
    claims: [
      ...(experiment.quick ? [] : [initialisationClaim(experiment)]),
      crossbarLimits(experiment),
      collisionLaw(experiment),
      bitIndependence(experiment),
      lshExactness(experiment),
      ...duplicationClaims(experiment),
      growthClaim(experiment),
      ...(knees.length === 0 ? [] : [kneeClaim(knees)]),
      recallClaim(recall),
      ...cacheClaims(ages),
      ...(experiment.quick ? [] : [yieldClaim(experiment)]),
    ],
  };
}
