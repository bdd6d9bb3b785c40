import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import type { ExplorerData } from "../../packages/table-explorer/src/data.ts";
import { leftRows } from "../../src/commands/study/report/left-rows.ts";
import { cli } from "./run.ts";

const STUDY = `{ name: "wide", workload: { length: 64, attention: { chunk: 8 } },
  space: { "design.cores": [1, 4], "design.hashing.array.spares": [0, 64] },
  constraints: ["area_m2 < 2e-5"],
  objectives: [{ metric: "latency_s", sense: "min", reference: 1 }, { metric: "area_m2", sense: "min", reference: 1 }] }`;

let folder: string;
const at = (name: string): string => join(folder, name);

/** What a written page holds. */
function dataOf(page: string): ExplorerData {
  const html = readFileSync(page, "utf8");
  const text = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  return JSON.parse(text) as ExplorerData;
}

async function explored(...args: string[]): Promise<{ data: ExplorerData; html: string; note: string }> {
  const { code, note } = await cli("explore", ...args, "--out", at("page.html"));
  expect([code, note]).toEqual([0, note]);
  return { data: dataOf(at("page.html")), html: readFileSync(at("page.html"), "utf8"), note };
}

/** Names of the designs that are left out, with their reasons. */
const leftOf = ({ left, columns }: ExplorerData, column: string): [unknown, string][] =>
  left.keys.map((_, n) => [
    left.values[columns.findIndex(({ name }) => name === column)][n],
    left.reasons[left.why[n]],
  ]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-explore-"));
  writeFileSync(
    at("a.csv"),
    `design.cores,energy_J,area_m2,status,reason\n1,3,1,ok,\n2,2,2,ok,\n3,,,infeasible,"<script>alert(1)</script>"\n4,1,9,ok,\n5,,4,ok,\n6,1,1,,\n`,
  );
  writeFileSync(at("b.csv"), "design.cores,energy_J,area_m2,mass\n8,2.5,1.5,0.5\n");
  writeFileSync(at("study.json5"), STUDY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the page of a table", () => {
  it("holds every row, those without a part in the front with the reason", async () => {
    const { data, html } = await explored(
      at("a.csv"),
      "--objectives",
      "energy_J:min,area_m2:min",
      "--where",
      "area_m2 < 5",
    );
    expect(data.keys).toEqual([0, 1]);
    expect(data.columns.map(({ name }) => name)).toEqual(["design.cores", "energy_J", "area_m2"]);
    expect(leftOf(data, "design.cores")).toEqual([
      [3, "infeasible: <script>alert(1)</script>"],
      [4, "misses the condition area_m2 < 5"],
      [5, "energy_J is no number"],
      [6, "without a status"],
    ]);
    expect(html.match(/<script/g)).toHaveLength(2);
  });

  it("lays a second table over the first by the objectives of the first", async () => {
    const { data } = await explored(at("a.csv"), at("b.csv"), "--objectives", "energy_J:min,area_m2:min");
    expect(data.name).toBe("a.csv and b.csv");
    expect(data.columns.map(({ name }) => name)).toEqual([
      "study",
      "design.cores",
      "energy_J",
      "area_m2",
      "mass",
    ]);
    expect(data.columns[0].labels).toEqual(["a.csv", "b.csv"]);
    expect(data.values[1]).toEqual([1, 2, 4, 8]);
    // The columns that one source lacks are empty in it.
    expect(data.values[4]).toEqual([null, null, null, 0.5]);
    expect(data.from).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(data.left.why.map((place) => data.left.reasons[place]).slice(0, 2)).toEqual([
      "infeasible: <script>alert(1)</script>",
      "energy_J is no number",
    ]);
    // Each source's own front: 1, 2 and 4 cores of the first, the one of the second.
    expect(data.front).toEqual([0, 1, 2, 3]);
  });

  it.each([
    [
      ["a.csv", "study.json5"],
      /study\.json5.*expected a second store of a study, or CSV file, received a config/,
    ],
    [["study.json5", "a.csv"], /a\.csv.*expected one source, since the first is a config, received two/],
  ])("refuses a second source that is none: %s", async (names, message) => {
    const objectives = names[0] === "a.csv" ? ["--objectives", "energy_J:min"] : [];
    const { code, data, note } = await cli("explore", ...names.map(at), ...objectives);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(message);
  });

  it("refuses a second source without a column of the objectives, by name", async () => {
    writeFileSync(at("c.csv"), "design.cores,power_W\n1,2\n");
    const { code, data, note } = await cli(
      "explore",
      at("a.csv"),
      at("c.csv"),
      "--objectives",
      "energy_J:min",
    );
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(/energy_J: expected a column of the table/);
  });
});

describe("the page of a study", () => {
  it("says of each point why it has no part in the front, has the reference, and says which lines it could not read", async () => {
    const store = at("store");
    expect((await cli("study", "run", at("study.json5"), "--out", store, "--workers", "1")).code).toBe(0);
    const { data } = await explored(store);
    expect(data.reference).toEqual({ latency_s: 1, area_m2: 1 });
    const reasons = leftOf(data, "design.hashing.array.spares");
    expect(data.keys.length + reasons.length).toBe(4);
    for (const [spares, reason] of reasons)
      expect(reason).toMatch(
        spares === 64 ? /^infeasible: the array: expected fewer spares/ : /^misses the constraint area_m2 < /,
      );
    expect(reasons.some(([spares]) => spares === 64)).toBe(true);

    const file = join(store, "results.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    lines[1] = "<script>alert(1)</script>";
    writeFileSync(file, lines.join("\n"));
    const broken = await explored(store);
    expect(broken.data.keys.length + broken.data.left.keys.length).toBe(3);
    expect(broken.html).toMatch(/line 2 of results\.jsonl is damaged/);
  });
});

it("of more rows than a page holds, a seeded sample is shown of those that are left out", () => {
  const feasible = Array.from({ length: 500 }, (_, n) => 3 * n);
  const rows = leftRows(6000, feasible, 2000, createRng(1));
  expect(rows).toHaveLength(1500);
  expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
  expect(rows.some((row) => feasible.includes(row))).toBe(false);
  expect(leftRows(6000, feasible, 2000, createRng(1))).toEqual(rows);
  expect(leftRows(1200, feasible, 300, createRng(1)).length).toBe(1200 - 400);
});
