import { describe, expect, it } from "vitest";
import { HARDWARE_UNITS } from "../../src/commands/import/run/cells/units/index.ts";
import { hasIcarus, labelOf, runInIcarus, vectorsOf } from "../commands/import/cells/verilog.ts";

const VECTORS = 10_000;

describe.skipIf(!hasIcarus)("the Verilog of a unit gives what the model's behave gives", () => {
  for (const unit of HARDWARE_UNITS)
    for (const sizes of unit.sizes)
      it(labelOf(unit, sizes), () => {
        const { checked, wrong } = runInIcarus(unit, sizes, vectorsOf(unit, sizes, VECTORS, "function"));
        expect(checked).toBeGreaterThan(VECTORS / 50);
        expect(wrong).toBe(0);
      });
});

/** A fault in each unit, to show that its vectors see one. */
const FAULTS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  full_adder: ["carry_in & (a ^ b)", "carry_in & (a | ~b)"],
  multiplexer: ["second ? b : a", "second & a[0] ? b : a"],
  adder: ["a + b", "a + b + (a == 0)"],
  comparator: ["b > a", "b >= a"],
  register_word: ["value;", "{value[0], value[BITS-1:1]};"],
  multiplier: ["a * b", "a * $unsigned(b)"],
  popcount: ["carry[0] = code[BITS-1]", "carry[0] = 1'b0"],
  code_score: ["key ~^ query", "key ^ query"],
  cam_row: ["stored == query", "stored[BITS-1:1] == query[BITS-1:1]"],
  compare_exchange: ["a > b", "a[BITS-2:0] > b[BITS-2:0]"],
  softmax_lane: ["sum_4 >> rise_3", "sum_4"],
  sequencer: ["!middle ? moves", "middle ? moves"],
  dot_product: ["fresh ? 32'd0", "!fresh ? 32'd0"],
  compare_top_k: ["level >= least", "level > least"],
  counting_top_k: ["rest != 0)", "rest > 1)"],
  counting_sorter: ["operation == 2'd2 ? total : sum", "sum"],
  hadamard: ["a - b", "b - a"],
};

it.skipIf(!hasIcarus)("the vectors of every unit see a fault in its Verilog", () => {
  expect(Object.keys(FAULTS).sort()).toEqual(HARDWARE_UNITS.map(({ name }) => name).sort());
  for (const unit of HARDWARE_UNITS) {
    const [sizes] = unit.sizes;
    const [from, to] = FAULTS[unit.name];
    const { checked, wrong } = runInIcarus(unit, sizes, vectorsOf(unit, sizes, 2000, "function"), (text) => {
      expect(text.split(from).length, unit.name).toBeGreaterThan(1);
      return text.replaceAll(from, to);
    });
    expect(checked, unit.name).toBeGreaterThan(0);
    expect(wrong, unit.name).toBeGreaterThan(0);
  }
});
