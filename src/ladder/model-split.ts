// One model over several chips.

import type { ComponentCost } from "../base/component.ts";
import type { Workload } from "../design/workload.ts";
import type { NumberFormat } from "../peripherals/number-formats.ts";

/** How one copy of a model is spread over chips: heads and columns of every layer, or whole layers one after another. */
export type Split = "heads" | "layers";

/** A link between chips: what one of its ends sends. */
export interface ChipLink {
  /** Bits of a flit. */
  readonly bits: number;
  readonly price: ComponentCost<"transfer">;
}

/** Most chips of a copy. */
const MOST_CHIPS = 64;

/** Numbers of chips that a copy can be split over evenly. */
export function splitsOf({ heads, layers }: Pick<Workload, "heads" | "layers">, split: Split): number[] {
  const whole = split === "heads" ? heads : layers;
  return Array.from({ length: Math.min(whole, MOST_CHIPS) }, (_, n) => n + 1).filter((n) => whole % n === 0);
}

/** The part of a model that one of `chips` chips holds. Keys and values of a head that chips share are on each of them. */
export function partOf(workload: Workload, chips: number, split: Split): Workload {
  if (split === "layers") return { ...workload, layers: workload.layers / chips };
  const { heads, kvHeads, model } = workload;
  return {
    ...workload,
    heads: heads / chips,
    kvHeads: Math.max(1, kvHeads / chips),
    model: model === null ? null : { ...model, hiddenWidth: model.hiddenWidth / chips },
  };
}

/**
 * Bits that one chip sends in a pass. Heads: after the projections and after the feed-forward part of each layer the partial
 * sums of all chips are added in a ring, 2 (n − 1) / n of them sent by each. Layers: what leaves the last of a chip.
 */
export function linkBits({
  split,
  chips,
  tokens,
  layers,
  width,
  words,
}: {
  readonly split: Split;
  readonly chips: number;
  readonly tokens: number;
  /** Layers of one chip. */
  readonly layers: number;
  readonly width: number;
  /** Of the chips' multiply-accumulate units. */
  readonly words: NumberFormat;
}): number {
  if (chips === 1) return 0;
  return split === "heads"
    ? 2 * layers * tokens * width * words.accumulatorBits * ((2 * (chips - 1)) / chips)
    : tokens * width * words.wordBits;
}
