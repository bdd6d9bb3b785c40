import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  quantity,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ideal } from "../ideal.ts";
import { COUNTING_TREE, LOGIC, leakingAt, logicAt } from "../logic-prices.ts";

export interface Popcount {
  /** Bits of a code. */
  readonly bits: number;
  /** Number of ones in a code of bits 0 or 1. Throws RangeError for a code of another length. */
  count(code: Uint8Array): number;
}

/** Action `count`: the ones of one code, such as the differing bits of two codes. */
export type PopcountModel = Model<"count", Popcount>;

export const definePopcount = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "count", Popcount, C>, "family">,
): PopcountModel => define({ ...definition, family: "popcount" });

function checkCode(code: Uint8Array, bits: number): void {
  if (code.length !== bits)
    throw new RangeError(`popcount: expected a code of ${bits} bits, received ${code.length}`);
  for (const bit of code)
    if (bit > 1) throw new RangeError(`popcount: expected bits of 0 or 1, received ${bit}`);
}

export const idealPopcount = definePopcount({
  ...ideal,
  params: z.object({ bits: integer({ min: 1, max: 4096 }, "bits of a code").prefault(64) }),
  behave: ({ bits }) => ({
    bits,
    count: (code) => {
      checkCode(code, bits);
      return code.reduce((sum, bit) => sum + bit, 0);
    },
  }),
  cost: () => free(["count"]),
});

/** Adders and levels of the tree that counts ones among `bits` bits. */
export interface CounterTree {
  readonly fullAdders: number;
  readonly halfAdders: number;
  /** Adders on the slowest path. */
  readonly depth: number;
}

/**
 * Tree of full adders: three bits of a weight become one of that weight and one of twice it, until each
 * weight has one; a last pair uses a half adder. ⌊log₂ n⌋ + 1 bits remain, so n − ⌊log₂ n⌋ − 1 full adders
 * are needed. Priced by `LOGIC`; a half adder is priced as half of one.
 */
export const adderTreePopcount = definePopcount({
  model: "adder-tree",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 2, max: 4096 }, "bits of a code").prefault(64),
    units: integer({ min: 1, max: 65536 }, "codes a cycle").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: { clock: 1e9, node: nanometres(28) },
  constants: {
    ...COUNTING_TREE,
    adderDelay: {
      nominal: 4 * 0.0478e-9,
      low: 2 * 0.0478e-9,
      high: 6 * 0.0478e-9,
      source: "assumed",
      note: "s at 28 nm: four delays of the NAND2 of ZigZag, 47.8 ps",
    },
    leakage: LOGIC.leakage,
  },
  behave: ({ bits }) => ({
    bits,
    count: (code) => {
      checkCode(code, bits);
      return reduce(Array.from(code)).value;
    },
  }),
  cost: ({ bits, units, clock }, technology, k) => {
    const base = nanometres(28);
    const { fullAdders, halfAdders, depth } = counterTree(bits);
    const adders = fullAdders + halfAdders / 2;
    const factor = logicAt(technology, k);
    const area = units * adders * k.adderArea * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        count: {
          energy: joules(adders * k.treeGlitches * k.adderBit * factor.energy),
          latency: seconds(depth * k.adderDelay * technology.delayFactor("logic", base)),
          interval: seconds(1 / (clock * units)),
        },
      },
    };
  },
});

/** The tree for `bits` bits, by constructing it. */
export const counterTree = (bits: number): CounterTree => reduce(new Array<number>(bits).fill(0)).tree;

/** Runs a code through the tree, weight by weight; the latest bits of a weight are added last. */
function reduce(code: readonly number[]): { readonly value: number; readonly tree: CounterTree } {
  let value = 0;
  let fullAdders = 0;
  let halfAdders = 0;
  let depth = 0;
  let column = code.map((bit) => ({ bit, level: 0 }));
  for (let weight = 1; column.length > 0; weight *= 2) {
    const carries: typeof column = [];
    while (column.length > 1) {
      const inputs = column.splice(0, 3);
      if (inputs.length === 3) fullAdders++;
      else halfAdders++;
      const sum = inputs.reduce((total, { bit }) => total + bit, 0);
      const level = Math.max(...inputs.map((input) => input.level)) + 1;
      depth = Math.max(depth, level);
      column.push({ bit: sum & 1, level });
      carries.push({ bit: sum >> 1, level });
    }
    value += column[0].bit * weight;
    column = carries;
  }
  return { value, tree: { fullAdders, halfAdders, depth } };
}
