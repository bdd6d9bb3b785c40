import type { Fact } from "./fact.ts";
import { asRow, type PriceOf, type Row, rollUpRows, row } from "./pricing.ts";

const NODE = 32;
const LINES = 8 * 128;
const BIT_LINES = 128;

/**
 * In-situ multiply-accumulate unit (IMA) of [isaac-2016]. The converters are priced by our own models at the
 * published rates: 1.2 GS/s an ADC, which serves 128 bit lines, so a line's DAC drives at 1/128 of it. The two
 * register rows are remembered.
 */
function imaRows(price: PriceOf): Row[] {
  const adc = price("adc", "isaac", {}, NODE);
  const dac = price("dac", "one-bit", {}, NODE);
  const rate = 1 / adc.actions.convert.interval;
  return [
    {
      name: "ADC",
      count: 8,
      power: adc.actions.convert.energy * rate + adc.leakage,
      area: adc.area,
    },
    {
      name: "DAC",
      count: LINES,
      power: (dac.actions.drive.energy * rate) / BIT_LINES + dac.leakage,
      area: dac.area,
    },
    row("sample and hold", LINES, 0.01 / LINES, 0.00004 / LINES),
    row("crossbar", 8, 0.3, 2.5e-5),
    row("shift and add", 4, 0.05, 6e-5),
    ...REGISTERS,
  ];
}

const REGISTERS = [row("input register", 1, 1.24, 0.0021), row("output register", 1, 0.23, 0.00077)];

/** The IMA's rows as printed. */
const PRINTED_IMA: readonly Row[] = [
  row("ADC", 8, 2, 0.0012),
  row("DAC", LINES, 4 / LINES, 0.00017 / LINES),
  row("sample and hold", LINES, 0.01 / LINES, 0.00004 / LINES),
  row("crossbar", 8, 0.3, 2.5e-5),
  row("shift and add", 4, 0.05, 6e-5),
  ...REGISTERS,
];

/** Rows of a tile that move nothing by themselves. */
export const SMALL_TILE_ROWS: readonly Row[] = [
  row("sigmoid", 2, 0.26, 0.0003),
  row("shift and add", 1, 0.05, 6e-5),
  row("max pool", 1, 0.4, 0.00024),
  row("output register", 1, 1.68, 0.0032),
];
const TILE: readonly Row[] = [
  row("eDRAM", 1, 20.7, 0.083),
  row("bus", 1, 7, 0.09),
  row("router", 1 / 4, 42, 0.151),
  ...SMALL_TILE_ROWS,
];
/** Sum of the printed rows of an in-situ unit, W and m². */
export const PRINTED_IMA_TOTAL = rollUpRows(PRINTED_IMA);
const LINK = row("HyperTransport", 1, 10_400, 22.88);

/** Power and area of IMA, tile and chip from the rows of an IMA. */
function isaacLevels(ima: readonly Row[]) {
  const unit = rollUpRows(ima);
  const tile = rollUpRows([asRow("IMA", 12, unit), ...TILE]);
  return { IMA: unit, tile, chip: rollUpRows([asRow("tile", 168, tile), LINK]) };
}

/** Sums of the printed rows, worked out by hand; W and mm². */
const HAND_SUMS = {
  IMA: { power: 24.08e-3, area: 0.01312 },
  tile: { power: 329.81e-3, area: 0.37229 },
  chip: { power: 65.80808, area: 85.42472 },
} as const;

/** What the paper prints beside the rows; W and mm². */
const PRINTED = {
  IMA: { power: 24.08e-3, area: 0.01312 },
  tile: { power: 330e-3, area: 0.372 },
  chip: { power: 65.8, area: 85.4 },
} as const;

