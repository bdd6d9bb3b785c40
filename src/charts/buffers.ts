// What the size of a buffer does: the traffic behind it by capacity, and what lies in it over time.

import type { ChartConfiguration } from "chart.js";
import { binarySize, factor, percent, sentenceStart, wrapped } from "#base";
import {
  framed,
  ink,
  isOverDecades,
  lineNames,
  numberAxis,
  plainTick,
  pointNames,
  referenceLine,
  steppedAxis,
} from "#charts";
import {
  type ComparisonDesign,
  type DesignResult,
  namedWithLetter,
  titleOf,
} from "../comparison/comparison-design.ts";
import { contenderOf } from "../comparison/comparison-designs.ts";
import type { CapacityCurve } from "../comparison/curves.ts";
import type { Occupancy, OccupancyStep } from "../comparison/data-movement.ts";
import type { DataName } from "../mapping/flows/data-places.ts";
import { DATA_COLOURS } from "./colours.ts";
import { DATA_WORDS } from "./loops.ts";
import { withLeftOut } from "./messages.ts";

type Point = { readonly x: number; readonly y: number };

/** Designs with a price somewhere, each with its traffic at those capacities. */
const linesOf = ({ points }: CapacityCurve) =>
  points[0].designs
    .map(({ id }, n) => ({
      record: contenderOf(id),
      line: points.flatMap(({ capacity, designs }): Point[] => {
        const { bytes } = designs[n];
        return bytes === null ? [] : [{ x: capacity, y: bytes }];
      }),
    }))
    .filter(({ line }) => line.length > 0);

/** "Beyond 4 MiB no design moves fewer bytes; with 2 MiB, the config's, C moves ×1.13 as many". */
export function capacityMessage(curve: CapacityCurve): string {
  const { own, points, settled } = curve;
  const lines = linesOf(curve);
  const over = (large: number, small: number) =>
    lines.flatMap(({ record: { letter }, line }) => {
      const [more, less] = [small, large].map((capacity) => line.find(({ x }) => x === capacity)?.y);
      return more !== undefined && less !== undefined && more > less ? [{ letter, ratio: more / less }] : [];
    });
  const [before, last] = points.slice(-2).map(({ capacity }) => capacity);
  if (settled === null)
    return `Up to ${binarySize(last)} a larger buffer still moves fewer bytes (${over(last, before)
      .map(({ letter }) => letter)
      .join(", ")})`;
  const beyond = `Beyond ${binarySize(settled)} no design moves fewer bytes`;
  const ratios = settled <= own ? [] : over(settled, own);
  if (ratios.length === 0) return `${beyond}; the config has ${binarySize(own)}`;
  const most = factor(Math.max(...ratios.map(({ ratio }) => ratio)));
  const letters = ratios.filter(({ ratio }) => factor(ratio) === most).map(({ letter }) => letter);
  return `${beyond}; with ${binarySize(own)}, the config's, ${letters.join(" and ")} ${letters.length === 1 ? "moves" : "move"} ${most} as many`;
}

