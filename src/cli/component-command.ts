import Table from "cli-table3";
import type { Command } from "commander";
import type { Catalogue } from "../base/catalogue.ts";
import { anyOf } from "../base/catalogue.ts";
import type { ActionCost, Domain, Instance } from "../base/component.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { parseDocument } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { parseLocated } from "../base/schema.ts";
import { type Kelvin, type Metres, parseQuantity } from "../base/units.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { area, digits, engineering } from "../report/format.ts";
import { loadModels } from "../runtime/plugins.ts";
import { TEMPERATURE_DOMAIN } from "../technology/leakage.ts";
import { SCALING_DOMAIN_NM } from "../technology/scaling.ts";
import { createTechnology } from "../technology/technology.ts";
import { override } from "./config-file.ts";
import { jsonOption, pluginOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

interface ComponentOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly technology: string;
  readonly temperature: string;
  readonly json?: boolean;
}

export function addComponent(program: Command, output: Output): void {
  const command = program
    .command("component")
    .description("one component's area, leakage and cost per action")
    .argument("<family>", `one of ${Object.keys(shippedCatalogue.families).join(", ")}`)
    .argument("<model>", "model of the family")
    .addOption(setOption())
    .addOption(pluginOption())
    .option("--technology <node>", "node that it is built in", "32 nm")
    .option("--temperature <kelvin>", "temperature of its silicon", "300 K")
    .addOption(jsonOption())
    .action(async (family: string, model: string, options: ComponentOptions) => {
      const { catalogue } = await loadModels(options.plugin);
      const answer = componentAnswer(catalogue, family, model, options);
      output.data(options.json === true ? json(answer) : componentText(answer));
    });
  withExample(command, 'crosshash component dac capacitive --set bits=6 --technology "28 nm"');
}

function componentAnswer(catalogue: Catalogue, family: string, model: string, options: ComponentOptions) {
  const families = Object.keys(catalogue.families);
  if (!families.includes(family))
    throw new ConfigError([
      {
        place: "component",
        path: "family",
        message: `expected one of the families, received ${JSON.stringify(family)}${didYouMean(family, families) || `; there are ${families.join(", ")}`}`,
      },
    ]);
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
  new ConfigError([{ place, path: "(value)", message: typeof parsed === "string" ? parsed : outOfRange }]);

function componentText(answer: ReturnType<typeof componentAnswer>): string {
  const table = new Table({
    head: ["action", "energy", "latency", "interval"],
    style: { head: [], border: [] },
  });
  for (const [name, { energy_J, latency_s, interval_s }] of Object.entries(answer.actions))
    table.push([name, engineering(energy_J, "J"), engineering(latency_s, "s"), engineering(interval_s, "s")]);
  const lines = [
    `${answer.family} ${answer.model} (source: ${answer.source}) at ${engineering(answer.technology.node_m, "m")}`,
    `area ${area(answer.area_m2)}, leakage ${engineering(answer.leakage_W, "W")}, assumed constants: ${answer.assumed} of ${Object.keys(answer.constants).length}`,
  ];
  return `${[...lines, ...(Object.keys(answer.actions).length > 0 ? [table.toString()] : [])].join("\n")}\n`;
}
