import { expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { bind } from "./bind.ts";

it.each([65, 28])("a driver charges a cell's line and its device to the read voltage at %i nm", (nm) => {
  const technology = createTechnology(nanometres(nm));
  const charged = (readVoltage: string): number =>
    bind("row-driver", "line", { readVoltage }).cost(technology).actions.charge.energy;
  // One pitch of wire, and 0.33 fF of a crosspoint at any node.
  const cell = technology.wireCapacitance * technology.pitch + 0.33e-15;
  expect(charged("0.2 V") / (cell * 0.2 ** 2)).toBeCloseTo(1, 9);
  expect(charged("0.4 V") / charged("0.2 V")).toBeCloseTo(4, 9);
});
