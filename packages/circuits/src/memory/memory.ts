import { z } from "zod";
import {
  type ActionCost,
  type Bytes,
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  seconds,
} from "#base";

/** How a memory's data lines reach the chip. */
export type Attachment = "pins" | "micro-bumps" | "bonds";

export interface Memory {
  /** How a memory behind the chip is attached; pins where absent. */
  readonly attachment?: Attachment;
  /** Name of a missing parameter without which the memory cannot be modelled. */
  readonly lacks?: string;
  /** Bits that one access moves. */
  readonly bits: number;
  /** Capacity, B; Infinity where the chip does not limit it. */
  readonly capacity: Bytes;
  /** Bytes of one package, for a memory of as many packages as its contents need; absent for others. */
  readonly packageBytes?: Bytes;
  /** Share of the moved bits that a gather of single vectors in random order uses, in (0, 1]. */
  readonly gatherEfficiency: number;
  /** Cost of gathering a vector of `bits` bits in detail, where the model knows bursts and rows. */
  readonly gatherOf?: (bits: number) => VectorGather;
  /** Banks over which accesses spread, and accesses outstanding at once; absent where none waits. */
  readonly banks?: { readonly count: number; readonly outstanding: number };
}

/** How a buffer is accessed, independent of its capacity. */
export type BufferAccess = Pick<Memory, "bits" | "gatherEfficiency">;

/** Cost of one vector of a gather in random order. */
export interface VectorGather {
  /** Bits that are moved, wanted or not. */
  readonly moved: number;
  /** Time of the gather, in bits that a stream would move meanwhile; at least `moved`. */
  readonly occupied: number;
  /** Rows that are opened, beyond those that a stream of as many bits opens. */
  readonly activations: number;
}

/** Properties that decide how well a DRAM serves single rows in random order. */
export interface BurstTiming {
  /** Bits that one burst moves, wanted or not. */
  readonly burstBits: number;
  /** Bits of an open row of a bank. */
  readonly rowBits: number;
  /** Bits a second. */
  readonly bitRate: number;
  /** Time from one row's activation to the next of the same bank, s. */
  readonly rowCycle: number;
  /** Banks whose activations overlap. */
  readonly banks: number;
  /** Share of gathered rows whose DRAM row is already open. */
  readonly rowHits: number;
}

/**
 * Returns the DRAM cost per vector of a random-order gather of aligned `bits`-bit vectors. A vector takes
 * whole bursts, activates its DRAM row unless that is open, and one more where it crosses into the next row.
 * Bursts and activations of other banks overlap, so the longer of the two decides the time:
 * max(⌈bits / burst⌉ · burst / rate, (1 − hits) · rows · rowCycle / banks).
 */
export function vectorGather(bits: number, timing: BurstTiming): VectorGather {
  const moved = Math.ceil(bits / timing.burstBits) * timing.burstBits;
  // Vectors start at multiples of a burst, so one that fits a burst never crosses.
  const opened = (1 - timing.rowHits) * (1 + (moved - timing.burstBits) / timing.rowBits);
  const activation = (opened * timing.rowCycle) / timing.banks;
  return {
    moved,
    occupied: Math.max(moved, activation * timing.bitRate),
    activations: Math.max(0, opened - moved / timing.rowBits),
  };
}

/** Share of a DRAM's bandwidth that such a random-order gather uses, in (0, 1]. */
export const gatherEfficiency = (bits: number, timing: BurstTiming): number =>
  bits / vectorGather(bits, timing).occupied;

/**
 * Actions `read` and `write`: one access of `bits`; `stall`: the time of one access in which a gather waits
 * for a bank or a row and nothing moves. A DRAM also has `activate`, the energy of opening a row in a gather.
 */
export interface MemoryActions {
  readonly sram: "read" | "write" | "stall";
  readonly dram: "read" | "write" | "activate" | "stall";
}

export type MemoryModel<Family extends keyof MemoryActions> = Model<MemoryActions[Family], Memory>;

export const defineMemory =
  <Family extends keyof MemoryActions>(family: Family) =>
  <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
    definition: Omit<Definition<Shape, MemoryActions[Family], Memory, C>, "family">,
  ): MemoryModel<Family> =>
    define({ affects: "price", ...definition, family });

/** Cost of a stall: the time of one access, without energy. */
export const stallOf = ({ interval }: ActionCost): ActionCost => ({
  energy: joules(0),
  latency: seconds(0),
  interval,
});

const ideal = {
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(512) }),
  constants: {},
  behave: ({ bits }: { readonly bits: number }): Memory => ({
    bits,
    capacity: Number.POSITIVE_INFINITY as Bytes,
    gatherEfficiency: 1,
  }),
} as const;

/** Boundless, free memories. */
export const idealSram = defineMemory("sram")({ ...ideal, cost: () => free(["read", "write", "stall"]) });
export const idealDram = defineMemory("dram")({
  ...ideal,
  cost: () => free(["read", "write", "activate", "stall"]),
});
