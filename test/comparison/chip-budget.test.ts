import { expect, it } from "vitest";
import { familyMembers, memberOf, mostCores } from "../../src/comparison/chip-budget.ts";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";

const { design, workload } = configOf(
  `{ workload: { heads: 4, length: 1024, layers: 2, batch: 3, attention: { chunk: 32, rounds: 4 } },
     design: { cores: 2, mapping: { search: false } } }`,
);

it.each(["lsh-memristor", "exact-digital", "exact-analog"])(
  "%s draws, workload after workload, its idle power and the rest of its joules in each interval",
  (id) => {
    const member = memberOf(design, workload, id, POINT);
    if (member === null) throw new Error("infeasible");
    const contender = contenderOf(id);
    const { cost } = price(contender.design(design), contender.workload(workload), POINT);
    const { latency, interval } = cost.timing;
    // The next workload starts before this one ends.
    expect(interval).toBeLessThan(0.99 * latency);
    const idle = cost.power.idle;
    const watts = idle + (cost.energy - idle * latency) / interval;
    const { uses } = member;
    expect(uses.power / watts).toBeCloseTo(1, 9);
    expect(uses.energy / (watts * interval)).toBeCloseTo(1, 9);
    expect(uses.latency).toBe(latency);
    expect((uses.throughput * interval) / (3 * 1024)).toBeCloseTo(1, 9);
    // Tokens a second times joules a token are watts.
    expect((uses.throughput * uses.energy) / (3 * 1024) / watts).toBeCloseTo(1, 9);
    expect((uses.powerDensity * uses.area) / watts).toBeCloseTo(1, 9);
    expect(member.idlePower).toBe(idle);
  },
);

it("a family has a member for each number of cores up to one a head and sequence", () => {
  expect(mostCores(workload)).toBe(12);
  expect(mostCores({ ...workload, heads: 96, batch: 100 })).toBe(4096);
  const members = familyMembers(design, { ...workload, batch: 1 }, "lsh-digital", POINT);
  expect(members.map(({ cores }) => cores)).toEqual([1, 2, 3, 4]);
  members.slice(1).forEach((member, n) => {
    expect(member.uses.area).toBeGreaterThan(members[n].uses.area);
  });
});
