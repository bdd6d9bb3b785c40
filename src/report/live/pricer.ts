import { memoised } from "../../base/canonical.ts";
import type { Located } from "../../base/document.ts";
import { ConfigError } from "../../base/errors.ts";
import type { Parameter } from "../../base/parameter.ts";
import { createRng } from "../../base/rng.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { compileConfig } from "../../design/compiled-config.ts";
import { type Config, parseConfig } from "../../design/config.ts";
import { withImplied } from "../../design/implied.ts";
import { applicable, configParameters, settingsOf } from "../../design/resolved.ts";
import { presetOf, withOtherPreset } from "../../design/shape-presets.ts";
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

/**
 * What `compare` prices, by the same code: the embedded model's activations, the arrays solved under them, and every
 * comparison design. Texts and solved arrays are remembered by what they depend on.
 */
export function createPricer(base: unknown, model: DescribedModel, kernels: Kernels): Pricer {
  const parameters = configParameters(shippedCatalogue);
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
  const read = (changes: Changes): { readonly value: unknown; readonly config: Config } & Solved => {
    const value = laidOver(base, changes, parameters);
    const document = documentOf(value);
    const parsed = compiled(value) ?? parseConfig(document, shippedCatalogue);
    const { key, measure, config } = measured(document, parsed, model, kernels);
    return { value, config, ...solved(key, measure, config.seed) };
  };
  return {
    price: (changes) =>
      withFaults(() => {
        const { value, config, activations, pointOf } = read(changes);
        const ladder = priceLadder(config, activations, pointOf);
        return {
          kind: "priced",
          config: value,
          settings: Object.fromEntries(
            settingsOf(value, parameters).map(([{ path }, own]) => [path, own as Setting]),
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

function liveDesign(rung: RungResult, { workload }: PricedLadder): LiveDesign {
  const { id, title } = rung;
  const { letter } = rungOf(id);
  if (!rung.feasible) return { id, letter, title, reason: rung.reason, costs: null };
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

type Tree = Readonly<Record<string, unknown>>;

/** Path of the workload's preset, which says for what shape the workload's other keys were written. */
const PRESET = "workload.preset";

/**
 * A config with changes laid over it. Another preset or another model takes with it what the config said for the old one,
 * and changes of keys that do not apply then are left out. What no change touches stays the same objects.
 */
export function laidOver(base: unknown, changes: Changes, parameters: readonly Parameter[]): unknown {
  const choosers = new Set(parameters.filter(({ kind }) => kind === "model").map(({ path }) => path));
  const isChooser = (path: string): boolean => path.endsWith(".family") || choosers.has(path);
  const entries = Object.entries(changes);
  const preset = presetOf(changes[PRESET]);
  let tree = preset === undefined ? base : withOtherPreset(base, preset);
  // Families before the models of them, both before keys of a model.
  const rank = (path: string): number => (path.endsWith(".family") ? 0 : isChooser(path) ? 1 : 2);
  for (const [path, value] of [...entries].sort(([a], [b]) => rank(a) - rank(b))) {
    if (rank(path) === 2) break;
    tree = withModel(tree, path.split("."), value, parameters);
  }
  const applies = new Set(applicable(withImplied(tree), parameters).map(({ path }) => path));
  for (const [path, value] of entries)
    if (rank(path) === 2 && applies.has(path)) tree = replaced(tree, path.split("."), value);
  return tree;
}

/** The tree with another family or model, and of the keys around it those alone that the new model has too. */
function withModel(
  tree: unknown,
  keys: readonly string[],
  value: Setting,
  parameters: readonly Parameter[],
): unknown {
  const parent = keys.slice(0, -1);
  const own = parent.reduce<unknown>(childOf, tree);
  const key = keys[keys.length - 1];
  if (!isTree(own) || own[key] === value) return replaced(tree, keys, value);
  const path = parent.join(".");
  const known = new Set(
    parameters.filter(({ models }) => models.includes(String(value))).map((parameter) => parameter.path),
  );
  const kept = Object.entries(own).filter(
    ([name]) => (key === "model" && name === "family") || known.has(`${path}.${name}`),
  );
  return replaced(tree, parent, { ...Object.fromEntries(kept), [key]: value });
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const childOf = (tree: unknown, key: string): unknown =>
  isTree(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined;

/** The tree with a value at a path; what is next to the path stays the same objects. */
function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const [key, ...rest] = keys;
  return { ...(isTree(tree) ? tree : {}), [key]: replaced(childOf(tree, key), rest, value) };
}
