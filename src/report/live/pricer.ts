import { memoised } from "../../base/canonical.ts";
import type { Located } from "../../base/document.ts";
import { ConfigError } from "../../base/errors.ts";
import { createRng } from "../../base/rng.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { compileConfig } from "../../design/compiled-config.ts";
import { type Config, parseConfig } from "../../design/config.ts";
import { configParameters, settingsOf } from "../../design/resolved.ts";
import { pairName, type RungResult, ratioOf, tradeWord } from "../../ladder/comparison-design.ts";
import { pricedSource } from "../../ladder/metrics/metric.ts";
import { throughput } from "../../ladder/metrics/prices.ts";
import { type PricedLadder, priceLadder } from "../../ladder/priced-ladder.ts";
import { designSentences, FLIPPED, PAIRS, rungOf } from "../../ladder/rungs.ts";
import {
  adaptedTo,
  capturedText,
  type DescribedModel,
  duplication,
  type Measured,
  measuredLength,
  recallText,
} from "../../language-model/measured.ts";
import type { Activations } from "../../simulation/activations.ts";
import type { Kernels } from "../../simulation/kernels.ts";
import { rememberedPoints } from "../../simulation/remembered-point.ts";
import { createQualityEstimator } from "../../simulation/surrogate/quality-estimate.ts";
import { digits, engineering, percent } from "../../text/format.ts";
import { energyByClass } from "../compare/energy.ts";
import { bindingOf } from "./binding.ts";
import { laidOver } from "./laid-over.ts";
import type { Changes, LiveDesign, LiveEstimate, LivePrice, LiveRatio, Setting } from "./live-data.ts";

/** Prices a config with changes, again and again. */
export interface Pricer {
  readonly price: (changes: Changes) => LivePrice;
  /** Estimated attention recall; the first one of a text and hash takes seconds, those after it little. */
  readonly estimate: (changes: Changes) => LiveEstimate;
}

/** Texts whose activations are kept, each with what was solved under it. */
const MOST_TEXTS = 3;

/** Solved arrays and estimates of the same activations. */
interface Solved {
  readonly activations: Activations;
  readonly pointOf: ReturnType<typeof rememberedPoints>;
  readonly estimateOf: ReturnType<typeof createQualityEstimator>;
}

/** A config with changes as the embedded model's activations make it priceable. */
export interface ReadConfig extends Solved {
  /** The config's tree with the changes. */
  readonly value: unknown;
  readonly config: Config;
}

/** Reads changes laid over a config. Throws ConfigError. */
export type Reader = (changes: Changes) => ReadConfig;

/**
 * Reads a config with changes as `compare` does, with the embedded model's activations and the arrays solved under them. Texts
 * and solved arrays are remembered by what they depend on.
 */
export function createReader(base: unknown, model: DescribedModel, kernels: Kernels): Reader {
  const compiled = compileConfig(shippedCatalogue);
  const solved = memoised(
    (_key: string, activations: () => Activations, seed: number): Solved => {
      const own = activations();
      return {
        activations: own,
        pointOf: rememberedPoints(own, kernels),
        estimateOf: createQualityEstimator(own, createRng(seed), kernels),
      };
    },
    (key) => key,
    MOST_TEXTS,
  );
  return (changes) => {
    const value = laidOver(base, changes, PARAMETERS);
    const document = documentOf(value);
    const parsed = compiled(value) ?? parseConfig(document, shippedCatalogue);
    const { key, measure, config } = measured(document, parsed, model, kernels);
    return { value, config, ...solved(key, measure, config.seed) };
  };
}

const PARAMETERS = configParameters(shippedCatalogue);

/** What `compare` prices, by the same code: every comparison design of a config that is read. */
export function createPricer(read: Reader): Pricer {
  return {
    price: (changes) =>
      withFaults(() => {
        const { value, config, activations, pointOf } = read(changes);
        const ladder = priceLadder(config, activations, pointOf);
        return {
          kind: "priced",
          config: value,
          settings: Object.fromEntries(
            settingsOf(value, PARAMETERS).map(([{ path }, own]) => [path, own as Setting]),
          ),
          designs: ladder.rungs.map((rung) => liveDesign(rung, ladder)),
          ratios: liveRatios(ladder),
          sentences: sentencesOf(ladder),
        };
      }),
    estimate: (changes) => {
      try {
        const { config, estimateOf } = read(changes);
        return { kind: "estimated", mass: estimateOf(config).capturedMass };
      } catch (error) {
        // The price says what is wrong with a config that cannot be read.
        return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** A config's activations by what they depend on, and the config as it applies to the model. */
function measured(
  document: Located,
  config: Config,
  model: DescribedModel,
  kernels: Kernels,
): { readonly key: string; readonly measure: () => Activations; readonly config: Config } {
  const { workload, design, fidelity, seed } = config;
  if (fidelity.source === "duplication") {
    const { heads, headWidth, length } = workload;
    let known: Measured | null = null;
    const all = (): Measured => {
      known ??= duplication(document, config);
      return known;
    };
    const attention = { ...workload.attention, sharedQK: true };
    return {
      key: JSON.stringify(["duplication", heads, headWidth, fidelity.length ?? length, seed]),
      measure: () => all().activations,
      config: { ...config, workload: { ...workload, attention } },
    };
  }
  const length = measuredLength(document, config, model);
  const { centreKeys } = workload.attention;
  return {
    key: JSON.stringify([length, centreKeys, design.hashing.folding !== "none", seed]),
    measure: () => capturedText(config, model, recallText(length, centreKeys), kernels.decoder),
    config: adaptedTo(document, config, model, true),
  };
}

const documentOf = (value: unknown): Located => {
  const place = (): string => "config";
  return { file: "config", value, place, keyPlace: place };
};

function withFaults(price: () => LivePrice): LivePrice {
  try {
    return price();
  } catch (error) {
    if (error instanceof ConfigError)
      return { kind: "fault", issues: error.issues.map(({ path, message }) => ({ path, message })) };
    return {
      kind: "fault",
      issues: [{ path: "(root)", message: error instanceof Error ? error.message : String(error) }],
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
