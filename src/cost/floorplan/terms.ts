import type { NumberFormat } from "#circuits";
import type { Design } from "../../design/design.ts";
import type { BlockAreas } from "./die.ts";

/** Properties of a design that decide how its blocks are placed and joined. */
export interface ChipTerms {
  /** Bits of an access to the buffer and to the memory, and of a flit of the network. */
  readonly bufferBits: number;
  readonly memoryBits: number;
  readonly linkBits: number;
  /** Words of the multiply-accumulate units, in which scores go to the softmax and weights return. */
  readonly words: NumberFormat;
  /** Wire length that the network's price is for, m; undefined where its model states none. */
  readonly reach: number | undefined;
  /** Clock cycles a second, and the share of a memory's area that the clock reaches. */
  readonly frequency: number;
  readonly memoryShare: number;
  /** Bits a second of a data line to the memory. */
  readonly padRate: number;
  /** Blocks of the same die that no mapping counts; absent where there are none. */
  readonly otherBlocks?: BlockAreas;
  /** Cells of one array. */
  readonly cells: { readonly array: number; readonly dynamicArray: number };
}

/** Returns the pads with the memory's attachment, unless the config states one. */
export function padsOf({ floorplan: { pads }, memory }: Design): Design["floorplan"]["pads"] {
  const { attachment } = memory.behaviour;
  return attachment === undefined || pads.params.attachment !== undefined ? pads : pads.with({ attachment });
}

export function chipTerms(
  { floorplan, digital, memory, baselines }: Design,
  pads: Design["floorplan"]["pads"],
  arrayCells: number,
): ChipTerms {
  const { rows, columns } = baselines.analog.behaviour;
  const { wordBits, accumulatorBits } = digital.mac.behaviour;
  return {
    bufferBits: digital.buffer.behaviour.bits,
    memoryBits: memory.behaviour.bits,
    linkBits: floorplan.network.behaviour.bits,
    words: { wordBits, accumulatorBits },
    reach: floorplan.network.behaviour.reach,
    ...floorplan.clock.behaviour,
    padRate: pads.behaviour.rate,
    cells: { array: arrayCells, dynamicArray: rows * columns },
  };
}