/** The component table of [isaac-2016]: sums, our converters in it, and the prices of single actions. */
export function isaacFacts(price: PriceOf): Fact[] {
  const base = { topic: "ISAAC table, 32 nm", source: "isaac-2016" } as const;
  const registers = "the two register rows are remembered";
  const printed = isaacLevels(PRINTED_IMA);
  const priced = isaacLevels(imaRows(price));
  const levels = (["IMA", "tile", "chip"] as const).flatMap((level): Fact[] =>
    (["power", "area"] as const).flatMap((term): Fact[] => {
      const unit = term === "power" ? "W" : "mm²";
      const scale = term === "power" ? 1 : 1e6;
      return [
        {
          ...base,
          quantity: `${level} ${term}, sum of the printed rows`,
          unit,
          published: HAND_SUMS[level][term],
          ours: printed[level][term] * scale,
          tolerance: 0,
          evidence: "arithmetic",
          note: `added by hand; ${registers}`,
        },
        {
          ...base,
          quantity: `${level} ${term}, converters by adc isaac and dac one-bit`,
          unit,
          published: PRINTED[level][term],
          ours: priced[level][term] * scale,
          tolerance: 0.01,
          evidence: "same formula",
          note: registers,
        },
      ];
    }),
  );
  return [...levels, ...shares(price), ...actions(price)];
}

/** Shares of the converters, storage and peak rate of a tile. */
function shares(price: PriceOf): Fact[] {
  const base = { topic: "ISAAC table, 32 nm", source: "isaac-2016", evidence: "arithmetic" } as const;
  const rows = imaRows(price);
  const { tile, chip } = isaacLevels(rows);
  const [adc] = rows;
  // 168 tiles of 12 IMAs with 8 arrays of 128 × 128 cells of 2 bits.
  const mebibytes = (168 * 12 * 8 * 128 * 128 * 2) / 8 / 2 ** 20;
  return [
    {
      ...base,
      quantity: "ADCs' share of a tile's power",
      unit: "%",
      published: 58.2,
      ours: (100 * 12 * adc.count * adc.power) / tile.power,
      tolerance: 0.01,
      note: "",
    },
    {
      ...base,
      quantity: "ADCs' share of a tile's area",
      unit: "%",
      published: 30.9,
      ours: (100 * 12 * adc.count * adc.area) / tile.area,
      tolerance: 0.01,
      note: "",
    },
    {
      ...base,
      quantity: "weights on a chip",
      unit: "MiB",
      published: 63,
      ours: mebibytes,
      tolerance: 0,
      note: "",
    },
    {
      ...base,
      quantity: "weights over chip area",
      unit: "MiB/mm²",
      published: 0.74,
      ours: mebibytes / (chip.area * 1e6),
      tolerance: 0.01,
      note: "",
    },
    {
      ...base,
      quantity: "peak of a tile at 16 bits",
      unit: "GOPS",
      published: 245.76,
      // 96 arrays of 128 × 128, eight slices a weight, sixteen phases of 100 ns; a multiply-add is two operations.
      ours: (2 * 96 * 128 * 128) / 8 / (16 * 100),
      tolerance: 0,
      note: "",
    },
  ];
}

/** Energy × rate against printed power: the two ways to state one component. */
function actions(price: PriceOf): Fact[] {
  const base = { topic: "ISAAC table, 32 nm", source: "isaac-2016", evidence: "same formula" } as const;
  const adc = price("adc", "isaac", {}, NODE);
  const { convert } = adc.actions;
  const { drive } = price("dac", "one-bit", {}, NODE).actions;
  const router = price("link", "router", {}, NODE);
  const edram = price("sram", "edram", { capacity: "64 KiB" }, NODE);
  return [
    {
      ...base,
      quantity: "ADC: energy of a conversion × rate",
      unit: "mW",
      published: 2,
      ours: (convert.energy / convert.interval) * 1e3,
      tolerance: 0.01,
      note: "1.667 pJ at 1.2 GS/s",
    },
    {
      ...base,
      quantity: "1024 DACs: energy of a drive × rate",
      unit: "mW",
      published: 4,
      ours: ((LINES * drive.energy) / convert.interval / BIT_LINES) * 1e3,
      tolerance: 0.01,
      note: "0.417 pJ each time that an ADC has passed 128 bit lines",
    },
    {
      ...base,
      quantity: "a quarter of a router",
      unit: "mm²",
      published: 0.03775,
      ours: (router.area * 1e6) / 4,
      tolerance: 0.01,
      note: "",
    },
    {
      ...base,
      quantity: "eDRAM, 64 KiB",
      unit: "mm²",
      published: 0.083,
      ours: edram.area * 1e6,
      tolerance: 1e-9,
      note: "",
    },
    {
      ...base,
      quantity: "eDRAM, an access of 256 bits",
      unit: "pJ",
      published: 20.45,
      ours: edram.actions.read.energy * 1e12,
      tolerance: 1e-9,
      note: "",
    },
  ];
}
