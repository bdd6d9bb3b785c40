import { expect, it } from "vitest";
import { tilesReport } from "../../../src/commands/tiles/report/text.ts";
import type { TileRow, TilesReport } from "../../../src/commands/tiles/run/tiles.ts";
import { columnsSay, distinctNumbers, jsonSays, says, tablesOf } from "../../report/printed.ts";

const next = distinctNumbers();
let half = 10;
const estimate = () => ({ mean: 0.4 + next() / 100, interval: ++half / 1000, samples: 3 });
const row = (edge: number, side: number, sharing: string): TileRow => ({
  edge,
  side,
  sharing,
  retained: next() / 30,
  worstCell: next() / 30,
  rounds: edge + 1,
  recall: estimate(),
  arrays: side + 3,
  fill: next() / 30,
  price: {
    hashArea: next() * 1e-7,
    hashEnergy: next() * 1e-7,
    hashTime: next(),
    area: next() * 1e-6,
    energy: next() * 1e-5,
    latency: next(),
  },
  reason: "",
});
const shapes = [row(4, 64, "head"), row(8, 96, "head"), row(16, 160, "head"), row(32, 224, "head")];
const sharing = [row(5, 81, "layer"), row(7, 83, "global")];
const TOKENS = 900;
/** By area: the least, the one between, the most, which is the least by energy. */
const priceOf = ({ price }: TileRow) => price as NonNullable<TileRow["price"]>;
const report = {
  name: "t",
  workload: "w",
  tokens: TOKENS,
  target: 0.423,
  targetText: "x",
  control: { mean: 0.131, interval: 0.029 },
  kernels: "k",
  measuredOn: "m",
  proxy: false,
  shapes,
  sharing,
  front: [0, 1, 2],
  knee: { row: 1 },
} as unknown as TilesReport;
const answer = tilesReport(report, "0");
const [first, second] = tablesOf(answer);
const notes = answer.blocks.flatMap((block) => (block.kind === "table" ? (block.notes ?? []) : []));
const note = (part: string): string => notes.find((text) => text.includes(part)) ?? "";
const nameOf = ({ edge, side }: TileRow): string => `${edge} × ${edge} in ${side} × ${side}`;

const COLUMNS = {
  signal: ({ retained }: TileRow) => retained,
  rounds: ({ rounds }: TileRow) => rounds,
  recall: ({ recall }: TileRow) => [100 * (recall?.mean ?? 0), recall?.interval ?? 0],
  arrays: ({ arrays }: TileRow) => arrays,
  fill: ({ fill }: TileRow) => fill,
  "hash area": (one: TileRow) => priceOf(one).hashArea,
  "hash energy": (one: TileRow) => [priceOf(one).hashEnergy, priceOf(one).hashEnergy / priceOf(one).energy],
  area: (one: TileRow) => priceOf(one).area,
  "J/token": (one: TileRow) => priceOf(one).energy / TOKENS,
  latency: (one: TileRow) => priceOf(one).latency,
};

it("both tables have the amounts of each row under their headings", () => {
  columnsSay(first, shapes, COLUMNS);
  columnsSay(second, sharing, COLUMNS);
  expect(first.rows.map(([name]) => name)).toEqual(shapes.map(nameOf));
  expect(second.rows.map(([name]) => name)).toEqual(["layer", "global"]);
  expect(first.rows.map((cells) => cells[first.head.length - 1])).toEqual(["front", "knee", "front", ""]);
});

