import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineProjection, type Projection, projectRows, randomSigns } from "./projection.ts";
import { addArea, addEnergy, SIZED_ADDERS } from "./sized-adders.ts";

/** Length of the transform for vectors of `width` elements: the next power of two. */
export const hadamardSize = (width: number): number => 2 ** Math.ceil(Math.log2(width));

/**
 * Projections H D x: a random flip of each element's sign, then the Hadamard matrix by log₂ n stages of
 * butterflies, n = width padded to a power of two. n projections cost n log₂ n additions, log₂ n each. Projections
 * beyond n come from another transform with signs of its own. The rows of one transform are orthogonal, not
 * independent. The words grow by a bit a stage, so that nothing is rounded; the flip rides on the first stage.
 */
export const fastHadamardProjection = defineProjection({
  model: "fast-hadamard",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "butterfly additions a stage and cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: { ...SIZED_ADDERS, leakage: LOGIC_LEAKAGE },
  behave: ({ width }) => ({ width, projector: hadamardProjector, together: hadamardSize }),
  cost: ({ width, inputBits, units, clock }, technology, k) => {
    const stages = Math.log2(hadamardSize(width));
    let energy = 0;
    let lane = 0;
    for (let stage = 1; stage <= stages; stage++) {
      energy += addEnergy(k, inputBits + stage);
      lane += addArea(k, inputBits + stage);
    }
    const area = units * lane * technology.areaFactor("logic", nanometres(40));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        project: {
          energy: joules(energy * technology.energyFactor("logic", nanometres(45))),
          latency: seconds(stages / clock),
          interval: seconds(1 / (units * clock)),
        },
      },
    };
  },
});

const hadamardProjector: Projection["projector"] = (width, count, rng) => {
  const size = hadamardSize(width);
  const transforms = Math.ceil(count / size);
  const signs = Array.from({ length: transforms }, () => randomSigns(width, rng));
  const work = new Float64Array(size);
  return (vectors) =>
    projectRows(vectors, width, count, (x, out) => {
      for (let t = 0; t < transforms; t++) {
        work.fill(0);
        for (let r = 0; r < width; r++) work[r] = signs[t][r] * x[r];
        hadamardTransform(work);
        out.set(work.subarray(0, Math.min(size, count - t * size)), t * size);
      }
    });
};

/** H x in place, H the Hadamard matrix in natural order: entry (i, j) is −1 to the number of ones that i and j share. */
function hadamardTransform(x: Float64Array): void {
  for (let half = 1; half < x.length; half *= 2)
    for (let start = 0; start < x.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const [a, b] = [x[i], x[i + half]];
        x[i] = a + b;
        x[i + half] = a - b;
      }
}
