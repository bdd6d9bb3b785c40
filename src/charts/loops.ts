// The plan of a design's data as nested loops: what each loop keeps in the buffer, and what moves.

import type { Chart, ChartConfiguration } from "chart.js";
import { binarySize, digits, engineering, factor, groupDigits, percent, sentenceStart } from "#base";
import { pluginOf, titleOf } from "#charts";
import { type ComparisonDesign, namedWithLetter } from "../comparison/comparison-design.ts";
import type { DataName, DataPlace, DataPlaces } from "../mapping/flows/data-places.ts";
import { DATA_COLOURS, SERIES } from "./colours.ts";

/** Heights of a row, a line of the title, and what is around them, CSS pixels. */
const ROW = 22;
const TITLE_LINE = 20;
const AROUND = 64;
/** By so much a box ends before the one around it, CSS pixels. */
const INSET = 3;

/** Height of a picture of loops, CSS pixels. */
export const heightOfLoops = (record: ComparisonDesign, places: DataPlaces): number =>
  AROUND +
  TITLE_LINE * [titleOf(loopsMessage(record, places)).text].flat().length +
  ROW * (places.loops.length + places.data.length) +
  INSET * places.loops.length;

/** Names of data that say no more to a reader than to the config, in words. */
export const DATA_WORDS: Partial<Readonly<Record<DataName, string>>> = {
  orders: "orders (tokens by bucket)",
  lists: "lists (of chosen keys)",
};

/** What rounding leaves of nothing. */
const LEAST_SHARE = 1e-6;
const shareText = (share: number): string => (share < LEAST_SHARE ? "0 %" : percent(share));

/** "… (C) moves 4.74 MB to and from the memory; its buffer holds all data that it uses again, but of bucket ids 30.5 %; its units read keys most often: each 18.8 times". */
export function loopsMessage(record: ComparisonDesign, { data }: DataPlaces): string {
  const moved = data.reduce((sum, own) => sum + own.moved, 0);
  const placed = data.flatMap(({ name, share }) => (share === null ? [] : [{ name, share }]));
  const cut = placed.filter(({ share }) => share < 1);
  const kept =
    cut.length > 2
      ? `${placed.length - cut.length} of the ${placed.length} kinds of data that it uses again, the others in part`
      : `all data that it uses again${cut.length === 0 ? "" : `, but ${cut.map(({ name, share }) => `of ${name} ${shareText(share)}`).join(" and ")}`}`;
  const most = [...data].sort((a, b) => (b.reads ?? 0) - (a.reads ?? 0))[0];
  const times = (most.reads ?? 0) < 1.005 ? "once" : `${digits(most.reads ?? 0)} times`;
  return (
    `${sentenceStart(namedWithLetter(record))} moves ${engineering(moved, "B")} to and from the memory; its buffer holds ` +
    `${kept}; its units read ${most.name} most often: each ${times}`
  );
}

/** Headings of the cells of one kind of data. */
export const PLACE_HEADS = ["kept in the buffer", "bytes kept", "from, to memory", "read"] as const;

/** What is printed of one kind of data. */
export const placeCells = ({
  share,
  kept,
  moved,
  reads,
}: DataPlace): readonly [string, string, string, string] => [
  share === null ? "passes" : shareText(share),
  share === null ? "" : binarySize(kept < 1 ? 0 : kept),
  engineering(moved, "B"),
  reads === null ? "" : factor(reads),
];

/** Nested boxes, the outermost loop first, with a line for each kind of data in the loop that keeps it. */
export const loopsChart = (record: ComparisonDesign, places: DataPlaces): ChartConfiguration<"scatter"> => ({
  type: "scatter",
  plugins: [loopsPlugin(places)],
  data: { datasets: [] },
  options: {
    layout: { padding: 8 },
    plugins: { title: titleOf(loopsMessage(record, places)), legend: { display: false } },
    scales: { x: { display: false }, y: { display: false } },
  },
});

/** Right ends of the columns of numbers, and the width of the bar of a share before the first, CSS pixels. */
const COLUMNS = [470, 590, 720, 850] as const;
const BAR = 90;

const loopsPlugin = ({ loops, data }: DataPlaces) =>
  pluginOf<"scatter">("loops", "before", ({ ctx, chartArea }: Chart) => {
    const { left, right, top } = chartArea;
    const bottom = top + ROW * (1 + loops.length + data.length) + INSET * loops.length + 1;
    const cells = (texts: readonly string[], y: number): void => {
      ctx.textAlign = "right";
      for (const [n, text] of texts.entries()) ctx.fillText(text, left + COLUMNS[n], y);
      ctx.textAlign = "left";
    };
    ctx.save();
    ctx.textBaseline = "middle";
    ctx.font = "12px DejaVu Sans";
    ctx.fillStyle = "#555555";
    cells(PLACE_HEADS, top + ROW / 2);
    let y = top + ROW;
    for (const [depth, { name, count }] of loops.entries()) {
      const x = left + 16 * depth;
      ctx.fillStyle = depth % 2 === 0 ? "#F4F5F7" : "#FFFFFF";
      ctx.fillRect(x, y, right - x - INSET * depth, bottom - y - INSET * depth);
      ctx.strokeStyle = SERIES.faded;
      ctx.strokeRect(x, y, right - x - INSET * depth, bottom - y - INSET * depth);
      ctx.fillStyle = "#222222";
      ctx.font = "bold 13px DejaVu Sans";
      ctx.fillText(`for each ${name}: ${groupDigits(count)}`, x + 8, y + ROW / 2);
      ctx.font = "13px DejaVu Sans";
      y += ROW;
      for (const own of data.filter(({ loop }) => loop === depth)) {
        ctx.strokeStyle = "#222222";
        ctx.fillStyle = DATA_COLOURS[own.name];
        ctx.fillRect(x + 20, y + 6, 10, 10);
        ctx.strokeRect(x + 20, y + 6, 10, 10);
        const bar = left + COLUMNS[0] - 60 - BAR;
        if (own.share !== null) {
          ctx.fillRect(bar, y + 6, BAR * own.share, 10);
          ctx.strokeRect(bar, y + 6, BAR, 10);
        }
        ctx.fillStyle = "#222222";
        ctx.fillText(DATA_WORDS[own.name] ?? own.name, x + 38, y + ROW / 2);
        cells(placeCells(own), y + ROW / 2);
        y += ROW;
      }
    }
    ctx.restore();
  });
