import { describe, expect, it } from "vitest";
import type {
  ExplorerColumn,
  ExplorerData,
  ExplorerSource,
} from "../../../../packages/table-explorer/src/data.ts";
import { pointNames } from "../../../../packages/table-explorer/src/point-names.ts";

const column = (name: string, title: string, unit: string, isAxis: boolean): ExplorerColumn => ({
  name,
  title,
  unit,
  kind: "number",
  isAxis,
  labels: [],
  spelledUnit: unit === "" ? null : unit,
  interval: null,
});

const sourceOf = (base: ExplorerSource["base"]): ExplorerSource => ({ name: "study", base, rerun: null });

const data = (front: number[], bits: number[], base: ExplorerSource["base"] = {}): ExplorerData => ({
  name: "study",
  objectives: [],
  reference: {},
  columns: [
    column("design.hashing.dac.bits", "dac bits", "", true),
    column("design.hashing.readTime", "hashing read time", "s", true),
    column("energy_J", "energy", "J", false),
  ],
  values: [bits, [5e-9, 1e-8, 5e-9], [1, 2, 3]],
  keys: [70, 77, 80],
  front,
  details: {},
  left: { keys: [], values: [[], [], []], reasons: [], why: [] },
  sources: [sourceOf(base)],
  from: null,
  colours: {},
});

describe("the name of a design", () => {
  it("is what sets the front's designs apart, with units", () => {
    expect([0, 1].map(pointNames(data([0, 1], [4, 4, 6])))).toEqual([
      "hashing read time 5 ns",
      "hashing read time 10 ns",
    ]);
    expect(pointNames(data([0, 2], [4, 4, 6]))(2)).toBe("dac bits 6");
  });

  it("leaves out what follows from an axis before", () => {
    // Bits and read times that go up together: the bits say both.
    expect([0, 1].map(pointNames(data([0, 1], [4, 6, 6])))).toEqual(["dac bits 4", "dac bits 6"]);
  });

  it("is what sets all apart where the front is one design, and its key where nothing does", () => {
    expect(pointNames(data([1], [4, 4, 6]))(1)).toBe("dac bits 4, hashing read time 10 ns");
    const table = data([0], [4, 4, 4], null);
    const bare = { ...table, columns: table.columns.map((own) => ({ ...own, isAxis: false })) };
    expect(pointNames(bare)(1)).toBe("row 77");
    expect(pointNames({ ...bare, sources: [sourceOf({})] })(1)).toBe("point 77");
  });
});
