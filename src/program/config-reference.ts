import { acceptedRange, type Catalogue, type Constant, engineering, type Model, type Parameter } from "#base";
import { unalignedTable } from "#reports";
import { jsonSchema } from "../design/json-schema.ts";
import { configParameters } from "../design/resolved.ts";

/**
 * Every key of a config as Markdown: path, unit, range, default and source, from the schemas; then each
 * family's models with their parameters and the constants behind their prices.
 */
export function configReference(catalogue: Catalogue): string {
  const parameters = configParameters(catalogue);
  const own = parameters.filter(({ models }) => models.length === 0);
  const groups = new Map<string, Parameter[]>();
  for (const parameter of own) {
    const group = groupOf(parameter.path);
    groups.set(group, [...(groups.get(group) ?? []), parameter]);
  }
  return [
    ...HEAD,
    ...[...groups].flatMap(([group, keys]) => [`## ${group}`, "", keyTable(keys), ""]),
    "## A study's own keys",
    "",
    studyTable(catalogue, own),
    "",
    "## Models",
    "",
    ...Object.entries(catalogue.families).flatMap(([family, models]) =>
      familySection(family, models, parameters),
    ),
  ].join("\n");
}

const HEAD = [
  "# Config reference",
  "",
  "Written by `npm run docs:reference` from the schemas that read a config. A config is JSON5; every key has a default or is",
  'optional (–). A quantity is a text with its unit, such as `"10 ns"`; ranges and units are those of the config. The source of',
  "a default is a key of [references.bib](../../references.bib), `assumed` for a physical quantity without a source that was read,",
  "or `ours`: a choice of this framework for which there is nothing to cite. A key that names a model brings the keys of that",
  "model, below; their defaults have the model's source.",
  "",
];

/** Group of a key: the root, or the part of the config that contains it. */
function groupOf(path: string): string {
  const keys = path.split(".");
  if (keys.length === 1) return "the config itself";
  if (keys[0] !== "design" || keys.length === 2) return keys[0];
  return keys.slice(0, 2).join(".");
}

const code = (text: string): string => `\`${text}\``;

function keyTable(keys: readonly Parameter[]): string {
  return unalignedTable(
    ["key", "unit", "accepts", "default", "source", "what it is"],
    keys.map((parameter) => [
      code(parameter.path),
      parameter.unit ?? "",
      accepts(parameter),
      defaultOf(parameter),
      sourceOf(parameter),
      parameter.doc,
    ]),
  );
}

/** Defaults of the design's physical quantities were not measured: assumptions; others are choices. */
function sourceOf({ kind, unit, path, default: fallback }: Parameter): string {
  if (fallback === undefined) return "–";
  if (kind === "model") return "its model's";
  return unit !== undefined && path.startsWith("design.") ? "assumed" : "ours";
}

function accepts(parameter: Parameter): string {
  const { kind, choices, examples = [], multipleOf } = parameter;
  if (kind === "model") return `models of [${parameter.family}](#${parameter.family})`;
  if (choices !== undefined) return choices.map(code).join(", ");
  if (kind === "flag") return "`true`, `false`";
  if (kind === "rule")
    return [
      ...examples.map((example) => code(`"${example}"`)),
      multipleOf === undefined ? "a number" : multipleOf === 1 ? "an integer" : `multiples of ${multipleOf}`,
    ].join(", ");
  const range = acceptedRange(parameter);
  if (kind === "text") return "text";
  const whole = multipleOf === undefined ? "integer" : `multiple of ${multipleOf}`;
  return kind === "integer" ? `${whole} ${range}`.trim() : range;
}

const defaultOf = ({ default: fallback }: Parameter): string =>
  fallback === undefined ? "–" : code(JSON.stringify(fallback));

/** Keys of a study, from the JSON Schema for editors. */
function studyTable(catalogue: Catalogue, own: readonly Parameter[]): string {
  const { properties } = jsonSchema(catalogue) as { properties: Record<string, { description?: string }> };
  const known = new Set(own.map(({ path }) => path.split(".")[0]));
  return unalignedTable(
    ["key", "what it is"],
    Object.entries(properties)
      .filter(([key]) => !known.has(key))
      .map(([key, { description = "" }]) => [code(key), description]),
  );
}

function familySection(family: string, models: readonly Model[], parameters: readonly Parameter[]): string[] {
  const places = parameters.filter(({ kind, family: own }) => kind === "model" && own === family);
  const paths = places.map(({ path }) => path.slice(0, -".model".length));
  const where = paths.length === 0 ? "in no config" : paths.map(code).join(", ");
  return [
    `### ${family}`,
    "",
    `Used at ${where}.`,
    "",
    ...models.flatMap((model) => modelSection(model, paths[0], parameters)),
  ];
}

function modelSection(model: Model, path: string | undefined, parameters: readonly Parameter[]): string[] {
  const { family, model: name, source, constants, domain } = model;
  const own = parameters.filter(
    (parameter) =>
      parameter.family === family &&
      parameter.models.includes(name) &&
      path !== undefined &&
      parameter.path.startsWith(`${path}.`),
  );
  const nodes =
    domain === undefined
      ? ""
      : `; for nodes in [${engineering(domain.min, "m")}, ${engineering(domain.max, "m")}]`;
  const rows = own.map((parameter) => [
    code(parameter.path.slice((path ?? "").length + 1)),
    parameter.unit ?? "",
    accepts(parameter),
    defaultOf(parameter),
    parameter.doc,
  ]);
  return [
    `#### ${family} ${name}`,
    "",
    `Source: ${citation(source)}${nodes}.`,
    "",
    ...(rows.length === 0
      ? []
      : [unalignedTable(["parameter", "unit", "accepts", "default", "what it is"], rows), ""]),
    ...constantTable(constants),
  ];
}

function constantTable(constants: Readonly<Record<string, Constant>>): string[] {
  const rows = Object.entries(constants).map(([name, { nominal, low, high, source, note }]) => [
    code(name),
    String(nominal),
    low === undefined && high === undefined ? "" : `${low ?? nominal} to ${high ?? nominal}`,
    citation(source),
    note,
  ]);
  if (rows.length === 0) return [];
  return [unalignedTable(["constant", "value", "range", "source", "what it is"], rows), ""];
}

const citation = (source: string): string => (source === "assumed" ? "assumed" : `[${source}]`);
