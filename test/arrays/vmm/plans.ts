import { createRng, type Dense, dense, type Rng } from "#base";
import type { ArrayResponse } from "#crossbar-arrays";
import { type VmmBatch, type VmmPlan, varianceForm } from "../../../packages/vmm/src/vmm.ts";

export const READ_VOLTAGE = 0.2;

const uniform = (rows: number, columns: number, low: number, high: number, rng: Rng): Dense =>
  dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => low + (high - low) * rng.uniform()),
  );

/** A response of differential pairs, 10 kΩ to 1 MΩ, without wires; two tile rows of coupled noise if asked for. */
export function response(
  outputs: number,
  rows: number,
  { cubic = false, coupled = false, seed = 1 } = {},
): ArrayResponse {
  const rng = createRng(`response ${seed} ${outputs} ${rows}`);
  const transfer = uniform(outputs, rows, -1e-4, 1e-4, rng);
  const top = rows >> 1;
  const diagonal = uniform(outputs, rows, 1e-12, 2e-8, rng);
  // A form of squares of sums, so that no variance is negative.
  const form = (size: number): Dense => {
    const forms = dense(outputs, (size * (size + 1)) / 2);
    for (let p = 0; p < outputs; p++) {
      let at = p * forms.columns;
      const side = uniform(1, size, -1e-4, 1e-4, rng).data;
      for (let i = 0; i < size; i++)
        for (let k = i; k < size; k++) forms.data[at++] = (k === i ? 1 : 2) * side[i] * side[k];
    }
    return forms;
  };
  const all = Int32Array.from({ length: outputs }, (_, p) => p);
  return {
    transfer,
    cubic: cubic ? uniform(outputs, rows, -1e-4, 1e-4, rng) : null,
    noise: {
      diagonal,
      coupled: coupled
        ? [
            { top: 0, rows: top, outputs: all, forms: form(top) },
            // The last tile is longer than the lines that are driven.
            { top, rows: rows - top + 1, outputs: all.slice(0, 1), forms: form(rows - top + 1) },
          ]
        : [],
    },
    delivered: dense(rows, rows),
    cubicPower: new Float64Array(rows),
    peakLineConductance: 0,
    peakGlobalConductance: 0,
    peakDriverConductance: 0,
  };
}

/** The plan of a response with 8-bit converters and 2 % of read noise unless told otherwise. */
export const planOf = (of: ArrayResponse, change: Partial<VmmPlan> = {}): VmmPlan => ({
  transfer: of.transfer,
  cubic: of.cubic,
  noise: varianceForm(of),
  readNoise: 0.02,
  readVoltage: READ_VOLTAGE,
  dacBits: 8,
  adc: { bits: 8, fullScale: 1e-4 },
  ...change,
});

/** Uniform inputs on ±1.2 times the full scale: some are clipped. */
export function batchOf(vectors: number, rows: number, change: Partial<VmmBatch> = {}): VmmBatch {
  const rng = createRng(`inputs ${vectors} ${rows}`);
  return {
    inputs: uniform(vectors, rows, -1.2, 1.2, rng).data,
    dacFullScale: 1,
    key: Uint32Array.of(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344),
    firstVector: 0,
    ...change,
  };
}
