import { expect, it } from "vitest";
import { rowChoices, rowQuality } from "../../../../src/commands/budget/run/rows.ts";

const rowsOf = (header: string[], rows: string[][], bandwidth: number | null = null) => ({
  name: "rows.csv",
  table: { header, rows },
  axes: header.filter((name) => name.includes(".")),
  constraints: [],
  tokens: null,
  bandwidth,
});

const HEADER = ["status", "design.cores", "energy_J", "latency_s", "area_m2", "recall", "recall_interval95"];

it("a row without its power has joules over seconds, and over its area as a density", () => {
  const [first, second] = rowChoices(
    rowsOf(HEADER, [
      ["ok", "2", "6e-3", "2e-3", "4e-6", "0.9", "0.02"],
      ["infeasible", "3", "1", "1", "1", "1", ""],
      ["ok", "4", "1e-3", "5e-3", "2e-6", "", ""],
    ]),
  );
  expect(first.uses.power).toBeCloseTo(3, 12);
  expect(first.uses.powerDensity).toBeCloseTo(3 / 4e-6, 3);
  expect(second.uses.power).toBeCloseTo(0.2, 12);
  expect(second.uses.powerDensity).toBeCloseTo(0.2 / 2e-6, 3);
  // Rows of a failed point are left out, and others keep their places.
  expect([first.row, second.row]).toEqual([0, 2]);
  expect([first.sets, second.sets]).toEqual([{ "design.cores": 2 }, { "design.cores": 4 }]);
  expect(first.uses.throughput).toBeNaN();
});

it("a power that a row states is its own, whatever its joules and seconds", () => {
  const [own] = rowChoices(
    rowsOf(["energy_J", "latency_s", "area_m2", "power_W"], [["6e-3", "2e-3", "4e-6", "7"]]),
  );
  expect([own.uses.power, own.uses.powerDensity * 4e-6]).toEqual([7, 7]);
});

it("a bandwidth is what the row sets, in its unit, or what all rows share", () => {
  const header = ["energy_J", "design.memory.bandwidth"];
  const [row] = rowChoices(rowsOf(header, [["1", "12.8 GB/s"]], 1e9));
  expect(row.uses.bandwidth).toBe(12.8e9);
  const [shared] = rowChoices(rowsOf(["energy_J"], [["1"]], 51.2e9));
  expect(shared.uses.bandwidth).toBe(51.2e9);
});

it("a row's quality is that of its study, with half of its interval, and none where none was measured", () => {
  const rows = rowsOf(HEADER, [
    ["ok", "2", "1", "1", "1", "0.9", "0.02"],
    ["ok", "2", "1", "1", "1", "", ""],
  ]);
  const [own, none] = rowChoices(rows).map((choice) => rowQuality(rows, choice));
  expect(own?.recall).toMatchObject({ mean: 0.9, interval: 0.02 });
  expect(none).toBeNull();
});