/** Bytes of a run to and from the memory by the capacity of the buffer, with the config's own marked. */
export function capacityChart(
  curve: CapacityCurve,
  contenders: readonly DesignResult[] = [],
): ChartConfiguration<"line", Point[]> {
  const drawn = linesOf(curve);
  const bytes = drawn.flatMap(({ line }) => line.map(({ y }) => y));
  const [low, high] = isOverDecades(bytes)
    ? [Math.min(...bytes) / 1.3, Math.max(...bytes) * 1.3]
    : [0, Math.max(...bytes) * 1.15];
  const capacities = curve.points.map(({ capacity }) => capacity);
  const own = [low, high].map((y) => ({ x: curve.own, y }));
  const records = drawn.map(({ record }) => record);
  const axis = withLeftOut("capacity of a core's buffer (B)", contenders, records, "four lines at most");
  return {
    type: "line",
    plugins: [
      lineNames(
        drawn.map(({ record, line }) => ({
          ...line[line.length - 1],
          lines: wrapped(titleOf(record), 24),
          colour: record.style.colour,
        })),
      ),
      pointNames(
        [{ ...own[1], name: `config: ${binarySize(curve.own)}` }],
        drawn.map(({ line }) => line),
      ),
    ],
    data: {
      datasets: [
        ...drawn.map(({ record: { letter, style }, line }, n) => ({
          label: letter,
          data: line,
          ...ink(style.colour),
          borderDash: [...style.dash],
          // Where designs move the same, the later ones are narrower lines over the earlier ones.
          borderWidth: 2 + 1.2 * (drawn.length - 1 - n),
          clip: false as const,
          order: drawn.length - n,
          pointRadius: 3,
        })),
        { ...referenceLine("", own), order: drawn.length + 1 },
      ],
    },
    options: {
      ...framed(capacityMessage(curve), { display: false }, 60),
      layout: { padding: { right: 200, bottom: 6 } },
      scales: {
        x: steppedAxis(axis, capacities, binarySize),
        y: {
          ...numberAxis({ name: "traffic of the memory in a run", unit: "B" }, bytes),
          ...(low > 0 ? { min: low, max: high } : { min: 0, suggestedMax: high }),
        },
      },
    },
  };
}

const sumOf = ({ kept }: OccupancyStep): number => Object.values(kept).reduce((sum, bytes) => sum + bytes, 0);

/** "… (C) fills at most 75 % of the buffer, 1.51 MiB of 2 MiB, with 2 heads on a core; outputs take most". */
export function occupancyMessage(record: ComparisonDesign, { capacity, heads, steps }: Occupancy): string {
  const fullest = steps.reduce((most, own) => (sumOf(own) > sumOf(most) ? own : most));
  const [largest] = Object.entries(fullest.kept).sort(([, a], [, b]) => b - a)[0] ?? ["nothing"];
  const most = sumOf(fullest);
  return (
    `${sentenceStart(namedWithLetter(record))} fills at most ${percent(most / capacity)} of the buffer, ${binarySize(most)} of ${binarySize(capacity)}, ` +
    `with ${heads === 1 ? "one head" : `${heads} heads`} on a core; ${DATA_WORDS[largest as DataName] ?? largest} take most`
  );
}

/** Bytes by kind of data in a core's buffer while one head passes, stacked, in steps of its stages. */
export function occupancyChart(
  record: ComparisonDesign,
  own: Occupancy,
): ChartConfiguration<"line", Point[]> {
  const { capacity, time, steps } = own;
  const names = (Object.keys(DATA_COLOURS) as DataName[]).filter((name) =>
    steps.some(({ kept }) => (kept[name] ?? 0) > 0),
  );
  const held = [...steps, { ...steps[steps.length - 1], at: time }];
  return {
    type: "line",
    data: {
      datasets: [
        ...names.map((name, n) => ({
          label: DATA_WORDS[name] ?? name,
          data: held.map(({ at, kept }) => ({ x: at, y: kept[name] ?? 0 })),
          stepped: "before" as const,
          fill: n === 0 ? "origin" : "-1",
          backgroundColor: DATA_COLOURS[name],
          borderColor: "#222222",
          borderWidth: 0.5,
          pointRadius: 0,
          pointStyle: "rect" as const,
        })),
        {
          ...referenceLine(
            "capacity of the buffer",
            [0, time].map((x) => ({ x, y: capacity })),
          ),
          ...ink("#222222"),
          stack: "capacity",
          order: -1,
        },
      ],
    },
    options: {
      ...framed(occupancyMessage(record, own)),
      scales: {
        x: {
          type: "linear",
          min: 0,
          max: time,
          title: { display: true, text: "time from a head's first service to its last output (s)" },
          ticks: { callback: plainTick("s"), maxRotation: 0, includeBounds: false },
        },
        y: {
          stacked: true,
          min: 0,
          max: capacity * 1.08,
          title: { display: true, text: "in the buffer (B)" },
          afterBuildTicks: (scale) => {
            scale.ticks = [0, 1, 2, 3, 4].map((n) => ({ value: (n * capacity) / 4 }));
          },
          ticks: { callback: (value) => binarySize(Number(value)) },
        },
      },
    },
  };
}
