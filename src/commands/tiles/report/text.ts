import type { ChartConfiguration, ChartDataset } from "chart.js";
import { area, csvText, digits, engineering, percent } from "#base";
import { framed, ink } from "#charts";
import { type Block, drawing, figure, type Report, type Tabular, table, title } from "#reports";
import { area as areaMetric, energy, latency, recall } from "../../../comparison/metrics/prices.ts";
import { massOf } from "../../budget/report/verdict.ts";
import type { TileRow, TilesReport } from "../run/tiles.ts";

/** Report on tile configurations at equal quality: shapes, front, knee, and effects of sharing. */
export const tilesReport = (report: TilesReport, version: string): Report => ({
  json: tilesJson(report, version),
  blocks: tilesBlocks(report),
  files: () => [{ name: "tiles.csv", content: tilesCsv(report) }],
});

function tilesBlocks(report: TilesReport): Block[] {
  const { name, workload, target, targetText, control, measuredOn, proxy, shapes, sharing } = report;
  return [
    title(
      `${name}: ${workload}`,
      `every configuration at the fewest rounds that capture ${percent(target)} of the attention mass (${targetText}); ` +
        `random buckets at the config's rounds capture ${massOf(control)}`,
      `${measuredOn}${proxy ? "; a proxy: not the workload that is priced" : ""}; energy, area and latency are those of the whole chip`,
    ),
    table(rowsTable(shapes, report, "tile in array"), {
      notes: [...optimumText(report), ...kneeText(report), ...spreadText(report), ...noiseText(report)],
    }),
    table(rowsTable(sharing, report, "sharing"), { title: "The config's own tile and array, shared by" }),
    figure(drawing("area", "Area and energy of the tile configurations", tilesAreaChart(report), 640, 1000)),
    figure(
      drawing("signal", "Signal that the tile configurations keep", tilesSignalChart(report), 640, 1000),
    ),
  ];
}

function rowsTable(
  rows: readonly TileRow[],
  { tokens, front, knee, shapes }: TilesReport,
  first: string,
): Tabular {
  const cells = rows.map((row) => {
    const at = shapes.indexOf(row);
    const name = first === "sharing" ? row.sharing : `${row.edge} × ${row.edge} in ${row.side} × ${row.side}`;
    const signal = row.retained === null ? "–" : percent(row.retained);
    const { price } = row;
    if (price === null) return [name, signal, "none", ...Array<string>(8).fill(""), row.reason.slice(0, 70)];
    return [
      name,
      signal,
      String(row.rounds ?? ""),
      row.recall === null ? "–" : massOf(row.recall),
      String(row.arrays ?? ""),
      percent(row.fill ?? 0),
      area(price.hashArea),
      `${engineering(price.hashEnergy, "J")} (${percent(price.hashEnergy / price.energy)})`,
      area(price.area),
      engineering(price.energy / tokens, "J"),
      engineering(price.latency, "s"),
      at >= 0 && knee?.row === at ? "knee" : front.includes(at) ? "front" : "",
    ];
  });
  return { head: [first, ...COLUMNS], rows: cells, words: [0, COLUMNS.length] };
}

const COLUMNS = [
  "signal",
  "rounds",
  "recall",
  "arrays",
  "fill",
  "hash area",
  "hash energy",
  "area",
  "J/token",
  "latency",
  "",
];

/** Trade-off of a step from the knee to either end of the front. */
function kneeText({ shapes, front, knee }: TilesReport): string[] {
  const priced = front.flatMap((row) => {
    const { price, edge, side } = shapes[row];
    return price === null ? [] : [{ name: `${edge} × ${edge} in ${side} × ${side}`, ...price, row }];
  });
  if (priced.length === 0) return ["No configuration reaches the quality."];
  const small = priced.reduce((a, b) => (b.area < a.area ? b : a));
  const thrifty = priced.reduce((a, b) => (b.energy < a.energy ? b : a));
  if (priced.length === 1)
    return [`One configuration has both the least area and the least energy: ${small.name}.`];
  const own = priced.find(({ row }) => row === knee?.row);
  const change = (of: number, from: number): string =>
    `${of < from ? "−" : "+"}${digits(Math.abs(100 * (of / from - 1)))} %`;
  if (own === undefined)
    return [
      `The front has no knee: from ${small.name} to ${thrifty.name} the area goes ${change(thrifty.area, small.area)} and the energy ${change(thrifty.energy, small.energy)}.`,
    ];
  return [
    `Knee of the front: ${own.name}. The least area, ${small.name}, has ${change(small.area, own.area)} area for ` +
      `${change(small.energy, own.energy)} energy; the least energy, ${thrifty.name}, has ${change(thrifty.energy, own.energy)} energy for ` +
      `${change(thrifty.area, own.area)} area.`,
  ];
}

