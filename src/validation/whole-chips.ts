import type { Catalogue } from "../base/catalogue.ts";
import { parseDocument } from "../base/document.ts";
import { parseConfig } from "../design/config.ts";
import { price } from "../evaluate.ts";
import { exactDigital } from "../ladder/designs/exact-digital.ts";
import type { Fact } from "./fact.ts";

/** No array is read. */
const POINT = { pairPower: 0, peakLineCurrent: 0 };

/**
 * ITA [islamoglu-2023] as a chip of ours: 1024 units at 500 MHz and 22 nm, exact attention over 256 tokens of 64 elements
 * without a mask. Its figures are of the chip, so the memory behind it is free and its pads are left out; network, clock
 * and control are in. Buffers of 64 KiB and the clock are remembered.
 */
export function wholeChipFacts(catalogue: Catalogue): Fact[] {
  const { design, workload } = parseConfig(
    parseDocument(
      `{ name: "ita", workload: { layers: 1, heads: 1, kvHeads: 1, headWidth: 64, length: 256, attention: { causal: false } },
         design: { logicNode: "22 nm", memory: { model: "ideal" }, floorplan: { clock: { frequency: "500 MHz" } },
                   digital: { mac: { model: "int8", units: 1024, clock: "500 MHz" }, buffer: { model: "banked", capacity: "64 KiB" } } } }`,
      "validation",
    ),
    catalogue,
  );
  const { cost, mapping } = price(exactDigital.design(design), exactDigital.workload(workload), POINT);
  const macs = mapping.counts
    .filter(({ component, action }) => component === "mac" && action === "mac")
    .reduce((sum, { count }) => sum + count, 0);
  const base = {
    topic: "whole chips by exact attention",
    source: "islamoglu-2023",
    tolerance: 1,
    evidence: "independent prediction",
    note: "units, buffer, softmax, network, clock and control; buffer and clock are remembered",
  } as const;
  return [
    {
      ...base,
      quantity: "ITA, 22 nm: operations a joule",
      unit: "TOPS/W",
      published: 16.9,
      ours: (2 * macs) / cost.energy / 1e12,
    },
    {
      ...base,
      quantity: "ITA, 22 nm: peak operations over area",
      unit: "TOPS/mm²",
      published: 5.93,
      ours: (2 * 1024 * 0.5e9) / 1e12 / (cost.area * 1e6),
    },
  ];
}
