import type { Instance } from "../base/component.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
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

/** Components of a design by the name under which they are priced. */
export const componentsOf = ({
  hashing,
  digital,
  memory,
  whiteSpace,
  baselines,
}: Design): readonly (readonly [string, Instance])[] => [
  ["array", hashing.memristor as Instance],
  ["dac", hashing.dac as Instance],
  ["driver", hashing.driver as Instance],
  ["tileSwitch", hashing.tileSwitch as Instance],
  ["mux", hashing.mux as Instance],
  ["readout", hashing.readout as Instance],
  ["sorter", digital.sorter as Instance],
  ["softmax", digital.softmax as Instance],
  ["mac", digital.mac as Instance],
  ...(digital.projectOn === "mac" ? [] : [["projection", digital.projection as Instance] as const]),
  ["buffer", digital.buffer as Instance],
  ["memory", memory as Instance],
  ["whiteSpace", whiteSpace as Instance],
  ["dynamicArray", baselines.analog as Instance],
  ["dynamicDac", converterPair(baselines.analog.behaviour).dac as Instance],
  ["dynamicAdc", converterPair(baselines.analog.behaviour).adc as Instance],
  ["gpu", baselines.gpu as Instance],
];

/** Every constant behind a design's price, the scaling laws included. */
export function provenance(design: Design): ProvenanceItem[] {
  const constants = componentsOf(design).flatMap(([component, instance]) =>
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
