import {
  type ActionCost,
  anyOf,
  type Catalogue,
  type ConfigError,
  type Domain,
  digits,
  fault,
  type Instance,
  type Kelvin,
  type Metres,
  parseDocument,
  parseLocated,
  parseQuantity,
} from "#base";
import { createTechnology, SCALING_DOMAIN_NM, TEMPERATURE_DOMAIN } from "#technology";
import { override } from "../../../design/override.ts";

/** Operating conditions and settings of a component. */
export interface ComponentChoice {
  readonly set: readonly string[];
  readonly technology: string;
  readonly temperature: string;
}

/** A component's area, leakage and cost per action. */
export type ComponentPrice = ReturnType<typeof componentPrice>;

/** Price of one model of a family. Throws ConfigError for an invalid setting, node or temperature. */
export function componentPrice(catalogue: Catalogue, family: string, model: string, choice: ComponentChoice) {
  const bare = parseDocument(JSON.stringify({ model }), "explain");
  const named = { ...bare, place: () => "explain", keyPlace: () => "explain" };
  const document = choice.set.reduce(override, named);
  const instance: Instance = parseLocated(anyOf<Instance>(catalogue, family, model, ""), document);
  const node = nodeOf(choice.technology, instance.domain);
  const temperature = temperatureOf(choice.temperature);
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

/** The node of `--technology`, within the domains of the scaling laws and of the model. */
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

/** The parser's own message if the text is no quantity, else that it is out of range. */
const refused = (place: string, parsed: number | string, outOfRange: string): ConfigError =>
  fault(place, "(value)", typeof parsed === "string" ? parsed : outOfRange);
