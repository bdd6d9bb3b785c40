// What a workload keeps in the memory behind the chip, and whether it fits.

import { InfeasibleError } from "../base/errors.ts";
import { power } from "../base/power.ts";
import type { Design } from "../design/design.ts";
import { weightBytes } from "../design/model-weights.ts";
import type { Workload } from "../design/workload.ts";

/** Keys and values of all layers and sequences at one byte an element, B. */
export const cacheBytes = ({ layers, batch, length, kvHeads, headWidth }: Workload): number =>
  layers * batch * length * kvHeads * 2 * headWidth;

/**
 * Packages of the memory behind the chip that hold weights, keys and values at `bytes` each. Throws InfeasibleError
 * where the config bounds the memory and they do not fit.
 */
export function memoryPackages({ memory }: Design, workload: Workload): number {
  const { capacity, packageBytes } = memory.behaviour;
  const needed = weightBytes(workload) + cacheBytes(workload);
  if (packageBytes !== undefined) return Math.max(1, Math.ceil(needed / packageBytes));
  if (needed <= capacity) return 1;
  throw new InfeasibleError(
    `weights, keys and values are ${inBytes(needed)} and the memory holds ${inBytes(capacity)} (design.memory.capacity)`,
  );
}

/** Throws InfeasibleError where weights, keys and values do not fit the memory of the GPU's cards. */
export function checkCards({ baselines }: Design, workload: Workload): void {
  const { bytes, capacity, cards } = baselines.gpu.behaviour;
  const needed = bytes * (weightBytes(workload) + cacheBytes(workload));
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
