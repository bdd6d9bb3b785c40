import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { CONTROL_WORDS, LaneStopped, lockstep, resetLanes, stopLanes } from "../src/lockstep.ts";

const control = () => new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));

describe("lanes in lockstep", () => {
  it("do every unit once, in one lane", () => {
    const step = lockstep(control(), 1);
    const done: number[] = [];
    step.units(5, (unit) => done.push(unit));
    step.units(0, () => done.push(-1));
    step.units(2, (unit) => done.push(10 + unit));
    expect(done).toEqual([0, 1, 2, 3, 4, 10, 11]);
  });

  it("do not wait for a lane that will not come, once they are stopped; and can run again", async () => {
    const words = control();
    // Another thread stops the run while this one waits for its twin.
    const stopper = new Worker(
      `const { workerData: words } = require("node:worker_threads");
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
       Atomics.store(words, 3, 1);`,
      { eval: true, workerData: words },
    );
    const done: number[] = [];
    expect(() => lockstep(words, 2).units(3, (unit) => done.push(unit))).toThrow(LaneStopped);
    expect(done).toEqual([0, 1, 2]);
    await stopper.terminate();
    resetLanes(words);
    lockstep(words, 1).units(2, (unit) => done.push(unit));
    expect(done).toEqual([0, 1, 2, 0, 1]);
  });

  it("stop between units", () => {
    const words = control();
    const done: number[] = [];
    const run = () =>
      lockstep(words, 1).units(9, (unit) => {
        done.push(unit);
        if (unit === 3) stopLanes(words);
      });
    expect(run).toThrow(LaneStopped);
    expect(done).toEqual([0, 1, 2, 3]);
  });
});
