import { describe, expect, it } from "vitest";
import { createRng, parseQuantity } from "#base";
import { parseCsv } from "#local-io";
import { type ExplorerData, typedColumn } from "../../../../packages/table-explorer/src/data.ts";
import { configOf, csvOf, designsOf, textOf } from "../../../../packages/table-explorer/src/designs.ts";
import { explorerHtml, scriptJson } from "../../../../packages/table-explorer/src/explorer-html.ts";
import {
  initialState,
  MOST_PINNED,
  refilter,
  togglePin,
} from "../../../../packages/table-explorer/src/page/state.ts";
import { chooseDesigns } from "../../../../src/commands/study/report/left-rows.ts";
import { columnTitle } from "../../../../src/text/quantity.ts";

const HOSTILE = `</script><script>alert(1)</script>"'<!--`;
const seconds = (text: string): number => Number(parseQuantity(text, "s"));
const plain = () => Number.NaN;

const columns = [
  {
    name: "design.hashing.readTime",
    isAxis: true,
    unit: "s",
    numberOf: seconds,
    cells: ["10 ns", "2e-9 s", null],
  },
  { name: "design.cores", isAxis: true, unit: null, numberOf: plain, cells: [1, 4, 2] },
  {
    name: "design.hashing.dac.model",
    isAxis: true,
    unit: null,
    numberOf: plain,
    cells: ["=1+1", HOSTILE, "r2r"],
  },
  {
    name: "energy_J",
    isAxis: false,
    unit: null,
    numberOf: plain,
    cells: [1e-3, Number.POSITIVE_INFINITY, 2e-3],
  },
].map((column) => typedColumn(column, columnTitle(column.name, column.unit)));

const data: ExplorerData = {
  name: HOSTILE,
  objectives: [{ column: "energy_J", sense: "min" }],
  columns: columns.map(({ column }) => column),
  values: columns.map(({ values }) => values),
  keys: [5, 7, 9],
  front: [0],
  details: {},
  reference: {},
  left: { keys: [], values: columns.map(() => []), reasons: [], why: [] },
  sources: [
    {
      name: "own",
      base: { name: "base", design: { cores: 9, contexts: 2 } },
      rerun: "crosshash study rerun out",
    },
  ],
  from: null,
  colours: {},
};
const through = () => designsOf(JSON.parse(scriptJson(data)) as ExplorerData);

describe("columns of a page", () => {
  it("are numbers, words or texts", () => {
    expect(data.columns.map(({ kind }) => kind)).toEqual(["number", "number", "words", "number"]);
    expect(data.columns.map(({ title, unit }) => `${title} ${unit}`)).toEqual([
      "hashing read time s",
      "cores ",
      "dac model ",
      "energy J",
    ]);
    const many = Array.from({ length: 300 }, (_, n) => `word ${n}`);
    expect(
      typedColumn({ name: "x", isAxis: false, unit: null, numberOf: plain, cells: many }, columnTitle("x"))
        .column.kind,
    ).toBe("text");
  });

  it("go through the page's JSON, infinities and gaps included", () => {
    const designs = through();
    expect([...designs.numbers[0]]).toEqual([1e-8, 2e-9, Number.NaN]);
    expect([...designs.numbers[3]]).toEqual([1e-3, Number.POSITIVE_INFINITY, 2e-3]);
    expect(textOf(designs, 0, 0)).toBe("10 ns");
    expect(textOf(designs, 0, 2)).toBe("–");
    expect(textOf(designs, 2, 1)).toBe(HOSTILE);
  });
});

describe("what a reader takes away", () => {
  it("is the config with what the design sets, quantities with their unit, nothing where an axis does not apply", () => {
    expect(configOf(through(), 0)).toEqual({
      name: "base",
      design: { cores: 1, contexts: 2, hashing: { readTime: "1e-8 s", dac: { model: "=1+1" } } },
    });
    const own = configOf(through(), 2) as { design: { hashing: object } };
    expect(Object.keys(own.design.hashing)).toEqual(["dac"]);
    expect(data.sources[0].base).toEqual({ name: "base", design: { cores: 9, contexts: 2 } });
  });

  it("never reaches an object's prototype", () => {
    const [column] = data.columns;
    const evil = {
      ...data,
      columns: [{ ...column, name: "__proto__.polluted" }],
      values: [[1]],
      keys: [0],
      left: { ...data.left, values: [[]] },
    };
    configOf(designsOf(evil), 0);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("is a CSV that a reader takes back, formulas disarmed", () => {
    const { header, rows } = parseCsv(csvOf(through(), [0, 1], [0]), "page");
    expect(header).toEqual(["index", ...data.columns.map(({ name }) => name), "on_front"]);
    expect(rows).toEqual([
      ["5", "1e-8 s", "1", "'=1+1", "0.001", "true"],
      ["7", "2e-9 s", "4", HOSTILE, "Infinity", "false"],
    ]);
  });
});

describe("the reader's choices", () => {
  it("start with the objectives and pin at most so many designs", () => {
    const designs = through();
    const state = initialState(designs);
    expect(data.columns[state.x].name).toBe("energy_J");
    expect(state.shown[state.shown.length - 1]).toBe(3);
    for (let n = 0; n < 6; n++) togglePin(state, n);
    expect(state.pinned).toEqual([2, 3, 4, 5]);
    expect(state.pinned.length).toBe(MOST_PINNED);
    togglePin(state, 3);
    expect(state.pinned).toEqual([2, 4, 5]);
  });

  it("keep the front alone when asked", () => {
    const designs = through();
    const state = initialState(designs);
    state.frontOnly = true;
    refilter(state, designs);
    expect([[...state.mask], state.kept]).toEqual([[1, 0, 0], 1]);
  });
});

describe("designs beyond a page's measure", () => {
  const rows = Array.from({ length: 1000 }, (_, n) => 2 * n);
  const front = [4, 400, 1998];

  it("are the front and a sample of the rest, the same for one seed", () => {
    const { rows: chosen, left } = chooseDesigns(rows, front, createRng(1), 100);
    expect(chosen).toHaveLength(100);
    expect(new Set(chosen).size).toBe(100);
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
    for (const row of front) expect(chosen).toContain(row);
    for (const row of chosen) expect(rows).toContain(row);
    expect(left).toEqual({ front: 0, others: 900 });
    expect(chooseDesigns(rows, front, createRng(1), 100).rows).toEqual(chosen);
    expect(chooseDesigns(rows, front, createRng(2), 100).rows).not.toEqual(chosen);
  });

  it("are all where they are few, and a part of a front that is too large itself", () => {
    expect(chooseDesigns(rows, front, createRng(1), 1000)).toEqual({ rows, left: null });
    const { rows: chosen, left } = chooseDesigns(rows, rows, createRng(1), 10);
    expect([chosen.length, left]).toEqual([10, { front: 990, others: 0 }]);
  });
});

describe("the explorer's page", () => {
  const html = explorerHtml(data, { program: "Crosshash", summary: [HOSTILE], provenance: [HOSTILE] });

  it("runs the one script that its policy names, and asks for nothing", () => {
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-[\w+/=]{44}'/,
    );
    // The name of SVG's elements looks like an address, and is none.
    expect(html.replace("http://www.w3.org/2000/svg", "")).not.toMatch(
      /https?:\/\/|\/\/cdn|@import|fetch\(|\beval\(|<link|<iframe|\son\w+="/i,
    );
  });

  it("keeps hostile names as text", () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain("<!--");
  });
});
