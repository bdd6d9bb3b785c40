import { type Fact, REMEMBERED } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

/** Within a factor of two. */
const FACTOR_OF_TWO = 1;
const base = { tolerance: FACTOR_OF_TWO, evidence: "independent prediction" } as const;

/** Figures of one publication by models that were fitted to others. */
export const crossFacts = (price: PriceOf): Fact[] => [
  ...converters(price),
  ...otherNodes(price),
  ...arithmetic(price),
  ...memories(price),
];

function converters(price: PriceOf): Fact[] {
  const topic = "converters by other models";
  const convert = (model: string, params: Readonly<Record<string, unknown>>, nm: number) => {
    const cost = price("adc", model, params, nm);
    return { energy: cost.actions.convert.energy * 1e12, area: cost.area * 1e12 };
  };
  const isaac = convert("survey", { bits: 8, rate: "1.2 GS/s" }, 32);
  const timely = convert("survey", { bits: 8, rate: "10 MS/s" }, 65);
  const formsBySar = convert("sar", { bits: 4 }, 32);
  const formsBySurvey = convert("survey", { bits: 4, rate: "1 GS/s" }, 32);
  const amplifier = price("comparator", "sense-amplifier", {}, 65).actions.decide.energy;
  const fact = (
    quantity: string,
    unit: string,
    published: number,
    ours: number | null,
    source: string,
  ): Fact => ({
    ...base,
    topic,
    quantity,
    unit,
    published,
    ours,
    source,
    note: "",
  });
  return [
    fact("ISAAC's 8-bit ADC by adc survey", "pJ", 1.667, isaac.energy, "isaac-2016"),
    fact("ISAAC's 8-bit ADC by adc survey", "µm²", 1200, isaac.area, "isaac-2016"),
    fact("TIMELY's 8-bit time-domain ADC, 65 nm, by adc survey", "pJ", 0.145, timely.energy, "timely-2020"),
    fact("TIMELY's 8-bit time-domain ADC, 65 nm, by adc survey", "µm²", 310, timely.area, "timely-2020"),
    fact("TIMELY's comparator, 65 nm, by sense-amplifier", "fJ", 41.7, amplifier * 1e15, "timely-2020"),
    fact("4-bit ADC of FORMS by adc sar", "pJ", 0.226, formsBySar.energy, "hwcomponents-2026"),
    fact("4-bit ADC of FORMS by adc sar", "µm²", 284, formsBySar.area, "hwcomponents-2026"),
    {
      ...fact(
        "2-bit flash converters of 128 columns, 32 nm, one of them",
        "µm²",
        1211 / 128,
        price("adc", "flash", { bits: 2, sharedLevels: 128 }, 32).area * 1e12,
        "neurosim-v14",
      ),
      note: "one model: alone a converter has the reference levels to itself, in a subarray they are shared",
    },
    fact("4-bit ADC of FORMS by adc survey", "pJ", 0.226, formsBySurvey.energy, "hwcomponents-2026"),
    {
      ...fact(
        "step of NeuRRAM's ADC, 130 nm, by adc sar",
        "pJ",
        0.3,
        unlessRefused(() => convert("sar", { bits: 1 }, 130).energy),
        "hwcomponents-2026",
      ),
      note: "the scaling laws end at 65 nm",
    },
  ];
}

/** NeuroSim has a table of its own at each node: our model of 32 nm goes there by the logic law. */
function otherNodes(price: PriceOf): Fact[] {
  const adder = (nm: number) => price("adder", "ripple", { bits: 8 }, nm);
  const ratios = [
    [22, "energy", 0.53],
    [22, "area", 0.47],
    [65, "energy", 4.2],
    [65, "area", 4.1],
  ] as const;
  return ratios.map(([nm, term, published]): Fact => {
    const [to, from] = [adder(nm), adder(32)];
    return {
      ...base,
      topic: "other nodes",
      quantity: `NeuroSim's adders, 32 → ${nm} nm: ${term}`,
      unit: "×",
      published,
      ours: term === "area" ? to.area / from.area : to.actions.add.energy / from.actions.add.energy,
      source: "neurosim-v14",
      note: "by the logic law, which was fitted to other circuits",
    };
  });
}

