import { describe, expect, it } from "vitest";
import { textSink } from "#reports";
import { mappingBlocks } from "../../src/commands/compare/report/mapping.ts";
import { compareAnswer } from "../../src/commands/compare/report/text.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { contenderOf, SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { planTies, TIED_WITHIN } from "../../src/comparison/plan-ties.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import { plainComparison } from "../commands/compare/report/plain-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";
import { POINT, randomChip } from "./neighbours.ts";

const plain = await plainComparison();

/** The plain comparison, all plans of which are fixed, with another one's results where it has them. */
const plainBut = (own: readonly DesignResult[]) => ({
  ...plain,
  contenders: plain.contenders.map((fixed) => own.find(({ id }) => id === fixed.id) ?? fixed),
});

/** A chip whose plans cross between 22 and 23 nm by energy² × latency. */
const CROSSING = 11;

const SQUARED = "energy-squared-delay";

/** Only the design with this id is priced: each takes its time. */
function chip(seed: number, node: number, id: string, objective = SQUARED) {
  const text = randomChip(seed)
    .text(`mapping: { objective: "${objective}" },`)
    .replace(/(logicNode|hashNode): "[^"]*"/g, `$1: "${node} nm"`);
  const { design, workload } = configOf(text);
  const contenders = [priceContender(contenderOf(id), design, workload, POINT)];
  return { design, workload, contenders, ties: planTies(contenders, design, workload, POINT) };
}

const costOf = ({ contenders }: ReturnType<typeof chip>, id: string) => {
  const own = contenders.find((contender) => contender.id === id);
  if (own === undefined || !own.feasible) throw new RangeError(id);
  return { energy: own.cost.energy, latency: own.cost.timing.latency };
};

