import {
  ANY_NAME,
  acceptedRange,
  type Catalogue,
  type Parameter,
  quantityPattern,
  type UnitName,
  unitExample,
} from "#base";
import { configParameters } from "./resolved.ts";

/** A JSON Schema, as far as this file writes one. Keys that start with `x-` are Crosshash's annotations. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * JSON Schema (draft 2020-12) of a config or a study, for editors. A quantity is a text, so its range is
 * given in SI next to the pattern: `x-unit`, `x-minimum`, `x-maximum`, `x-exclusiveMinimum`.
 */
export function jsonSchema(catalogue: Catalogue): JsonSchema {
  const parameters = configParameters(catalogue);
  const root = objectOf(parameters, "");
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Crosshash config",
    description:
      "A design, a workload and how quality is measured; with `space`, a study of several designs.",
    ...root,
    properties: { ...(root.properties as JsonSchema), ...studySchema(parameters) },
  };
}

/** The object at `path` ("" or ending in a dot), with the keys of the parameters that begin with it. */
function objectOf(parameters: readonly Parameter[], path: string): JsonSchema {
  const properties: JsonSchema = {};
  let named: JsonSchema | false = false;
  for (const parameter of parameters) {
    const [key, ...rest] = parameter.path.slice(path.length).split(".");
    if (key === ANY_NAME) {
      const inner = `${path}${key}.`;
      named ||= childOf(
        parameters.filter((candidate) => candidate.path.startsWith(inner)),
        inner,
      );
      continue;
    }
    if (Object.hasOwn(properties, key)) continue;
    if (rest.length === 0) properties[key] = leafOf(parameter);
    else {
      const inner = `${path}${key}.`;
      properties[key] = childOf(
        parameters.filter((candidate) => candidate.path.startsWith(inner)),
        inner,
      );
    }
  }
  return { type: "object", additionalProperties: named, properties };
}

function childOf(parameters: readonly Parameter[], path: string): JsonSchema {
  const families = parameters.filter((parameter) => parameter.path === `${path}model`);
  if (families.length === 0) return objectOf(parameters, path);
  const choice = parameters.find((parameter) => parameter.path === `${path}family`);
  const alternatives = families.flatMap((family) =>
    alternativesOf(family, parameters, path, choice !== undefined),
  );
  const [{ doc, default: fallback }] = families;
  // Without a family, a readout depends on the hash: the same text may then match two alternatives.
  if (choice !== undefined) return { description: doc, anyOf: alternatives };
  return { description: doc, default: { model: fallback }, oneOf: alternatives };
}

/** One alternative per model of the family: its name decides which other keys exist. */
function alternativesOf(
  { choices = [], doc, default: fallback, family }: Parameter,
  parameters: readonly Parameter[],
  path: string,
  isNamed: boolean,
): JsonSchema[] {
  return choices.map((model) => {
    const own = parameters.filter(
      (parameter) => parameter.family === family && parameter.models.includes(String(model)),
    );
    const { properties } = objectOf(own, path);
    return {
      title: isNamed ? `${family} ${model}` : String(model),
      type: "object",
      additionalProperties: false,
      ...(model === fallback ? {} : { required: ["model"] }),
      properties: {
        ...(isNamed ? { family: { const: family } } : {}),
        model: { const: model, description: doc },
        ...(properties as JsonSchema),
      },
    };
  });
}

function leafOf(parameter: Parameter): JsonSchema {
  const { doc, default: fallback } = parameter;
  const words = acceptedRange(parameter);
  return {
    description: words === "" ? doc : `${doc}; ${words}`,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...typeOf(parameter),
  };
}

/** Keywords of the range; annotations for a quantity, since a text has no order. */
function rangeOf({ minimum, maximum, exclusiveMinimum, unit }: Parameter): JsonSchema {
  const given = Object.entries({ minimum, maximum, exclusiveMinimum }).filter(([, x]) => x !== undefined);
  const prefix = unit === undefined ? "" : "x-";
  return Object.fromEntries(given.map(([keyword, x]) => [`${prefix}${keyword}`, x]));
}

