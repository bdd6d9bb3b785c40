import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rampColour, svgPen } from "#charts";
import { parseCsv } from "#local-io";
import {
  type ExplorerData,
  typedColumn,
  withIntervals,
} from "../../../../packages/table-explorer/src/data.ts";
import {
  csvOf,
  type Designs,
  designsOf,
  nameOf,
  readNumber,
  reasonOf,
  valueText,
} from "../../../../packages/table-explorer/src/designs.ts";
import {
  colouringOf,
  RAMPS,
  radiiOf,
  WORD_COLOURS,
} from "../../../../packages/table-explorer/src/page/colouring.ts";
import { scaleOf } from "../../../../packages/table-explorer/src/page/column-scale.ts";
import { frontOf, type Goal, volumeOf } from "../../../../packages/table-explorer/src/page/fronts.ts";
import {
  limitAt,
  limitedTo,
  limitsOf,
  spanOf,
} from "../../../../packages/table-explorer/src/page/scatter/scatter-limits.ts";
import {
  holding,
  initialState,
  NAME,
  REASON,
  refilter,
  type State,
  search,
} from "../../../../packages/table-explorer/src/page/state.ts";
import {
  shownDesigns,
  sortedDesigns,
  windowOf,
} from "../../../../packages/table-explorer/src/page/tables/table-rows.ts";
import { columnTitle } from "../../../../src/text/quantity.ts";

type Cells = readonly (number | string | null)[];

/** Designs of columns: the first `count` rows have a part in fronts, each other one a reason. */
function designs(
  columns: Readonly<Record<string, Cells>>,
  {
    count,
    reasons = [],
    objectives = [],
    reference = {},
  }: Partial<{
    count: number;
    reasons: readonly string[];
    objectives: ExplorerData["objectives"];
    reference: ExplorerData["reference"];
  }> = {},
): Designs {
  const total = Object.values(columns)[0].length;
  const own = count ?? total;
  const typed = Object.entries(columns).map(([name, cells]) =>
    typedColumn(
      { name, isAxis: name.includes("."), unit: null, numberOf: () => Number.NaN, cells },
      columnTitle(name),
      own,
    ),
  );
  const said = [...new Set(reasons)];
  return designsOf({
    name: "made here",
    objectives,
    reference,
    columns: withIntervals(typed.map(({ column }) => column)),
    values: typed.map(({ values }) => values.slice(0, own)),
    keys: Array.from({ length: own }, (_, n) => n),
    front: [],
    details: {},
    left: {
      keys: Array.from({ length: total - own }, (_, n) => own + n),
      values: typed.map(({ values }) => values.slice(own)),
      reasons: said,
      why: reasons.map((reason) => said.indexOf(reason)),
    },
    sources: [{ name: "made here", base: null, rerun: null }],
    from: null,
    colours: {},
  });
}

const small = designs(
  {
    "design.array.tileRows": [8, 16, 8, 32],
    "design.array.tileColumns": [8, 16, 8, 32],
    "design.dac.bits": [1, 1, 4, 4],
    "design.model": ["tiox", "tiox", "tiox", "tiox"],
    energy_J: [2e-6, 1e-6, null, null],
    energy_J_interval95: [1e-7, null, null, null],
  },
  {
    count: 2,
    reasons: ["infeasible: <b>too wide</b>", "misses the constraint area_m2 <= 1"],
    objectives: [{ column: "energy_J", sense: "min" }],
  },
);

