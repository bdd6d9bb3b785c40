import { Option } from "commander";
import { anyOf, type Catalogue } from "../../base/catalogue.ts";
import type { ActionCost, Domain, Instance } from "../../base/component.ts";
import { parseDocument } from "../../base/document.ts";
import { type ConfigError, didYouMean, fault } from "../../base/errors.ts";
import { parseLocated } from "../../base/schema.ts";
import { type Kelvin, type Metres, parseQuantity } from "../../base/units.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { override } from "../../design/override.ts";
import { type Block, paragraph, table } from "../../report/report.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { SCALING_DOMAIN_NM } from "../../technology/scaling.ts";
import { createTechnology, TEMPERATURE_DOMAIN } from "../../technology/technology.ts";
import { area, digits, engineering } from "../../text/format.ts";

interface ComponentOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly technology: string;
  readonly temperature: string;
}

export const componentVerb = defineVerb<
  [family: string | undefined, model: string | undefined],
  ComponentOptions
>({
  summary: "families, models, one component's area and energy",
  about:
    "one component's area, leakage and cost per action; without a model the models of a family, without a family all families",
  args: [
    ["[family]", `one of ${Object.keys(shippedCatalogue.families).join(", ")}`],
    ["[model]", "model of the family"],
  ],
  options: [
    setOption(),
    pluginOption(),
    new Option("--technology <node>", "node that it is built in").default("32 nm"),
    new Option("--temperature <kelvin>", "temperature of its silicon").default("300 K"),
  ],
  reports: "text",
  examples: ["component dac", 'component dac capacitive --set bits=6 --technology "28 nm"'],
  ask: async ({ args: [family, model], options }) => {
    const { catalogue } = await loadModels(options.plugin);
    if (family !== undefined) checkFamily(catalogue, family);
    if (model === undefined) checkNothingSet(catalogue, family, options.set);
    if (family === undefined) return familiesAnswer(catalogue);
    if (model === undefined) return modelsAnswer(catalogue, family);
    const answer = componentAnswer(catalogue, family, model, options);
    return { json: answer, blocks: componentBlocks(answer) };
  },
});

function familiesAnswer({ families }: Catalogue): Answer {
  const names = Object.entries(families).map(([family, models]) => ({
    family,
    models: models.map(({ model }) => model),
  }));
  return {
    json: { families: names },
    blocks: [
      table({
        head: ["family", "models"],
        rows: names.map(({ family, models }) => [family, models.join(", ")]),
        words: [0, 1],
      }),
      paragraph("crosshash component FAMILY MODEL prices one; crosshash explain MODEL lists its parameters."),
    ],
  };
}

function modelsAnswer({ families }: Catalogue, family: string): Answer {
  const models = families[family].map(({ model, source, constants }) => ({
    model,
    source,
    constants: Object.keys(constants).length,
    assumed: Object.values(constants).filter((constant) => constant.source === "assumed").length,
  }));
  return {
    json: { family, models },
    blocks: [
      table({
        head: [family, "source", "constants", "assumed"],
        rows: models.map(({ model, source, constants, assumed }) => [
          model,
          source,
          String(constants),
          String(assumed),
        ]),
        words: [0, 1],
      }),
    ],
  };
}

function checkFamily(catalogue: Catalogue, family: string): void {
  const families = Object.keys(catalogue.families);
  if (families.includes(family)) return;
  throw fault(
    "component",
    "family",
    `expected one of the families, received ${JSON.stringify(family)}${didYouMean(family, families) || `; there are ${families.join(", ")}`}`,
  );
}

/** A list of models has no parameters to set. */
function checkNothingSet({ families }: Catalogue, family: string | undefined, set: readonly string[]): void {
  if (set.length === 0) return;
  const models =
    family === undefined ? "a family and a model" : families[family].map(({ model }) => model).join(" or ");
  throw fault(
    "component",
    "model",
    `expected ${models} that --set applies to, received --set ${set[0]} alone`,
  );
}

function componentAnswer(catalogue: Catalogue, family: string, model: string, options: ComponentOptions) {
  const bare = parseDocument(JSON.stringify({ model }), "component");
  const named = { ...bare, place: () => "component", keyPlace: () => "component" };
  const document = options.set.reduce(override, named);
  const instance: Instance = parseLocated(anyOf<Instance>(catalogue, family, model, ""), document);
  const node = nodeOf(options.technology, instance.domain);
  const temperature = temperatureOf(options.temperature);
  const cost = instance.cost(createTechnology(node, { temperature }));
  return {
    family,
    model,
    source: instance.source,
    technology: { node_m: node, temperature_K: temperature },
    params: instance.params,
    area_m2: cost.area,
    leakage_W: cost.leakage,
    actions: Object.fromEntries(
      Object.entries<ActionCost>(cost.actions).map(([name, { energy, latency, interval }]) => [
        name,
        { energy_J: energy, latency_s: latency, interval_s: interval },
      ]),
    ),
    constants: Object.fromEntries(
      Object.entries(instance.constants).map(([name, { nominal, low, high, source, note }]) => [
        name,
        { nominal, low: low ?? null, high: high ?? null, source, note },
      ]),
    ),
    assumed: Object.values(instance.constants).filter(({ source }) => source === "assumed").length,
  };
}

/** The node of `--technology`, inside the scaling laws' domain and the model's own. */
function nodeOf(text: string, domain: Domain | undefined): Metres {
  const min = domain === undefined ? SCALING_DOMAIN_NM.min : domain.min * 1e9;
  const max = domain === undefined ? SCALING_DOMAIN_NM.max : domain.max * 1e9;
  const node = parseQuantity(text, "m");
  const inDomain = typeof node === "number" && node >= min * 0.999999e-9 && node <= max * 1.000001e-9;
  if (inDomain) return node as Metres;
  const range = `[${digits(min)} nm, ${digits(max)} nm]`;
  throw refused("--technology", node, `expected a node in ${range}, received ${JSON.stringify(text)}`);
}

function temperatureOf(text: string): Kelvin {
  const { min, max } = TEMPERATURE_DOMAIN;
  const temperature = parseQuantity(text, "K");
  if (typeof temperature === "number" && temperature >= min && temperature <= max)
    return temperature as Kelvin;
  const range = `[${min} K, ${max} K]`;
  throw refused(
    "--temperature",
    temperature,
    `expected a temperature in ${range}, received ${JSON.stringify(text)}`,
  );
}

/** The parser's own complaint where the text was no quantity, else that it is out of range. */
const refused = (place: string, parsed: number | string, outOfRange: string): ConfigError =>
  fault(place, "(value)", typeof parsed === "string" ? parsed : outOfRange);

function componentBlocks(answer: ReturnType<typeof componentAnswer>): Block[] {
  const actions = Object.entries(answer.actions);
  const rows = actions.map(([name, { energy_J, latency_s, interval_s }]) => [
    name,
    engineering(energy_J, "J"),
    engineering(latency_s, "s"),
    engineering(interval_s, "s"),
  ]);
  return [
    paragraph(
      `${answer.family} ${answer.model} (source: ${answer.source}) at ${engineering(answer.technology.node_m, "m")}`,
      `area ${area(answer.area_m2)}, leakage ${engineering(answer.leakage_W, "W")}, assumed constants: ${answer.assumed} of ${Object.keys(answer.constants).length}`,
    ),
    ...(rows.length === 0 ? [] : [table({ head: ["action", "energy", "latency", "interval"], rows })]),
  ];
}
