// The schedule of the chip's own cores.

import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Placement } from "./placement.ts";
import { backwardStagesOf, type Schedule, slotsOf, stagesOf } from "./schedule.ts";
import { backwardWorkingSetBits, type Sizes, workingSetBits } from "./sizes.ts";

/** The buffers of all cores together: a decode's caches are spread over them. */
export const chipBuffer = ({ cores, digital }: Design): Design["digital"]["buffer"]["behaviour"] => {
  const { behaviour } = digital.buffer;
  return { ...behaviour, capacity: (behaviour.capacity * cores) as typeof behaviour.capacity };
};

/** Heads go through the stages of the workload on every core; a backward pass has a schedule of its own. */
export function schedulesOf(
  design: Design,
  workload: Workload,
  sizes: Sizes,
  placement: Placement | null,
  workingSet = workingSetBits(sizes, workload),
): { readonly schedule: Schedule; readonly backward?: Schedule } {
  const { cores, digital, contexts } = design;
  const { blockRows } = sizes;
  const sets = placement?.setsOfLayer ?? cores;
  const bufferBits = digital.buffer.behaviour.capacity * 8;
  const scheduleOf = (stages: Schedule["stages"], bits: number): Schedule => ({
    layers: workload.layers,
    heads: workload.heads * workload.batch,
    cores,
    slots: design.plan?.headsInFlight ?? slotsOf(bufferBits, bits, contexts),
    ...(design.plan === undefined && workload.phase === "prefill"
      ? { held: Math.min(1, bufferBits / bits) }
      : {}),
    stages,
    // A set of arrays is one random matrix: cores take turns at it, or at its replicas.
    shared: {
      memory: 1,
      link: 1,
      ...(placement === null ? {} : { array: sets, dac: sets, driver: sets, readout: sets, mux: sets }),
    },
    autoregressive: workload.phase === "decode",
  });
  const schedule = scheduleOf(stagesOf(workload, blockRows), workingSet);
  if (workload.pass === "forward") return { schedule };
  const stages = backwardStagesOf(workload, blockRows);
  return { schedule, backward: scheduleOf(stages, backwardWorkingSetBits(sizes, workload)) };
}
