import { expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const SHORT = [
  "--set",
  "workload.length=512",
  "--set",
  "workload.attention.chunk=16",
  "--set",
  "fidelity.arrays=2",
  "--set",
  "fidelity.length=256",
  // Circuits and the search of mappings have tests of their own.
  "--set",
  "design.hashing.array.wires=ideal",
  "--set",
  "design.mapping.search=false",
];

it("another seed gives other arrays and the same price", async () => {
  const answers = [
    await cli("compare", "--json", ...SHORT),
    await cli("compare", "--json", ...SHORT, "--seed", "2"),
  ];
  const [one, two] = answers.map(({ data }) => JSON.parse(data));
  expect(one.rungs).toEqual(two.rungs);
  expect(one.bands).not.toEqual(two.bands);
  expect(one.fidelity.arms.memristor).not.toEqual(two.fidelity.arms.memristor);
});
