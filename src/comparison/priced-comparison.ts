import { InfeasibleError, type Rng } from "#base";
import { attentionShare } from "../cost/attention-share.ts";
import { calibrationCost } from "../cost/calibration.ts";
import { dieCost } from "../cost/die-cost.ts";
import { rewritingOf } from "../cost/lifetime.ts";
import { priceList } from "../cost/price-list.ts";
import { isReplicated } from "../design/array-replicas.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations } from "../simulation/activations.ts";
import { type CapturedLoads, captureLoads, withCapturedLoads } from "../simulation/candidate-capture.ts";
import { simulationRng } from "../simulation/trials.ts";
import {
  bitsOf,
  type ComparisonDesign,
  type DesignId,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  pairName,
  type Ratio,
  type Ratios,
  titleOf,
} from "./comparison-design.ts";
import { COMPARISON_DESIGNS, PAIRS } from "./comparison-designs.ts";

export const priceAll = (design: Design, workload: Workload, point: OperatingPoint): DesignResult[] =>
  COMPARISON_DESIGNS.map((contender) => priceContender(contender, design, workload, point));

/** Prices one comparison design; infeasible, with a reason, where the design cannot carry the workload. */
export function priceContender(
  contender: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): DesignResult {
  const { id } = contender;
  try {
    const seen = contender.workload(workload);
    const priced = price(contender.design(design), seen, point);
    const prices = priceList(priced.design, point);
    const { placement } = priced.mapping;
    return {
      id,
      title: titleOf(contender),
      feasible: true,
      ...priced,
      precision: bitsOf(contender, priced.design),
      rewriting: rewritingOf(priced.design, priced.mapping, priced.cost),
      die: dieCost(priced.design, priced.mapping, priced.cost),
      attentionShare: attentionShare(priced, seen, prices),
      calibration:
        placement !== null && isReplicated(priced.design.hashing.replicas)
          ? calibrationCost(priced.design, seen, placement, prices, priced.cost.timing)
          : null,
    };
  } catch (error) {
    if (error instanceof InfeasibleError)
      return { id, title: titleOf(contender), feasible: false, reason: error.message };
    throw error;
  }
}

/** The ratio of every pair that a record names. */
export const ratios = (contenders: readonly DesignResult[]): Ratios =>
  Object.fromEntries(
    PAIRS.map(([above, below]) => [pairName(above, below), quotients(contenders, above, below)]),
  );

function quotients(
  contenders: readonly DesignResult[],
  above: ComparisonDesign,
  below: ComparisonDesign,
): Ratio {
  const [a, b] = [feasibleOf(contenders, above), feasibleOf(contenders, below)];
  if (a === null || b === null) return { energy: null, latency: null, area: null };
  return {
    energy: a.cost.energy / b.cost.energy,
    latency: a.cost.timing.latency / b.cost.timing.latency,
    area: a.cost.area / b.cost.area,
  };
}

/** Latencies of generation, for attention and for the whole model; null where infeasible or not known. */
export interface TokenTimes {
  /** Time from a prompt of L tokens to the first token: the latency of its prefill, s. */
  readonly toFirstToken: number | null;
  readonly wholeToFirstToken: number | null;
  /** Time between two tokens at a context of L tokens: the latency of a decode, s. */
  readonly perOutputToken: number | null;
  readonly wholePerOutputToken: number | null;
}

interface PhaseTime {
  readonly own: number;
  readonly whole: number | null;
}

function phaseTime({ cost, attentionShare }: FeasibleResult): PhaseTime {
  const own = cost.timing.latency;
  const share = attentionShare?.latency ?? 0;
  return { own, whole: share > 0 ? own / share : null };
}

/** Times of both phases of each design, whichever the workload names. Non-causal models do not decode. */
export function tokenTimes(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): ReadonlyMap<DesignId, TokenTimes> {
  const times = (phase: Workload["phase"]): Map<DesignId, PhaseTime> =>
    new Map(
      priceAll(design, { ...workload, phase, pass: "forward" }, point).flatMap((contender) =>
        contender.feasible ? [[contender.id, phaseTime(contender)] as const] : [],
      ),
    );
  const prefill = times("prefill");
  const decode = workload.attention.causal ? times("decode") : new Map<DesignId, PhaseTime>();
  const ids = new Set([...prefill.keys(), ...decode.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      {
        toFirstToken: prefill.get(id)?.own ?? null,
        wholeToFirstToken: prefill.get(id)?.whole ?? null,
        perOutputToken: decode.get(id)?.own ?? null,
        wholePerOutputToken: decode.get(id)?.whole ?? null,
      },
    ]),
  );
}

/** Priced comparison designs of a config, with the workload and operating point of their prices. */
export interface PricedComparison {
  /** The config's workload, with the loads of its buckets if they were captured. */
  readonly workload: Workload;
  /** Bucket loads that the queries of a decode find; null for a prefill. */
  readonly captured: CapturedLoads | null;
  readonly point: OperatingPoint;
  readonly contenders: readonly DesignResult[];
  readonly ratios: Ratios;
}

/** Prices every comparison design of a config. `pointOf` solves its arrays under these activations. */
export function priceComparison(
  config: Config,
  activations: Activations,
  pointOf: (design: Design, workload: Workload) => OperatingPoint,
): PricedComparison {
  const { design } = config;
  const { workload, captured } = loadedWorkload(config, activations);
  const point = pointOf(design, workload);
  const contenders = priceAll(design, workload, point);
  return { workload, captured, point, contenders, ratios: ratios(contenders) };
}

/** A config's workload, with captured bucket loads where the queries of a decode look into buckets. */
export function loadedWorkload(
  config: Config,
  activations: Activations,
): Pick<PricedComparison, "workload" | "captured"> {
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