describe("a design's name", () => {
  it("is made of the axes that vary, without one that follows another, and is a row's where there are none", () => {
    expect([0, 1, 2, 3].map((n) => nameOf(small, n))).toEqual([
      "tile rows 8, bits 1",
      "tile rows 16, bits 1",
      "tile rows 8, bits 4",
      "tile rows 32, bits 4",
    ]);
    expect(nameOf(designs({ energy_J: [1, 2] }), 1)).toBe("row 1");
    expect(nameOf(designs({ "a.bits": [1, 2], "b.bits": [4, 3] }), 0)).toBe("a.bits 1, b.bits 4");
  });

  it("stands with a value, its interval and why it has no part in a front", () => {
    expect(valueText(small, 4, 0)).toBe("2 µJ ± 100 nJ");
    expect(valueText(small, 4, 1)).toBe("1 µJ");
    expect([1, 2].map((n) => reasonOf(small, n))).toEqual(["", "infeasible: <b>too wide</b>"]);
  });

  it("goes into CSV with the reasons of those that are left out", () => {
    const { header, rows } = parseCsv(csvOf(small, [3, 0], [0]), "page");
    expect(header.slice(-2)).toEqual(["on_front", "reason"]);
    expect(rows.map((cells) => [cells[0], ...cells.slice(-2)])).toEqual([
      ["3", "false", "misses the constraint area_m2 <= 1"],
      ["0", "true", ""],
    ]);
  });
});

it("a written number may have a prefix and its column's unit, and no other one", () => {
  const read = (text: string, unit: string): number => readNumber(text, unit);
  expect(read("85 µJ", "J")).toBeCloseTo(85e-6, 18);
  expect(read("1.5e-3", "J")).toBe(1.5e-3);
  expect(read("2.5 mm2", "m²")).toBeCloseTo(2.5e-6, 18);
  expect(read("2 mS", "S")).toBe(2e-3);
  for (const [text, unit] of [
    ["sixty", ""],
    ["3 s", "J"],
    ["3 J", ""],
    ["1e", "J"],
    ["3 xJ", "J"],
    ["3 constructorJ", "J"],
    ["0x10", ""],
  ])
    expect(read(text, unit), text).toBeNaN();
});

describe("rows of the table", () => {
  it("are sorted by any column, and what has no value comes last either way", () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Infinity, -Infinity, null));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.boolean(), (cells, isAscending) => {
        const own = designs({ x: cells });
        const order = [...sortedDesigns(own, { column: 0, isAscending })];
        expect([...order].sort((a, b) => a - b)).toEqual(cells.map((_, n) => n));
        const values = order.map((n) => cells[n]).filter((x) => x !== null);
        const expected = [...values].sort((a, b) =>
          a === b ? 0 : (isAscending ? 1 : -1) * (a < b ? -1 : 1),
        );
        expect(values).toEqual(expected);
        expect(order.slice(values.length).every((n) => cells[n] === null)).toBe(true);
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("are sorted by name as numbers and not as letters, and by reason", () => {
    const by = (column: number): number[] => [...sortedDesigns(small, { column, isAscending: true })];
    expect(by(NAME)).toEqual([0, 2, 1, 3]);
    expect(by(REASON)).toEqual([2, 3, 0, 1]);
  });

  it("are those that pass, all, or those that are left out as far as they can pass", () => {
    const state = initialState(small);
    const order = sortedDesigns(small, { column: NAME, isAscending: true });
    const shown = (view: State["view"]): number[] => [...shownDesigns(small, { ...state, view }, order)];
    expect([shown("kept"), shown("all"), shown("left")]).toEqual([
      [0, 1],
      [0, 2, 1, 3],
      [2, 3],
    ]);
    state.filters.set(0, { kind: "range", from: 0, to: 8 });
    // A left design without an energy is not kept out by a limit of it.
    state.filters.set(4, { kind: "range", from: 0, to: 1 });
    refilter(state, small);
    expect([shown("kept"), shown("left")]).toEqual([[0], [2]]);
    search(state, small, " WIDE");
    refilter(state, small);
    expect([shown("kept"), shown("all"), shown("left"), state.kept]).toEqual([[], [2], [2], 0]);
    expect([...holding(small, "bits 4")]).toEqual([0, 0, 1, 1]);
    expect([...holding(small, "tiox")]).toEqual([1, 1, 1, 1]);
  });

  it("are in the page where they are in view, with some more, at either end", () => {
    expect(windowOf(100_000, { top: 0, height: 300, row: 30 })).toEqual({ from: 0, to: 16 });
    expect(windowOf(100_000, { top: 2_999_700, height: 300, row: 30 })).toEqual({
      from: 99_984,
      to: 100_000,
    });
    expect(windowOf(3, { top: 3000, height: 300, row: 30 })).toEqual({ from: 0, to: 3 });
    expect(windowOf(0, { top: 0, height: 300, row: 30 })).toEqual({ from: 0, to: 0 });
  });
});

