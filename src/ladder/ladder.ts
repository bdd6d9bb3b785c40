import { InfeasibleError } from "../base/errors.ts";
import { attentionShare } from "../cost/attention-share.ts";
import { calibrationCost } from "../cost/calibration.ts";
import { dieCost } from "../cost/die-cost.ts";
import { rewritingOf } from "../cost/lifetime.ts";
import { priceList } from "../cost/price-list.ts";
import { isReplicated } from "../design/array-replicas.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import {
  bitsOf,
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
  pairName,
  type Ratio,
  type Ratios,
  type RungId,
  type RungResult,
  titleOf,
} from "./comparison-design.ts";
import { PAIRS, RUNGS } from "./rungs.ts";

export const climb = (design: Design, workload: Workload, point: OperatingPoint): RungResult[] =>
  RUNGS.map((rung) => priceRung(rung, design, workload, point));

/** One rung of the ladder; infeasible with its reason where the design cannot carry the workload. */
export function priceRung(
  rung: ComparisonDesign,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): RungResult {
  const { id } = rung;
  try {
    const seen = rung.workload(workload);
    const priced = price(rung.design(design), seen, point);
    const prices = priceList(priced.design, point);
    const { placement } = priced.mapping;
    return {
      id,
      title: titleOf(rung, priced.design),
      feasible: true,
      ...priced,
      precision: bitsOf(rung, priced.design),
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
      return { id, title: titleOf(rung, design), feasible: false, reason: error.message };
    throw error;
  }
}

/** The ratio of every pair that a record names. */
export const ratios = (rungs: readonly RungResult[]): Ratios =>
  Object.fromEntries(PAIRS.map(([above, below]) => [pairName(above, below), quotients(rungs, above, below)]));

function quotients(rungs: readonly RungResult[], above: ComparisonDesign, below: ComparisonDesign): Ratio {
  const [a, b] = [feasibleOf(rungs, above), feasibleOf(rungs, below)];
  if (a === null || b === null) return { energy: null, latency: null, area: null };
  return {
    energy: a.cost.energy / b.cost.energy,
    latency: a.cost.timing.latency / b.cost.timing.latency,
    area: a.cost.area / b.cost.area,
  };
}

/** Times of a generation of attention alone, and of the whole model where its other layers are known; null where a phase is infeasible or the model has none. */
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

function phaseTime({ cost, attentionShare }: FeasibleRung): PhaseTime {
  const own = cost.timing.latency;
  const share = attentionShare?.latency ?? 0;
  return { own, whole: share > 0 ? own / share : null };
}

/** Both phases of each rung, whichever of them the workload is. A model that sees later tokens does not decode. */
export function tokenTimes(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): ReadonlyMap<RungId, TokenTimes> {
  const times = (phase: Workload["phase"]): Map<RungId, PhaseTime> =>
    new Map(
      climb(design, { ...workload, phase, pass: "forward" }, point).flatMap((rung) =>
        rung.feasible ? [[rung.id, phaseTime(rung)] as const] : [],
      ),
    );
  const prefill = times("prefill");
  const decode = workload.attention.causal ? times("decode") : new Map<RungId, PhaseTime>();
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
