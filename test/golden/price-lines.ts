import { type ComponentCost, type Instance, nanometres } from "#base";
import { createTechnology } from "#technology";
import type { FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import type { CostReport } from "../../src/cost/cost-report.ts";
import { componentsOf, priceList } from "../../src/cost/price-list.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import type { Config } from "../../src/design/config.ts";
import type { Design } from "../../src/design/design.ts";
import { hashTechnology } from "../../src/design/electrics.ts";
import type { OperatingPoint } from "../../src/mapping/action-counts.ts";
import { instanceOf, members, nodesOf } from "../contracts/instances.ts";
import { settingsOf } from "../contracts/settings.ts";

/** Six digits: enough to see any change, few enough to be the same on every Node. */
const number = (value: number): string => String(Number(value.toPrecision(6)));

/** Default prices of every model of the catalogue, and of the settings that bring its other constants to act. */
export const modelLines = (): string[] =>
  Object.keys(shippedCatalogue.families).flatMap((family) =>
    members(family).flatMap((model) =>
      settingsOf(family, model).flatMap((params) => {
        const instance = instanceOf(family, model, params);
        const nodes = nodesOf(instance);
        const node = nodes.includes(32) ? 32 : nodes[0];
        const { area, leakage, actions } = instance.cost(createTechnology(nanometres(node)));
        const place = `${family} ${model}${Object.keys(params).length === 0 ? "" : ` ${JSON.stringify(params)}`} at ${node} nm`;
        return [
          `${place} (${instance.source}) | area ${number(area)} m² | leakage ${number(leakage)} W`,
          ...Object.entries(actions).map(
            ([action, { energy, latency, interval }]) =>
              `${place} | ${action} ${number(energy)} J, ${number(latency)} s, then every ${number(interval)} s`,
          ),
        ];
      }),
    ),
  );

/** What a design's actions take, a line at component, operation and action. */
export const countLines = ({ design, workload }: Config, point: OperatingPoint): string[] =>
  priceAll(design, workload, point).flatMap((contender) =>
    contender.feasible
      ? [
          totalLine(contender.id, contender.cost),
          ...wholeLines(contender),
          ...contender.cost.breakdown.map(
            ({ component, operation, action, count, energy }) =>
              `${contender.id} | ${component} | ${operation} | ${action} | × ${number(count)} | ${number(energy)} J`,
          ),
        ]
      : [`${contender.id} | infeasible: ${contender.reason}`],
  );

/** What a design's price leads to: a good die, the life of rewritten cells, attention's share of the model. */
const wholeLines = ({ id, die, rewriting, attentionShare }: FeasibleResult): string[] =>
  Object.entries({ die, rewriting, attentionShare }).map(
    ([name, parts]) =>
      `${id} | ${name} | ${Object.entries(parts ?? {})
        .map(([key, value]) => `${key} ${typeof value === "number" ? number(value) : value}`)
        .join(", ")}`,
  );

const totalLine = (id: string, { energy, timing, area, power }: CostReport): string =>
  `${id} | total | ${number(energy)} J | latency ${number(timing.latency)} s | interval ${number(timing.interval)} s | ` +
  `${number(area)} m² | average ${number(power.average)} W | peak ${number(power.peak)} W | idle ${number(power.idle)} W`;

/** Areas of each design, and what one action of each of its components costs with the constants behind it. */
export function originLines({ design, workload }: Config, point: OperatingPoint): string[] {
  return priceAll(design, workload, point).flatMap((contender) => {
    if (!contender.feasible) return [`${contender.id} | infeasible: ${contender.reason}`];
    const { cost } = contender;
    const prices = priceList(contender.design, point);
    const instances = new Map(componentsOf(contender.design));
    const origin = (component: string, action: string): string => {
      const instance = instances.get(component === "gpuMemory" ? "gpu" : component);
      return instance === undefined ? "" : ` | ${originOf(contender.design, instance, action)}`;
    };
    const used = [...new Set([...cost.breakdown, ...cost.areas].map(({ component }) => component))].sort();
    return [
      ...cost.areas.map(
        ({ component, count, area }) =>
          `${contender.id} | ${component} | area | × ${number(count)} | ${number(area)} m²`,
      ),
      ...used.flatMap((component) =>
        component === "whiteSpace"
          ? []
          : [
              `${contender.id} | ${component} | price of one | area ${number(prices[component].area)} m²${origin(component, "area")}`,
              `${contender.id} | ${component} | price of one | leakage ${number(prices[component].leakage)} W${origin(component, "leakage")}`,
              ...Object.entries(prices[component].actions).map(
                ([action, { energy, latency, interval }]) =>
                  `${contender.id} | ${component} | price of one | ${action} ${number(energy)} J, ${number(latency)} s, then every ${number(interval)} s${origin(component, action)}`,
              ),
            ],
      ),
    ];
  });
}

/** The model of a line, and each constant that moves it with its value and where that is from. */
function originOf(design: Design, instance: Instance, line: string): string {
  const technologies = [createTechnology(design.logicNode), hashTechnology(design)];
  const at = (overrides: Readonly<Record<string, number>>): string =>
    technologies
      .map((technology) => {
        try {
          return JSON.stringify(part(instance.cost(technology, overrides), line));
        } catch {
          return "outside";
        }
      })
      .join();
  const before = at({});
  const constants = Object.entries(instance.constants)
    .filter(([name, { nominal }]) => at({ [name]: nominal * 1.01 + 1e-30 }) !== before)
    .map(([name, { nominal, source }]) => `${name} ${number(nominal)} (${source})`);
  return [`${instance.model} (${instance.source})`, ...constants].join(", ");
}

function part(cost: ComponentCost<string>, line: string): unknown {
  if (line === "area") return cost.area;
  // An array's cells are priced by the solved circuit: their own part is area alone.
  return line === "leakage" ? cost.leakage : (cost.actions[line] ?? null);
}
