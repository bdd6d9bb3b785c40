import type { Instance } from "#base";
import { converterPair } from "./analog-baseline.ts";
import type { Design } from "./design.ts";
import { levelsOf } from "./memory-levels.ts";

/** A component's name in a price list, with its instance. */
export type PricedInstance = readonly [component: string, instance: Instance];

/** What connects the components of every chip. */
export const CHIP_PARTS = ["network", "clock", "control", "pads"] as const;

/** Every slot of a design by the name under which it is priced, used or not. */
export const slotsOf = (design: Design): readonly PricedInstance[] => {
  const { hashing, digital, memory, chipletLink, whiteSpace, baselines } = design;
  return [
    ["array", hashing.memristor as Instance],
    ["dac", hashing.dac as Instance],
    ["driver", hashing.driver as Instance],
    ["tileSwitch", hashing.tileSwitch as Instance],
    ["mux", hashing.mux as Instance],
    ["inputStage", hashing.inputStage as Instance],
    ["readout", hashing.readout as Instance],
    ["sorter", digital.sorter as Instance],
    ["softmax", digital.softmax as Instance],
    ["mac", digital.mac as Instance],
    ["projection", digital.projection as Instance],
    ["search", design.search as Instance],
    ["topK", design.topK as Instance],
    ["buffer", digital.buffer as Instance],
    ...levelsOf(digital).map(([, level]): PricedInstance => ["levels", level.memory as Instance]),
    ["memory", memory as Instance],
    ["link", chipletLink as Instance],
    ["whiteSpace", whiteSpace as Instance],
    ["dynamicArray", baselines.analog as Instance],
    ["dynamicDac", converterPair(baselines.analog.behaviour).dac as Instance],
    ["dynamicAdc", converterPair(baselines.analog.behaviour).adc as Instance],
    ["gpu", baselines.gpu as Instance],
    ...CHIP_PARTS.map((part): PricedInstance => [part, design.floorplan[part] as Instance]),
  ];
};
