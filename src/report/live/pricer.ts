import { ConfigError } from "../../base/errors.ts";
import { thrownText } from "../../base/thrown-text.ts";
import { priceList } from "../../cost/price-list.ts";
import type { Config } from "../../design/config.ts";
import { settingsOf } from "../../design/resolved.ts";
import {
  type FeasibleRung,
  pairName,
  type RungResult,
  ratioOf,
  tradeWord,
} from "../../ladder/comparison-design.ts";
import { pricedSource } from "../../ladder/metrics/metric.ts";
import { throughput } from "../../ladder/metrics/prices.ts";
import { type PricedLadder, priceLadder } from "../../ladder/priced-ladder.ts";
import { designSentences, FLIPPED, PAIRS, rungOf } from "../../ladder/rungs.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import { digits, engineering, percent } from "../../text/format.ts";
import { rooflinePoint, roofOf } from "../charts/roofline.ts";
import { energyByClass } from "../compare/energy.ts";
import type {
  Changes,
  LiveAnswer,
  LiveBasis,
  LiveBinding,
  LiveDesign,
  LiveEstimate,
  LivePrice,
  LiveRatio,
  LiveRoofline,
  Setting,
} from "./live-data.ts";
import { quickLadder, shapeOf } from "./quick-ladder.ts";
import { PARAMETERS, type Reader } from "./reader.ts";

/** Prices a config with changes, again and again. */
export interface Pricer {
  readonly price: (changes: Changes) => LivePrice;
  /**
   * The price on what an exact one rested on: its solved arrays, its loads and its plans. A matter of milliseconds, and off by what
   * other plans and other arrays change.
   */
  readonly quick: (changes: Changes, basis: LiveBasis) => LivePrice;
  /** Estimated attention recall; the first one of a text and hash takes seconds, those after it little. */
  readonly estimate: (changes: Changes) => LiveEstimate;
}

/** What `compare` prices, by the same code: every comparison design of a config that is read. */
export const createPricer = (read: Reader): Pricer => ({
  price: (changes) =>
    withFaults(() => {
      const { value, config, activations, pointOf } = read.all(changes);
      return answerOf(value, config, priceLadder(config, activations, pointOf), false);
    }),
  quick: (changes, basis) =>
    withFaults(() => {
      const { value, config } = read.config(changes);
      return answerOf(value, config, quickLadder(config, basis), true);
    }),
  estimate: (changes) => {
    try {
      const { config, estimateOf } = read.all(changes);
      return { kind: "estimated", mass: estimateOf(config).capturedMass };
    } catch (error) {
      // The price says what is wrong with a config that cannot be read.
      return { kind: "unknown", reason: thrownText(error) };
    }
  },
});

function answerOf(
  value: unknown,
  { design }: Config,
  ladder: PricedLadder,
  isProvisional: boolean,
): LiveAnswer {
  const { point, captured, rungs, workload } = ladder;
  return {
    kind: "priced",
    isProvisional,
    config: value,
    settings: Object.fromEntries(
      settingsOf(value, PARAMETERS).map(([{ path }, own]) => [path, own as Setting]),
    ),
    designs: rungs.map((rung) => liveDesign(rung, ladder)),
    ratios: liveRatios(ladder),
    sentences: sentencesOf(ladder),
    basis: {
      point,
      plans: rungs.flatMap((rung) =>
        rung.feasible && rung.planned !== undefined ? [[rung.id, rung.design.plan ?? null] as const] : [],
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

function liveDesign(rung: RungResult, { workload, point }: PricedLadder): LiveDesign {
  const { id, title } = rung;
  const { letter } = rungOf(id);
  if (!rung.feasible) return { id, letter, title, reason: rung.reason, costs: null, binding: null };
  const { cost } = rung;
  const areas = new Map<string, number>();
  for (const { component, area } of cost.areas) areas.set(component, (areas.get(component) ?? 0) + area);
  return {
    id,
    letter,
    title,
    reason: null,
    costs: {
      energy: cost.energy,
      latency: cost.timing.latency,
      area: cost.area,
      power: cost.power.average,
      throughput: throughput.of(pricedSource(rung, workload)),
      classes: Object.entries(energyByClass(cost)).filter(([, joules]) => joules > 0),
      areas: [...areas].filter(([, own]) => own > 0),
    },
    binding: bindingOf(rung, point),
  };
}

/** What a priced design's time goes into, and what holds it up. */
function bindingOf(rung: FeasibleRung, point: OperatingPoint): LiveBinding {
  const { timing, utilisation } = rung.cost;
  return {
    bottleneck: timing.bottleneck,
    stages: timing.stages.filter(({ time }) => time > 0).map(({ name, time }) => [name, time]),
    busy: Object.entries(utilisation)
      .filter(([, share]) => share > 0)
      .sort(([, a], [, b]) => b - a),
    roofline: rooflineOf(rung, point),
  };
}

function rooflineOf(
  { title, design, mapping, cost }: FeasibleRung,
  point: OperatingPoint,
): LiveRoofline | null {
  // A GPU's price is made of a roof of its own.
  if (mapping.census.gpu !== undefined) return null;
  const { intensity, rate } = rooflinePoint(title, design, mapping, cost);
  if (!(intensity > 0 && Number.isFinite(intensity) && rate > 0)) return null;
  return { ...roofOf(design, priceList(design, point)), intensity, rate };
}

const liveRatios = ({ ratios }: PricedLadder): LiveRatio[] =>
  PAIRS.map(([above, below]) => ({ above: above.id, below: below.id, ...ratios[pairName(above, below)] }));

/** What the prices amount to: the pairs whose verdict `compare` prints first, then a sentence of each design. */
function sentencesOf(ladder: PricedLadder): string[] {
  // A rival of the subject has a sentence of its own.
  const without = FLIPPED.filter(([above, below]) => below.rivalOf?.includes(above) !== true);
  const pairs = without.flatMap(([above, below]) => {
    const { energy, latency, area } = ratioOf(ladder.ratios, above, below);
    if (energy === null || latency === null || area === null) return [];
    return [
      `${capitalised(above.called)} (${above.letter}) ${tradeWord(energy, latency)} ${below.called} (${below.letter}): ` +
        `${digits(energy, 4)} × the energy, ${digits(latency, 4)} × the latency and ${digits(area, 4)} × the area.`,
    ];
  });
  return [...pairs, ...designSentences(ladder, { digits, percent, engineering })];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
