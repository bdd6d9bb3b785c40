import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

interface Figure {
  readonly family: string;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly nm: number;
  /** Energy of `action` in fJ, or area in µm². */
  readonly of: "area" | { readonly action: string };
  readonly published: number;
  readonly tolerance: number;
  readonly source: string;
}

const adc = (
  model: string,
  bits: number,
  energy: number | null,
  area: number | null,
  rest: Pick<Figure, "nm" | "tolerance" | "source"> & { readonly params?: Figure["params"] },
): Figure[] => {
  const figure = { family: "adc", model, ...rest, params: { bits, ...rest.params } };
  return [
    ...(energy === null ? [] : [{ ...figure, of: { action: "convert" }, published: energy }]),
    ...(area === null ? [] : [{ ...figure, of: "area" as const, published: area }]),
  ];
};

const SURVEY = { nm: 32, tolerance: 1e-3, source: "andrulis-2024", params: { rate: "1 GS/s" } };
const NEUROSIM = { nm: 32, tolerance: 0.03, source: "neurosim-v14" };
const ZIGZAG = { nm: 28, tolerance: 0.01, source: "zigzag-2026" };
const PUMA = { nm: 32, tolerance: 0.02, source: "puma-2019" };
const ISAAC = { nm: 32, tolerance: 1e-9, source: "hwcomponents-2026" };

/** Converters whose law our models state. */
const CONVERTERS: readonly Figure[] = [
  ...adc("survey", 4, 924, null, SURVEY),
  ...adc("survey", 6, 1065, null, SURVEY),
  ...adc("survey", 8, 1714, 5972, SURVEY),
  ...adc("survey", 10, 13_950, null, SURVEY),
  ...adc("survey", 10, 63_930, null, { ...SURVEY, params: { rate: "10 GS/s" } }),
  ...adc("sar", 1, 20, 104, NEUROSIM),
  ...adc("sar", 4, 67, 223, NEUROSIM),
  ...adc("sar", 8, 161, 382, NEUROSIM),
  ...adc("flash", 1, 3.5, 25, { ...NEUROSIM, params: { sharedLevels: 1 } }),
  ...adc("zigzag", 4, 324, 183, ZIGZAG),
  ...adc("zigzag", 8, 701, 2085, ZIGZAG),
  ...adc("puma", 4, 390, 1200, PUMA),
  ...adc("puma", 8, 1562, 1200, PUMA),
  ...adc("isaac", 4, 790, 361, ISAAC),
  ...adc("isaac", 8, 1667, 1200, ISAAC),
  ...adc("isaac", 10, 2380, 3002, ISAAC),
  ...adc("time-domain", 8, 145, 310, { nm: 65, tolerance: 1e-9, source: "timely-2020" }),
];

const adder = (bits: number, energy: number, area: number): Figure[] => {
  const figure = {
    family: "adder",
    model: "ripple",
    params: { bits },
    nm: 32,
    tolerance: 0.02,
    source: "neurosim-v14",
  };
  return [
    { ...figure, of: { action: "add" }, published: energy },
    { ...figure, of: "area", published: area },
  ];
};

/** Digital parts and memories. */
const DIGITAL: readonly Figure[] = [
  ...adder(4, 8.2, 11.8),
  ...adder(8, 16.3, 23.5),
  ...adder(16, 32.5, 47.1),
  {
    family: "register",
    model: "d-flip-flop",
    params: { bits: 1 },
    nm: 32,
    of: { action: "store" },
    published: 4.77,
    tolerance: 1e-9,
    source: "neurosim-v14",
  },
  {
    family: "shift-add",
    model: "accumulator",
    params: { bits: 16 },
    nm: 32,
    of: { action: "accumulate" },
    published: 21,
    tolerance: 1e-9,
    source: "isaac-2016",
  },
  {
    family: "link",
    model: "off-chip",
    params: { bits: 128 },
    nm: 65,
    of: { action: "transfer" },
    published: 26_000,
    tolerance: 1e-9,
    source: "isaac-2016",
  },
];

/** Published prices of single components at the node of their publication, by the models that restate them. */
export const componentFacts = (price: PriceOf): Fact[] =>
  [...CONVERTERS, ...DIGITAL].map((figure): Fact => {
    const { family, model, params, nm, of, published, tolerance, source } = figure;
    const cost = price(family, model, params, nm);
    const settings = Object.entries(params).map(([key, value]) => `${key} ${String(value)}`);
    return {
      topic: "components",
      quantity: [`${family} ${model}`, ...settings, `${nm} nm`].join(", "),
      unit: of === "area" ? "µm²" : "fJ",
      published,
      ours: of === "area" ? cost.area * 1e12 : cost.actions[of.action].energy * 1e15,
      tolerance,
      source,
      evidence: "same formula",
      note: of === "area" ? "area" : `action ${of.action}`,
    };
  });
