// Names of components for pictures; tables, CSV and JSON keep the ids, which are keys of the config.

import type { ComponentName } from "../mapping/action-counts.ts";

const WORDS: Readonly<Record<ComponentName, string>> = {
  array: "memristor arrays",
  dac: "DACs",
  driver: "row drivers",
  tileSwitch: "tile switches",
  mux: "multiplexers",
  inputStage: "input stages",
  readout: "readout",
  sorter: "sorter",
  softmax: "softmax units",
  mac: "MAC units",
  projection: "projection units",
  search: "search of codes",
  topK: "top-k units",
  dynamicArray: "key and value arrays",
  dynamicDac: "DACs of keys and values",
  dynamicAdc: "ADCs of keys and values",
  link: "chiplet link",
  gpu: "GPU",
  gpuMemory: "memory of the GPU",
  buffer: "buffer (SRAM)",
  levels: "memory levels (SRAM)",
  memory: "DRAM",
  network: "wires between units",
  clock: "clock",
  control: "control",
  pads: "pads",
};

/** "tile switches" for tileSwitch; other names, such as those of gaps, as words too. */
export const componentWord = (id: string): string =>
  (WORDS as Readonly<Record<string, string>>)[id] ??
  id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
