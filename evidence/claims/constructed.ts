import { crossbarLimits, initialisationClaim, yieldClaim } from "./array-claims.ts";
import { cacheAges, cacheClaims, type DeviceAge } from "./cache-claims.ts";
import type { Experiment, JudgedClaim } from "./claim.ts";
import { duplicationClaims } from "./duplication-claims.ts";
import {
  bitIndependence,
  collisionLaw,
  kneeClaim,
  lshExactness,
  type NoiseKnee,
  noiseKnee,
} from "./hash-claims.ts";
import { growthClaim, type RecallPoint, recallAgainstLength, recallClaim } from "./length-claims.ts";
import { KNEE } from "./plan.ts";

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
