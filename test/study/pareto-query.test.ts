import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { parseCsv } from "#local-io";
import { frontByDefinition, volumeByCompression } from "../../packages/pareto/test/brute-force.ts";
import { parseObjectives } from "../../src/study/objectives.ts";
import { type ParetoOptions, paretoQuery } from "../../src/study/query.ts";

const query = (text: string, options: ParetoOptions) => paretoQuery(parseCsv(text, "points.csv"), options);
const faults = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split("\n");
  }
  return [];
};

/** By hand, area:min and speed:max; the front is rows 0, 2, 3, 7 (3 copies 2; 1, 4 and 8 are dominated). */
const TABLE = [
  "name,area,speed,status",
  "a,1,1,ok",
  "b,2,1,ok",
  "c,2,5,ok",
  '"c, again",2,5,ok',
  "d,3,5,ok",
  "e,0.5,9,failed",
  "f,,9,ok",
  "g,4,+inf,ok",
  "h,INF,3,ok",
  "i,nan,3,ok",
  "",
].join("\r\n");
const objectives = "area:min,speed:max";

describe("paretoQuery", () => {
  test("front, counts and nulls without a reference", () => {
    expect(query(`\uFEFF${TABLE}`, { objectives })).toEqual({
      objectives: [
        { column: "area", sense: "min" },
        { column: "speed", sense: "max" },
      ],
      points: 10,
      infeasible: 3,
      front: [0, 2, 3, 7],
      hypervolume: null,
      reference: null,
    });
  });

  test("the reference stands in raw sense; an infinite point dominates an infinite volume", () => {
    const finite = { objectives, where: "speed < 100", reference: "4,0" };
    // (4 − 1)·1 + (4 − 2)·(5 − 1)
    expect(query(TABLE, finite)).toMatchObject({ front: [0, 2, 3], hypervolume: 11, reference: [4, 0] });
    expect(query(TABLE, { ...finite, reference: "2, 1" }).hypervolume).toBe(0);
    expect(query(TABLE, { objectives, reference: "5,0" })).toMatchObject({ hypervolume: "Infinity" });
    expect(query(TABLE, { ...finite, reference: "inf,-Inf" })).toMatchObject({
      hypervolume: "Infinity",
      reference: ["Infinity", "-Infinity"],
    });
  });

  test("where makes rows infeasible; an empty front has volume 0", () => {
    const empty = { points: 10, infeasible: 10, front: [] };
    expect(query(TABLE, { objectives, where: "area < 0", reference: "9,0" })).toMatchObject({
      ...empty,
      hypervolume: 0,
    });
    expect(query(TABLE, { objectives, where: "area < 0" })).toMatchObject({ ...empty, hypervolume: null });
    expect(query("x,y\n", { objectives: "x:min,y:min" })).toMatchObject({
      points: 0,
      infeasible: 0,
      front: [],
    });
    expect(query(TABLE, { objectives, where: 'name == "c, again"' })).toMatchObject({
      front: [3],
      infeasible: 9,
    });
  });

  test("cells: signs, exponents and spaces are numbers; hex, units and text are not", () => {
    const cells = [
      "+1",
      " 2 ",
      "3e0",
      ".5",
      "5.",
      "-Infinity",
      "0x1",
      "1 mm",
      "1_0",
      "true",
      "NaN",
      "-",
      "1e999",
    ];
    const { infeasible, front } = query(["x", ...cells].join("\n"), { objectives: "x:max" });
    expect(infeasible).toBe(6);
    expect(front).toEqual([12]);
  });

  test("every fault of the options at once, with the near name", () => {
    expect(
      faults(() =>
        query(TABLE, { objectives: "aera:min,speed:max", where: "staus == 3 && (x < 1)", reference: "1" }),
      ),
    ).toEqual([
      '--objectives aera: expected a column of the table, received "aera"; did you mean "area"?',
      '--where staus: expected a column of the table, received "staus"; did you mean "status"?',
      '--where x: expected a column of the table, received "x"; the table has name, area, speed, status',
      "--reference (root): expected 2 numbers, one an objective, received 1",
    ]);
    expect(faults(() => query(TABLE, { objectives, reference: "1,nan" }))).toEqual([
      '--reference speed: expected a number, received "nan"',
    ]);
  });

  test("an ε-front stands for all rows: by hand, and by its law on random tables", () => {
    // Boxes 2 wide and 3 high: (4, 11) and (5, 10) share one, whose corner (4, 9) is nearer to the first: 2/3 < 1/2 + 1/3.
    const hand = ["x,y", "4,11", "5,10", "9,3", "9,12"].join("\n");
    expect(query(hand, { objectives: "x:min,y:min", epsilon: "2,3" })).toMatchObject({
      front: [0, 1, 2],
      epsilon: [2, 3],
      epsilonFront: [0, 2],
    });
    expect("epsilonFront" in query(hand, { objectives: "x:min,y:min" })).toBe(false);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ max: 99, min: 0 }), fc.integer({ max: 99, min: 0 })), {
          minLength: 1,
        }),
        ([...points]) => {
          const table = ["x,y", ...points.map(([x, y]) => `${x},${y}`)].join("\n");
          const answer = query(table, { objectives: "x:min,y:max", epsilon: "10,20" });
          const kept = answer.epsilonFront ?? [];
          expect(answer.front).toEqual(expect.arrayContaining([...kept]));
          for (const [x, y] of points)
            expect(kept.some((n) => points[n][0] <= x + 10 && points[n][1] >= y - 20)).toBe(true);
        },
      ),
      { seed: 8, numRuns: 200 },
    );
  });

  test("sides of an ε-front are finite and at least 0, one an objective", () => {
    expect(faults(() => query(TABLE, { objectives, epsilon: "1" }))).toEqual([
      "--epsilon (root): expected 2 numbers, one an objective, received 1",
    ]);
    expect(faults(() => query(TABLE, { objectives, epsilon: "-1,inf" }))).toEqual([
      '--epsilon area: expected a finite number of at least 0, received "-1"',
      '--epsilon speed: expected a finite number of at least 0, received "inf"',
    ]);
  });

  test("300 000 rows", () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `${i},${300_000 - i}`);
    const { front, hypervolume } = query(`a,b\n${lines.join("\n")}`, {
      objectives: "a:min,b:min",
      reference: "300000,300001",
    });
    expect(front).toHaveLength(300_000);
    expect(hypervolume).toBe((300_000 * 300_001) / 2);
  });
});

