// What a workload stores in the memory behind the chip, and whether it fits.

import { InfeasibleError, power } from "#base";
import type { Design } from "../design/design.ts";
import { modelWeights } from "../design/model-weights.ts";
import type { Workload } from "../design/workload.ts";

/** Bytes of a stored number: a word of the chip's multiply-accumulate units, or a GPU's own. */
export const numberBytes = ({ platform, digital, baselines }: Design): number =>
  platform === "gpu" ? baselines.gpu.behaviour.bytes : digital.mac.behaviour.wordBits / 8;

/** Weights of all layers of the workload's model, B; 0 where its widths are not known. */
export const weightBytes = (design: Design, workload: Workload): number =>
  numberBytes(design) * modelWeights(workload);

/** Keys and values of all layers and sequences, B. */
export const cacheBytes = (design: Design, { layers, batch, length, kvHeads, headWidth }: Workload): number =>
  numberBytes(design) * layers * batch * length * kvHeads * 2 * headWidth;

/**
 * Packages of the memory behind the chip that hold weights, keys and values. Throws InfeasibleError
 * where the config bounds the memory and they do not fit.
 */
export function memoryPackages(design: Design, workload: Workload): number {
  const { capacity, packageBytes } = design.memory.behaviour;
  const needed = weightBytes(design, workload) + cacheBytes(design, workload);
  if (packageBytes !== undefined) return Math.max(1, Math.ceil(needed / packageBytes));
  if (needed <= capacity) return 1;
  throw new InfeasibleError(
    `weights, keys and values are ${inBytes(needed)} and the memory holds ${inBytes(capacity)} (design.memory.capacity)`,
  );
}

/** Throws InfeasibleError where weights, keys and values do not fit the memory of the GPU's cards. */
export function checkCards(design: Design, workload: Workload): void {
  const { capacity, cards } = design.baselines.gpu.behaviour;
  const needed = weightBytes(design, workload) + cacheBytes(design, workload);
  if (needed <= capacity) return;
  const least = Math.ceil((needed * cards) / capacity);
  throw new InfeasibleError(
    `weights, keys and values are ${inBytes(needed)} and ${cards === 1 ? "a card holds" : `${cards} cards hold`} ` +
      `${inBytes(capacity)} (use design.baselines.gpu.cards ${least})`,
  );
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** "8.8 TB" */
function inBytes(bytes: number): string {
  const thousands = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / power(1000, thousands)).toPrecision(3))} ${UNITS[thousands]}`;
}
