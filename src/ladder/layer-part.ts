// A part of a layer in memory, as it is priced.

import type { WeightPart } from "./layer-matrices.ts";
import type { LayerRoute } from "./layer-network.ts";

/** Parts of a layer in the order in which they are listed. */
export type LayerPartName = WeightPart | "attention" | "sums and norms";

/** A part of a layer: energy (J) and time (s) of a pass of the batch, area (m²). */
export interface LayerPart {
  readonly name: LayerPartName;
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** J by what takes it; sums to the energy. What moves between blocks is the item `network`. */
  readonly items: readonly { readonly name: string; readonly energy: number }[];
  /** Ways between blocks, whose energies sum to the item `network`, and the area of what they go over, m². */
  readonly network: { readonly area: number; readonly routes: readonly LayerRoute[] };
}
