import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { indexArithmetic, nearBankUnit } from "../../src/peripherals/index-arithmetic.ts";

it.each([28, 7])(
  "a unit at banks is FP4 logic of a memory's process, twice that of the node's, with weights of FP8: %i nm",
  (nm) => {
    const technology = createTechnology(nanometres(nm));
    const bank = nearBankUnit.schema.parse({ model: "near-bank" }).cost(technology);
    const [four, eight] = ["fp4", "fp8"].map((format) =>
      indexArithmetic.schema.parse({ model: "short-float", format }).cost(technology),
    );
    expect(bank.area / four.area).toBeCloseTo(2, 12);
    expect(bank.leakage / four.leakage).toBeCloseTo(2, 12);
    expect(bank.actions.mac.energy / four.actions.mac.energy).toBeCloseTo(2, 12);
    expect(bank.actions.weigh.energy / eight.actions.mac.energy).toBeCloseTo(2, 12);
    // A byte of 8 bits at 1.6 pJ each, as many bytes a second as the banks give.
    expect(bank.actions.read.energy).toBeCloseTo(12.8e-12, 20);
    expect(bank.actions.read.interval * 6.5e12).toBeCloseTo(1, 12);
    // Four stages of 2 ns.
    expect([bank.actions.mac.latency, bank.actions.mac.interval]).toEqual([8e-9, 2e-9]);
  },
);
