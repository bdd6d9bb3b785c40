import { exactAnalog } from "../comparison/designs/exact-analog.ts";
import { exactDigital } from "../comparison/designs/exact-digital.ts";
import { gpu } from "../comparison/designs/gpu.ts";
import { lshDigital } from "../comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../comparison/designs/lsh-memristor.ts";
import type { EnergyClass } from "../comparison/energy-classes.ts";
import type { DataName } from "../mapping/flows/data-places.ts";

/**
 * One colour per component on every chart. The first eight are the Okabe-Ito set; the others were searched
 * for such that any two are distinct for full and red-green-blind colour vision, which a test simulates.
 * Parts of a bar have a dark edge, as light colours do not contrast with paper.
 */
export const COMPONENT_COLOURS = {
  array: "#D55E00",
  dac: "#E69F00",
  driver: "#F0E442",
  readout: "#CC79A7",
  sorter: "#009E73",
  softmax: "#56B4E9",
  mac: "#0072B2",
  memory: "#333333",
  buffer: "#6DB04B",
  levels: "#0B003F",
  projection: "#376F69",
  search: "#0000FF",
  topK: "#000011",
  tileSwitch: "#DDDB77",
  mux: "#870100",
  inputStage: "#0000A8",
  dynamicArray: "#83653A",
  dynamicDac: "#84F5A5",
  dynamicAdc: "#361F46",
  gpu: "#371177",
  gpuMemory: "#CC08F6",
  network: "#2E5A7C",
  clock: "#FD8FA5",
  control: "#024BB7",
  pads: "#BED9FF",
  whiteSpace: "#D0DFE2",
} as const satisfies Readonly<Record<string, string>>;

/** One colour per class of energy: that of its main component. */
export const CLASS_COLOURS: Readonly<Record<EnergyClass, string>> = {
  MAC: COMPONENT_COLOURS.mac,
  "key and value arrays": COMPONENT_COLOURS.dynamicArray,
  softmax: COMPONENT_COLOURS.softmax,
  hash: COMPONENT_COLOURS.array,
  sort: COMPONENT_COLOURS.sorter,
  "codes and search": COMPONENT_COLOURS.search,
  "top-k": COMPONENT_COLOURS.topK,
  combine: COMPONENT_COLOURS.dac,
  SRAM: COMPONENT_COLOURS.buffer,
  DRAM: COMPONENT_COLOURS.memory,
  wires: COMPONENT_COLOURS.network,
  "clock and control": COMPONENT_COLOURS.clock,
  leakage: COMPONENT_COLOURS.mux,
  standby: COMPONENT_COLOURS.driver,
  "board power": COMPONENT_COLOURS.gpu,
  other: COMPONENT_COLOURS.whiteSpace,
};

/** One colour per kind of data, from those of components, in the order in which a buffer is drawn. */
export const DATA_COLOURS: Readonly<Record<DataName, string>> = {
  queries: COMPONENT_COLOURS.mac,
  keys: COMPONENT_COLOURS.sorter,
  values: COMPONENT_COLOURS.softmax,
  outputs: COMPONENT_COLOURS.dac,
  "bucket ids": COMPONENT_COLOURS.array,
  orders: COMPONENT_COLOURS.driver,
  lists: COMPONENT_COLOURS.readout,
  "query map": COMPONENT_COLOURS.dynamicArray,
  "near keys and values": COMPONENT_COLOURS.network,
  "bucket lists": COMPONENT_COLOURS.gpuMemory,
  "tiles in use": COMPONENT_COLOURS.pads,
  "layer inputs": COMPONENT_COLOURS.memory,
  "data read again": COMPONENT_COLOURS.whiteSpace,
};

/** Colours of lines and marks, distinct and 3 : 1 to white paper; dashes and shapes differ as well. */
export const SERIES = {
  memristor: lshMemristor.style.colour,
  software: lshDigital.style.colour,
  reference: exactDigital.style.colour,
  control: "#024BB7",
  window: exactAnalog.style.colour,
  other: gpu.style.colour,
  faded: "#B5BBC2",
} as const;
