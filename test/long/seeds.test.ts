import { expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { SHORT_COMPARE } from "../cli/short-runs.ts";

it("another seed gives other arrays and the same price", async () => {
  const answers = [
    await cli("compare", "--json", ...SHORT_COMPARE),
    await cli("compare", "--json", ...SHORT_COMPARE, "--seed", "2"),
  ];
  const [one, two] = answers.map(({ data }) => JSON.parse(data));
  expect(one.designs).toEqual(two.designs);
  expect(one.bands).not.toEqual(two.bands);
  expect(one.fidelity.arms.memristor).not.toEqual(two.fidelity.arms.memristor);
});
