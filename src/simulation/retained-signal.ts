import { type SignalRetention, signalRetention } from "../arrays/signal-retention.ts";
import { drawProjections } from "../attention/projection-hasher.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { Kernels } from "./kernels.ts";
import { programArrays } from "./programmed-set.ts";

/** What wires, switches and ends leave of the signal in the first array of a design. */
export function retainedSignal(
  design: Design,
  workload: Workload,
  rng: Rng,
  kernels?: Kernels,
): SignalRetention {
  const code = hashCodeOf(workload.attention, workload.length);
  const projections = drawProjections(code, workload.headWidth, rng.fork("projections"));
  const [array] = programArrays(design, projections, rng.fork("array"));
  return signalRetention(array, electricsOf(design), kernels?.solver);
}
