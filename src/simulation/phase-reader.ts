import { outputCurrents } from "../arrays/output-currents.ts";
import { noiseKey } from "../arrays/vmm/gaussian.ts";
import { plainVmmKernel } from "../arrays/vmm/plain-vmm.ts";
import { varianceForm } from "../arrays/vmm/variance-form.ts";
import { type Dense, dense, mapped } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { Kernels } from "./kernels.ts";
import type { ProgrammedSet } from "./programmed-set.ts";
import { drivenIn, readParts } from "./read-parts.ts";

/**
 * Levels of word lines (reads × width, fractions of the read voltage) → output currents (A) of each part of a read. `first`
 * is the place of the first read in the sequence that `rng` names.
 */
export type PhaseReader = (levels: Dense, first: number, rng: Rng) => Dense[];

/**
 * Reads each phase with noise of its own, less the constant that an input of zero draws. Reads without noise are
 * exact sums in float64; those with noise go through the vector-matrix kernel, in single precision, and do not depend
 * on how a sequence is cut.
 */
export function phaseReader(design: Design, { response }: ProgrammedSet, kernels: Kernels = {}): PhaseReader {
  const { driver, memristor } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const { readNoise } = memristor.behaviour;
  const { transfer, cubic } = response;
  const parts = readParts(design, transfer.columns);
  const quiet = (levels: Dense): Dense =>
    outputCurrents(
      response,
      mapped(levels, (x) => x * readVoltage),
    );
  const idle = parts.map((part) => {
    if (part.baseline === 0) return null;
    const level = dense(1, transfer.columns, new Float64Array(transfer.columns).fill(part.baseline));
    return quiet(drivenIn(level, part)).data;
  });
  const vmm =
    readNoise === 0
      ? null
      : (kernels.vmm ?? plainVmmKernel).prepare({
          transfer,
          cubic,
          noise: varianceForm(response),
          readNoise,
          readVoltage,
          dacBits: null,
          adc: null,
        });
  return (levels, first, rng) =>
    parts.map((part, n) => {
      const held = drivenIn(mapped(levels, part.level), part);
      const batch = { inputs: held.data, dacFullScale: 1, firstVector: first };
      const currents =
        vmm === null
          ? quiet(held)
          : dense(
              levels.rows,
              transfer.rows,
              Float64Array.from(vmm.currents({ ...batch, key: noiseKey(rng.fork(`phase ${n}`)) })),
            );
      const constant = idle[n];
      if (constant !== null)
        for (let k = 0; k < currents.data.length; k++) currents.data[k] -= constant[k % currents.columns];
      return currents;
    });
}

/** Parts of a read added with their weights. */
export function weightedSum(parts: readonly Dense[], weights: readonly { readonly weight: number }[]): Dense {
  if (parts.length === 1 && weights[0].weight === 1) return parts[0];
  const total = dense(parts[0].rows, parts[0].columns);
  parts.forEach(({ data }, n) => {
    for (let k = 0; k < data.length; k++) total.data[k] += weights[n].weight * data[k];
  });
  return total;
}
