import {
  ANY_NAME,
  acceptedRange,
  type Catalogue,
  didYouMean,
  fault,
  fieldHint,
  type Model,
  otherWord,
  type Parameter,
} from "#base";
import { type Block, heading, paragraph } from "#reports";
import { type ComparisonDesign, titleOf } from "../../../comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../../comparison/comparison-designs.ts";
import { METRICS } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { configParameters } from "../../../design/resolved.ts";
import { type BibEntry, citationText } from "../../shared/bibliography.ts";
import { alternativesOf, type Term, termsNamed } from "../run/terms.ts";

/** A shipped preset and the first line of its comment. */
export interface NamedPreset {
  readonly name: string;
  readonly description: string;
}

/** All named things that `explain` searches. */
export interface Vocabulary {
  readonly catalogue: Catalogue;
  readonly presets: readonly NamedPreset[];
  readonly bibliography: ReadonlyMap<string, BibEntry>;
  readonly terms: readonly Term[];
}

/** All meanings of one name. */
export interface Explanation {
  readonly name: string;
  readonly keys: readonly Parameter[];
  readonly models: readonly Model[];
  readonly families: readonly string[];
  readonly constants: readonly ExplainedConstant[];
  readonly metrics: readonly Metric[];
  readonly presets: readonly NamedPreset[];
  readonly sources: readonly { readonly key: string; readonly citation: string }[];
  readonly designs: readonly Pick<ComparisonDesign, "letter" | "id" | "name" | "called">[];
  /** Words of reports and screens. */
  readonly terms: readonly Term[];
}

export interface ExplainedConstant {
  readonly model: string;
  readonly name: string;
  readonly nominal: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly source: string;
  readonly note: string;
}

/**
 * Finds config keys (a whole path or its end), families, models, constants, metrics, presets, sources,
 * comparison designs and words of reports by name. Throws ConfigError for an unknown name.
 */
export function explain(name: string, vocabulary: Vocabulary): Explanation {
  const { catalogue, presets, bibliography, terms } = vocabulary;
  const parameters = configParameters(catalogue);
  const models = Object.values(catalogue.families).flat();
  const isModel = ({ family, model }: Model): boolean => name === model || name === `${family} ${model}`;
  const found: Explanation = {
    name,
    keys: parameters.filter(({ path }) => path === name || path.endsWith(`.${name}`) || isNamed(path, name)),
    models: models.filter(isModel),
    families: Object.keys(catalogue.families).filter((family) => family === name),
    constants: models.flatMap((model) => constantsOf(model).filter((constant) => constant.name === name)),
    metrics: METRICS.filter((own) => [own.key, own.quantity, own.name, own.said].includes(name)),
    presets: presets.filter((preset) => preset.name === name),
    sources: [...bibliography]
      .filter(([key]) => key === name)
      .map(([key, entry]) => ({ key, citation: citationText(entry) })),
    designs: COMPARISON_DESIGNS.filter((own) =>
      [own.letter, own.id, own.name, titleOf(own)].includes(name),
    ).map(({ letter, id, name: called, called: said }) => ({ letter, id, name: called, called: said })),
    terms: termsNamed(name, terms),
  };
  const senses = Object.values(found).filter((value) => Array.isArray(value) && value.length > 0);
  if (senses.length > 0) return found;
  const lasts = parameters.map(({ path }) => path.slice(path.lastIndexOf(".") + 1));
  const known = [
    ...parameters.map(({ path }) => path),
    ...lasts,
    ...models.flatMap((model) => [
      model.model,
      `${model.family} ${model.model}`,
      ...constantsOf(model).map((constant) => constant.name),
    ]),
    ...Object.keys(catalogue.families),
    ...METRICS.flatMap(({ key, quantity }) => [key, quantity]),
    ...presets.map((preset) => preset.name),
    ...bibliography.keys(),
    ...COMPARISON_DESIGNS.flatMap(({ id, name: called }) => [id, called]),
    ...terms.flatMap(alternativesOf),
  ];
  const isKey = otherWord(name, lasts) !== undefined;
  const hint =
    (isKey ? "" : valueHint(name, parameters)) || fieldHint(name) || didYouMean(name, [...new Set(known)]);
  throw fault(
    "explain",
    "name",
    `expected a config key, a family, a model, a constant, a metric, a preset, a source, a comparison design or a word of the reports, received ${JSON.stringify(name)}${hint}`,
  );
}

/** Says of which keys a word is a value, here or as others call it. */
function valueHint(name: string, parameters: readonly Parameter[]): string {
  const keys = new Map(
    parameters.flatMap(({ path, kind, choices = [] }) => {
      const own =
        kind === "choice" ? (choices.find((one) => one === name) ?? otherWord(name, choices)) : undefined;
      return own === undefined ? [] : [[path, own] as const];
    }),
  );
  const [[path, own] = []] = keys;
  if (path === undefined) return "";
  const same = own === name ? "it is" : `it is "${own}",`;
  return `; ${same} a value of ${path}${keys.size > 1 ? ` and ${keys.size - 1} more` : ""}`;
}

