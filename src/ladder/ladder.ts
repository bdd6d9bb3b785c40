import { InfeasibleError } from "../base/errors.ts";
import { type AttentionShare, attentionShare } from "../cost/attention-share.ts";
import { type DieCost, dieCost } from "../cost/die-cost.ts";
import { type Rewriting, rewritingOf } from "../cost/lifetime.ts";
import { priceList } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { type Priced, price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import { type Precision, precisionOf } from "../mapping/precision.ts";
import { RUNGS, type Rung, type RungId } from "./rungs.ts";

/** A rung with its price, or with the reason why it has none. */
export type RungResult =
  | ({
      readonly id: RungId;
      readonly title: string;
      readonly feasible: true;
      readonly precision: Precision;
      /** Writing of arrays that are rewritten with every sequence; null where there are none. */
      readonly rewriting: Rewriting | null;
      /** What a chip of it costs that works; null for a GPU and for free hardware. */
      readonly die: DieCost | null;
      /** Attention's share in the model; null where the model's widths are not known. */
      readonly attentionShare: AttentionShare | null;
    } & Priced)
  | { readonly id: RungId; readonly title: string; readonly feasible: false; readonly reason: string };

export const climb = (design: Design, workload: Workload, point: OperatingPoint): RungResult[] =>
  RUNGS.map((rung) => priceRung(rung, design, workload, point));

/** One rung of the ladder; infeasible with its reason where the design cannot carry the workload. */
export function priceRung(rung: Rung, design: Design, workload: Workload, point: OperatingPoint): RungResult {
  const { id } = rung;
  try {
    const seen = rung.workload(workload);
    const priced = price(rung.design(design), seen, point);
    return {
      id,
      title: rung.title(priced.design),
      feasible: true,
      ...priced,
      precision: precisionOf(priced.design),
      rewriting: rewritingOf(priced.design, priced.mapping, priced.cost),
      die: dieCost(priced.design, priced.mapping, priced.cost),
      attentionShare: attentionShare(priced, seen, priceList(priced.design, point)),
    };
  } catch (error) {
    if (error instanceof InfeasibleError)
      return { id, title: rung.title(design), feasible: false, reason: error.message };
    throw error;
  }
}

/** Quotients of energy, latency and area; null where a rung is infeasible. */
export interface Ratio {
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/**
 * B/A is the algorithm's merit, C/B the crossbar's, C/A both together; D/A is that of analog products, C/D hashing
 * against writing. The GPU has another node and precision and stands in no ratio.
 */
export interface Ratios {
  readonly "lsh-digital/exact-digital": Ratio;
  readonly "lsh-memristor/lsh-digital": Ratio;
  readonly "lsh-memristor/exact-digital": Ratio;
  readonly "exact-analog/exact-digital": Ratio;
  readonly "lsh-memristor/exact-analog": Ratio;
}

export function ratios(rungs: readonly RungResult[]): Ratios {
  const of = (above: RungId, below: RungId): Ratio => {
    const a = rungs.find((rung) => rung.id === above);
    const b = rungs.find((rung) => rung.id === below);
    if (!a?.feasible || !b?.feasible) return { energy: null, latency: null, area: null };
    return {
      energy: a.cost.energy / b.cost.energy,
      latency: a.cost.timing.latency / b.cost.timing.latency,
      area: a.cost.area / b.cost.area,
    };
  };
  return {
    "lsh-digital/exact-digital": of("lsh-digital", "exact-digital"),
    "lsh-memristor/lsh-digital": of("lsh-memristor", "lsh-digital"),
    "lsh-memristor/exact-digital": of("lsh-memristor", "exact-digital"),
    "exact-analog/exact-digital": of("exact-analog", "exact-digital"),
    "lsh-memristor/exact-analog": of("lsh-memristor", "exact-analog"),
  };
}
