import { z } from "zod";
import { type Constant, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { SYNTHESISED } from "../logic.ts";
import { DRAM } from "../memory/dram.ts";
import { COMPARE, compareUnit, SCAN_PARAMS, scanPrice } from "./digital-stores.ts";
import { defineSearch, exactStore } from "./search.ts";

/** Reads that stay in a bank, and logic on a memory's die; no source for either was read. */
const NEAR_BANK = {
  bankBit: {
    nominal: 1.6e-12,
    low: 0.6e-12,
    high: 2.8e-12,
    source: "assumed",
    note: "J a bit from a bank's cells to its edge, the opening of its row included; high: all of a read but the lines between dies",
  },
  slowLogic: {
    nominal: 2,
    low: 1,
    high: 4,
    source: "assumed",
    note: "energy and area of logic in a memory's process over those of the node's",
  },
} as const satisfies Readonly<Record<string, Constant>>;

/**
 * Codes in the banks of a DRAM, with comparison logic at the edge of each: keys never leave the die; scores do, at the
 * cost of whoever reads them. `bandwidth` is that of all banks together. The die is that of a memory which a design has
 * anyway; its logic counts as area.
 */
export const nearBankScan = defineSearch({
  model: "near-bank-scan",
  source: "assumed",
  params: z.object({
    ...SCAN_PARAMS,
    bandwidth: priceOnly(
      quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second, of all banks together").prefault("6.5 TB/s"),
    ),
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE, ...NEAR_BANK, latency: DRAM.latency },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const bit = { read: k.bankBit, write: k.bankBit, area: 0, leakage: 0, latency: k.latency, writeTime: 0 };
    const price = scanPrice(p, technology, bit, k);
    const unit = compareUnit(p, technology, k);
    const code = (p.bits * p.keyBits) / 8 / p.bandwidth;
    const { search, write } = price.actions;
    return {
      area: squareMetres(price.area * k.slowLogic),
      leakage: watts(price.leakage * k.slowLogic),
      actions: {
        search: {
          ...search,
          energy: joules(search.energy + (k.slowLogic - 1) * unit.energy),
          interval: seconds(Math.max(search.interval, code / p.sharing)),
        },
        write: { ...write, interval: seconds(Math.max(write.interval, code)) },
      },
    };
  },
});