function typeOf(parameter: Parameter): JsonSchema {
  const range = rangeOf(parameter);
  const { kind, choices = [], pattern, examples, multipleOf, maxLength, default: fallback } = parameter;
  switch (kind) {
    case "quantity": {
      const unit = parameter.unit as UnitName;
      const samples = [...new Set([fallback, unitExample(unit)].filter((text) => text !== undefined))];
      return { type: "string", pattern: quantityPattern(unit), examples: samples, "x-unit": unit, ...range };
    }
    case "integer":
      return { type: kind, ...(multipleOf === undefined ? {} : { multipleOf }), ...range };
    case "number":
      return { type: kind, ...range };
    case "choice":
    case "model":
      return { enum: choices };
    case "flag":
      return { type: "boolean" };
    case "text": {
      const text = { type: "string", minLength: 1, maxLength, pattern };
      const { mostItems: maxItems } = parameter;
      return maxItems === undefined
        ? text
        : { anyOf: [text, { type: "array", items: text, minItems: 1, maxItems }] };
    }
    case "rule":
      return {
        oneOf: [
          { type: "string", pattern, examples },
          multipleOf === undefined ? { type: "number", ...range } : { type: "integer", multipleOf, ...range },
        ],
      };
  }
}

const patternOf = (path: string): string => path.replaceAll(".", "\\.").replace(ANY_NAME, "[^.]+");

/** A study's own keys; `check` verifies their combination. */
function studySchema(parameters: readonly Parameter[]): JsonSchema {
  const paths = [...new Set(parameters.map(({ path }) => path))];
  const propertyNames = {
    anyOf: [
      { enum: paths.filter((path) => !path.includes(ANY_NAME)) },
      {
        pattern: `^(${paths
          .filter((path) => path.includes(ANY_NAME))
          .map(patternOf)
          .join("|")})$`,
      },
    ],
  };
  const whole = { type: "integer", minimum: 1 };
  const level = { enum: ["price", "estimate", "model", "simulate", "circuit"] };
  return {
    space: {
      type: "object",
      description: "axes of a study: config path → the values that it takes, or a range",
      minProperties: 1,
      propertyNames,
      additionalProperties: { anyOf: [VALUES, AXIS] },
    },
    points: {
      type: "array",
      description: "points of a study one by one, in place of a space: config path → value",
      minItems: 1,
      items: {
        type: "object",
        minProperties: 1,
        propertyNames,
        additionalProperties: { type: ["string", "number", "boolean"] },
      },
    },
    derived: {
      type: "object",
      description: 'config path → expression of axes, such as "2 * rows"',
      propertyNames,
      additionalProperties: { type: "string" },
    },
    constraints: {
      type: "array",
      description: 'conditions on metrics, such as "area_m2 < 1e-5"',
      items: { type: "string" },
    },
    objectives: {
      type: "array",
      description:
        'metrics to make small or large: "metric:min", or with a reference point of the hypervolume',
      items: { anyOf: [{ type: "string" }, OBJECTIVE] },
    },
    search: objectSchema("how points are chosen", {
      kind: { enum: ["grid", "random", "sobol", "latin-hypercube", "nsga2"] },
      points: whole,
      population: whole,
      generations: whole,
      seed: { type: "integer", minimum: 0 },
    }),
    levels: {
      type: "array",
      description:
        "levels of fidelity; each after the first is for the front of the one before and its neighbourhood",
      minItems: 1,
      items: {
        anyOf: [
          level,
          objectSchema("a level with its settings", {
            level,
            trials: { type: "integer", minimum: 2, maximum: 10_000 },
            slack: { type: "number", minimum: 0, maximum: 10 },
            unknown: { type: "boolean" },
          }),
        ],
      },
    },
  };
}

const objectSchema = (description: string, properties: JsonSchema): JsonSchema => ({
  type: "object",
  description,
  additionalProperties: false,
  properties,
});

const VALUES: JsonSchema = { type: "array", minItems: 1, items: { type: ["string", "number", "boolean"] } };

const END: JsonSchema = { type: ["string", "number"] };

const AXIS: JsonSchema = objectSchema("values or a range, and when the axis applies", {
  values: VALUES,
  from: END,
  to: END,
  steps: { type: "integer", minimum: 2 },
  step: END,
  scale: { enum: ["linear", "log"] },
  integer: { type: "boolean" },
  when: { type: "string" },
});

const OBJECTIVE: JsonSchema = objectSchema("an objective with its reference", {
  metric: { type: "string" },
  sense: { enum: ["min", "max"] },
  reference: { type: "number" },
});
