import { ConfigError, sentenceStart, thrownText } from "#base";
import {
  type ComparisonDesign,
  type DesignResult,
  type FeasibleResult,
  NUMBER_WORDS,
  namedWithLetter,
  pairName,
  ratioOf,
} from "../../../comparison/comparison-design.ts";
import {
  COMPARISON_DESIGNS,
  contenderOf,
  designSentences,
  FLIPPED,
  PAIRS,
  verdictRivals,
} from "../../../comparison/comparison-designs.ts";
import { energyByClass } from "../../../comparison/energy-classes.ts";
import { verdictText } from "../../../comparison/judgement.ts";
import { pricedSource } from "../../../comparison/metrics/metric.ts";
import { throughput } from "../../../comparison/metrics/prices.ts";
import {
  type PricedComparison,
  priceComparison,
  priceContender,
  ratios,
} from "../../../comparison/priced-comparison.ts";
import { rooflineOf } from "../../../comparison/roofline.ts";
import type { Config } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { type Plan, pinsOf } from "../../../design/mapping-plan.ts";
import { settingsOf } from "../../../design/resolved.ts";
import type { Workload } from "../../../design/workload.ts";
import { price } from "../../../evaluate.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { planFits } from "../../../mapping/flows/plan-space.ts";
import { withCapturedLoads } from "../../../simulation/candidate-capture.ts";
import type {
  Changes,
  LiveAnswer,
  LiveBasis,
  LiveBinding,
  LiveDesign,
  LiveEstimate,
  LivePrice,
  LiveRatio,
  Setting,
} from "./live-data.ts";
import { PARAMETERS, type Reader } from "./reader.ts";

/** Prices changes to a config repeatedly. */
export interface Pricer {
  readonly price: (changes: Changes) => LivePrice;
  /**
   * Price based on an exact one's solved arrays, loads and plans. Takes milliseconds; its error is the effect
   * of other plans and other arrays.
   */
  readonly quick: (changes: Changes, basis: LiveBasis) => LivePrice;
  /** Estimated attention recall; slow (seconds) only for the first estimate of a text and hash. */
  readonly estimate: (changes: Changes) => LiveEstimate;
}

/** Prices all comparison designs of a config by the same code as `compare`. */
export const createPricer = (read: Reader): Pricer => ({
  price: (changes) =>
    withFaults(() => {
      const { value, config, activations, pointOf } = read.all(changes);
      return answerOf(value, config, priceComparison(config, activations, pointOf), false);
    }),
  quick: (changes, basis) =>
    withFaults(() => {
      const { value, config } = read.config(changes);
      return answerOf(value, config, quickComparison(config, basis), true);
    }),
  estimate: (changes) => {
    try {
      const { config, estimateOf } = read.all(changes);
      return { kind: "estimated", mass: estimateOf(config).recall };
    } catch (error) {
      // The price reports the error of an unreadable config.
      return { kind: "unknown", reason: thrownText(error) };
    }
  },
});

/** Ratios of lengths, and of buffer capacities, up to which similar tiles are assumed. */
const NEAR_LENGTH = 2;
const NEAR_ROOM = 1.2;

/** Values for reusing plans after a change. */
interface Kept {
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Current length divided by the plans' length. */
  readonly ratio: number;
  /** Whether length and buffer are unchanged. */
  readonly isSame: boolean;
}

/** Other parameters that determine how a head's data are cut. */
const shapeOf = ({ phase, headWidth, attention: { chunk, rounds } }: Workload): string =>
  `${phase} ${headWidth} ${chunk} ${rounds}`;

/**
 * Prices every design of a config from an exact price of a similar config: with its plans if length and
 * buffer are equal and the plan is still good, else with its tiles, scaled with the length, and residency
 * chosen anew; with a search if those do not fit, or if length, buffer or heads differ much.
 */
function quickComparison({ design, workload: own }: Config, basis: LiveBasis): PricedComparison {
  const { point, captured } = basis;
  const isLooked = own.phase === "decode" && own.attention.kind === "lsh";
  const workload = captured !== null && isLooked ? withCapturedLoads(own, captured) : own;
  const plans = new Map(basis.plans);
  const ratio = own.length / basis.length;
  const room = design.digital.buffer.behaviour.capacity / basis.capacity;
  const isNear = shapeOf(own) === basis.shape && isWithin(ratio, NEAR_LENGTH) && isWithin(room, NEAR_ROOM);
  const kept = { workload, point, ratio, isSame: ratio === 1 && room === 1 };
  const contenders = COMPARISON_DESIGNS.map((contender) => {
    const plan = isNear ? plans.get(contender.id) : undefined;
    return (
      (plan === undefined ? null : planned(contender, plan, design, kept)) ??
      priceContender(contender, design, workload, point)
    );
  });
  return { workload, captured: null, point, contenders, ratios: ratios(contenders) };
}

const isWithin = (quotient: number, most: number): boolean => quotient >= 1 / most && quotient <= most;

/** Price with the earlier plan or its tiles; null if they do not fit, or a search would reject them. */
function planned(
  contender: ComparisonDesign,
  plan: Plan | null,
  design: Design,
  kept: Kept,
): DesignResult | null {
  const { workload, point, ratio, isSame } = kept;
  const priced = (own: (design: Design) => Design): FeasibleResult | null => {
    const found = priceContender(
      { ...contender, design: (base) => own(contender.design(base)) },
      design,
      workload,
      point,
    );
    return found.feasible ? found : null;
  };
  if (!design.mapping.search) return null;
  if (isSame && obeys(plan, design)) {
    const own = priced((base) => following(base, plan));
    if (own === null || plan === null) return own;
    if (planFits(own.design, contender.workload(workload)))
      return isStillGood(own, contender, design, kept) ? own : null;
  }
  return plan === null ? null : priced((base) => pinnedTo(base, plan, ratio));
}