function arithmetic(price: PriceOf): Fact[] {
  const mac = (nm: number) => price("mac", "int8", { units: 1024, clock: "500 MHz" }, nm);
  const energy = (nm: number): number => mac(nm).actions.mac.energy * 1e12;
  const topic = "int8 arithmetic by mac int8";
  const law = "45 nm by the logic law, registers within";
  return [
    ...(["int8", "bf16"] as const).map(
      (model, n): Fact => ({
        ...base,
        topic: `arithmetic by mac ${model}`,
        quantity: `Horowitz, 45 nm: a multiplication and an addition of mac ${model}`,
        unit: "pJ",
        published: [0.3, 2][n],
        ours: price("mac", model, {}, 45).actions.mac.energy * 1e12,
        source: "horowitz-2014",
        note: "ours holds the registers of a unit as well",
      }),
    ),
    {
      ...base,
      topic,
      quantity: "ITA, 22 nm: a multiply-accumulate, from 16.9 TOPS/W",
      unit: "pJ",
      published: 2 / 16.9,
      ours: energy(22),
      source: "islamoglu-2023",
      note: "the chip's figure holds its softmax; ours arithmetic and registers",
    },
    {
      ...base,
      topic,
      quantity: "ITA, 22 nm: density of 1024 units at 500 MHz",
      unit: "TOPS/mm²",
      published: 5.93,
      ours: (2 * 1024 * 0.5e9) / 1e12 / (mac(22).area * 1e6),
      source: "islamoglu-2023",
      note: "the chip's area holds its softmax and registers; its clock is remembered",
    },
    {
      ...base,
      topic,
      quantity: "TPUv4i, 7 nm: a multiply-accumulate",
      unit: "pJ",
      published: 0.084,
      ours: energy(7),
      source: "accelforge-2026",
      note: `${law}; the law at 7 nm goes between this and other published arithmetic`,
    },
    {
      ...base,
      topic,
      quantity: "ZigZag, 28 nm: a multiply-accumulate of 8 bits",
      unit: "pJ",
      published: 0.04,
      ours: energy(28),
      source: "zigzag-2026",
      note: law,
    },
    {
      ...base,
      topic,
      quantity: "Jouppi, 7 nm: int8 multiply and int32 add",
      unit: "pJ",
      published: 0.1,
      ours: energy(7),
      source: REMEMBERED,
      note: law,
    },
  ];
}

function memories(price: PriceOf): Fact[] {
  const topic = "memories by other models";
  const perBit = (model: string, capacity: string): number =>
    (price("sram", model, { capacity, bits: 512 }, 7).actions.read.energy / 512) * 1e12;
  const models = ["banked", "cacti-like"].flatMap((model): Fact[] =>
    [
      ["4 MiB", 0.249],
      ["128 MiB", 1.88],
    ].map(
      ([capacity, published]): Fact => ({
        ...base,
        topic,
        quantity: `TPUv4i's ${capacity} at 7 nm, a bit read, by sram ${model}`,
        unit: "pJ",
        published: Number(published),
        ours: perBit(model, String(capacity)),
        source: "accelforge-2026",
        note: "28 nm by the SRAM law, between published macros",
      }),
    ),
  );
  const edram = price("sram", "edram", { capacity: "64 KiB" }, 32);
  return [
    ...models,
    {
      ...base,
      topic,
      quantity: "PUMA's 64 KiB eDRAM by that of ISAAC",
      unit: "mm²",
      published: 0.086,
      ours: edram.area * 1e6,
      tolerance: 0.1,
      source: "puma-2019",
      note: "",
    },
  ];
}
