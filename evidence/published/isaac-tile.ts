import { touching } from "../../src/cost/floorplan/distances.ts";
import type { Fact } from "./fact.ts";
import { PRINTED_IMA_TOTAL, SMALL_TILE_ROWS } from "./isaac-table.ts";
import { type PriceOf, rollUpRows } from "./pricing.ts";

export const ISAAC_TILE_TOPIC = "ISAAC tile from components and traffic";

const NODE = 32;
const IMAS = 12;
/** A pass of the inputs' 16 bits through the arrays, s: 16 phases of 100 ns. */
const PASS = 1.6e-6;
/** Bits that an in-situ unit takes and gives in a pass: 8 arrays of 128 rows with inputs of their own, and 16 outputs of 16 bits each. */
const TAKEN = 8 * 128 * 16;
const GIVEN = 8 * 16 * 16;

/**
 * A tile of [isaac-2016] out of its units and of what moves between them at full rate: inputs go from the eDRAM to the
 * units, outputs back, and each output enters and leaves the tile once by its router. The units and small rows are as
 * printed; eDRAM, bus, router and wires are our models. Over wires, eDRAM and units touch.
 */
export function isaacTileFacts(price: PriceOf): Fact[] {
  const edram = price("sram", "edram", { capacity: "64 KiB" }, NODE);
  const bus = price("link", "bus", {}, NODE);
  const router = price("link", "router", {}, NODE);
  const wire = price("link", "wire", {}, NODE);
  const small = rollUpRows(SMALL_TILE_ROWS);
  const units = { power: IMAS * PRINTED_IMA_TOTAL.power, area: IMAS * PRINTED_IMA_TOTAL.area };
  const inside = (IMAS * (TAKEN + GIVEN)) / PASS;
  const across = (2 * IMAS * GIVEN) / PASS;
  const rest =
    units.power +
    small.power +
    (inside / 256) * edram.actions.read.energy +
    edram.leakage +
    (across / 256) * router.actions.transfer.energy +
    router.leakage / 4;
  const circuits = units.area + small.area + edram.area + router.area / 4;
  const metres = touching(edram.area, units.area + small.area);
  const overWires = (inside / 256) * wire.actions.transfer.energy * (metres / 1e-3);
  const overBus = (inside / 384) * bus.actions.transfer.energy + bus.leakage;
  const base = {
    topic: ISAAC_TILE_TOPIC,
    source: "isaac-2016",
    tolerance: 0.15,
  } as const;
  const traffic = "units and small rows as printed; eDRAM, network and router by what moves at full rate";
  return [
    {
      ...base,
      quantity: "tile power, bits over the bus",
      unit: "mW",
      published: 330,
      ours: (rest + overBus) * 1e3,
      evidence: "independent prediction",
      note: traffic,
    },
    {
      ...base,
      quantity: "tile power, bits over the wires of a floorplan",
      unit: "mW",
      published: 330,
      ours: (rest + overWires) * 1e3,
      evidence: "independent prediction",
      note: traffic,
    },
    {
      ...base,
      quantity: "tile area with the bus",
      unit: "mm²",
      published: 0.372,
      ours: (circuits + bus.area) * 1e6,
      evidence: "same formula",
      note: "bus and router by their areas a line and a bit",
    },
    {
      ...base,
      quantity: "tile area with repeated wires in the bus's place",
      unit: "mm²",
      published: 0.372,
      ours: (circuits + wire.area * (384 / 256) * (metres / 1e-3)) * 1e6,
      evidence: "independent prediction",
      note: "repeaters alone take area: wires run over the circuits, those of the printed bus do not",
    },
  ];
}
