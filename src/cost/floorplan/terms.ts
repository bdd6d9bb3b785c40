import type { Design } from "../../design/design.ts";
import type { NumberFormat } from "../../peripherals/number-formats.ts";
import type { BlockAreas } from "./die.ts";

/** Terms of a design by which its blocks are placed and joined. */
export interface ChipTerms {
  /** Bits of an access to the buffer and to the memory, and of a flit of the network. */
  readonly bufferBits: number;
  readonly memoryBits: number;
  readonly linkBits: number;
  /** Words of the multiply-accumulate units, which scores and weights go to the softmax and back in. */
  readonly words: NumberFormat;
  /** Length that the price of the network is for, m; undefined where it knows none. */
  readonly reach: number | undefined;
  /** Cycles a second of the clock, and the share of a memory that it loads. */
  readonly frequency: number;
  readonly memoryShare: number;
  /** Bits a second of a data line to the memory. */
  readonly padRate: number;
  /** Blocks of the same die that no mapping counts; left out where there are none. */
  readonly otherBlocks?: BlockAreas;
  /** Cells of one array. */
  readonly cells: { readonly array: number; readonly dynamicArray: number };
}

/** The interface as the memory's standard has it, unless the config says how that is attached. */
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
