import { expect, it } from "vitest";
import { nanometres } from "#base";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { atOneNode, equalNodes } from "../../src/comparison/equal-nodes.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";

const { design, workload } = configOf(
  `{ workload: { length: 512, heads: 2, layers: 1 }, design: { logicNode: "22 nm", hashNode: "65 nm", mapping: { search: false } } }`,
);

it("at one node, logic, hash arrays and arrays of keys and values are of that node, on one die", () => {
  const own = atOneNode(design, 28);
  expect([own.logicNode, own.hashNode, own.baselines.analogNode]).toEqual(Array(3).fill(nanometres(28)));
});

it("ratios at equal nodes are quotients of designs that a config puts there", () => {
  const found = equalNodes(design, workload, () => POINT);
  expect(found.map(({ node }) => node)).toEqual([65, 28, 7]);
  for (const { node, hash, algorithm, analog } of found) {
    const { design: own } = configOf(
      `{ design: { logicNode: "${node} nm", hashNode: "${node} nm", mapping: { search: false }, baselines: { analogNode: "${node} nm" } } }`,
    );
    const energy = (record: typeof lshMemristor): number => {
      const priced = priceContender(record, own, workload, POINT);
      return priced.feasible ? priced.cost.energy : Number.NaN;
    };
    expect(Number(hash) / (energy(lshMemristor) / energy(lshDigital))).toBeCloseTo(1, 9);
    expect(Number(algorithm) / (energy(lshDigital) / energy(exactDigital))).toBeCloseTo(1, 9);
    if (analog !== null) expect(analog / (energy(lshMemristor) / energy(exactAnalog))).toBeCloseTo(1, 9);
  }
});
