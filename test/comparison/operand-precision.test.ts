import { describe, expect, it } from "vitest";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { gpu } from "../../src/comparison/designs/gpu.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { precisionOf } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };
const DESIGNS = COMPARISON_DESIGNS.filter((contender) => contender !== gpu).map(
  (contender) => [contender.id, contender] as const,
);

describe("bfloat16 in place of int8", () => {
  const of = (model: string) =>
    configOf(
      `{ workload: { length: 512 }, design: { search: { model: "cam-2t2r" }, digital: { mac: { model: "${model}" } } } }`,
    );

  it.each([
    ["int8", 8],
    ["systolic", 8],
    ["bf16", 16],
  ])("%s is stated as %i bits by every design but those of a precision of their own", (model, bits) => {
    const { design } = of(model);
    for (const contender of COMPARISON_DESIGNS) {
      const own = contender.design(design);
      const { analog, gpu: cards } = own.baselines;
      expect(precisionOf(own), contender.id).toEqual(
        {
          digital: { query: bits, keyValue: bits },
          analog: { query: analog.behaviour.queryBits, keyValue: analog.behaviour.keyBits },
          gpu: { query: 8 * cards.behaviour.bytes, keyValue: 8 * cards.behaviour.bytes },
        }[own.platform],
      );
    }
  });

  it.each(DESIGNS)("takes twice the DRAM energy for what comes in and goes out in %s", (_, contender) => {
    const [narrow, wide] = ["int8", "bf16"].map((model) => {
      const { design, workload } = of(model);
      const priced = priceContender(contender, design, workload, POINT);
      if (!priced.feasible) throw new Error(priced.reason);
      return priced.cost.breakdown
        .filter(
          ({ component, operation }) => component === "memory" && ["input", "output"].includes(operation),
        )
        .reduce((sum, { energy }) => sum + energy, 0);
    });
    expect(narrow).toBeGreaterThan(0);
    expect(wide / narrow).toBeCloseTo(2, 9);
  });
});
