import type { DeviceAge } from "../validation/claims/cache-claims.ts";
import { type JudgedClaim, tallyClaims } from "../validation/claims/judged.ts";
import type { ModelDies } from "../validation/claims/model-dies.ts";
import type { CaseReport } from "../validation/claims/model-rows.ts";
import type { NoiseKnee } from "../validation/claims/noise-knee.ts";
import type { RecallPoint } from "../validation/claims/recall-lengths.ts";
import { cacheAgeJson } from "./hash-report.ts";

/** What `validate --claims` found. */
export interface ClaimsReport {
  readonly version: string;
  /** Name of the decoder's kernel. */
  readonly kernel: string;
  readonly seed: number;
  readonly quick: boolean;
  readonly claims: readonly JudgedClaim[];
  readonly cases: readonly CaseReport[];
  /** Cases whose model is not in this package. */
  readonly absent: readonly string[];
  /** Null in a quick run. */
  readonly dies: ModelDies | null;
  readonly recall: readonly RecallPoint[];
  readonly knees: readonly NoiseKnee[];
  /** Empty in a quick run. */
  readonly ages: readonly DeviceAge[];
}

/** The answer of `validate --claims --json`; losses are nats a token, shares fractions of one. */
export function claimsJson(report: ClaimsReport): Record<string, unknown> {
  const { version, kernel, seed, quick, claims, cases, absent, recall, knees, ages, dies } = report;
  return {
    schemaVersion: 1,
    versions: { crosshash: version, kernel },
    seed,
    quick,
    summary: { claims: claims.length, ...tallyClaims(claims) },
    claims,
    cases,
    absent,
    modelDies: dies,
    recallAgainstLength: recall,
    noiseKnees: knees,
    cacheAge: ages.map(({ device, age }) => ({ device, ...cacheAgeJson(age) })),
  };
}
