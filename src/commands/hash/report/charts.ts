import type { ChartConfiguration, ChartDataset } from "chart.js";
import { type Dense, dense, engineering, percent, row } from "#base";
import { framed } from "#charts";
import type { CollisionPoint } from "../../../simulation/hash-quality.ts";
import type { HashReport } from "../run/hash.ts";

type Point = { x: number; y: number };

const INK = { memristor: "#D55E00", software: "#0072B2", law: "#333333", control: "#7F7F7F" } as const;

/** Collision probability against the angle: arrays with their 95 % band, the laws, and the control. */
export function collisionChart({ quality }: Pick<HashReport, "quality">): ChartConfiguration<"line"> {
  return {
    type: "line",
    data: {
      datasets: collisionLines(quality),
    },
    options: {
      ...framed(`Probability that a ${quality.event} agrees (${quality.hash}, ${quality.arrays} arrays)`, {
        labels: { filter: ({ text }) => text !== "" },
      }),
      scales: {
        x: { type: "linear", min: 0, max: 90, title: { display: true, text: "angle (degrees)" } },
        y: {
          min: 0,
          max: 1,
          title: { display: true, text: `probability that a ${quality.event} agrees (fraction)` },
        },
      },
    },
  };
}

function collisionLines({ collision }: HashReport["quality"]): Line[] {
  const curve = (of: (point: CollisionPoint) => number): Point[] =>
    [...collision].reverse().map((point) => ({ x: degrees(point.cosine), y: of(point) }));
  return [
    styled(
      "memristor arrays",
      curve((p) => p.memristor.mean),
      INK.memristor,
      [],
      4,
    ),
    bandEdge(
      "95 % of the mean",
      curve((p) => p.memristor.mean + p.memristor.interval),
      "+1",
    ),
    bandEdge(
      "",
      curve((p) => p.memristor.mean - p.memristor.interval),
      false,
    ),
    styled(
      "law with noise",
      curve((p) => p.noisyLaw),
      INK.law,
      [6, 4],
      0,
    ),
    styled(
      "law",
      curve((p) => p.law),
      INK.law,
      [2, 3],
      0,
    ),
    styled(
      "software",
      curve((p) => p.software.mean),
      INK.software,
      [],
      3,
    ),
    styled(
      "control: second array",
      curve((p) => p.secondArray.mean),
      INK.control,
      [2, 4],
      3,
    ),
  ];
}

const degrees = (cosine: number): number => (Math.acos(cosine) * 180) / Math.PI;

type Line = ChartDataset<"line", Point[]>;

const styled = (label: string, data: Point[], colour: string, dash: number[], radius: number): Line => ({
  label,
  data,
  borderColor: colour,
  // The legend's box of a dashed line needs a white fill to show the dashes.
  backgroundColor: dash.length > 0 ? "#FFFFFF" : colour,
  borderDash: dash,
  borderWidth: 2,
  pointRadius: radius,
});

/** An edge of the confidence band; the upper edge fills down to the next dataset. */
const bandEdge = (label: string, data: Point[], fill: string | false): Line => ({
  ...styled(label, data, "rgba(213, 94, 0, 0.25)", [], 0),
  borderWidth: 0,
  fill,
});

/** Eight steps from no loss to total loss, dark to light, so that they read in grey as well. */
const STEPS = ["#440154", "#46327E", "#365C8D", "#277F8E", "#1FA187", "#4AC16D", "#A0DA39", "#FDE725"];

/** Most rows and columns of a map that a chart can resolve. */
const MOST_ROWS = 128;
const MOST_COLUMNS = 256;

/**
 * Share of each cell's signal that reaches the readout, with word line 0 at the top: one row of bars per word
 * line or block of them, one bar per bit line.
 */