/** Whether a name is a path with a key that a config names itself. */
function isNamed(path: string, name: string): boolean {
  const [own, asked] = [path.split("."), name.split(".")];
  return own.length === asked.length && own.every((key, n) => key === asked[n] || key === ANY_NAME);
}

const constantsOf = ({ family, model, constants }: Model): ExplainedConstant[] =>
  Object.entries(constants).map(([name, { nominal, low, high, source, note }]) => ({
    model: `${family} ${model}`,
    name,
    nominal: nominal ?? null,
    low: low ?? null,
    high: high ?? null,
    source,
    note,
  }));

/** The explanation as JSON. */
export const explanationJson = (found: Explanation): object => ({
  ...found,
  keys: found.keys.map(({ path, models, kind, unit, choices, default: fallback, doc, ...rest }) => ({
    path,
    models,
    kind,
    unit: unit ?? null,
    accepts: choices ?? acceptedRange({ path, models, kind, unit, doc, ...rest } as Parameter),
    default: fallback ?? null,
    doc,
  })),
  models: found.models.map(({ family, model, source, constants }) => ({
    family,
    model,
    source,
    constants: Object.keys(constants),
  })),
  metrics: found.metrics.map(({ key, name, unit, sense, kind, levels }) => ({
    key,
    name,
    unit,
    sense,
    kind,
    levels,
  })),
});

/** The explanation in readable form, one section per meaning. */
export function explanationBlocks(found: Explanation, { catalogue }: Vocabulary): Block[] {
  const parameters = configParameters(catalogue);
  return [
    ...found.terms.map(({ term, meaning }) => paragraph(`${term}: ${meaning}`)),
    ...found.designs.map((own) =>
      paragraph(`${titleOf(own)}: a comparison design, ${own.called}; "${own.id}" in JSON`),
    ),
    ...keyBlocks(found.keys),
    ...found.models.flatMap((model) => modelBlocks(model, parameters)),
    ...found.families.map((family) =>
      paragraph(
        `${family}: a family of components`,
        `models: ${catalogue.families[family].map(({ model }) => model).join(", ")}`,
        `config keys: ${placesOf(family, parameters).join(", ") || "none"}`,
      ),
    ),
    ...found.constants.map(constantLines),
    ...found.metrics.map(({ key, name, unit, sense, levels }) =>
      paragraph(
        `${key}: ${name}${unit === "" ? "" : ` (${unit})`}, a metric`,
        `better: ${sense === "min" ? "less" : "more"}`,
        `levels of a study: ${levels.join(", ")}`,
      ),
    ),
    ...found.presets.map(({ name, description }) =>
      paragraph(
        `${name}: a config that ships with the package`,
        description,
        `crosshash config init ${name}`,
      ),
    ),
    ...found.sources.map(({ key, citation }) => paragraph(`${key}: a source`, citation)),
  ];
}

const keyBlocks = (keys: readonly Parameter[]): Block[] => keys.map((key) => paragraph(...keyLines(key)));

const keyLines = (key: Parameter): string[] => [
  `${key.path}: ${key.doc}`,
  ...(accepts(key) === "" ? [] : [`  accepts: ${accepts(key)}`]),
  ...(key.default === undefined ? [] : [`  default: ${JSON.stringify(key.default)}`]),
  ...(key.models.length === 0 ? [] : [`  a key of ${key.family} ${key.models.join(", ")}`]),
];

function accepts(key: Parameter): string {
  if (key.kind === "model") return `a model of ${key.family}`;
  if (key.choices !== undefined) return key.choices.join(", ");
  if (key.kind === "flag") return "true, false";
  const unit = key.unit === undefined ? "" : `with its unit (${key.unit})`;
  return [key.kind, acceptedRange(key), unit].filter((part) => part !== "").join(" ");
}

function modelBlocks(model: Model, parameters: readonly Parameter[]): Block[] {
  const { family, model: name, source } = model;
  const own = parameters.filter(
    (parameter) => parameter.family === family && parameter.models.includes(name),
  );
  const constants = constantsOf(model);
  return [
    heading(`${family} ${name}`),
    paragraph(`source: ${source}`, `config keys: ${placesOf(family, parameters).join(", ") || "none"}`),
    ...keyBlocks(own),
    ...constants.map(constantLines),
  ];
}

const placesOf = (family: string, parameters: readonly Parameter[]): string[] =>
  parameters
    .filter((parameter) => parameter.kind === "model" && parameter.family === family)
    .map(({ path }) => path.slice(0, -".model".length));

const constantLines = ({ name, model, nominal, low, high, source, note }: ExplainedConstant): Block =>
  paragraph(
    `${name}: a constant of ${model}, ${nominal ?? "no value"}${
      low === null && high === null ? "" : ` (${low ?? nominal} to ${high ?? nominal})`
    }`,
    `  ${note}`,
    `  source: ${source}`,
  );