it("the knee's neighbours are what a step to them takes and gives, signs included", () => {
  const front = shapes.slice(0, 3);
  const small = front.reduce((a, b) => (priceOf(b).area < priceOf(a).area ? b : a));
  const thrifty = front.reduce((a, b) => (priceOf(b).energy < priceOf(a).energy ? b : a));
  const own = shapes[1];
  const change = (of: TileRow, key: "area" | "energy"): number => priceOf(of)[key] / priceOf(own)[key] - 1;
  const text = note("Knee of the front");
  expect(text).toContain(`Knee of the front: ${nameOf(own)}. The least area, ${nameOf(small)},`);
  const said = text.replaceAll(/\d+ × \d+ in \d+ × \d+/g, "").replaceAll("+", "");
  says(
    said,
    [change(small, "area"), change(small, "energy"), change(thrifty, "energy"), change(thrifty, "area")],
    "knee",
  );
});

it("spread and least are over all shapes", () => {
  const spread = (of: (price: ReturnType<typeof priceOf>) => number): number => {
    const values = shapes.map((one) => of(priceOf(one))).sort((a, b) => a - b);
    return values[values.length - 1] / values[0] - 1;
  };
  says(
    note("Between the shapes"),
    [
      spread(({ area }) => area),
      spread(({ energy }) => energy),
      spread(({ hashArea }) => hashArea),
      spread(({ hashEnergy }) => hashEnergy),
    ],
    "spread",
  );
  const text = note("The hash takes the least energy");
  const by = [
    ({ hashEnergy }: ReturnType<typeof priceOf>) => hashEnergy,
    ({ hashArea, hashEnergy }: ReturnType<typeof priceOf>) => hashArea * hashEnergy,
  ].map((of) => {
    const best = shapes.reduce((a, b) => (of(priceOf(b)) < of(priceOf(a)) ? b : a));
    const over = [shapes[0], shapes[3]].map((one) => of(priceOf(one)) / of(priceOf(best)));
    expect(text).toContain(`tiles of ${nameOf(best)} (`);
    return over;
  });
  says(text.replaceAll(/\d+ × \d+ in \d+ × \d+/g, ""), by.flat(), "least");
});

it("counts the rows whose interval reaches below the target", () => {
  const close = [...shapes, ...sharing].filter(
    ({ recall }) => (recall?.mean ?? 0) - (recall?.interval ?? 0) < 0.423,
  ).length;
  expect(close).toBeGreaterThan(0);
  says(note("The mean over the arrays"), [close, 6, 0.95], "close");
  const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block.about] : []));
  says(about[0], [0.423, 13.1, 0.029], "target");
});

it("JSON and table of a spreadsheet have every number under its own name", async () => {
  const { shapes: own, sharing: shared } = answer.json as { shapes: unknown; sharing: unknown };
  jsonSays([own, shared], report, { tile_edge: "edge", array_side: "side", interval95: "interval" });
  const [{ content }] = (await answer.files?.()) ?? [];
  const [head, ...lines] = String(content)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const at = (line: readonly string[], name: string): number => Number(line[head.indexOf(name)]);
  expect(lines).toHaveLength(6);
  [...shapes, ...sharing].forEach((one, n) => {
    const price = priceOf(one);
    expect({
      tile_edge: at(lines[n], "tile_edge"),
      array_side: at(lines[n], "array_side"),
      retained: at(lines[n], "retained"),
      rounds: at(lines[n], "rounds"),
      arrays: at(lines[n], "arrays"),
      fill: at(lines[n], "fill"),
      hash_area_m2: at(lines[n], "hash_area_m2"),
      hash_energy_J: at(lines[n], "hash_energy_J"),
      hash_time_s: at(lines[n], "hash_time_s"),
      area_m2: at(lines[n], "area_m2"),
      energy_J: at(lines[n], "energy_J"),
      latency_s: at(lines[n], "latency_s"),
    }).toEqual({
      tile_edge: one.edge,
      array_side: one.side,
      retained: one.retained,
      rounds: one.rounds,
      arrays: one.arrays,
      fill: one.fill,
      hash_area_m2: price.hashArea,
      hash_energy_J: price.hashEnergy,
      hash_time_s: price.hashTime,
      area_m2: price.area,
      energy_J: price.energy,
      latency_s: price.latency,
    });
  });
});