/** Whether a plan is no worse than the fixed schedule, where a search starts, in energy and latency. */
function isStillGood(
  { cost: { energy, timing } }: FeasibleResult,
  contender: ComparisonDesign,
  design: Design,
  { workload, point }: Kept,
): boolean {
  const { mapping } = design;
  if (Object.keys(pinsOf(mapping)).length > 0) return true;
  const { cost: fixed } = price(
    following(contender.design(design), null),
    contender.workload(workload),
    point,
  );
  return energy <= fixed.energy || timing.latency <= fixed.timing.latency;
}

/** Whether a plan has the values that the config pins. */
const obeys = (plan: Plan | null, { mapping }: Design): boolean =>
  Object.entries(pinsOf(mapping)).every(([key, pin]) => plan?.[key as keyof Plan] === pin);

/** A design with a given plan, or the fixed schedule, and without a search. */
const following = (design: Design, plan: Plan | null): Design => ({
  ...design,
  ...(plan === null ? {} : { plan }),
  mapping: { ...design.mapping, search: false },
});

/** A design with the tiles of a plan, more of them for longer sequences. */
function pinnedTo(design: Design, plan: Plan, ratio: number): Design {
  const { outer, queryTiles, keyTiles, valuePasses, headsInFlight } = plan;
  // What is not cut stays whole: more than the buffer holds is searched anew.
  const tiles = (count: number): number => (count === 1 ? 1 : Math.max(1, Math.ceil(count * ratio)));
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

function answerOf(
  value: unknown,
  { design }: Config,
  comparison: PricedComparison,
  isProvisional: boolean,
): LiveAnswer {
  const { point, captured, contenders, workload } = comparison;
  return {
    kind: "priced",
    isProvisional,
    config: value,
    settings: Object.fromEntries(
      settingsOf(value, PARAMETERS).map(([{ path }, own]) => [path, own as Setting]),
    ),
    designs: contenders.map((contender) => liveDesign(contender, comparison)),
    ratios: liveRatios(comparison),
    sentences: sentencesOf(comparison),
    basis: {
      point,
      plans: contenders.flatMap((contender) =>
        contender.feasible && contender.planned !== undefined
          ? [[contender.id, contender.design.plan ?? null] as const]
          : [],
      ),
      captured: captured === null ? null : { length: captured.length, mean: captured.mean },
      length: workload.length,
      shape: shapeOf(workload),
      capacity: design.digital.buffer.behaviour.capacity,
    },
  };
}

function withFaults(price: () => LivePrice): LivePrice {
  try {
    return price();
  } catch (error) {
    if (error instanceof ConfigError)
      return { kind: "fault", issues: error.issues.map(({ path, message }) => ({ path, message })) };
    return {
      kind: "fault",
      issues: [{ path: "(root)", message: thrownText(error) }],
    };
  }
}

function liveDesign(contender: DesignResult, comparison: PricedComparison): LiveDesign {
  const { workload, point, contenders } = comparison;
  const { id, title } = contender;
  const record = contenderOf(id);
  const own = {
    id,
    letter: record.letter,
    title,
    rivals: verdictRivals(record, contenders).map((rival) => rival.id),
  };
  if (!contender.feasible) return { ...own, reason: contender.reason, costs: null, binding: null };
  const { cost } = contender;
  const areas = new Map<string, number>();
  for (const { component, area } of cost.areas) areas.set(component, (areas.get(component) ?? 0) + area);
  return {
    ...own,
    reason: null,
    costs: {
      energy: cost.energy,
      latency: cost.timing.latency,
      area: cost.area,
      power: cost.power.average,
      throughput: throughput.of(pricedSource(contender, workload)),
      classes: Object.entries(energyByClass(cost)).filter(([, joules]) => joules > 0),
      areas: [...areas].filter(([, size]) => size > 0),
    },
    binding: bindingOf(contender, point),
  };
}

/** Distribution of a priced design's time, and its bottleneck. */
function bindingOf(contender: FeasibleResult, point: OperatingPoint): LiveBinding {
  const { timing, utilisation } = contender.cost;
  return {
    bottleneck: timing.bottleneck,
    stages: timing.stages.filter(({ time }) => time > 0).map(({ name, time }) => [name, time]),
    busy: Object.entries(utilisation)
      .filter(([, share]) => share > 0)
      .sort(([, a], [, b]) => b - a),
    roofline: rooflineOf(contender, point),
  };
}

const liveRatios = ({ ratios }: PricedComparison): LiveRatio[] =>
  PAIRS.map(([above, below]) => ({ above: above.id, below: below.id, ...ratios[pairName(above, below)] }));

/** Findings on the prices: the pairs whose verdict `compare` prints first, then one sentence per design. */
function sentencesOf(comparison: PricedComparison): string[] {
  // Rivals of the subject have their own sentences.
  const without = FLIPPED.filter(([above, below]) => below.rivalOf?.includes(above) !== true);
  const pairs = without.flatMap(([above, below]) => {
    const text = verdictText(
      sentenceStart(namedWithLetter(above)),
      namedWithLetter(below),
      ratioOf(comparison.ratios, above, below),
      NUMBER_WORDS,
    );
    return text === "" ? [] : [`${text}.`];
  });
  return [...pairs, ...designSentences(comparison, NUMBER_WORDS)];
}
