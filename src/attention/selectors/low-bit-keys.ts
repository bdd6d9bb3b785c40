import { z } from "zod";
import { flag } from "#base";
import { chooserByCodes } from "./by-score.ts";
import { codeWords, writeCodes } from "./byte-codes.ts";
import { hadamardProjections, paddedWidth } from "./hadamard.ts";
import { lengthOf } from "./query-map.ts";
import { centred, defineSelector, meanOffset } from "./selector.ts";

/** Levels of the minimum-mean-square-error quantiser for a standard normal coordinate [max-1960], by bits. */
export const LEVELS: Readonly<Record<number, readonly number[]>> = {
  1: [-0.7979, 0.7979],
  2: [-1.51, -0.4528, 0.4528, 1.51],
  4: [
    -2.733, -2.069, -1.618, -1.256, -0.9424, -0.6568, -0.3881, -0.1284, 0.1284, 0.3881, 0.6568, 0.9424, 1.256,
    1.618, 2.069, 2.733,
  ],
};

/** Rival: keys after a randomised Hadamard transform, at a few bits per coordinate, with their length. */
export const lowBitKeysSelector = defineSelector({
  name: "low-bit-keys",
  title: "the keys of the best dot products with keys of a few bits",
  source: "max-1960",
  params: z.strictObject({
    bits: z
      .union([z.literal(1), z.literal(2), z.literal(4)])
      .meta({ doc: "bits of a coordinate: 1, 2 or 4" })
      .prefault(2),
    centreKeys: flag("subtract the calibrated mean from keys before they are rotated").prefault(true),
  }),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }, width) => codeWords({ bytes: (paddedWidth(width) * bits) / 8 }),
  prepare({ bits, centreKeys }, tools) {
    const { width } = tools;
    const padded = paddedWidth(width);
    const codes = { bytes: (padded * bits) / 8 };
    const rotate = hadamardProjections(width, padded, tools.draws);
    const levels = Float64Array.from(LEVELS[bits]);
    const fields = 8 / bits;
    return {
      encodeKeys(block, into) {
        const keys = centred(block, centreKeys ? tools.keyMean(block) : null);
        writeCodes(codes, block, into, (t, bytes) => {
          const key = keys.data.subarray(t * width, (t + 1) * width);
          const length = lengthOf(key);
          const rotated = rotate(key);
          const estimate = new Float64Array(padded);
          bytes.fill(0);
          for (let c = 0; c < padded; c++) {
            const level = nearest(levels, length === 0 ? 0 : rotated[c] / length);
            bytes[Math.floor(c / fields)] |= level << (bits * (c % fields));
            estimate[c] = levels[level];
          }
          // This factor makes the estimate as long as the key.
          return length / lengthOf(estimate);
        });
      },
      begin(block) {
        // The rotation lengthens queries by √padded.
        const factor = 1 / Math.sqrt(padded * width);
        const all = { scale: factor, from: 0, to: block.first + block.rows, step: 1 };
        return chooserByCodes(
          block,
          codes,
          { levels, bits },
          (n) => [
            { query: rotate(Float64Array.from(block.data.subarray(n * width, (n + 1) * width))), ...all },
          ],
          tools.scores,
          meanOffset(block, centreKeys ? tools.keyMean(block) : null),
        );
      },
    };
  },
});

/** Index of the level nearest to a value. */
export function nearest(levels: Float64Array, value: number): number {
  let best = 0;
  for (let n = 1; n < levels.length; n++)
    if (Math.abs(levels[n] - value) < Math.abs(levels[best] - value)) best = n;
  return best;
}
