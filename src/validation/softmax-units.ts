import { overConsmax, SOFTMAX_UNITS } from "../peripherals/digital/softmax-units.ts";
import { quickSelectStepCycles, softmaxDrainCycles } from "../peripherals/digital/spatten-pipeline.ts";
import type { Fact } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

const MODELS = [
  ["ConSmax", "consmax", 0.2, 0.0008],
  ["Softermax", "base2", 0.7, 0.0022],
  ["DesignWare softmax", "floating-point", 1.5, 0.011],
] as const;

/** Table I of [consmax-2024] and the cycles of [spatten-2021]; the 130 nm column lies outside our scaling laws. */
export function softmaxFacts(price: PriceOf): Fact[] {
  const base = { topic: "softmax units", source: "consmax-2024" } as const;
  const rows = MODELS.flatMap(([name, model, energy, area]): Fact[] => {
    const cost = price("softmax", model, { lanes: 1 }, 16);
    const fact = {
      ...base,
      tolerance: 0,
      evidence: "same formula",
      note: `softmax ${model} at 16 nm`,
    } as const;
    return [
      {
        ...fact,
        quantity: `${name}, a score`,
        unit: "pJ",
        published: energy,
        ours: cost.actions.exponent.energy * 1e12,
      },
      { ...fact, quantity: `${name}, a lane`, unit: "mm²", published: area, ours: cost.area * 1e6 },
    ];
  });
  return [...rows, ...ratios(), ...olderNode(price), ...pipeline()];
}

function ratios(): Fact[] {
  const [softermax, floating] = [overConsmax("softermax"), overConsmax("floatingPoint")];
  const ratio = (quantity: string, published: number, ours: number): Fact => ({
    topic: "softmax units",
    source: "consmax-2024",
    quantity: `${quantity} over ConSmax, 16 nm`,
    unit: "×",
    published,
    ours,
    tolerance: 0.01,
    evidence: "arithmetic",
    note: "",
  });
  return [
    ratio("power of Softermax", 3.35, softermax.power),
    ratio("area of Softermax", 2.75, softermax.area),
    ratio("power of DesignWare softmax", 7.5, floating.power),
    ratio("area of DesignWare softmax", 13.75, floating.area),
  ];
}

const olderNode = (price: PriceOf): Fact[] =>
  MODELS.map(
    ([name, model], n): Fact => ({
      topic: "softmax units",
      source: "consmax-2024",
      quantity: `${name} at 130 nm, a score`,
      unit: "pJ",
      published: Object.values(SOFTMAX_UNITS["130 nm"])[n].energy * 1e12,
      ours: unlessRefused(() => price("softmax", model, { lanes: 1 }, 130).actions.exponent.energy * 1e12),
      tolerance: 1,
      evidence: "independent prediction",
      note: "the scaling laws end at 65 nm",
    }),
  );

const pipeline = (): Fact[] => {
  const base = {
    topic: "softmax units",
    source: "spatten-2021",
    unit: "cycles",
    tolerance: 0,
    evidence: "arithmetic",
    note: "cycles of its public simulator",
  } as const;
  return [
    { ...base, quantity: "SpAtten, from a score to its weight", published: 87, ours: softmaxDrainCycles() },
    {
      ...base,
      quantity: "SpAtten, a step of quick-select over 1000 of 16 lanes",
      published: 66,
      ours: quickSelectStepCycles(1000, 16),
      note: "⌈n/P⌉ + 3",
    },
  ];
};
