import type { Chart, ChartConfiguration } from "chart.js";
import { digits } from "#base";
import { pluginOf, titleOf } from "#charts";
import { type Drawing, drawing } from "#reports";
import type { DesignResult, FeasibleResult } from "../comparison/comparison-design.ts";
import { contenderOf } from "../comparison/comparison-designs.ts";
import type { AreaItem } from "../cost/cost-report.ts";
import { type DrawnChip, drawnChip } from "../cost/floorplan/picture.ts";
import { componentWord } from "../text/component-words.ts";
import { breakdownChart, heightOfBars, labelLines } from "./bars.ts";
import { COMPONENT_COLOURS } from "./colours.ts";
import {
  areaMessage,
  type DrawnComparison,
  energyMessage,
  floorplanMessage,
  lengthMessage,
} from "./messages.ts";
import { scalingChart } from "./scaling.ts";

/** Colour of a component; white without one. */
const colourOf = (component: string): string =>
  (COMPONENT_COLOURS as Readonly<Record<string, string>>)[component] ?? "#FFFFFF";

const SQUARE_MILLIMETRE = 1e-6;

/** Floorplans to scale, `floorplan-ID`, of every design with a chip. */
const floorplanDrawings = (contenders: readonly DesignResult[]): Drawing[] =>
  contenders.flatMap((contender) => {
    if (!contender.feasible) return [];
    const { id, cost } = contender;
    const chart = floorplanChart(contender);
    return chart === null
      ? []
      : [drawing(`floorplan-${id}`, floorplanMessage(contenderOf(id), cost), chart, 720)];
  });

/** A design's dies with every component as a rectangle to scale; the legend has the area table's lines. */
function floorplanChart({ id, cost }: FeasibleResult): ChartConfiguration<"scatter"> | null {
  const chip = drawnChip(cost);
  if (chip === null) return null;
  const inMillimetres = ({ area }: Pick<AreaItem, "area">): string =>
    `${digits(area / SQUARE_MILLIMETRE)} mm²`;
  const isBetween = new Set(chip.between.map(({ component }) => component));
  const lines = cost.areas.filter(({ area }) => area > 0);
  return {
    type: "scatter",
    plugins: [chipPlugin(chip)],
    data: {
      datasets: lines.map((item) => ({
        label: `${componentWord(item.component)} ${inMillimetres(item)}${isBetween.has(item.component) ? " *" : ""}`,
        data: [],
        backgroundColor: colourOf(item.component),
        borderColor: "#222222",
        borderWidth: 1,
        pointStyle: "rect" as const,
      })),
    },
    options: {
      layout: { padding: 8 },
      plugins: {
        title: titleOf(floorplanMessage(contenderOf(id), cost)),
        subtitle: {
          display: true,
          text: `${chip.dies.map(({ width, height }) => `${digits(width * 1e3)} mm × ${digits(height * 1e3)} mm`).join(" and ")}; rectangles to scale; * in the gaps between the others`,
          padding: { bottom: 8 },
        },
        legend: { position: "right", labels: { usePointStyle: true } },
      },
      scales: { x: { display: false }, y: { display: false } },
    },
  };
}

/** Draws the dies as large as possible at one scale, and a scale bar of a round length. */
const chipPlugin = ({ dies, parts }: DrawnChip) =>
  pluginOf<"scatter">("floorplan", "before", ({ ctx, chartArea }: Chart) => {
    const wide = Math.max(...dies.map(({ x, width }) => x + width));
    const high = Math.max(...dies.map(({ y, height }) => y + height));
    const room = { width: chartArea.right - chartArea.left, height: chartArea.bottom - chartArea.top - 30 };
    const scale = Math.min(room.width / wide, room.height / high);
    const left = chartArea.left + (room.width - wide * scale) / 2;
    const bottom = chartArea.top + high * scale;
    const box = ({ x, y, width, height }: DrawnChip["dies"][number]) =>
      [left + x * scale, bottom - (y + height) * scale, width * scale, height * scale] as const;
    ctx.save();
    ctx.strokeStyle = "#222222";
    for (const die of dies) {
      ctx.fillStyle = "#FFFFFF";
      ctx.fillRect(...box(die));
      ctx.lineWidth = 2;
      ctx.strokeRect(...box(die));
    }
    ctx.lineWidth = 0.5;
    for (const part of parts) {
      ctx.fillStyle = colourOf(part.component);
      ctx.fillRect(...box(part));
      ctx.strokeRect(...box(part));
    }
    const length = 10 ** Math.floor(Math.log10(wide / 2));
    ctx.fillStyle = "#222222";
    ctx.fillRect(left, bottom + 12, length * scale, 3);
    ctx.font = "12px DejaVu Sans";
    ctx.textBaseline = "top";
    ctx.fillText(`${digits(length * 1e3)} mm`, left + length * scale + 8, bottom + 7);
    ctx.restore();
  });

/** Charts of a comparison: energy and latency over length against exact attention, energy and area by part. */
export function comparisonDrawings(comparison: DrawnComparison): Drawing[] {
  const drawn = comparison.contenders.filter(({ id, feasible }) => feasible && contenderOf(id).inRatios);
  const lines = Math.max(1, ...drawn.map(({ title }) => labelLines(title).length));
  const bars = heightOfBars(drawn.length, lines);
  const scaling = (["energy", "latency"] as const).flatMap((quantity) => {
    const chart = scalingChart(comparison, quantity);
    return chart === null ? [] : [drawing(quantity, lengthMessage(comparison, quantity), chart)];
  });
  return [
    ...scaling,
    drawing("breakdown", energyMessage(comparison), breakdownChart(comparison, "energy"), bars),
    drawing("area", areaMessage(comparison), breakdownChart(comparison, "area"), bars),
    ...floorplanDrawings(comparison.contenders),
  ];
}
