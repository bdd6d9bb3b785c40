// Transfers between the blocks of a chip that holds a layer, over the network of its floorplan.

import type { NumberFormat } from "#circuits";
import { joinedLength, lanesOf, treeLength } from "../cost/floorplan/chip.ts";
import type { BlockAreas, BlockName } from "../cost/floorplan/die.ts";
import type { Floorplan } from "../cost/floorplan/distances.ts";
import type { PriceList } from "../cost/price-list.ts";
import type { ModelWidths, Stage } from "./layer-matrices.ts";

/** Blocks of the layer's chip, and where they are. */
export interface LayerGround {
  readonly areas: BlockAreas;
  readonly plan: Floorplan;
  /** Number format in which its units exchange vectors. */
  readonly words: NumberFormat;
  /** Number of the arrangement of its cores. */
  readonly arrangement: number;
}

/** Transfer of one vector between two blocks. */
export interface VectorFlow {
  readonly part: string;
  readonly from: BlockName;
  readonly to: BlockName;
  readonly bits: number;
  /** Wire that a bit charges, its path from end to end, and the wire that is laid for all layers, m. */
  readonly wire: number;
  readonly way: number;
  readonly laid: number;
}

/** All bits of a pass that move between two blocks. */
export interface LayerRoute {
  readonly route: string;
  readonly bits: number;
  /** Wire that a bit charges, m; null for a link that knows no length. */
  readonly wire: number | null;
  /** J */
  readonly energy: number;
}

/** Routes of a part, and the totals of its wires. */
export interface PartNetwork {
  readonly routes: readonly LayerRoute[];
  readonly energy: number;
  /** m², and static power, W. */
  readonly area: number;
  readonly leakage: number;
  /** Time of one vector's transfers in sequence, s. */
  readonly latency: number;
}

/**
 * Inputs go from the buffer to the middle of a block and over its H-tree to their block of rows, in all
 * matrices at once. Arrays add their phases and slices; sums of row blocks meet and add on the way back. A block
 * of several layers is an H-tree of theirs, of which a vector takes the path to its own.
 */
export function stageFlows(
  { part, block, counts, inputs, outputs }: Stage,
  rows: number,
  { areas, plan, words, arrangement }: LayerGround,
  layers = 1,
): VectorFlow[] {
  const arrays = counts.reduce((sum, one) => sum + one.arrays, 0);
  const blocks = Math.ceil(inputs / rows);
  const side = Math.sqrt(areas[block] ?? 0);
  const own = side / Math.sqrt(layers);
  const between = plan.lengths("buffer", block)[arrangement];
  const entry = between + side * treeLength(layers, 1);
  const trunk = between + side * treeLength(layers, layers);
  const way = entry + own * treeLength(arrays, 1);
  const flow = (from: BlockName, to: BlockName, bits: number, tree: number): VectorFlow => ({
    part,
    from,
    to,
    bits,
    wire: entry + own * tree,
    way,
    laid: trunk + layers * own * tree,
  });
  return [
    flow("buffer", block, inputs * words.wordBits, treeLength(arrays, arrays / blocks)),
    flow(block, "buffer", outputs * words.accumulatorBits, joinedLength(arrays, blocks)),
  ];
}

/** Bits of a vector's sums, norms and activations that units read from the buffer and write back. */
export const vectorBits = ({ modelWidth, hiddenWidth, gated }: ModelWidths, words: NumberFormat) => ({
  /** A residual sum and a norm, twice a layer. */
  sums: {
    read: 2 * modelWidth * (words.accumulatorBits + words.wordBits),
    written: 2 * modelWidth * words.wordBits,
  },
  activation: {
    read: (gated ? 2 : 1) * hiddenWidth * words.accumulatorBits,
    written: hiddenWidth * words.wordBits,
  },
});

/** A transfer from the middle of one block to that of another. */
export function directFlow(
  part: string,
  [from, to]: readonly [BlockName, BlockName],
  bits: number,
  { plan, arrangement }: LayerGround,
): VectorFlow {
  const length = plan.lengths(from, to)[arrangement];
  return { part, from, to, bits, wire: length, way: length, laid: length };
}

export function vectorFlows(model: ModelWidths, ground: LayerGround): VectorFlow[] {
  const { sums, activation } = vectorBits(model, ground.words);
  const flow = (from: BlockName, to: BlockName, bits: number): VectorFlow =>
    directFlow("sums and norms", [from, to], bits, ground);
  return [
    flow("buffer", "mac", sums.read),
    flow("mac", "buffer", sums.written),
    flow("buffer", "softmax", activation.read),
    flow("softmax", "buffer", activation.written),
  ];
}

/**
 * Prices flows, each for `vectors` vectors, by the design's network: wires wide enough for one vector every
 * `interval`, or the medium that the network has.
 */
export function priceFlows(
  flows: readonly VectorFlow[],
  { vectors, interval }: { readonly vectors: number; readonly interval: number },
  prices: PriceList,
): (part: string) => PartNetwork {
  const { linkBits, reach } = prices.floorplan;
  const { network } = prices;
  const { transfer } = network.actions;
  const moved = flows.filter(({ bits, wire }) => bits > 0 && wire > 0);
  const lanes = (flow: VectorFlow): number => lanesOf(flow.bits / interval, prices);
  const over = (length: number): number => (reach === undefined ? 1 : length / reach);
  return (part) => {
    const own = moved.filter((flow) => flow.part === part);
    const routes = own.map(
      ({ from, to, bits, wire }): LayerRoute => ({
        route: `${from} to ${to}`,
        bits: vectors * bits,
        wire: reach === undefined ? null : wire,
        energy: ((vectors * bits) / linkBits) * transfer.energy * over(wire),
      }),
    );
    // A medium without a length exists once per chip, and attention already pays for it.
    const wires = reach === undefined ? 0 : own.reduce((sum, flow) => sum + lanes(flow) * over(flow.laid), 0);
    return {
      routes,
      energy: routes.reduce((sum, { energy }) => sum + energy, 0),
      area: network.area * wires,
      leakage: network.leakage * wires,
      latency: own.reduce((sum, { way }) => sum + transfer.latency * over(way), 0),
    };
  };
}

/** Least time between two vectors that a medium allows: 0 for wires, as every route has its own. */
export const mediumInterval = (flows: readonly VectorFlow[], { floorplan, network }: PriceList): number =>
  floorplan.reach !== undefined
    ? 0
    : (flows.reduce((sum, { bits }) => sum + bits, 0) / floorplan.linkBits) *
      network.actions.transfer.interval;