/** Effect of the shape on the whole chip. */
function spreadText({ shapes }: TilesReport): string[] {
  const prices = shapes.flatMap(({ price }) => (price === null ? [] : [price]));
  if (prices.length < 2) return [];
  const spread = (of: (price: (typeof prices)[number]) => number): string =>
    percent(Math.max(...prices.map(of)) / Math.min(...prices.map(of)) - 1);
  return [
    `Between the shapes the chip differs by ${spread(({ area: own }) => own)} in area and ${spread((price) => price.energy)} in energy, ` +
      `the hash by ${spread(({ hashArea }) => hashArea)} and ${spread(({ hashEnergy }) => hashEnergy)}.`,
  ];
}

/** Tile edges with the cheapest hash: by energy, and by area times energy. */
function optimumText({ shapes }: TilesReport): string[] {
  const priced = shapes.flatMap(({ price, edge, side }) =>
    price === null ? [] : [{ name: `${edge} × ${edge} in ${side} × ${side}`, ...price }],
  );
  if (priced.length < 3) return [];
  const leastBy = (of: (row: (typeof priced)[number]) => number): string => {
    const best = priced.reduce((a, b) => (of(b) < of(a) ? b : a));
    const over = (row: (typeof priced)[number]): string =>
      `${digits(of(row) / of(best))} × it at ${row.name}`;
    return `${best.name} (${over(priced[0])}, ${over(priced[priced.length - 1])})`;
  };
  return [
    `The hash takes the least energy in tiles of ${leastBy(({ hashEnergy }) => hashEnergy)}, ` +
      `the least area × energy in tiles of ${leastBy(({ hashArea, hashEnergy }) => hashArea * hashEnergy)}.`,
  ];
}

/** Rounds are chosen by means: if an interval reaches below the target, a neighbour may be as good. */
function noiseText({ shapes, sharing, target }: TilesReport): string[] {
  const isClose = ({ recall }: TileRow): boolean => recall !== null && recall.mean - recall.interval < target;
  const close = [...shapes, ...sharing].filter(isClose).length;
  return close === 0
    ? []
    : [
        `The mean over the arrays decides on rounds: in ${close} of ${shapes.length + sharing.length} rows its 95 % interval reaches below the target, ` +
          "so a round more or fewer, and the price of it, is within the noise there.",
      ];
}

/** CSV of all rows, SI. */
const tilesCsv = ({ shapes, sharing, front }: TilesReport): string =>
  csvText(
    [
      ...["tile_edge", "array_side", "sharing", "status", "retained", "rounds", recall.key, "arrays", "fill"],
      ...["hash_area_m2", "hash_energy_J", "hash_time_s", areaMetric.key, energy.key, latency.key, "front"],
    ],
    [...shapes, ...sharing].map((row, n) => {
      const { edge, side, retained, rounds, arrays, fill, price } = row;
      return [
        ...[edge, side, row.sharing, price === null ? "infeasible" : "ok"],
        ...[retained, rounds, row.recall?.mean, arrays, fill].map((cell) => cell ?? ""),
        ...(price === null
          ? ["", "", "", "", "", ""]
          : [price.hashArea, price.hashEnergy, price.hashTime, price.area, price.energy, price.latency]),
        front.includes(n),
      ];
    }),
  );

