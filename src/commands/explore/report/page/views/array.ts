import { amount, percent } from "#base";
import {
  type ChartTable,
  createChartBox,
  element,
  line,
  picture,
  rampColour,
  type Shown,
  svg,
  words,
} from "#charts";
import { fragmentOf } from "../../history.ts";
import type { LiveArray } from "../../live-data.ts";
import type { Caller } from "../workers.ts";
import { askedOnce, nothing, type View } from "./view.ts";

const MAPS = {
  conductance: { title: "conductance", unit: "S" },
  drop: { title: "voltage that a cell lacks", unit: "share" },
  retained: { title: "signal that reaches the readout", unit: "share" },
} as const;
type MapName = keyof typeof MAPS;

/** View of the memristor hash's first array, cell by cell. */
export function createArray(call: Caller, redraw: () => void): View {
  const box = createChartBox(
    "array",
    "The array, cell by cell",
    "Whether wires, switches and the spread of the devices leave the hash its signal. One array as programmed, its whole circuit solved in this page: conductances; the share of the read voltage that each cell lacks with all inputs at full scale; and the share of each cell's signal that the readout gets. Bit lines that are not read are blank.",
  );
  const choice = element(
    "select",
    { id: "array-map" },
    ...Object.entries(MAPS).map(([value, { title }]) =>
      element("option", { value, selected: value === "retained" }, title),
    ),
  );
  choice.addEventListener("change", redraw);
  box.controls.append(element("label", {}, "cells ", choice));
  const show = askedOnce(box, call, "Solving the array …");
  return {
    box,
    draw: ({ changes }) =>
      show(fragmentOf(changes), { kind: "array", changes }, (reply) => {
        if (!("array" in reply)) return null;
        const { array, milliseconds } = reply;
        box.say(array.kind === "found" ? `Solved in ${milliseconds.toFixed(0)} ms.` : "");
        return () =>
          box.show(
            array.kind === "found"
              ? shownOf(array.view, choice.value as MapName, box.width())
              : nothing(`There is no array: ${array.reason}`),
          );
      }),
  };
}

/** Values in ascending order, without those of unread cells. */
const sorted = (values: Float64Array): Float64Array => values.filter((x) => !Number.isNaN(x)).sort();

const quantile = (ordered: Float64Array, share: number): number =>
  ordered[Math.round(share * (ordered.length - 1))] ?? Number.NaN;

const QUANTILES = [
  ["least", 0],
  ["5 of 100 are below", 0.05],
  ["half are below", 0.5],
  ["95 of 100 are below", 0.95],
  ["largest", 1],
] as const;

function shownOf(array: LiveArray, name: MapName, width: number): Shown {
  const { meanRetained, volts, drop } = array;
  const worst = quantile(sorted(drop), 1);
  return {
    picture: drawn(array, name, width),
    sentences: [
      `${percent(meanRetained)} of the signal reaches the readout on average; the worst cell lacks ${percent(worst)} of the ${amount(volts, "V")} that it is read with when all inputs are at full scale.`,
    ],
    table: quantileTable(array),
    file: () => cellTable(array),
  };
}

function quantileTable({ conductance, drop, retained }: LiveArray): ChartTable {
  const maps = [conductance, drop, retained].map(sorted);
  return {
    columns: [
      { name: "cells" },
      { name: "conductance", unit: "S" },
      { name: "voltage lacking", unit: "share" },
      { name: "signal retained", unit: "share" },
    ],
    rows: QUANTILES.map(([label, share]) => [label, ...maps.map((ordered) => quantile(ordered, share))]),
  };
}

function cellTable({ conductance, drop, retained, columns }: LiveArray): ChartTable {
  const orNull = (x: number): number | null => (Number.isNaN(x) ? null : x);
  return {
    columns: [
      { name: "word line" },
      { name: "bit line" },
      { name: "conductance", unit: "S" },
      { name: "voltage lacking", unit: "share" },
      { name: "signal retained", unit: "share" },
    ],
    rows: Array.from(conductance, (g, k) => [
      Math.floor(k / columns),
      k % columns,
      g,
      orNull(drop[k]),
      orNull(retained[k]),
    ]),
  };
}

const LEFT = 34;
const TOP = 18;
const FOOT = 58;
const MOST_WIDTH = 640;

function drawn(array: LiveArray, name: MapName, full: number): SVGSVGElement {
  const { columns, driven, tileRows, tileColumns } = array;
  const { title, unit } = MAPS[name];
  const values = array[name];
  const ordered = sorted(values);
  // A colour range that ignores a few stuck cells.
  const [low, high] = [quantile(ordered, 0.02), quantile(ordered, 0.98)];
  const size = Math.min((Math.min(full, MOST_WIDTH) - LEFT - 8) / columns, 10);
  const [wide, tall] = [size * columns, size * driven];
  const text = (value: number): string => (unit === "share" ? percent(value) : amount(value, unit));
  const edges = [
    ...multiples(tileColumns, columns).map((at) =>
      line(LEFT + at * size, TOP, LEFT + at * size, TOP + tall, EDGE),
    ),
    ...multiples(tileRows, driven).map((at) =>
      line(LEFT, TOP + at * size, LEFT + wide, TOP + at * size, EDGE),
    ),
  ];
  const steps = Array.from({ length: 40 }, (_, n) =>
    svg("rect", {
      x: LEFT + (n * wide) / 40,
      y: TOP + tall + 24,
      width: wide / 40 + 0.5,
      height: 10,
      fill: rampColour(n / 39),
    }),
  );
  return picture(
    LEFT + wide + 8,
    TOP + tall + FOOT,
    `${title} of every cell; the table under it has quantiles, the file every cell.`,
    svg("image", {
      x: LEFT,
      y: TOP,
      width: wide,
      height: tall,
      preserveAspectRatio: "none",
      style: "image-rendering:pixelated",
      href: pixels(values, columns, driven, (value) => rampColour((value - low) / (high - low || 1))),
    }),
    ...edges,
    words(LEFT, TOP - 5, `bit lines 0 to ${columns - 1}`, { "font-size": 11 }),
    words(12, TOP + tall / 2, `word lines 0 to ${driven - 1}`, {
      "font-size": 11,
      "text-anchor": "middle",
      transform: `rotate(-90 12 ${TOP + tall / 2})`,
    }),
    ...steps,
    words(LEFT, TOP + tall + 50, `≤ ${text(low)}`, { "font-size": 11 }),
    words(LEFT + wide, TOP + tall + 50, `≥ ${text(high)}`, { "font-size": 11, "text-anchor": "end" }),
    words(LEFT, TOP + tall + 18, title, { "font-size": 11 }),
  );
}

const EDGE = { stroke: "#FFFFFF", "stroke-width": 1, "stroke-opacity": 0.75 } as const;

const multiples = (step: number, end: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil(end / step) - 1) }, (_, n) => (n + 1) * step);

/** A picture with one pixel per cell; cells without a number are transparent. */
function pixels(
  values: Float64Array,
  columns: number,
  rows: number,
  colourOf: (value: number) => string,
): string {
  const canvas = element("canvas", { width: columns, height: rows });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  for (let k = 0; k < rows * columns; k++) {
    if (Number.isNaN(values[k])) continue;
    context.fillStyle = colourOf(values[k]);
    context.fillRect(k % columns, Math.floor(k / columns), 1, 1);
  }
  return canvas.toDataURL("image/png");
}