describe("fronts of the reader's objectives", () => {
  const own = designs(
    { x: [1, 2, 3, 4, 2], y: [4, 3, 2, 1, null], z: [0, 0, 1, 5, 9] },
    { objectives: [{ column: "x", sense: "min" }], reference: { x: 5, y: 5 } },
  );
  const all = Uint8Array.of(1, 1, 1, 1, 1);
  const goals = (...given: [number, Goal["sense"]][]): Goal[] =>
    given.map(([column, sense]) => ({ column, sense }));

  it("are looked for among the designs that pass and have every objective", () => {
    expect(frontOf(own, [], all)).toEqual([]);
    expect(frontOf(own, goals([0, "min"]), all)).toEqual([0]);
    expect(frontOf(own, goals([0, "min"], [1, "min"]), all)).toEqual([0, 1, 2, 3]);
    expect(frontOf(own, goals([0, "max"], [1, "max"]), Uint8Array.of(0, 1, 1, 1, 1))).toEqual([1, 2, 3]);
    expect(frontOf(own, goals([0, "min"], [2, "max"]), all)).toEqual([0, 4]);
  });

  it("have the volume of their steps: to the study's reference, or to the worst values", () => {
    const both = goals([0, "min"], [1, "min"]);
    // Strips under the steps, by hand: 1 × 1 + 1 × 2 + 1 × 3 + 1 × 4.
    expect(volumeOf(own, both, [0, 1, 2, 3])).toEqual({
      volume: 10,
      share: 10 / 16,
      reference: [5, 5],
      isOwn: true,
    });
    expect(volumeOf(own, goals([0, "max"], [2, "max"]), [3, 4])).toMatchObject({
      reference: [1, 0],
      isOwn: false,
      volume: 3 * 5 + 1 * 4,
    });
    expect(volumeOf(own, both, [])).toBeNull();
    expect(
      volumeOf(own, goals([0, "min"], [1, "min"], [2, "min"], [0, "max"], [1, "max"], [2, "max"]), [0]),
    ).toBeNull();
  });
});

describe("limits", () => {
  const own = designs({ x: [0, 100], y: [0, 10], w: ["a", "b"] });
  const axes = {
    x: { column: 0, scale: scaleOf(own, 0, false) },
    y: { column: 1, scale: scaleOf(own, 1, false) },
  };
  const goals: Goal[] = [
    { column: 0, sense: "min" },
    { column: 1, sense: "max" },
  ];

  it("wait at the worse end of an objective, and stand where a filter ends", () => {
    expect(limitsOf({ filters: new Map(), goals }, axes)).toMatchObject([
      { axis: "x", end: "to", isSet: false },
      { axis: "y", end: "from", isSet: false },
    ]);
    const filters = new Map([[0, { kind: "range" as const, from: Number.NEGATIVE_INFINITY, to: 50 }]]);
    const [limit] = limitsOf({ filters, goals: [] }, axes);
    expect(limit).toMatchObject({ axis: "x", end: "to", isSet: true });
    expect(limit.position).toBeCloseTo(0.5, 9);
    const size = { width: 300, height: 300 };
    expect(limitAt(size, [limit], { x: 86 + 0.5 * (300 - 86 - 22), y: 150 })).toBe(limit);
    expect(limitAt(size, [limit], { x: 100, y: 150 })).toBeNull();
  });

  it("that are dragged keep what is on their side, and nothing where they leave the axis", () => {
    const { scale } = axes.x;
    expect(limitedTo(scale, undefined, "to", 0.5)).toEqual({ kind: "range", from: -Infinity, to: 50 });
    const before = { kind: "range" as const, from: 10, to: 50 };
    expect(limitedTo(scale, before, "to", 1)).toEqual({ kind: "range", from: 10, to: Infinity });
    expect(limitedTo(scale, { ...before, from: -Infinity }, "to", 1)).toBeNull();
    expect(spanOf(scaleOf(own, 2), 2, 0.9, 0.6)).toEqual({ kind: "places", places: new Set([1]) });
  });
});