const rowJson = (row: TileRow) => ({
  tile_edge: row.edge,
  array_side: row.side,
  sharing: row.sharing,
  feasible: row.price !== null,
  ...(row.reason === "" ? {} : { reason: row.reason }),
  retained: row.retained,
  worst_cell: row.worstCell,
  rounds: row.rounds,
  recall: row.recall === null ? null : { mean: row.recall.mean, interval95: row.recall.interval },
  arrays: row.arrays,
  fill: row.fill,
  hash_area_m2: row.price?.hashArea ?? null,
  hash_energy_J: row.price?.hashEnergy ?? null,
  hash_time_s: row.price?.hashTime ?? null,
  area_m2: row.price?.area ?? null,
  energy_J: row.price?.energy ?? null,
  latency_s: row.price?.latency ?? null,
});

/** Answer of `tiles --json`. */
const tilesJson = (report: TilesReport, version: string): unknown => ({
  schemaVersion: 1,
  name: report.name,
  versions: { crosshash: version, kernels: report.kernels },
  workload: report.workload,
  quality: {
    target: report.target,
    stands_for: report.targetText,
    random_buckets: { mean: report.control.mean, interval95: report.control.interval },
    measured_on: report.measuredOn,
    proxy: report.proxy,
  },
  shapes: report.shapes.map(rowJson),
  front: report.front,
  knee: report.knee,
  knee_reason: kneeText(report)[0],
  sharing: report.sharing.map(rowJson),
});

type Point = { x: number; y: number };
type Line = ChartDataset<"line", Point[]>;

const INKS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#333333"] as const;

/** One line per array side through its tile edges; larger edges have larger marks. */
function bySide(rows: readonly TileRow[], point: (row: TileRow) => Point | null): Line[] {
  return [...new Set(rows.map(({ side }) => side))].map((side, n): Line => {
    const own = rows.flatMap((row) => {
      const at = row.side === side ? point(row) : null;
      return at === null ? [] : [{ edge: row.edge, at }];
    });
    return {
      label: `${side} × ${side}, tiles of ${own.map(({ edge }) => edge).join(", ")}`,
      data: own.map(({ at }) => at),
      ...ink(INKS[n % INKS.length]),
      borderWidth: 1.5,
      pointRadius: own.map(({ edge }) => 2 + 1.2 * Math.log2(edge)) as never,
    };
  });
}

const chart = (title: string, datasets: Line[], x: string, y: string): ChartConfiguration<"line"> => ({
  type: "line",
  data: { datasets },
  options: {
    ...framed(title),
    scales: {
      x: {
        type: "linear",
        title: { display: true, text: x },
        ticks: { callback: (value) => digits(Number(value)) },
      },
      y: {
        type: "linear",
        title: { display: true, text: y },
        ticks: { callback: (value) => engineering(Number(value), "J") },
      },
    },
  },
});

/** Energy against chip area of every tile and array at equal quality; the knee is ringed. */
function tilesAreaChart({ name, shapes, knee, tokens }: TilesReport): ChartConfiguration<"line"> {
  const pointOf = ({ price }: TileRow): Point | null =>
    price === null ? null : { x: price.area * 1e6, y: price.energy / tokens };
  const at = knee === null ? null : pointOf(shapes[knee.row]);
  const ring: Line[] =
    at === null
      ? []
      : [
          {
            label: "knee",
            data: [at],
            borderColor: "#000000",
            backgroundColor: "rgba(0, 0, 0, 0)",
            borderWidth: 2,
            pointRadius: 14,
            showLine: false,
          },
        ];
  return chart(
    `${name}: tile and array at one quality`,
    [...bySide(shapes, pointOf), ...ring],
    "chip area (mm²)",
    "energy a token",
  );
}

/** Energy of the hash against the share of the signal that reaches the readouts. */
const tilesSignalChart = ({ name, shapes, tokens }: TilesReport): ChartConfiguration<"line"> =>
  chart(
    `${name}: energy of the hash against retained signal`,
    bySide(shapes, ({ price, retained }) =>
      price === null || retained === null ? null : { x: 100 * retained, y: price.hashEnergy / tokens },
    ),
    "signal that reaches the readout (%)",
    "energy of the hash a token",
  );
