// Units that a stream of words passes: transform, softmax, and the sequencer that addresses it.

import { dense } from "#base";
import { fastHadamardProjection } from "../../../../../peripherals/projection/projection.ts";
import { base2Softmax } from "../../../../../peripherals/softmax/softmax.ts";
import {
  behaviourOf,
  gaussianInt8,
  type HardwareUnit,
  HELD,
  oneEdge,
  packed,
  wordOf,
} from "./hardware-unit.ts";

export const hadamard: HardwareUnit = {
  name: "hadamard",
  models: ["projection fast-hadamard"],
  cycle: `a transform of normal int8 words, their signs flipped alike for ${HELD}`,
  parts: [],
  sizes: [
    { WORDS: 16, BITS: 8 },
    { WORDS: 64, BITS: 8 },
  ],
  latency: ({ WORDS }) => Math.log2(WORDS),
  *vectors({ WORDS, BITS }, rng) {
    const { projector } = behaviourOf(fastHadamardProjection, { width: WORDS, inputBits: BITS });
    const sumBits = BITS + Math.log2(WORDS);
    for (let block = 0; ; block++) {
      const project = projector(WORDS, WORDS, rng.fork(block));
      // The first row of the matrix is all ones, so it gives the signs.
      const flip = Array.from({ length: WORDS }, (_, n) => {
        const unit = new Float64Array(WORDS);
        unit[n] = 1;
        return project(dense(1, WORDS, unit)).data[0] < 0 ? 1 : 0;
      });
      const elements = Float64Array.from({ length: HELD * WORDS }, () => gaussianInt8(rng));
      const sums = project(dense(HELD, WORDS, elements)).data;
      for (let n = 0; n < HELD; n++) {
        const own = (data: Float64Array): Float64Array => data.subarray(n * WORDS, (n + 1) * WORDS);
        yield {
          inputs: { flip: packed(flip, 1), elements: packed(own(elements), BITS) },
          outputs: { sums: packed(own(sums), sumBits) },
        };
      }
    }
  },
};

/** Scores of one query. */
const SCORES = 64;
/** Standard deviation of a score in units of the base-2 exponent, assumed. */
const SPREAD = 3;

/** round(2^ENTRY e^x) for x = (f − 1) ln 2, f in [0, 1): the mantissas of a lane's table. */
function mantissas(exponential: (x: number) => number, FRACTION: number, ENTRY: number): Float64Array {
  const steps = 2 ** FRACTION;
  return Float64Array.from({ length: steps }, (_, f) =>
    Math.round(exponential((f - steps) / (Math.LOG2E * steps)) * 2 ** ENTRY),
  );
}

export const softmaxLane: HardwareUnit = {
  name: "softmax_lane",
  models: ["softmax base2"],
  cycle: `a normal score (standard deviation ${SPREAD} in the exponent of 2), ${SCORES} a query`,
  parts: [],
  sizes: [{ WHOLE: 8, FRACTION: 10, ENTRY: 12, SUM: 24 }],
  latency: () => 4,
  files: ({ FRACTION, ENTRY }) => {
    const { exponential } = behaviourOf(base2Softmax, { fractionBits: FRACTION });
    // The leading one is not stored.
    const words = Array.from(mantissas(exponential, FRACTION, ENTRY), (m) =>
      (m - 2 ** (ENTRY - 1)).toString(16),
    );
    return { "exponential.hex": `${words.join("\n")}\n` };
  },
  *vectors({ WHOLE, FRACTION, ENTRY, SUM }, rng) {
    const { exponential } = behaviourOf(base2Softmax, { fractionBits: FRACTION });
    const table = mantissas(exponential, FRACTION, ENTRY);
    const steps = 2 ** FRACTION;
    const bits = WHOLE + FRACTION;
    const shifted = (word: number, by: number): number => Math.floor(word * exponential(-by / Math.LOG2E));
    while (true) {
      let most = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let n = 0; n < SCORES; n++) {
        const score = Math.max(
          -(2 ** (bits - 1)),
          Math.min(2 ** (bits - 1) - 1, Math.round(rng.normal() * SPREAD * steps)),
        );
        const ceiling = Math.ceil(score / steps);
        if (ceiling > most) {
          if (n > 0) sum = shifted(sum, ceiling - most);
          most = ceiling;
        }
        const below = most * steps - score;
        const by = Math.ceil(below / steps);
        const weight = shifted(table[by * steps - below], by);
        sum += weight;
        yield {
          inputs: { start: n === 0 ? 1n : 0n, score: wordOf(score, bits) },
          outputs: { weight: BigInt(weight), sum: wordOf(sum, SUM) },
        };
      }
    }
  },
};

/** Most steps of a loop. */
const LONGEST = 12;

export const sequencer: HardwareUnit = {
  name: "sequencer",
  models: ["control sequencer"],
  cycle: "a step of three nested loops and their two addresses",
  parts: [],
  sizes: [{ COUNT: 16, ADDRESS: 24 }],
  latency: oneEdge,
  // Its model has no behaviour: the reference is the nest itself, whose addresses are sums of index times stride.
  *vectors({ COUNT, ADDRESS }, rng, purpose) {
    while (true) {
      const counts = Array.from({ length: 3 }, () => 1 + rng.integer(LONGEST));
      const strides = [0, 1].map(() => Array.from({ length: 3 }, () => rng.integer(4096)));
      const jumps = strides.map((own) => {
        const inner = (own[0] as number) * (counts[0] - 1);
        return packed([own[0], own[1] - inner, own[2] - inner - own[1] * (counts[1] - 1)], ADDRESS);
      });
      const configuration = {
        limits: packed(
          counts.map((count) => count - 1),
          COUNT,
        ),
        jumps_a: jumps[0],
        jumps_b: jumps[1],
      };
      const steps = counts[0] * counts[1] * counts[2];
      const at = (step: number) => {
        const index = [
          step % counts[0],
          Math.floor(step / counts[0]) % counts[1],
          Math.floor(step / counts[0] / counts[1]),
        ];
        const [address_a, address_b] = strides.map((own) =>
          wordOf(
            own.reduce((sum, stride, n) => sum + stride * index[n], 0),
            ADDRESS,
          ),
        );
        return { address_a, address_b, last: step === steps - 1 ? 1n : 0n };
      };
      yield { inputs: { ...configuration, configure: 1n, advance: 0n }, outputs: at(0) };
      for (let step = 0; step < steps; ) {
        const advance = purpose === "energy" || rng.integer(4) > 0;
        // After its last step the nest is at its first one again.
        if (advance) step++;
        yield {
          inputs: { ...configuration, configure: 0n, advance: advance ? 1n : 0n },
          outputs: at(step % steps),
        };
      }
    }
  },
};