describe("axes and colours of whole numbers", () => {
  it("have their values as ticks where they are few, and no halves where they are many", () => {
    const few = scaleOf(designs({ x: [1, 2, 4, 8, 64] }), 0);
    expect(few.ticks(7).map(({ value }) => value)).toEqual([1, 2, 4, 8, 64]);
    const many = scaleOf(designs({ x: Array.from({ length: 12 }, (_, n) => 10 + n) }), 0);
    expect(many.ticks(20).every(({ value }) => Number.isInteger(value))).toBe(true);
  });

  it("ascend in lightness, differ from one another, and grey is for no value", () => {
    const lightness = (colour: string): number =>
      [1, 3, 5].reduce(
        (sum, at, n) =>
          sum + [0.2126, 0.7152, 0.0722][n] * Number.parseInt(colour.slice(at, at + 2), 16) ** 2.2,
        0,
      );
    for (const stops of Object.values(RAMPS)) {
      const steps = Array.from({ length: 20 }, (_, n) => lightness(rampColour(n / 19, stops)));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(rampColour(0, stops).toUpperCase()).toBe(stops[0]);
      expect(rampColour(1, stops).toUpperCase()).toBe(stops[stops.length - 1]);
    }
    const theme = { isDark: false, muted: "#565E67" } as Parameters<typeof colouringOf>[2];
    const own = designs({ x: [1, 2, null, 4], w: ["a", "b", "c", null] });
    const numbers = colouringOf(own, 0, theme);
    const colours = [...numbers.places].map((place) => numbers.colours[place]);
    expect(colours[2]).toBe("#565E67");
    expect(new Set(colours).size).toBe(4);
    expect(numbers.legend.map(({ value }) => value)).toEqual([1, 2, 4]);
    const words = colouringOf(own, 1, theme);
    expect([...words.places].map((place) => words.colours[place])).toEqual([
      ...WORD_COLOURS.light.slice(0, 3),
      "#565E67",
    ]);
    const radii = radiiOf(own, 0);
    // Areas grow with the value: a third of the way in value is a third of the way in area.
    expect((radii[1] ** 2 - radii[0] ** 2) / (radii[3] ** 2 - radii[0] ** 2)).toBeCloseTo(1 / 3, 6);
  });
});

it("an SVG file has what was drawn, its texts escaped and its circles round", () => {
  const measure = () => ({ width: 1 }) as TextMetrics;
  const { pen, text } = svgPen(100, 50, "#FFFFFF", measure, () => "data:image/png;base64,AA==");
  pen.font = "600 12px DejaVu Sans";
  pen.fillText('</text><script>alert(1)</script>&\u0000"', 10, 20);
  pen.beginPath();
  pen.arc(5, 6, 2, 0, 2 * Math.PI);
  pen.fill();
  pen.setLineDash([6, 4]);
  pen.strokeRect(0, 0, 3, 4);
  const svg = text();
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="100" height="50"/);
  expect(svg).toContain("&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\ufffd&quot;");
  expect(svg).not.toContain("<script");
  expect(svg).toContain('d="M3 6a2 2 0 1 0 4 0a2 2 0 1 0 -4 0"');
  expect(svg).toContain('stroke-dasharray="6 4"');
});
