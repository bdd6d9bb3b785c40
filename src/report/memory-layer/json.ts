import type { LayerBand, LayerCostBand } from "../../ladder/layer-bands.ts";
import type { LayerPart } from "../../ladder/layer-part.ts";
import { isPriced, type MemoryLayer } from "../../ladder/memory-layer.ts";
import type { MemoryLayerReport } from "../../questions/memory-layer.ts";

export const memoryLayerJson = (
  { name, workload, layers, bands }: MemoryLayerReport,
  version: string,
): Record<string, unknown> => ({
  schemaVersion: 1,
  name,
  versions: { crosshash: version },
  workload,
  bands: { draws: bands.draws, of: "constants" },
  layers: layers.map((one) =>
    isPriced(one)
      ? layerJson(one, bands.layers[one.id])
      : { id: one.id, feasible: false, reason: one.reason },
  ),
});

const layerJson = (one: MemoryLayer, band: LayerBand): Record<string, unknown> => ({
  id: one.id,
  feasible: true,
  energy_J: one.energy,
  energy_per_token_J: one.perToken,
  latency_s: one.time,
  area_m2: one.area,
  bands: { ...costJson(band), energy_per_token_J: band.perToken },
  network: {
    energy_J: one.network.energy,
    area_m2: one.network.area,
    bands: { energy_J: band.network.energy, area_m2: band.network.area },
  },
  programming: {
    energy_J: one.programming.energy,
    cells: one.programming.cells,
    pulses_per_cell: one.programming.pulses,
    bands: { energy_J: band.programming },
  },
  parts: one.parts.map((part, n) => partJson(part, band.parts[n])),
});

const partJson = (part: LayerPart, band: LayerCostBand): Record<string, unknown> => ({
  name: part.name,
  energy_J: part.energy,
  latency_s: part.time,
  area_m2: part.area,
  bands: costJson(band),
  items: part.items.map((item) => ({ name: item.name, energy_J: item.energy })),
  network: {
    area_m2: part.network.area,
    routes: part.network.routes.map(({ route, bits, wire, energy }) => ({
      route,
      bits,
      wire_m: wire,
      energy_J: energy,
    })),
  },
});

const costJson = ({ energy, time, area }: LayerCostBand): Record<string, unknown> => ({
  energy_J: energy,
  latency_s: time,
  area_m2: area,
});
