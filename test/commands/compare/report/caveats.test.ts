import { describe, expect, it } from "vitest";
import {
  areaSentence,
  idleRows,
  idleRowsSentence,
  manyConverters,
  muchArea,
} from "../../../../src/commands/compare/report/caveats.ts";
import { feasibleOf } from "../../../../src/comparison/comparison-design.ts";
import { SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { wholeThroughputOf } from "../../../../src/comparison/metrics/prices.ts";
import { priceAll, tokenTimes } from "../../../../src/comparison/priced-comparison.ts";
import { restCost } from "../../../../src/cost/attention-share.ts";
import { priceList } from "../../../../src/cost/price-list.ts";
import { restOfModel } from "../../../../src/design/model-weights.ts";
import { configOf } from "../../../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

function subject(text: string) {
  const { design, workload } = configOf(text);
  const contender = feasibleOf(priceAll(design, workload, POINT), SUBJECT);
  if (contender === null) throw new Error("no price");
  return { contender, workload, design };
}

describe("rows that idle", () => {
  it.each([
    [64, null],
    [127, null],
    [128, { used: 64, rows: 128 }],
    [256, { used: 64, rows: 256 }],
  ])("of %i for heads of 64 are those that no projection reads, from a half on", (rows, idle) => {
    const { contender } = subject(
      `{ workload: { length: 256 }, design: { hashing: { array: { rows: ${rows} } } } }`,
    );
    expect(idleRows(contender)).toEqual(idle);
    expect(idleRowsSentence(contender, 64)).toBe(
      rows === 256
        ? "64 of the 256 rows of an array are used by 64-wide heads: 75 % idle (design.hashing.array.rows)."
        : idle === null
          ? ""
          : "64 of the 128 rows of an array are used by 64-wide heads: 50 % idle (design.hashing.array.rows).",
    );
  });
});

describe("converters", () => {
  const { contender } = subject("{ workload: { length: 256 } }");
  const withArea = (readout: number, rest: number) => ({
    ...contender,
    cost: {
      ...contender.cost,
      area: readout + rest,
      areas: [
        { component: "readout" as const, count: 16384, area: readout },
        { component: "pads" as const, count: 49, area: 0.6 * rest },
        { component: "buffer" as const, count: 1, area: 0.3 * rest },
        { component: "mac" as const, count: 1, area: 0.09 * rest },
        { component: "array" as const, count: 4, area: 0.01 * rest },
      ],
    },
  });

  it("are remarked on from a tenth of the area on, with the largest parts and what changes them", () => {
    expect(manyConverters(withArea(0.09e-6, 0.91e-6))).toBeNull();
    expect(areaSentence(withArea(0.09e-6, 0.91e-6))).toBe("");
    expect(manyConverters(withArea(0.2e-6, 0.8e-6))).toEqual({
      count: 16384,
      share: expect.closeTo(0.2, 12),
    });
    expect(areaSentence(withArea(0.2e-6, 0.8e-6))).toBe(
      "Area of C: pads 48 %, buffer 24 %, readout 20 % (16 384), array 0.8 %; what changes it: design.memory.bandwidth (pads), design.digital.buffer.capacity (buffer), design.hashing.mux.inputs (readout).",
    );
    expect(muchArea(withArea(0.09e-6, 0.91e-6))).toBeNull();
    expect(muchArea(withArea(0.2e-6, 0.8e-6))?.text).toBe("C's area: pads 48 %, converters 20 %.");
    // Where they are the largest part they are named alone.
    expect(muchArea(withArea(0.6e-6, 0.4e-6))?.text).toBe("C's area: converters 60 %.");
  });
});

describe("the whole model", () => {
  it("takes the time of attention and that of its other layers, by tokens", () => {
    const { contender, workload, design } = subject("{ workload: { length: 1024 } }");
    if (workload.model === null) throw new Error("no widths");
    const rest = restCost(
      contender,
      workload,
      priceList(contender.design, POINT),
      restOfModel(workload, workload.model),
    );
    const whole = contender.cost.timing.latency + rest.time;
    const times = tokenTimes(design, workload, POINT).get(SUBJECT.id);
    expect(times?.toFirstToken).toBe(contender.cost.timing.latency);
    expect(times?.wholeToFirstToken).toBeCloseTo(whole, 12);
    expect(wholeThroughputOf(workload, contender)).toBeCloseTo(1024 / whole, 3);
    expect(times?.wholePerOutputToken ?? 0).toBeGreaterThan(times?.perOutputToken ?? 1);
    expect(wholeThroughputOf(workload, { ...contender, attentionShare: null })).toBeNull();
  });
});
