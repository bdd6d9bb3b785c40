// Lanes that run one program together: they meet at barriers and share units of work between them.

/** Int32 words of the control memory. */
export const CONTROL_WORDS = 4;
const [ARRIVED, GENERATION, NEXT, STOPPED] = [0, 1, 2, 3];
/** How often a waiting lane checks for a stop, ms; bounds the cost of a lost wake-up. */
const LOOK = 100;

/** Thrown in a lane whose run was stopped by its owner, or because another lane failed. */
export class LaneStopped extends Error {
  constructor() {
    super("the run was stopped");
    this.name = "LaneStopped";
  }
}

/** One lane's view of the control memory. */
export interface Lockstep {
  /** Distributes units 0 … count − 1 over free lanes; returns when all are done. */
  units(count: number, work: (unit: number) => void): void;
}

/**
 * Synchronises lanes that share `control`, of CONTROL_WORDS zeros. Any lane may get a unit, so a unit's
 * result must depend only on its number. `units` throws LaneStopped when the run was stopped.
 */
export function lockstep(control: Int32Array, lanes: number): Lockstep {
  const check = (): void => {
    if (Atomics.load(control, STOPPED) !== 0) throw new LaneStopped();
  };
  const meet = (): void => {
    const generation = Atomics.load(control, GENERATION);
    if (Atomics.add(control, ARRIVED, 1) + 1 === lanes) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.store(control, NEXT, 0);
      Atomics.add(control, GENERATION, 1);
      Atomics.notify(control, GENERATION);
    } else
      while (Atomics.load(control, GENERATION) === generation) {
        check();
        Atomics.wait(control, GENERATION, generation, LOOK);
      }
  };
  return {
    units(count, work) {
      for (let unit = Atomics.add(control, NEXT, 1); unit < count; unit = Atomics.add(control, NEXT, 1)) {
        check();
        work(unit);
      }
      meet();
      check();
    },
  };
}

/** Makes every lane of a run throw at its next step. */
export function stopLanes(control: Int32Array): void {
  Atomics.store(control, STOPPED, 1);
  Atomics.notify(control, GENERATION);
}

/** Resets the control memory for a run; no lane may be running. */
export function resetLanes(control: Int32Array): void {
  for (const word of [ARRIVED, NEXT, STOPPED]) Atomics.store(control, word, 0);
}
