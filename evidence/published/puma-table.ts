import { type Fact, REMEMBERED } from "./fact.ts";
import { asRow, type PriceOf, rollUpRows, row } from "./pricing.ts";

/** The simulator scales a memory for 8-byte words by √8 and logic from 45 to 32 nm by the nodes' ratio. */
const WORDS = Math.sqrt(8);
const LOGIC = 32 / 45;

/** Dynamic and leakage power of 512, 1024 and 2048-byte memories and of the vector unit, mW. Source: [puma-2019]. */
const MEMORY = { 512: 0.46 + 0.078, 1024: 0.53 + 0.147, 2048: 0.65 + 0.33 } as const;
const VECTOR = 2.4 + 0.27;

/** Rows of a core and of a tile, mW and mm². The unit of a core that multiplies is remembered with its table. */
const CORE = [
  row("matrix-vector unit", 2, 19.09, 0.012),
  row("control", 1, 0.25, 0.0033),
  row("instruction memory", 1, 1.52, 0.0031),
  row("registers", 1, 0.477, 0.00192),
  row("vector unit", 1, 1.9, 0.004),
  row("scalar unit", 1, 0.055, 0.0006),
];
const TILE = [
  row("control", 1, 0.5, 0.00145),
  row("instruction memory", 1, 1.91, 0.0054),
  row("data memory", 1, 17.66, 0.086),
  row("bus", 1, 7, 0.09),
  row("attributes", 1, 2.77, 0.012),
  row("receive buffer", 1, 9.14, 0.0044),
];

const base = { topic: "PUMA table, 32 nm" } as const;

/** The table of [puma-2019]: rows from its simulator's constants, its sums, and the converter in it. */
export function pumaFacts(price: PriceOf): Fact[] {
  const scaled = (quantity: string, published: number, ours: number): Fact => ({
    ...base,
    quantity,
    unit: "mW",
    published,
    ours,
    tolerance: 0.02,
    source: "puma-2019",
    evidence: "same formula",
    note: "constant of the simulator by its own scaling",
  });
  const { convert } = price("adc", "puma", {}, 32).actions;
  return [
    scaled("instruction memory of a core", 1.52, MEMORY[512] * WORDS),
    scaled("instruction memory of a tile", 1.91, MEMORY[1024] * WORDS),
    scaled("attribute memory", 2.77, MEMORY[2048] * WORDS),
    scaled("vector unit", 1.9, VECTOR * LOGIC),
    {
      ...scaled("ADC, 8 bits", 2, (convert.energy / convert.interval) * 1e3),
      note: "energy × rate of adc puma",
    },
    ...sums(),
  ];
}

function sums(): Fact[] {
  const core = rollUpRows(CORE);
  const tile = rollUpRows([asRow("core", 8, core), ...TILE]);
  const total = (quantity: string, unit: string, published: number, ours: number): Fact => ({
    ...base,
    quantity,
    unit,
    published,
    ours,
    tolerance: 0.02,
    source: REMEMBERED,
    evidence: "arithmetic",
    note: "most rows and the total are remembered from the paper's table",
  });
  return [
    total("core, sum of rows", "mW", 42.37, core.power * 1e3),
    total("core, sum of rows", "mm²", 0.036, core.area * 1e6),
    total("tile, sum of rows", "mW", 373.8, tile.power * 1e3),
    total("tile, sum of rows", "mm²", 0.479, tile.area * 1e6),
  ];
}
