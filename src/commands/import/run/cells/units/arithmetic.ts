// Arithmetic units: adders, multipliers, comparators, and the parts around them.

import { dense } from "#base";
import { accumulatorShiftAdd, adderTreePopcount, pipelinedAdder, synthesisedRegister } from "#circuits";
import { comparatorTreeArgmax } from "../../../../../peripherals/parts/argmax.ts";
import { denseInt8Projection } from "../../../../../peripherals/projection/projection.ts";
import { compareExchange } from "../../../../../peripherals/sorter/network.ts";
import {
  behaviourOf,
  gaussianInt8,
  type HardwareUnit,
  HELD,
  noEdge,
  oneEdge,
  packed,
  randomWord,
  wordOf,
} from "./hardware-unit.ts";

export const fullAdder: HardwareUnit = {
  name: "full_adder",
  models: ["popcount adder-tree", "search sram-scan", "search digital-cim"],
  cycle: "three random bits are added",
  parts: [],
  sizes: [{}],
  latency: noEdge,
  *vectors(_, rng) {
    const { count } = behaviourOf(adderTreePopcount, { bits: 3 });
    while (true) {
      const bits = Uint8Array.from({ length: 3 }, () => rng.integer(2));
      const ones = count(bits);
      const [a, b, carry_in] = Array.from(bits, BigInt);
      yield { inputs: { a, b, carry_in }, outputs: { sum: BigInt(ones & 1), carry: BigInt(ones >> 1) } };
    }
  },
};

export const adder: HardwareUnit = {
  name: "adder",
  models: ["adder pipelined", "adder ripple", "sorter counting", "top-k counting"],
  cycle: "two random words are added",
  parts: [],
  sizes: [{ BITS: 8 }, { BITS: 16 }, { BITS: 32 }],
  latency: noEdge,
  *vectors({ BITS }, rng) {
    const { sum } = behaviourOf(pipelinedAdder, { bits: BITS });
    while (true) {
      const [a, b] = [randomWord(rng, BITS), randomWord(rng, BITS)];
      yield { inputs: { a, b }, outputs: { sum: wordOf(sum(Number(a), Number(b)), BITS) } };
    }
  },
};

export const multiplier: HardwareUnit = {
  name: "multiplier",
  models: ["mac int8", "projection dense-int8"],
  cycle: `a normal int8 element times an int8 weight that is held for ${HELD}`,
  parts: [],
  sizes: [{ BITS: 8 }],
  latency: noEdge,
  *vectors({ BITS }, rng) {
    const { projector } = behaviourOf(denseInt8Projection, { width: 1 });
    for (let block = 0; ; block++) {
      const project = projector(1, 1, rng.fork(block));
      const [weight] = project(dense(1, 1, Float64Array.of(1))).data;
      const elements = Float64Array.from({ length: HELD }, () => gaussianInt8(rng));
      const products = project(dense(HELD, 1, elements)).data;
      for (let n = 0; n < HELD; n++)
        yield {
          inputs: { a: wordOf(elements[n], BITS), b: wordOf(weight, BITS) },
          outputs: { product: wordOf(products[n], 2 * BITS) },
        };
    }
  },
};

/** Elements of a lane that are added to one sum. */
const SUMMED = 4;

export const dotProduct: HardwareUnit = {
  name: "dot_product",
  models: ["mac int8", "projection dense-int8"],
  cycle: `a multiply-accumulate a lane: normal int8 elements, int8 weights held for ${HELD}, a new sum every ${SUMMED}`,
  parts: [],
  sizes: [{ LANES: 4 }, { LANES: 16 }],
  latency: () => 2,
  *vectors({ LANES }, rng) {
    const { projector } = behaviourOf(denseInt8Projection, { width: LANES });
    const { accumulate } = behaviourOf(accumulatorShiftAdd, { bits: 32 });
    const programmed = (block: number) => {
      const project = projector(LANES, 1, rng.fork(block));
      const identity = Float64Array.from({ length: LANES * LANES }, (_, n) =>
        n % (LANES + 1) === 0 ? 1 : 0,
      );
      return { project, weights: packed(project(dense(LANES, LANES, identity)).data, 8) };
    };
    let next = programmed(0);
    let sum = 0;
    const idle = { load: 0n, swap: 0n, start: 0n, elements: 0n };
    yield { inputs: { ...idle, load: 1n, weights: next.weights }, outputs: null };
    for (let block = 1; ; block++) {
      const { project } = next;
      next = programmed(block);
      const elements = Float64Array.from({ length: HELD * LANES }, () => gaussianInt8(rng));
      const partials = project(dense(HELD, LANES, elements)).data;
      for (let n = 0; n < HELD; n++) {
        const isFirst = n % SUMMED === 0;
        sum = accumulate(isFirst ? 0 : sum, partials[n], 0);
        yield {
          inputs: {
            elements: packed(elements.subarray(n * LANES, (n + 1) * LANES), 8),
            start: isFirst ? 1n : 0n,
            swap: n === 0 ? 1n : 0n,
            // Those of the next block arrive while these are in use.
            load: n === HELD - 1 ? 1n : 0n,
            weights: next.weights,
          },
          outputs: { sum: wordOf(sum, 32) },
        };
      }
    }
  },
};

