import { describe, expect, it } from "vitest";
import { frontText, scatterText } from "../../../src/commands/study/report/front-text.ts";

const AXES = [
  { column: "energy_J", sense: "min" },
  { column: "recall", sense: "max" },
] as const;

/** Column and row of every mark, from the lower left corner of the drawn field. */
function marks(lines: readonly string[]): string[] {
  const field = lines.filter((line) => line.includes("|")).map((line) => line.slice(line.indexOf("|") + 1));
  return field.flatMap((line, n) =>
    [...line].flatMap((mark, column) => (mark === " " ? [] : [`${mark} ${column},${field.length - 1 - n}`])),
  );
}

describe("a scatter in characters", () => {
  const points = [
    { x: 1e-6, y: 0.5, isFront: true },
    { x: 3e-6, y: 1, isFront: true },
    { x: 2e-6, y: 0.5, isFront: false },
  ];

  it("puts the ends at the edges and the middle between them", () => {
    // 31 columns, less 4 of labels, a frame and a space at the end: a field of 25 × 8.
    const lines = scatterText(points, AXES, 31);
    expect(marks(lines)).toEqual(["o 24,7", "o 0,0", ". 12,0"]);
    expect(lines.join("\n")).toContain("1 µJ");
    expect(lines.join("\n")).toContain("3 µJ");
    for (const line of lines.slice(1, -1)) expect(line.length).toBeLessThanOrEqual(31);
  });

  it("draws by equal factors where values span two decades", () => {
    const wide = [1, 10, 100].map((x) => ({ x, y: 1, isFront: false }));
    const lines = scatterText(wide, AXES, 31);
    const columns = marks(lines).map((mark) => Number(mark.split(" ")[1].split(",")[0]));
    expect(columns[1] - columns[0]).toBe(columns[2] - columns[1]);
    expect(lines.at(-1)).toContain("by factors");
  });

  it("lets the front hide what lies under it, and leaves out what is not finite", () => {
    const lines = scatterText(
      [
        { x: 1, y: 1, isFront: true },
        { x: 1, y: 1, isFront: false },
        { x: Number.POSITIVE_INFINITY, y: 1, isFront: true },
      ],
      AXES,
      40,
    );
    expect(marks(lines)).toHaveLength(1);
    expect(marks(lines)[0]).toMatch(/^o/);
    expect(lines.at(-1)).toBe("1 points are not finite and not drawn");
    expect(scatterText([], AXES, 40)).toEqual([]);
  });
});

describe("a front in text", () => {
  const member = { settings: [16], values: [1.2345e-6, 0.5], intervals: [0, 0.01], inseparable: [] };
  const front = { points: 99, infeasible: 1, objectives: AXES.map(({ column }) => column) };

  it("shows settings and objectives with units and intervals", () => {
    const text = frontText({
      ...front,
      axes: ["design.hashing.array.tileRows"],
      front: 1,
      members: [{ ...member, row: 3, inseparable: [4] }],
      hypervolume: null,
    }).join("\n");
    expect(text).toMatch(/│\s+3 │\s+16 │ 1.234 µJ │\s+0.500 ± 0.010 │/);
    expect(text).toContain("array.tileRows");
    expect(text).toContain("row 3 is not separable at 95 % from 4");
  });

  it("calls rows by what sets them apart, with their number", () => {
    const members = [
      { ...member, row: 3, settings: [16, "5 ns"], inseparable: [4] },
      { ...member, row: 4, settings: [16, "10 ns"], inseparable: [] },
    ];
    const axes = ["design.hashing.array.tileRows", "design.hashing.readTime"];
    expect(frontText({ ...front, axes, front: 2, members, hypervolume: null }).at(-1)).toBe(
      "row 3 (hashing.readTime=5 ns) is not separable at 95 % from 4 (hashing.readTime=10 ns)",
    );
  });

  it("cuts a long front and says so", () => {
    const members = Array.from({ length: 50 }, (_, row) => ({ ...member, row }));
    const text = frontText({ ...front, axes: ["a.b"], front: 50, members, hypervolume: 2 });
    expect(text).toContain("and 10 more; --json lists all");
    expect(text[0]).toBe("99 points, 1 infeasible, 50 on the front (rows count from 0)");
    const few = { ...front, axes: ["a.b"], front: 50, members: members.slice(7), hypervolume: 2 };
    expect(frontText(few)[0]).toContain("50 on the front, 43 of which represent it within ε (rows");
  });
});
