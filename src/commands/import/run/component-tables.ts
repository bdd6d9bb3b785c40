// Components of a priced design for tools with energy and area tables.

import { type ActionCost, didYouMean, fault, InfeasibleError } from "#base";
import { COMPARISON_DESIGNS } from "../../../comparison/comparison-designs.ts";
import { layOut } from "../../../cost/floorplan/lay-out.ts";
import { type PriceList, priceList, slotOf } from "../../../cost/price-list.ts";
import { parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { slotsOf } from "../../../design/slots.ts";
import { price } from "../../../evaluate.ts";
import type { ComponentName } from "../../../mapping/action-counts.ts";
import type { Mapping } from "../../../mapping/mapping.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";
import type { readConfig } from "../../shared/config-file.ts";

/** An action of a component: its unit cost, and its count per pass of the workload. */
export interface TabledAction extends ActionCost {
  readonly name: string;
  readonly count: number;
}

/** A component of a design: SI prices of one instance. */
export interface TabledComponent {
  readonly component: string;
  readonly family: string;
  readonly model: string;
  /** Number of instances; for a clock, clocked mm². */
  readonly instances: number;
  readonly area: number;
  readonly leakage: number;
  /** Capacity in bits; null for anything but memories. */
  readonly bits: number | null;
  readonly actions: readonly TabledAction[];
}

export interface DesignTables {
  readonly version: string;
  readonly name: string;
  /** Id of the comparison design. */
  readonly design: string;
  readonly components: readonly TabledComponent[];
  /** Energy of all actions of the workload, J, without leakage. */
  readonly dynamicEnergy: number;
}

/** Prices a config as one comparison design, without its quality. Throws ConfigError, InfeasibleError. */
export async function designTables(
  document: ReturnType<typeof readConfig>,
  id: string,
  models: Models,
): Promise<DesignTables> {
  const contender = COMPARISON_DESIGNS.find((one) => one.id === id);
  if (contender === undefined) {
    const known = COMPARISON_DESIGNS.map((one) => one.id);
    const message = `expected one of ${known.join(", ")}, received ${JSON.stringify(id.slice(0, 40))}${didYouMean(id, known)}`;
    throw fault("--design", "(value)", message);
  }
  const parsed = parseConfig(document, models.catalogue);
  const { activations, config } = await measure(document, parsed, {});
  const point = rememberedPoints(activations, loadKernels())(config.design, config.workload);
  const { design, mapping, cost } = price(
    contender.design(config.design),
    contender.workload(config.workload),
    point,
  );
  if (mapping.counts.length === 0)
    throw new InfeasibleError(`${id}: it has no action that a table could price`);
  const components = componentsOf(design, mapping, priceList(design, point));
  const dynamicEnergy = cost.breakdown
    .filter(({ operation }) => operation !== "leakage")
    .reduce((sum, { energy }) => sum + energy, 0);
  return { version: packageVersion(), name: config.name, design: id, components, dynamicEnergy };
}

/** Components with instances or actions in a mapping, in the order of slots. */
function componentsOf(design: Design, bare: Mapping, listed: PriceList): TabledComponent[] {
  const { mapping, prices } = layOut(bare, listed);
  const slots = new Map(slotsOf(design));
  const counted = new Map<string, Map<string, number>>();
  for (const { component, action, count } of mapping.counts) {
    const owner = slotOf(component);
    const own = counted.get(owner) ?? new Map<string, number>();
    const ways = component === "network" ? waysOf(prices, listed, action) : 1;
    // A route counts as transfers in proportion to its length.
    const name = component === "network" ? "transfer" : action;
    own.set(name, (own.get(name) ?? 0) + count * ways);
    counted.set(owner, own);
  }
  return [...slots].flatMap(([name, { family, model, behaviour }]): TabledComponent[] => {
    const component = name as ComponentName;
    const instances = mapping.census[component] ?? 0;
    const counts = counted.get(name);
    if (instances === 0 && counts === undefined) return [];
    const { area, leakage, actions } = listed[component];
    const { capacity } = (behaviour ?? {}) as { readonly capacity?: unknown };
    return [
      {
        component: name,
        family,
        model,
        instances: name === "network" ? lanesOf(prices, listed, instances) : instances,
        area,
        leakage,
        bits: typeof capacity === "number" ? 8 * capacity : null,
        actions: Object.entries(actions).map(([action, cost]) => ({
          name: action,
          ...cost,
          count: counts?.get(action) ?? 0,
        })),
      },
    ];
  });
}

/** Number of unit-length transfers that equal one over a route. */
function waysOf({ network: { actions } }: PriceList, { network }: PriceList, route: string): number {
  const { energy } = network.actions.transfer;
  return energy > 0 ? actions[route].energy / energy : 1;
}

/** Number of unit-length links that equal all routes together. */
const lanesOf = ({ network: laid }: PriceList, { network }: PriceList, instances: number): number =>
  network.area > 0 ? (instances * laid.area) / network.area : instances;
