import type { ComponentName } from "../mapping/action-counts.ts";
import type { Schedule } from "../mapping/schedule.ts";

/** First come, first served: when each instance of each component is free again. */
export interface Servers {
  /** End of a service of `time` seconds asked for at `now` by a head on a core, s. */
  serve(component: ComponentName, core: number, head: number, now: number, time: number): number;
}

/**
 * A component of a core serves that core alone. One that cores share has as many instances as it serves cores, and a
 * head belongs to one of them: its set of arrays.
 */
export function createServers({ cores, shared }: Schedule): Servers {
  const free = new Map<ComponentName, Float64Array>();
  return {
    serve(component, core, head, now, time) {
      const sets = shared[component];
      let instances = free.get(component);
      if (instances === undefined) {
        instances = new Float64Array(sets ?? cores);
        free.set(component, instances);
      }
      const instance = sets === undefined ? core : head % sets;
      const end = Math.max(now, instances[instance]) + time;
      instances[instance] = end;
      return end;
    },
  };
}
