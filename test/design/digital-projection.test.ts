// The units among which a digital hash chooses: as many projections a cycle as a vector has elements.

import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { projectingOn, projectionChoices, projectionNameOf } from "../../src/design/digital-projection.ts";
import { configOf } from "../design-under-test.ts";

const at = createTechnology(nanometres(40));

it.each([32, 64, 128])(
  "a unit for vectors of %i elements gives as many projections in a cycle of its clock",
  (width) => {
    const { design } = configOf('{ design: { hashing: { unit: "digital" } } }');
    for (const name of ["adder-tree", "fast-hadamard"]) {
      const { projection } = projectingOn(design, name, width).digital;
      const { clock } = projection.params as { readonly clock: number };
      const { interval } = projection.cost(at).actions.project;
      expect(interval * clock * width, name).toBeCloseTo(1, 9);
      expect(projection.behaviour.width, name).toBeGreaterThanOrEqual(width);
      // Twice as many in as many cycles as vectors are wide take as long as half as many.
      const twice = projectingOn(design, name, 2 * width).digital.projection.cost(at).actions.project;
      expect(interval / twice.interval, name).toBeCloseTo(2, 9);
    }
  },
);

it("are tried on a digital hash alone, and where the config names none", () => {
  const names = (hashing: string, digital: string, kind = "lsh"): readonly string[] => {
    const { design, workload } = configOf(
      `{ workload: { attention: { kind: "${kind}" } }, design: { hashing: { ${hashing} }, digital: { ${digital} } } }`,
    );
    return projectionChoices(design, workload).map(projectionNameOf);
  };
  expect(names('unit: "digital"', "")).toEqual(["mac", "adder-tree", "fast-hadamard"]);
  expect(names('unit: "crossbar"', "")).toHaveLength(1);
  expect(names('unit: "digital"', "", "exact")).toHaveLength(1);
  expect(names('unit: "digital"', 'projection: { model: "adder-tree" }')).toEqual(["adder-tree"]);
});
