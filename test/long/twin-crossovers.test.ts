import { expect, it } from "vitest";
import { crossovers } from "../../src/ladder/curves.ts";
import { TWINS } from "../../src/ladder/rungs.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

it("designs that differ in the hash alone are compared under one schedule, others under their best", () => {
  const [searched, fixed] = ["true", "false"].map((search) => {
    const { design, workload } = configOf(`{ design: { mapping: { search: ${search} } } }`);
    return crossovers(design, workload, POINT);
  });
  const isTwins = ({ rung, against }: (typeof searched)[number]): boolean =>
    TWINS.some(([above, below]) => above.id === rung && below.id === against);
  expect(searched.filter(isTwins)).toHaveLength(TWINS.length);
  expect(searched.filter(isTwins)).toEqual(fixed.filter(isTwins));
  expect(searched).not.toEqual(fixed);
});
