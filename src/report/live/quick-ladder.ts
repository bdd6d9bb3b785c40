import { leastOf } from "../../cost/plan-value.ts";
import type { Config } from "../../design/config.ts";
import type { Design } from "../../design/design.ts";
import { type Plan, pinsOf } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import { price } from "../../evaluate.ts";
import type { ComparisonDesign, FeasibleRung, RungResult } from "../../ladder/comparison-design.ts";
import { priceRung, ratios } from "../../ladder/ladder.ts";
import type { PricedLadder } from "../../ladder/priced-ladder.ts";
import { RUNGS } from "../../ladder/rungs.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import { planFits } from "../../mapping/flows/plan-space.ts";
import { withCapturedLoads } from "../../simulation/candidate-capture.ts";
import type { LiveBasis } from "./live-data.ts";

/** Quotients of lengths, and of the buffer's capacities, up to which tiles are much the same. */
const NEAR_LENGTH = 2;
const NEAR_ROOM = 1.2;

/** What a move leaves as it was. */
interface Kept {
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Length now over that of the plans. */
  readonly ratio: number;
  /** Whether length and buffer are the plans' own. */
  readonly isSame: boolean;
}

/** What decides how a head's data are cut, but for the length. */
export const shapeOf = ({ phase, headWidth, attention: { chunk, rounds } }: Workload): string =>
  `${phase} ${headWidth} ${chunk} ${rounds}`;

/**
 * Prices every design of a config on the basis of an exact price of much the same config: with its plans as they are where length
 * and buffer are the same and the plan is still good, else with its tiles, as many more as sequences are longer, and residency
 * chosen anew; and with a search where those do not fit, or where length, buffer or heads differ by much.
 */
export function quickLadder({ design, workload: own }: Config, basis: LiveBasis): PricedLadder {
  const { point, captured } = basis;
  const isLooked = own.phase === "decode" && own.attention.kind === "lsh";
  const workload = captured !== null && isLooked ? withCapturedLoads(own, captured) : own;
  const plans = new Map(basis.plans);
  const ratio = own.length / basis.length;
  const room = design.digital.buffer.behaviour.capacity / basis.capacity;
  const isNear = shapeOf(own) === basis.shape && isWithin(ratio, NEAR_LENGTH) && isWithin(room, NEAR_ROOM);
  const kept = { workload, point, ratio, isSame: ratio === 1 && room === 1 };
  const rungs = RUNGS.map((rung) => {
    const plan = isNear ? plans.get(rung.id) : undefined;
    return (
      (plan === undefined ? null : planned(rung, plan, design, kept)) ??
      priceRung(rung, design, workload, point)
    );
  });
  return { workload, captured: null, point, rungs, ratios: ratios(rungs) };
}

const isWithin = (quotient: number, most: number): boolean => quotient >= 1 / most && quotient <= most;

/** A design's price with a plan that it had, or its tiles; null where they do not fit, or are what no search would find. */
function planned(rung: ComparisonDesign, plan: Plan | null, design: Design, kept: Kept): RungResult | null {
  const { workload, point, ratio, isSame } = kept;
  const priced = (own: (design: Design) => Design): FeasibleRung | null => {
    const found = priceRung({ ...rung, design: (base) => own(rung.design(base)) }, design, workload, point);
    return found.feasible ? found : null;
  };
  if (!design.mapping.search) return null;
  if (isSame && obeys(plan, design)) {
    const own = priced((base) => following(base, plan));
    if (own === null || plan === null) return own;
    if (planFits(own.design, rung.workload(workload)))
      return isStillGood(own, rung, design, kept) ? own : null;
  }
  return plan === null ? null : priced((base) => pinnedTo(base, plan, ratio));
}

/** Whether a plan keeps the limit of its objective, and beats the fixed schedule, from which a search begins. */
function isStillGood(
  { cost: { energy, timing } }: FeasibleRung,
  rung: ComparisonDesign,
  design: Design,
  { workload, point }: Kept,
): boolean {
  const { mapping } = design;
  if (Object.keys(pinsOf(mapping)).length > 0) return true;
  const { cost: fixed } = price(following(rung.design(design), null), rung.workload(workload), point);
  const value = leastOf(mapping.objective, fixed.timing.latency);
  return value({ energy, latency: timing.latency }) <= value({ ...fixed, latency: fixed.timing.latency });
}

/** Whether a plan has what the config pins of it. */
const obeys = (plan: Plan | null, { mapping }: Design): boolean =>
  Object.entries(pinsOf(mapping)).every(([key, pin]) => plan?.[key as keyof Plan] === pin);

/** A design with a plan, or the fixed schedule, and without a search for a better one. */
const following = (design: Design, plan: Plan | null): Design => ({
  ...design,
  ...(plan === null ? {} : { plan }),
  mapping: { ...design.mapping, search: false },
});

/** A design with the tiles of a plan, more of them where sequences are longer. */
function pinnedTo(design: Design, plan: Plan, ratio: number): Design {
  const { outer, queryTiles, keyTiles, valuePasses, headsInFlight } = plan;
  const tiles = (count: number): number => Math.max(1, Math.ceil(count * ratio));
  return {
    ...design,
    mapping: {
      ...design.mapping,
      ...{ outer, valuePasses, queryTiles: tiles(queryTiles), keyTiles: tiles(keyTiles) },
      ...(headsInFlight === null ? {} : { headsInFlight }),
      ...pinsOf(design.mapping),
    },
  };
}