describe("a second plan that is nearly as good", () => {
  const id = "low-bit-keys";
  const [before, after] = [chip(CROSSING, 22, id), chip(CROSSING, 23, id)];
  const tieOf = ({ ties }: ReturnType<typeof chip>) => ties.find((tie) => tie.id === id);

  it("is named on both sides of a node between which a design changes its plan, with what it costs", () => {
    const [low, high] = [costOf(before, id), costOf(after, id)];
    const jump = { energy: high.energy / low.energy, latency: high.latency / low.latency };
    expect(jump.energy).toBeLessThan(0.6);
    expect(jump.latency).toBeGreaterThan(3);
    const [one, other] = [tieOf(before), tieOf(after)];
    for (const key of ["energy", "latency"] as const) {
      // Each plan is the other's second one; between the nodes everything else moves by a few percent.
      expect(Math.abs(Math.log((one?.[key] ?? Number.NaN) / jump[key]))).toBeLessThan(0.1);
      expect(Math.abs(Math.log((other?.[key] ?? Number.NaN) * jump[key]))).toBeLessThan(0.1);
    }
  });

  const jumps = [
    [23, 31, "score-digital", "energy-delay"],
    [11, 22, "low-bit-keys", SQUARED],
    [9, 19, "score-memristor", "energy-delay"],
    [9, 19, "score-digital", "energy-delay"],
  ] as const;
  it.each(jumps.slice(0, byTier(2, jumps.length)))(
    "is named on one side of each jump at least: chip %i, from %i nm on, %s by %s",
    (seed, node, own, objective) => {
      const sides = [chip(seed, node, own, objective), chip(seed, node + 1, own, objective)];
      const [low, high] = sides.map((side) => costOf(side, own));
      expect(Math.abs(Math.log(high.latency / low.latency))).toBeGreaterThan(0.5);
      const said = sides.flatMap(({ ties }) => ties.filter((tie) => tie.id === own));
      expect(said.length).toBeGreaterThan(0);
      // The second plan is on the other side of the jump, not a further step to the same side.
      const isUp = high.latency > low.latency;
      for (const side of sides)
        for (const { latency } of side.ties.filter((tie) => tie.id === own))
          expect(latency > 1).toBe(side === sides[0] ? isUp : !isUp);
    },
  );

  it("is a store where that is what two neighbours differ in: H on chip 5, from 24 to 25 nm", () => {
    const sides = [24, 25].map((node) => {
      const text = randomChip(5)
        .text()
        .replace(/(logicNode|hashNode): "[^"]*"/g, `$1: "${node} nm"`);
      const { design, workload } = configOf(text);
      const own = [priceContender(contenderOf("low-bit-keys"), design, workload, POINT)];
      return { own: own[0], tie: planTies(own, design, workload, POINT)[0] };
    });
    const stores = sides.map(({ own }) => (own.feasible ? own.design.search.model : ""));
    expect(stores).toEqual(["digital-cim", "sram-scan"]);
    expect(sides.map(({ tie }) => tie?.store)).toEqual(["sram-scan", "digital-cim"]);
    expect(sides[0].tie?.area).toBeLessThan(0.85);
    expect(sides[1].tie?.area).toBeGreaterThan(1.15);
    const tied = { ...plainBut([sides[0].own]), planTies: [sides[0].tie] };
    const blocks = mappingBlocks(tied);
    expect(JSON.stringify(blocks)).toMatch(
      /H has a second store within 0\.\d+ % of its objective: ×1 energy, ×1 latency and ×0\.\d+ area \(sram-scan\)/,
    );
    const answer = compareAnswer(tied);
    const report = textSink(answer.blocks, 80).replaceAll(/\s+/g, " ");
    expect(report).toMatch(/H has a store of codes nearly as good: ×0\.\d+ area\./);
    expect(JSON.stringify(answer.json)).toContain('"second_store":{"model":"sram-scan"');
  });

  it("is worse by the objective, and by a tenth at most", () => {
    for (const { energy, latency, excess } of [...before.ties, ...after.ties]) {
      expect(excess).toBeCloseTo(energy * energy * latency - 1, 9);
      expect(excess).toBeGreaterThanOrEqual(0);
      expect(excess).toBeLessThanOrEqual(TIED_WITHIN);
    }
  });

  it("is said of no design without a searched plan", () => {
    const { design, workload } = before;
    const fixed = { ...design, mapping: { ...design.mapping, search: false } };
    expect(planTies(priceAll(fixed, workload, POINT), fixed, workload, POINT)).toEqual([]);
  });

  it("is in the text, in a finding and in the JSON, and nothing of it where there is none", () => {
    const ties = before.ties.filter((tie) => tie.id === id);
    // The finding names the objective of the design that the comparison is about.
    const subject = priceContender(SUBJECT, before.design, before.workload, POINT);
    const tied = { ...plainBut([...before.contenders, subject]), workload: before.workload, planTies: ties };
    const text = mappingBlocks(tied)
      .map((block) => JSON.stringify(block))
      .join("\n");
    expect(text).toMatch(
      /H has a second plan within 0\.14 % of its objective: ×0\.502 energy, ×3\.97 latency and ×0\.6 area \(design\.mapping\.objective energy\)/,
    );
    expect(text).toContain("Plan: the least energy² × latency, so that");
    const { design, workload } = configOf("{ workload: { length: 256 } }");
    const usual = [priceContender(contenderOf(id), design, workload, POINT)];
    expect(JSON.stringify(mappingBlocks(plainBut(usual)))).toContain(
      "Plan: the least energy × latency (design.mapping",
    );
    const answer = compareAnswer(tied);
    expect(textSink(answer.blocks, 80).replaceAll(/\s+/g, " ")).toContain(
      "H has a plan of nearly the same energy² × latency: ×0.502 energy, ×3.97 latency.",
    );
    const seconds = (of: typeof tied) =>
      (compareAnswer(of).json as { designs: { id: string; mapping: object | null }[] }).designs.flatMap(
        (own) => (own.mapping !== null && "second_plan" in own.mapping ? [own.id] : []),
      );
    expect(seconds(tied)).toEqual([id]);
    expect(seconds({ ...tied, planTies: [] })).toEqual([]);
    expect(
      mappingBlocks({ ...tied, planTies: [] })
        .map((block) => JSON.stringify(block))
        .join("\n"),
    ).not.toContain("second plan");
  });
});