export function irDropChart({ circuit }: Pick<HashReport, "circuit">): ChartConfiguration<"bar"> {
  const { block, means } = coarseMap(readPart(circuit.map), MOST_ROWS, MOST_COLUMNS);
  const shares = means.data.filter((x) => !Number.isNaN(x));
  const low = shares.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const high = shares.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const colourOf = (x: number): string =>
    Number.isNaN(x)
      ? "#FFFFFF"
      : STEPS[Math.min(STEPS.length - 1, Math.floor(((x - low) / (high - low || 1)) * STEPS.length))];
  return {
    type: "bar",
    data: {
      labels: Array.from({ length: means.columns }, (_, j) => String(j * block.columns)),
      datasets: Array.from({ length: means.rows }, (_, i) => ({
        data: Array.from({ length: means.columns }, (): [number, number] => [
          i * block.rows - 0.5,
          (i + 1) * block.rows - 0.5,
        ]),
        backgroundColor: [...row(means, i)].map(colourOf),
        grouped: false,
        barPercentage: 1,
        categoryPercentage: 1,
      })),
    },
    options: {
      ...framed(`Signal that reaches the readout: ${percent(circuit.retained)} on average`, {
        position: "right",
        labels: { generateLabels: () => stepLabels(low, high) },
      }),
      scales: {
        x: {
          title: { display: true, text: "bit line (number)" },
          ticks: { maxRotation: 0, autoSkipPadding: 16 },
        },
        y: {
          min: -0.5,
          max: circuit.map.rows - 0.5,
          reverse: true,
          ticks: { callback: wholeLine },
          title: { display: true, text: "word line (number)" },
        },
      },
    },
  };
}

/** A map without the columns after the last read one. */
function readPart(map: Dense): Dense {
  const last = map.data.reduce((most, x, k) => (Number.isNaN(x) ? most : Math.max(most, k % map.columns)), 0);
  const part = dense(map.rows, last + 1);
  for (let i = 0; i < map.rows; i++) row(part, i).set(row(map, i).subarray(0, last + 1));
  return part;
}

const stepLabels = (low: number, high: number) =>
  STEPS.map((fillStyle, step) => {
    const limit = (n: number): string => percent(low + ((high - low) * n) / STEPS.length);
    return { text: `${limit(step)} – ${limit(step + 1)}`, fillStyle, strokeStyle: fillStyle };
  });

/** The axis extends half a line beyond both ends, so only integers are labelled. */
const wholeLine = (value: string | number): string => (Number.isInteger(Number(value)) ? String(value) : "");

const BINS = 40;

/** Histogram of the conductances of one array's cells. */
export function conductanceChart({ circuit }: Pick<HashReport, "circuit">): ChartConfiguration<"bar"> {
  const { conductance } = circuit;
  const sorted = conductance.slice().sort();
  // A range that ignores a few stuck cells.
  const top = Math.max(sorted[Math.floor(0.985 * (sorted.length - 1))] * 1.15, Number.MIN_VALUE);
  const bars = new Float64Array(BINS);
  for (const g of conductance) bars[Math.min(BINS - 1, Math.floor((g / top) * BINS))]++;
  return {
    type: "bar",
    data: {
      labels: Array.from({ length: BINS }, (_, n) =>
        n === BINS - 1 ? `≥ ${micro((n * top) / BINS)}` : micro(((n + 0.5) * top) / BINS),
      ),
      datasets: [
        {
          label: "cells",
          data: [...bars],
          backgroundColor: INK.memristor,
          barPercentage: 1,
          categoryPercentage: 0.95,
        },
      ],
    },
    options: {
      ...framed(
        `Conductances of ${conductance.length} cells, mean ${engineering(meanOf(conductance), "S")}`,
        { display: false },
      ),
      scales: {
        x: {
          title: { display: true, text: "conductance (µS)" },
          ticks: { maxRotation: 0, autoSkipPadding: 12 },
        },
        y: { title: { display: true, text: "cells (count)" } },
      },
    },
  };
}

const micro = (siemens: number): string => (siemens * 1e6).toFixed(0);
const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** A matrix averaged over blocks; NaN for blocks without numbers. */
export interface CoarseMap {
  /** Rows and columns of a block. */
  readonly block: { readonly rows: number; readonly columns: number };
  readonly means: Dense;
}

/** The smallest blocks that give at most so many rows and columns, as a chart can show. */
export function coarseMap(map: Dense, mostRows: number, mostColumns: number): CoarseMap {
  const block = { rows: Math.ceil(map.rows / mostRows), columns: Math.ceil(map.columns / mostColumns) };
  const means = dense(Math.ceil(map.rows / block.rows), Math.ceil(map.columns / block.columns));
  const counts = new Float64Array(means.data.length);
  for (let i = 0; i < map.rows; i++)
    for (let j = 0; j < map.columns; j++) {
      const value = map.data[i * map.columns + j];
      if (Number.isNaN(value)) continue;
      const at = Math.floor(i / block.rows) * means.columns + Math.floor(j / block.columns);
      means.data[at] += value;
      counts[at]++;
    }
  for (let k = 0; k < counts.length; k++) means.data[k] /= counts[k];
  return { block, means };
}
