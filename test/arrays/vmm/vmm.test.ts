import { describe, expect, it } from "vitest";
import { noiseVariance, readArray } from "../../../src/arrays/read-array.ts";
import { plainVmmKernel } from "../../../src/arrays/vmm/plain-vmm.ts";
import { varianceForm } from "../../../src/arrays/vmm/variance-form.ts";
import type { VmmPlan } from "../../../src/arrays/vmm/vmm.ts";
import { dense } from "../../../src/base/dense.ts";
import { createRng } from "../../../src/base/rng.ts";
import { capacitiveDac } from "../../../src/peripherals/converters/capacitive-dac.ts";
import type { Dac } from "../../../src/peripherals/converters/dac.ts";
import { createTechnology } from "../../../src/technology/technology.ts";
import { loadVmmKernel } from "../../../src/runtime/vmm-kernel.ts";
import { batchOf, planOf, READ_VOLTAGE, response } from "./plans.ts";

const kernels = [plainVmmKernel, loadVmmKernel()];
const dacOf = (bits: number): Dac => BEHAVIOUR(bits);

/** One device of 1 S read at 1 V: the current is the level. */
const wire = (change: Partial<VmmPlan> = {}): VmmPlan => ({
  transfer: dense(1, 1, Float64Array.of(1)),
  cubic: null,
  noise: null,
  readNoise: 0,
  readVoltage: 1,
  dacBits: null,
  adc: null,
  ...change,
});
const silent = { dacFullScale: 1, key: null, firstVector: 0 };
