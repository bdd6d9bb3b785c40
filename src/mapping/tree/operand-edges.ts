// What an operand of a product takes between each of its homes and the next, as a function of how often its tile comes again.

import {
  bitsOf,
  type CheckedTree,
  DIMENSIONS,
  type Dimension,
  type Home,
  INDICES,
  isPassing,
  leastTile,
  type Operand,
  type Product,
  sizeOf,
} from "../../design/memory-tree.ts";
import { ownSpread } from "./product-map.ts";

/** The way between a home and the one inside it. */
export interface Edge {
  /** J with which all elements go inwards once, or of outputs come back to be added to. */
  readonly down: number;
  readonly isOutput: boolean;
  /** J with which all outputs go outwards once, as finished ones and as partial sums; 0 for inputs. */
  readonly finished: number;
  readonly partial: number;
  /** Whether nothing can be had again. */
  readonly once: boolean;
  /** Bits in one instance of the inner home for each element that the loops inside leave, and what it holds. */
  readonly tileBits: number;
  readonly capacity: number;
}

export interface OperandEdges {
  readonly operand: Operand;
  /** Whether m, n and k index it. */
  readonly indexed: readonly boolean[];
  /** Elements that the loops tell apart. */
  readonly elements: number;
  readonly edges: readonly Edge[];
  /** J between its last home and the multipliers, under any nest; Infinity where it has no home but passes by again and again. */
  readonly units: number;
}

/** J of an edge whose tiles each come `repeats` times. */
export function energyOfEdge(edge: Edge, repeats: number): number {
  const { down, isOutput, finished, partial, once } = edge;
  if (repeats === 1) return isOutput ? finished : down;
  if (once) return Number.POSITIVE_INFINITY;
  return isOutput ? repeats * partial + (repeats - 1) * down : repeats * down;
}

type Ends = Pick<Home, "below" | "instances">;

export function edgesOf(operand: Operand, { homes, spread }: CheckedTree, product: Product): OperandEdges {
  const own = homes[operand];
  const counts = (dimension: Dimension): number => Math.ceil(product[dimension] / spread[dimension]);
  const elements = INDICES[operand].reduce((all, dimension) => all * counts(dimension), 1);
  const turns = DIMENSIONS.reduce((all, dimension) => all * counts(dimension), 1);
  const passes = isPassing(operand, product);
  const inner = bitsOf(operand, product);
  const edge = (h: number, child: Ends, least: number, prices: { read: number; write: number }): Edge => {
    const { level, instances, below } = own[h - 1];
    const once = passes && h === 1;
    const outer = once ? { read: 0, write: 0 } : level;
    const moved = elements * least * instances * ownSpread(INDICES[operand], { below }, child);
    const kept = elements * least * child.instances;
    const up = (bits: number): number => bits * (moved * outer.write + kept * prices.read);
    const isOutput = operand === "O";
    return {
      down: inner * (moved * outer.read + kept * prices.write),
      isOutput,
      finished: isOutput ? up(product.bits.final) : 0,
      partial: isOutput ? up(inner) : 0,
      once,
      tileBits: least * inner,
      capacity: own[h]?.level.capacity ?? Number.POSITIVE_INFINITY,
    };
  };
  const edges = own.slice(1).map((home, n) => edge(n + 1, home, leastTile(operand, home), home.level));
  const unit = edge(own.length, { instances: sizeOf(spread), below: { m: 1, n: 1, k: 1 } }, 1, {
    read: 0,
    write: 0,
  });
  return {
    operand,
    indexed: DIMENSIONS.map((dimension) => INDICES[operand].includes(dimension)),
    elements,
    edges,
    // Multipliers keep nothing: what they give is never finished for them.
    units: energyOfEdge({ ...unit, finished: unit.partial }, turns / elements),
  };
}
