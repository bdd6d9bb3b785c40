/** One colour a component on every chart: the Okabe-Ito set, told apart in print and by the colour-blind. */
export const COMPONENT_COLOURS: Readonly<Record<string, string>> = {
  array: "#D55E00",
  dac: "#E69F00",
  driver: "#F0E442",
  readout: "#CC79A7",
  tileSwitch: "#B8860B",
  mux: "#882255",
  projection: "#44AA99",
  sorter: "#009E73",
  softmax: "#56B4E9",
  mac: "#0072B2",
  buffer: "#7F7F7F",
  memory: "#333333",
  dynamicArray: "#999933",
  dynamicDac: "#FDBF6F",
  dynamicAdc: "#AA4499",
  gpu: "#76B900",
};

/** Colour and dash of each rung. */
export const RUNG_STYLE: Readonly<Record<string, { readonly colour: string; readonly dash: number[] }>> = {
  "exact-digital": { colour: "#333333", dash: [] },
  "lsh-digital": { colour: "#0072B2", dash: [] },
  "lsh-memristor": { colour: "#D55E00", dash: [2, 4] },
  "exact-analog": { colour: "#999933", dash: [8, 4] },
  gpu: { colour: "#76B900", dash: [8, 4, 2, 4] },
};
