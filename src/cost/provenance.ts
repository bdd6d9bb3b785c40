import type { Instance } from "../base/component.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { SCALING_LAWS } from "../technology/scaling.ts";

/** One number that a result rests on. */
export interface ProvenanceItem {
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

/** A component's name in a price list and what stands there. */
export type PricedInstance = readonly [component: string, instance: Instance];

/** Every slot of a design by the name under which it is priced, used or not. */
const slotsOf = ({ hashing, digital, memory, whiteSpace, baselines }: Design): readonly PricedInstance[] => [
  ["array", hashing.memristor as Instance],
  ["dac", hashing.dac as Instance],
  ["driver", hashing.driver as Instance],
  ["tileSwitch", hashing.tileSwitch as Instance],
  ["mux", hashing.mux as Instance],
  ["readout", hashing.readout as Instance],
  ["sorter", digital.sorter as Instance],
  ["softmax", digital.softmax as Instance],
  ["mac", digital.mac as Instance],
  ["projection", digital.projection as Instance],
  ["buffer", digital.buffer as Instance],
  ["memory", memory as Instance],
  ["whiteSpace", whiteSpace as Instance],
  ["dynamicArray", baselines.analog as Instance],
  ["dynamicDac", converterPair(baselines.analog.behaviour).dac as Instance],
  ["dynamicAdc", converterPair(baselines.analog.behaviour).adc as Instance],
  ["gpu", baselines.gpu as Instance],
];

/** Components of a design by the name under which they are priced; no digital projection where the MACs project. */
export const componentsOf = (design: Design): readonly PricedInstance[] =>
  slotsOf(design).filter(([name]) => name !== "projection" || design.digital.projectOn !== "mac");

/** A model's name among the constants of a comparison: what is one model is one set of numbers, wherever it stands. */
export const instanceName = ({ family, model }: Pick<Instance, "family" | "model">): string =>
  `${family}:${model}`;

/** Key of a constant, as `priceList` takes its overrides: `mac:int8.multiply8`. */
export const constantKey = (instance: Pick<Instance, "family" | "model">, constant: string): string =>
  `${instanceName(instance)}.${constant}`;

/** A design and the components that its mapping counts. */
export interface UsedDesign {
  readonly design: Design;
  readonly mapping: Pick<Mapping, "census" | "counts">;
}

/** Names of the components that a mapping has instances or actions of. */
export const usedComponents = ({ mapping: { census, counts } }: UsedDesign): ReadonlySet<string> =>
  new Set<string>([...Object.keys(census), ...counts.map(({ component }) => component)]);

/**
 * Component and instance of every slot that any of some designs pays for, each instance once; of a slot that none of
 * them uses that of `base`. In the order of the slots, then of the designs.
 */
export function componentsOfAll(base: Design, designs: readonly UsedDesign[]): readonly PricedInstance[] {
  const paid = designs.flatMap((one) => {
    // White space is counted by no mapping.
    const used = new Set(["whiteSpace", ...usedComponents(one)]);
    return slotsOf(one.design).filter(([name]) => used.has(name));
  });
  const others = componentsOf(base);
  return slotsOf(base).flatMap(([slot]) => {
    const own = paid.filter(([name]) => name === slot);
    const there = own.length > 0 ? own : others.filter(([name]) => name === slot);
    const names = there.map(([, instance]) => instanceName(instance));
    return there.filter((_, n) => names.indexOf(names[n]) === n);
  });
}

/** Every constant behind the price of a design, the scaling laws included. */
export const provenance = (design: Design): ProvenanceItem[] => provenanceOf(componentsOf(design));

/** Every constant of some components' instances, the scaling laws included. */
export function provenanceOf(components: readonly PricedInstance[]): ProvenanceItem[] {
  const constants = components.flatMap(([component, instance]) =>
    Object.entries(instance.constants).map(
      ([constant, { nominal, low, high, source, note }]): ProvenanceItem => ({
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
  );
  const laws = Object.entries(SCALING_LAWS)
    .filter(([name]) => name !== "dram" && name !== "memristor")
    .map(
      ([name, law]): ProvenanceItem => ({
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