describe("CSVs with ties, copies, infinities, bad cells and points beyond the reference", () => {
  const cell = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
    fc.constantFrom("inf", "-Infinity", "nan", "", "1 mm", "-0", "1e1"),
  );
  const tables = fc.integer({ min: 2, max: 5 }).chain((columns) =>
    fc.record({
      senses: fc.array(fc.constantFrom("min", "max"), { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 14 }),
    }),
  );

  test("front and hypervolume are those of the definitions, in two to five objectives of both senses", () => {
    fc.assert(
      fc.property(tables, ({ senses, rows }) => {
        const names = senses.map((_, c) => `f${c}`);
        const reference = senses.map((sense) => (sense === "min" ? 8 : 2));
        const answer = query([names, ...rows].map((row) => row.join(",")).join("\n"), {
          objectives: senses.map((sense, c) => `f${c}:${sense}`).join(","),
          reference: reference.join(","),
        });
        const values: Record<string, number> = {
          inf: Infinity,
          "-Infinity": -Infinity,
          "1e1": 10,
          "": Number.NaN,
        };
        const costs = rows.map((row) =>
          row.map((text, c) => (senses[c] === "min" ? 1 : -1) * (values[text] ?? Number(text))),
        );
        const feasible = [...costs.keys()].filter((i) => !costs[i].some(Number.isNaN));
        expect(answer.infeasible).toBe(rows.length - feasible.length);
        const front = frontByDefinition(feasible.map((i) => costs[i])).map((k) => feasible[k]);
        expect(answer.front).toEqual(front);
        const bounds = reference.map((r, c) => (senses[c] === "min" ? r : -r));
        const inside = feasible.map((i) => costs[i]).filter((row) => row.every((x, c) => x < bounds[c]));
        if (inside.some((row) => row.includes(-Infinity))) expect(answer.hypervolume).toBe("Infinity");
        else expect(answer.hypervolume).toBe(volumeByCompression(inside, bounds));
      }),
      { seed: 1802, numRuns: 400 },
    );
  });
});

describe("parseObjectives", () => {
  test("finds a column by the short name of its metric, unless a column has that name", () => {
    expect(parseObjectives("energy:min", ["energy_J", "area_m2"])).toEqual([
      { column: "energy_J", sense: "min" },
    ]);
    expect(parseObjectives("energy:min", ["energy", "energy_J"])[0].column).toBe("energy");
    // Not a column of this table: named as it was typed, for the message.
    expect(parseObjectives("energy:min", ["cost"])[0].column).toBe("energy");
    expect(() => parseObjectives("energy:min,energy_J:min", ["energy_J"])).toThrow(/each column once/);
  });

  test("keeps order; the last colon separates", () =>
    expect(parseObjectives(" b:max , ns:a:min", ["b", "ns:a"])).toEqual([
      { column: "b", sense: "max" },
      { column: "ns:a", sense: "min" },
    ]));

  test.each([
    ["", '--objectives (empty): expected column:min or column:max, received ""'],
    ["a", '--objectives a: expected column:min or column:max, received "a"'],
    ["a:mim", '--objectives a:mim: expected column:min or column:max, received "a:mim"'],
    [":min", "--objectives :min: expected column:min or column:max"],
    ["a:min,", "--objectives (empty): expected column:min or column:max"],
    ["a:min,a:max", '--objectives a:max: expected each column once, received "a" twice'],
  ])("%s", (text, message) => expect(() => parseObjectives(text, ["a", "b"])).toThrow(message));
});
