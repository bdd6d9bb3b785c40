// Bands of a layer in memory over the ranges of the constants, drawn as those of a comparison are.

import type { Rng } from "#base";
import { type Band, bandOf, constantGroups } from "../cost/three-point.ts";
import type { Calibration } from "../design/calibration.ts";
import { BAND_DRAWS, comparedComponents, inDraws } from "./bands.ts";
import type { DesignId } from "./comparison-design.ts";
import type { LayerPart } from "./layer-parts.ts";
import { weightComponents } from "./layer-parts.ts";
import {
  isPriced,
  type MappedLayer,
  type MemoryLayer,
  type PricedLayer,
  pricedLayers,
} from "./memory-layer.ts";

/** Energy (J), time (s) and area (m²) over the draws. */
export interface LayerCostBand {
  readonly energy: Band;
  readonly time: Band;
  readonly area: Band;
}

/** One layer over the draws. */
export interface LayerBand extends LayerCostBand {
  /** J a token. */
  readonly perToken: Band;
  /** Transfers between blocks: J and m². */
  readonly network: Pick<LayerCostBand, "energy" | "area">;
  /** Writing the weights once, J. */
  readonly programming: Band;
  /** In the order of the layer's parts. */
  readonly parts: readonly LayerCostBand[];
}

export interface LayerBands {
  readonly draws: number;
  /** By the id of a layer's attention; infeasible ones are left out. */
  readonly layers: Readonly<Record<DesignId, LayerBand>>;
}

/** Layers under `draws` shared draws of their constants: those of a comparison with the same stream. */
export function layerBands(layer: MappedLayer, rng: Rng, draws = BAND_DRAWS): LayerBands {
  const { attention, design, weights } = layer;
  const groups = constantGroups([...comparedComponents(attention, design), ...weightComponents(weights)]);
  const priced = (overrides: Readonly<Record<string, number>>) => pricedLayers(layer, overrides);
  const drawn = inDraws<readonly PricedLayer[]>(() => ({ groups, priced }), {
    rng,
    draws,
    calibration: design.calibration,
    measured: (ranged, own, calibration) => ranged.map((one, n) => measuredIn(one, own[n], calibration)),
  });
  const layers = attention.flatMap(({ id }, n): [DesignId, LayerBand][] => {
    const values = drawn.map((one) => one[n]).filter(isPriced);
    return values.length === 0 ? [] : [[id, bandsOf(values)]];
  });
  return { draws, layers: Object.fromEntries(layers) };
}

function bandsOf(layers: readonly MemoryLayer[]): LayerBand {
  const band = (of: (one: MemoryLayer) => number): Band => bandOf(layers.map(of));
  return {
    energy: band(({ energy }) => energy),
    time: band(({ time }) => time),
    area: band(({ area }) => area),
    perToken: band(({ perToken }) => perToken),
    network: { energy: band(({ network }) => network.energy), area: band(({ network }) => network.area) },
    programming: band(({ programming }) => programming.energy),
    parts: layers[0].parts.map((_, n) => ({
      energy: band(({ parts }) => parts[n].energy),
      time: band(({ parts }) => parts[n].time),
      area: band(({ parts }) => parts[n].area),
    })),
  };
}

/** `ranged` with the metrics that a calibration measured taken from `own`. */
function measuredIn(ranged: PricedLayer, own: PricedLayer, { metrics }: Calibration): PricedLayer {
  if (!isPriced(ranged) || !isPriced(own)) return ranged;
  const chosen = ({ energy, time, area }: Pick<LayerPart, "energy" | "time" | "area">) => ({
    ...(metrics.energy === undefined ? {} : { energy }),
    ...(metrics.latency === undefined ? {} : { time }),
    ...(metrics.area === undefined ? {} : { area }),
  });
  return {
    ...ranged,
    ...chosen(own),
    ...(metrics.energy === undefined ? {} : { perToken: own.perToken }),
    network: {
      energy: (metrics.energy === undefined ? ranged : own).network.energy,
      area: (metrics.area === undefined ? ranged : own).network.area,
    },
    parts: ranged.parts.map((part, n) => ({ ...part, ...chosen(own.parts[n]) })),
  };
}