export const registerWord: HardwareUnit = {
  name: "register_word",
  models: ["register d-flip-flop", "register synthesised"],
  cycle: "a random word is stored",
  parts: [],
  sizes: [
    { BITS: 32, ENABLE: 0 },
    { BITS: 32, ENABLE: 1 },
  ],
  latency: oneEdge,
  *vectors({ BITS, ENABLE }, rng, purpose) {
    const { keep } = behaviourOf(synthesisedRegister, { bits: BITS });
    let word = 0n;
    for (let n = 0; ; n++) {
      const value = randomWord(rng, BITS);
      const isEnabled = purpose === "energy" || n === 0 || rng.integer(2) === 1;
      if (isEnabled || ENABLE === 0) word = BigInt(keep(Number(value)));
      yield { inputs: { enable: isEnabled ? 1n : 0n, value }, outputs: { word } };
    }
  },
};

export const comparator: HardwareUnit = {
  name: "comparator",
  models: ["argmax comparator-tree", "top-k partial-sort", "softmax lut"],
  cycle: "two random words are compared",
  parts: [],
  sizes: [{ BITS: 8 }, { BITS: 32 }],
  latency: noEdge,
  *vectors({ BITS }, rng, purpose) {
    const { largest } = behaviourOf(comparatorTreeArgmax, { inputs: 2 });
    while (true) {
      const a = randomWord(rng, BITS);
      // Words that are equal but for low bits are rare among random ones.
      const near = purpose === "function" && rng.integer(2) === 1;
      const b = near ? a ^ randomWord(rng, rng.integer(3)) : randomWord(rng, BITS);
      const winner = largest(Float64Array.of(Number(a), Number(b)));
      yield { inputs: { a, b }, outputs: { greater: BigInt(winner) } };
    }
  },
};

/** The smaller and the larger of two keys, by the compare-exchange of the sorting networks. */
function exchanged(a: bigint, b: bigint): readonly [low: bigint, high: bigint] {
  const keys = Float64Array.of(Number(a), Number(b));
  compareExchange(Int32Array.of(0, 1), keys);
  return [BigInt(keys[0]), BigInt(keys[1])];
}

export const multiplexer: HardwareUnit = {
  name: "multiplexer",
  models: ["argmax comparator-tree", "sorter streaming-merge"],
  cycle: "one of two random words by a random bit",
  parts: [],
  sizes: [{ BITS: 32 }],
  latency: noEdge,
  *vectors({ BITS }, rng) {
    while (true) {
      const [a, b, second] = [randomWord(rng, BITS), randomWord(rng, BITS), rng.integer(2) === 1];
      const [low, high] = exchanged(a, b);
      const word = second === a > b ? low : high;
      yield { inputs: { a, b, second: second ? 1n : 0n }, outputs: { word } };
    }
  },
};

export const compareExchangeUnit: HardwareUnit = {
  name: "compare_exchange",
  models: ["sorter bitonic", "sorter odd-even-merge", "sorter streaming-merge", "top-k bitonic"],
  cycle: "two random keys are compared and put in order",
  parts: [],
  sizes: [{ BITS: 32 }],
  latency: oneEdge,
  *vectors({ BITS }, rng) {
    while (true) {
      const [a, b] = [randomWord(rng, BITS), randomWord(rng, BITS)];
      const [low, high] = exchanged(a, b);
      yield { inputs: { a, b }, outputs: { low, high } };
    }
  },
};
