import type { Rng } from "../base/rng.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations } from "../simulation/activations.ts";
import { type CapturedLoads, captureLoads, withCapturedLoads } from "../simulation/candidate-capture.ts";
import { simulationRng } from "../simulation/trials.ts";
import type { Ratios, RungResult } from "./comparison-design.ts";
import { climb, ratios } from "./ladder.ts";

/** The comparison designs of a config with their prices, and what they were priced on. */
export interface PricedLadder {
  /** The config's workload, with the loads of its buckets where they were captured. */
  readonly workload: Workload;
  /** What the queries of a decode find in the buckets; null for a prefill. */
  readonly captured: CapturedLoads | null;
  readonly point: OperatingPoint;
  readonly rungs: readonly RungResult[];
  readonly ratios: Ratios;
}

/** Prices every comparison design of a config. `pointOf` solves its arrays under these activations. */
export function priceLadder(
  config: Config,
  activations: Activations,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
): PricedLadder {
  const { design } = config;
  const { workload, captured } = loadedWorkload(config, activations);
  const point = pointOf(design, workload);
  const rungs = climb(design, workload, point);
  return { workload, captured, point, rungs, ratios: ratios(rungs) };
}

/** A config's workload, with the loads of its buckets where the queries of a decode look into some. */
export function loadedWorkload(
  config: Config,
  activations: Activations,
): Pick<PricedLadder, "workload" | "captured"> {
  const captured = capturedLoads(config, activations, simulationRng(config.seed));
  return {
    captured,
    workload: captured === null ? config.workload : withCapturedLoads(config.workload, captured),
  };
}

const capturedLoads = (
  { design, workload }: Config,
  activations: Activations,
  rng: Rng,
): CapturedLoads | null =>
  workload.phase === "decode" && workload.attention.kind === "lsh"
    ? captureLoads(design, workload, activations, rng.fork("captured buckets"))
    : null;
