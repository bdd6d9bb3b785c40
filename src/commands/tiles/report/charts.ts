import type { ChartConfiguration, ChartDataset } from "chart.js";
import { digits, engineering } from "#base";
import { framed, ink } from "#charts";
import type { TileRow, TilesReport } from "../run/tiles.ts";

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
export function tilesAreaChart({ name, shapes, knee, tokens }: TilesReport): ChartConfiguration<"line"> {
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
export const tilesSignalChart = ({ name, shapes, tokens }: TilesReport): ChartConfiguration<"line"> =>
  chart(
    `${name}: energy of the hash against retained signal`,
    bySide(shapes, ({ price, retained }) =>
      price === null || retained === null ? null : { x: 100 * retained, y: price.hashEnergy / tokens },
    ),
    "signal that reaches the readout (%)",
    "energy of the hash a token",
  );
