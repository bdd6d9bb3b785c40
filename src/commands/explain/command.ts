import { Option } from "commander";
import { type Catalogue, fault } from "#base";
import type { Report } from "#reports";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, setOption } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { shippedBibliography } from "../shared/bibliography.ts";
import { presetList } from "../shared/config-file.ts";
import { componentBlocks, familiesReport, modelsReport } from "./report/component.ts";
import { type Explanation, explain, explanationBlocks, explanationJson } from "./report/explanation.ts";
import { type ComponentChoice, componentPrice } from "./run/component.ts";
import { glossary } from "./run/terms.ts";

interface ExplainOptions extends ComponentChoice {
  readonly set: string[];
  readonly plugin: string[];
}

/** Report on a component name: the models of a family, or the price of the only model of that name. */
function componentReport(
  { models, families }: Explanation,
  catalogue: Catalogue,
  options: ExplainOptions,
): Report | null {
  const [first, ...more] = models;
  if (first === undefined || more.length > 0) {
    refuseSettings(families[0], catalogue, options.set);
    return families.length === 0 ? null : modelsReport(catalogue, families[0]);
  }
  const price = componentPrice(catalogue, first.family, first.model, options);
  return { json: price, blocks: componentBlocks(price) };
}

/** Refuses settings unless the name is a single model's. Throws ConfigError. */
function refuseSettings(
  family: string | undefined,
  { families }: Catalogue,
  [setting]: readonly string[],
): void {
  if (setting === undefined) return;
  const models =
    family === undefined ? "a family and a model" : families[family].map(({ model }) => model).join(" or ");
  throw fault("explain", "name", `expected ${models} that --set applies to, received --set ${setting} alone`);
}

export const explainVerb = defineVerb<[words: string[]], ExplainOptions>({
  summary: "what a key, component, metric, preset, source or word is",
  about:
    "what a name means: a config key (its path or the end of it), a family of components with its models, a model with its area, leakage and cost per action, a constant, a metric, a preset, a source, a comparison design or a word of the reports; without a name the families",
  args: [["[name...]", "such as readTime, lognormal, dac capacitive, energy_J, gather, C"]],
  options: [
    setOption(),
    pluginOption(),
    new Option("--technology <node>", "node that a component is built in").default("32 nm"),
    new Option("--temperature <kelvin>", "temperature of its silicon").default("300 K"),
  ],
  reports: "text",
  examples: ["explain readTime", "explain dac", 'explain dac capacitive --set bits=6 --technology "28 nm"'],
  ask: async ({ args: [words], options }) => {
    const { catalogue } = await loadModels(options.plugin);
    if (words.length === 0) {
      refuseSettings(undefined, catalogue, options.set);
      return familiesReport(catalogue);
    }
    const vocabulary = {
      catalogue,
      presets: presetList(),
      bibliography: shippedBibliography(),
      terms: glossary(),
    };
    const found = explain(words.join(" "), vocabulary);
    const component = componentReport(found, catalogue, options);
    return {
      json: { ...explanationJson(found), ...(component === null ? {} : { component: component.json }) },
      // The price comes first, for users who name a model and its node.
      blocks: [...(component?.blocks ?? []), ...explanationBlocks(found, vocabulary)],
    };
  },
});
