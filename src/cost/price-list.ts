import {
  type ComponentCost,
  type Instance,
  isOutOfDomain,
  joules,
  type Kelvin,
  seconds,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import type { WhiteSpace } from "#circuits";
import { createTechnology, MEASURED_FROM, SCALING_LAWS } from "#technology";
import { analogNodeOf, converterPair } from "../design/analog-baseline.ts";
import { type ComponentTables, rowsOf } from "../design/component-tables.ts";
import type { Design } from "../design/design.ts";
import { hashTechnology } from "../design/electrics.ts";
import { sizedFrontEnd } from "../design/front-end.ts";
import { instancesOf, spatialOf } from "../design/level-tree.ts";
import { levelsOf } from "../design/memory-levels.ts";
import { CHIP_PARTS, type PricedInstance, slotsOf } from "../design/slots.ts";
import type { ComponentName, OperatingPoint } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { calibratedCost, isCalibrated } from "./calibrated.ts";
import { type ChipTerms, chipTerms, padsOf } from "./floorplan/terms.ts";
import { arrayPrice } from "./hash-array-price.ts";
import {
  CLOCKING,
  constantKey,
  inLibrary,
  instanceName,
  isSpedUp,
  LAWS,
  lawsOf,
  type Overrides,
  ownOf,
} from "./overrides.ts";

/** Registers inside an array, which declared levels replace. */
const OWN_REGISTERS = { registerBit: 0, registerArea: 0 };

/** Price of the MAC array; behind declared levels, products and area without its own registers. */
export function macPrice(
  design: Design,
  logic: TechnologyNode,
  own: Record<string, number> | undefined,
): ComponentCost<string> {
  const { mac, levels } = design.digital;
  const whole = mac.cost(logic, own);
  if (levels === undefined || design.platform !== "digital") return whole;
  const bare = mac.cost(logic, { ...own, ...OWN_REGISTERS });
  return { ...bare, actions: { ...whole.actions, mac: bare.actions.mac } };
}

/** All levels of one core; the time of their accesses counts where it is the limit. */
export function levelsPrice(
  design: Design,
  logic: TechnologyNode,
  own: (instance: Instance) => Record<string, number> | undefined,
): ComponentCost<string> {
  const price = {
    area: 0,
    leakage: 0,
    actions: {} as Record<string, ComponentCost<string>["actions"][string]>,
  };
  for (const [name, level] of levelsOf(design.digital)) {
    const memory = level.memory as Instance;
    const { area, leakage, actions } = memory.cost(logic, own(memory));
    const count = instancesOf(level, spatialOf(design));
    price.area += count * area;
    price.leakage += count * leakage;
    for (const action of ["read", "write"] as const)
      price.actions[`${name} ${action}`] = { ...actions[action], interval: seconds(0) };
  }
  return { ...price, area: squareMetres(price.area), leakage: watts(price.leakage) };
}

/** Price of each component at the design's nodes. */
export type PriceList = Readonly<Record<ComponentName, ComponentCost<string>>> & {
  /** Known only when the area of all circuits is. */
  readonly whiteSpace: WhiteSpace;
  /** Terms of the design that a floorplan needs. */
  readonly floorplan: ChipTerms;
  /** Temperature of the package, at which these prices are, and rise of the silicon over it, K a W/mm². */
  readonly thermal: { readonly temperature: Kelvin; readonly resistance: number };
};

/**
 * Prices of a design, with the factors of its calibration, then the rows of its own tables. `overrides`
 * replace constants of models in any slot (`family:model.constant`) and factors (`calibration:metric.class`).
 */
export function priceList(
  design: Design,
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>> = {},
): PriceList {
  const prices = uncalibrated(design, point, overrides);
  const { calibration, componentTables } = design;
  const calibrated = !isCalibrated(calibration, overrides)
    ? prices
    : withEach(prices, (name, cost) => calibratedCost(name, cost, calibration, overrides));
  if (componentTables === undefined) return calibrated;
  const models = new Map(slotsOf(design).map(([name, { model }]) => [name, model]));
  return withEach(calibrated, (name, cost) => tabledCost(name, models, cost, componentTables));
}

/** The list with the price of each component replaced. */
function withEach(
  { whiteSpace, floorplan, thermal, ...components }: PriceList,
  priced: (name: string, cost: ComponentCost<string>) => ComponentCost<string>,
): PriceList {
  const each = Object.entries(components).map(([name, cost]) => [name, priced(name, cost)]);
  return { ...Object.fromEntries(each), whiteSpace, floorplan, thermal } as PriceList;
}

/**
 * Prices without hash-array components, for a design that hashes on no array. Valid only where the models of
 * these components accept their node, since the whole list would throw.
 */
export function digitalPriceList(design: Design): PriceList {
  const { calibration, componentTables } = design;
  const bare = digitalPrices(design, {}, 0) as PriceList;
  const prices = !isCalibrated(calibration, {})
    ? bare
    : withEach(bare, (name, cost) => calibratedCost(name, cost, calibration, {}));
  if (componentTables === undefined) return prices;
  const models = new Map(slotsOf(design).map(([name, { model }]) => [name, model]));
  return withEach(prices, (name, cost) => tabledCost(name, models, cost, componentTables));
}

/** Whether a model of an array, or of its converters, drivers and switches, refuses the arrays' node. */
export const isHashRefused = ({ hashing, hashNode }: Design): boolean => {
  const { dac, driver, memristor, tileSwitch, mux, inputStage, readout } = hashing;
  return [dac, driver, memristor, tileSwitch, mux, inputStage, readout].some((one) =>
    isOutOfDomain(one, hashNode),
  );
};

function uncalibrated(design: Design, point: OperatingPoint, overrides: Overrides): PriceList {
  const { hashing } = design;
  const own = ownOf(overrides, design.componentTables?.library);
  const hash = hashTechnology(design, lawsOf(overrides));
  const dac = hashing.dac.cost(hash, own(hashing.dac));
  const sized = sizedFrontEnd(design, point.linesInUse);
  const driver = sized.driver.cost(hash, own(hashing.driver));
  const settle = dac.actions.drive.latency + driver.actions.charge.latency;
  return {
    dac,
    driver,
    array: arrayPrice(design, point, hash, settle, own(hashing.memristor)),
    tileSwitch: hashing.tileSwitch.cost(hash, own(hashing.tileSwitch)),
    mux: hashing.mux.cost(hash, own(hashing.mux)),
    inputStage: sized.inputStage.cost(hash, own(hashing.inputStage)),
    readout: hashing.readout.cost(hash, own(hashing.readout)),
    ...digitalPrices(design, overrides, hashing.array.rows * hashing.array.columns),
  };
}

type HashComponent = "dac" | "driver" | "array" | "tileSwitch" | "mux" | "inputStage" | "readout";

/** All other prices, for a chip whose arrays have `cells` cells each. */
function digitalPrices(design: Design, overrides: Overrides, cells: number): Omit<PriceList, HashComponent> {
  const { temperature, digital, floorplan } = design;
  const own = ownOf(overrides, design.componentTables?.library);
  const laws = lawsOf(overrides);
  const conditions = { temperature, laws };
  const logic = createTechnology(design.logicNode, conditions);
  const dynamic = createTechnology(analogNodeOf(design), conditions);
  const { analog, gpu } = design.baselines;
  const converters = converterPair(analog.behaviour);
  const pads = padsOf(design);
  const gpuPrice = gpu.cost(logic, own(gpu));
  return {
    sorter: digital.sorter.cost(logic, own(digital.sorter)),
    softmax: digital.softmax.cost(logic, own(digital.softmax)),
    mac: macPrice(design, logic, own(digital.mac)),
    projection: digital.projection.cost(logic, own(digital.projection)),
    search: design.search.cost(logic, own(design.search)),
    topK: design.topK.cost(logic, own(design.topK)),
    buffer: digital.buffer.cost(logic, own(digital.buffer)),
    levels: levelsPrice(design, logic, own),
    memory: design.memory.cost(logic, own(design.memory)),
    dynamicArray: analog.cost(dynamic, own(analog)),
    dynamicDac: converters.dac.cost(dynamic, own(converters.dac)),
    dynamicAdc: converters.adc.cost(dynamic, own(converters.adc)),
    link: design.chipletLink.cost(logic, own(design.chipletLink)),
    gpu: gpuPrice,
    // The memory part of the same kernel: it moves bytes while the cores compute.
    gpuMemory: { ...gpuPrice, area: squareMetres(0), leakage: watts(0) },
    network: floorplan.network.cost(logic, own(floorplan.network)),
    clock: floorplan.clock.cost(logic, own(floorplan.clock)),
    control: floorplan.control.cost(logic, own(floorplan.control)),
    pads: pads.cost(logic, own(pads)),
    floorplan: chipTerms(design, pads, cells),
    whiteSpace: design.whiteSpace.behaviour,
    thermal: { temperature, resistance: design.thermalResistance },
  };
}

/** Whether any part of a design is at a node where the laws have numbers with a range. */
const isBelowTables = (design: Design): boolean =>
  [design.logicNode, design.hashNode, analogNodeOf(design)].some((node) => node < MEASURED_FROM * 0.999e-9);

/** One number that a result rests on. */
export interface ProvenanceItem {
  /** Name of the physical number: equal for constants that are the same one in several components. */
  readonly identity: string;
  readonly component: string;
  readonly model: string;
  readonly constant: string;
  readonly nominal: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Key of references.bib, or `assumed`. */
  readonly source: string;
  readonly note: string;
}

/** Every slot by the name under which it is priced, and the laws where their ranged numbers apply. */
const rangedSlots = (design: Design): readonly PricedInstance[] => {
  const library = design.componentTables?.library;
  const slots = slotsOf(design).map(
    ([name, instance]): PricedInstance => [name, inLibrary(instance, library)],
  );
  return [
    ...slots,
    ...(isBelowTables(design) ? [["technology", LAWS] as const] : []),
    ...(slots.some(([, instance]) => isSpedUp(instance, design)) ? [["clocks", CLOCKING] as const] : []),
  ];
};

/** Components that only designs that score every key pay for. */
const OF_SCORES: readonly string[] = ["search", "topK"];

/** Components of a design by their priced names; without a digital projection where the MACs project. */
export const componentsOf = (design: Design): readonly PricedInstance[] =>
  rangedSlots(design).filter(
    ([name]) =>
      !OF_SCORES.includes(name) &&
      (name !== "projection" || design.digital.projectOn !== "mac") &&
      (name !== "link" || design.hashNode !== design.logicNode),
  );

/** A design and the components that its mapping counts. */
export interface UsedDesign {
  readonly design: Design;
  readonly mapping: Pick<Mapping, "census" | "counts">;
}

/** Names of components with instances or actions in a mapping, and of what joins them unless it is a GPU. */
export const usedComponents = ({ mapping: { census, counts } }: UsedDesign): ReadonlySet<string> =>
  new Set<string>([
    ...Object.keys(census),
    ...counts.map(({ component }) => component),
    ...(census.gpu === undefined ? CHIP_PARTS : []),
  ]);

/**
 * Component and instance of every slot that any of `designs` pays for, each instance once; for a slot that
 * none of them uses, that of `base`. In the order of the slots, then of the designs.
 */
export function componentsOfAll(base: Design, designs: readonly UsedDesign[]): readonly PricedInstance[] {
  const paid = designs.flatMap((one) => {
    // White space and the scaling laws are in no mapping's counts.
    const used = new Set(["whiteSpace", "technology", "clocks", ...usedComponents(one)]);
    return rangedSlots(one.design).filter(([name]) => used.has(name));
  });
  const others = componentsOf(base);
  return rangedSlots(base).flatMap(([slot]) => {
    const own = paid.filter(([name]) => name === slot);
    const there = own.length > 0 ? own : others.filter(([name]) => name === slot);
    const names = there.map(([, instance]) => instanceName(instance));
    return there.filter((_, n) => names.indexOf(names[n]) === n);
  });
}

/** Every constant behind the price of a design, including the scaling laws. */
export const provenance = (design: Design): ProvenanceItem[] => provenanceOf(componentsOf(design));

/** Distinct numbers among constants, and how many of them are assumed. */
export function distinctNumbers(items: readonly ProvenanceItem[]): {
  readonly numbers: number;
  readonly assumed: number;
} {
  const sources = new Map(items.map(({ identity, source }) => [identity, source]));
  const assumed = [...sources.values()].filter((source) => source === "assumed").length;
  return { numbers: sources.size, assumed };
}

/** Values that the config states against defaults, where no law bounds them: assumed, as without a source. */
const statedItems = ([component, { model, stated }]: PricedInstance): ProvenanceItem[] =>
  stated.map(({ key, value, usual, doc }) => ({
    identity: `${component}.${key}`,
    component,
    model,
    constant: key,
    nominal: value,
    low: null,
    high: null,
    source: "assumed",
    note: `stated by the config${usual === null ? "" : ` (${usual} by default)`}: ${doc}`,
  }));

/** Every constant of some components' instances, with values that the config states and the scaling laws. */
export function provenanceOf(components: readonly PricedInstance[]): ProvenanceItem[] {
  const constants = components.flatMap(([component, instance]) => [
    ...Object.entries(instance.constants).map(
      ([constant, { identity, nominal, low, high, source, note }]): ProvenanceItem => ({
        identity: identity ?? constantKey(instance, constant),
        component,
        model: instance.model,
        constant,
        nominal,
        low: low ?? null,
        high: high ?? null,
        source,
        note,
      }),
    ),
    ...statedItems([component, instance]),
  ]);
  const laws = Object.entries(SCALING_LAWS)
    .filter(([name]) => name !== "dram" && name !== "memristor")
    .map(
      ([name, law]): ProvenanceItem => ({
        identity: `technology.${name}`,
        component: "technology",
        model: name,
        constant: "scaling law",
        nominal: null,
        low: null,
        high: null,
        source: law.source,
        note: "energy, area and delay by node",
      }),
    );
  return [...constants, ...laws];
}

/** The slot of a component: the memory of a GPU belongs to the GPU's. */
export const slotOf = (component: string): string => (component === "gpuMemory" ? "gpu" : component);

/**
 * A component's price with the numbers of its rows; `models` gives the model in each slot. A row of one model
 * precedes one of all. A GPU's memory is part of the same kernel: the GPU's actions, no area or leakage.
 */
function tabledCost(
  component: string,
  models: ReadonlyMap<string, string>,
  cost: ComponentCost<string>,
  tables: ComponentTables,
): ComponentCost<string> {
  const slot = slotOf(component);
  const isPart = slot !== component;
  const rows = rowsOf(tables, slot, models.get(slot));
  if (rows.length === 0) return cost;
  const actions = { ...cost.actions };
  let { area, leakage } = cost;
  const general = (model: string | undefined): number => (model === undefined ? 0 : 1);
  for (const { action, quantity, value } of [...rows].sort((a, b) => general(a.model) - general(b.model))) {
    if (action === undefined) {
      if (isPart) continue;
      if (quantity === "area") area = squareMetres(value);
      else leakage = watts(value);
      continue;
    }
    const own = actions[action];
    if (own === undefined) continue;
    actions[action] = {
      energy: quantity === "energy" ? joules(value) : own.energy,
      latency: quantity === "latency" ? seconds(value) : own.latency,
      interval: quantity === "interval" ? seconds(value) : own.interval,
    };
  }
  return { ...cost, area, leakage, actions };
}
