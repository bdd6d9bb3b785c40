import { createRng, type Located, memoised, type Parameter } from "#base";
import { shippedCatalogue } from "../../../design/catalogue.ts";
import { compileConfig } from "../../../design/compiled-config.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { withImplied } from "../../../design/implied.ts";
import { applicable, configParameters } from "../../../design/resolved.ts";
import { presetOf, withOtherPreset } from "../../../design/shape-presets.ts";
import type { Workload } from "../../../design/workload.ts";
import {
  adaptedTo,
  createCaptures,
  type DescribedModel,
  duplication,
  type Measured,
  measuredLength,
  recallText,
} from "../../../language-model/measured.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import type { Activations } from "../../../simulation/activations.ts";
import type { ModelKernels } from "../../../simulation/kernels.ts";
import { rememberedPointsOf } from "../../../simulation/remembered-point.ts";
import { createQualityEstimator } from "../../../simulation/surrogate/quality-estimate.ts";
import type { Changes, Setting } from "./live-data.ts";

/** Texts whose activations are cached, each with its solved arrays. */
const MOST_TEXTS = 3;

/** Solved arrays and estimates for the same activations. */
interface Solved {
  readonly activations: Activations;
  readonly pointOf: (design: Design, workload: Workload) => OperatingPoint;
  readonly estimateOf: ReturnType<typeof createQualityEstimator>;
}

/** A changed config with the embedded model's activations for pricing. */
export interface ReadConfig extends Solved {
  /** The config's tree with the changes. */
  readonly value: unknown;
  readonly config: Config;
}

/** Reads changes to a config. Each method throws ConfigError. */
export interface Reader {
  /** Only the tree and the config, without running a text or solving arrays. */
  readonly config: (changes: Changes) => Pick<ReadConfig, "value" | "config">;
  readonly all: (changes: Changes) => ReadConfig;
}

/**
 * Reads a changed config as `compare` does, with the embedded model's activations and the arrays solved for
 * them. Texts and solved arrays are cached by their dependencies.
 */
export function createReader(base: unknown, model: DescribedModel, kernels: ModelKernels): Reader {
  const compiled = compileConfig(shippedCatalogue);
  const pointsOf = rememberedPointsOf(kernels);
  const capturesOf = memoised(
    (centreKeys: boolean) =>
      createCaptures(model, (length) => recallText(length, centreKeys), kernels.decoder),
    String,
  );
  const solved = memoised(
    (_key: string, activations: () => Activations, seed: number): Solved => {
      const own = activations();
      return {
        activations: own,
        pointOf: (design, workload) => pointsOf(own, design, workload),
        estimateOf: createQualityEstimator(own, createRng(seed), kernels),
      };
    },
    (key) => key,
    MOST_TEXTS,
  );
  const parsed = (changes: Changes) => {
    const value = laidOver(base, changes, PARAMETERS);
    const document = documentOf(value);
    const own = compiled(value) ?? parseConfig(document, shippedCatalogue);
    return { value, ...measured(document, own, model, capturesOf) };
  };
  return {
    config: parsed,
    all: (changes) => {
      const { value, config, key, measure } = parsed(changes);
      return { value, config, ...solved(key, measure, config.seed) };
    },
  };
}

export const PARAMETERS = configParameters(shippedCatalogue);

/** A config's activations with their cache key, and the config as applied to the model. */
function measured(
  document: Located,
  config: Config,
  model: DescribedModel,
  capturesOf: (centreKeys: boolean) => ReturnType<typeof createCaptures>,
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
    measure: () => capturesOf(centreKeys)(config, length),
    config: adaptedTo(document, config, model, true),
  };
}

const documentOf = (value: unknown): Located => {
  const place = (): string => "config";
  return { file: "config", value, place, keyPlace: place };
};

type Tree = Readonly<Record<string, unknown>>;

/** Path of the workload's preset, whose shape the workload's other keys refer to. */
const PRESET = "workload.preset";

/**
 * A config with changes. Another preset or model also removes the config's values for the old one, and
 * changes of keys that no longer apply are dropped. Unchanged parts stay the same objects.
 */
export function laidOver(base: unknown, changes: Changes, parameters: readonly Parameter[]): unknown {
  const choosers = new Set(parameters.filter(({ kind }) => kind === "model").map(({ path }) => path));
  const isChooser = (path: string): boolean => path.endsWith(".family") || choosers.has(path);
  const entries = Object.entries(changes);
  const preset = presetOf(changes[PRESET]);
  let tree = preset === undefined ? base : withOtherPreset(base, preset);
  // Families come before models, and both before keys of a model.
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

/** The tree with another family or model, keeping only those nearby keys that the new model has too. */
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

/** The tree with a value at a path; other parts stay the same objects. */
function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const [key, ...rest] = keys;
  return { ...(isTree(tree) ? tree : {}), [key]: replaced(childOf(tree, key), rest, value) };
}
