import Table from "cli-table3";
import { amount, plusMinus } from "#base";
import type { ColumnTitle } from "#charts";
import { columnTitle } from "../../../text/quantity.ts";

/** A front as printed on a terminal. */
export interface PrintedFront {
  readonly points: number;
  readonly infeasible: number;
  readonly objectives: readonly string[];
  /** Names of the axes that points set. */
  readonly axes: readonly string[];
  /** Rows of the front. */
  readonly front: number;
  /** All of them, or an ε-front. */
  readonly members: readonly FrontMember[];
  readonly hypervolume: number | string | null;
}

export interface FrontMember {
  /** Row of the table, from 0. */
  readonly row: number;
  /** One per axis. */
  readonly settings: readonly (string | number | boolean | null)[];
  /** One per objective. */
  readonly values: readonly number[];
  /** Half-widths of 95 % intervals, one per objective; 0 without one. */
  readonly intervals: readonly number[];
  /** Rows of the front that are not separable from it at 95 %. */
  readonly inseparable: readonly number[];
}

/** Most printed members; `--json` lists all. */
const MOST_PRINTED = 40;

/** Text of counts, members with settings and objectives, hypervolume, and inseparable members. */
export function frontText({
  points,
  infeasible,
  objectives,
  axes,
  front,
  members,
  hypervolume,
}: PrintedFront): string[] {
  const titles = objectives.map((column) => columnTitle(column));
  const table = new Table({
    head: ["row", ...axes.map(shortPath), ...titles.map(({ name }) => name)],
    colAligns: ["right", ...axes.map(() => "right" as const), ...titles.map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  const printed = members.slice(0, MOST_PRINTED);
  for (const { row, settings, values, intervals } of printed)
    table.push([
      row,
      ...settings.map((value) => (value === null ? "–" : String(value))),
      ...values.map((value, n) =>
        intervals[n] > 0 && titles[n].unit === ""
          ? plusMinus(value, intervals[n])
          : columnValue(value, titles[n]),
      ),
    ]);
  const more = members.length - printed.length;
  const named = namesOf(members, axes);
  return [
    `${points} points, ${infeasible} infeasible, ${front} on the front${members.length < front ? `, ${members.length} of which represent it within ε` : ""} (rows count from 0)`,
    ...(printed.length === 0 ? [] : [table.toString()]),
    ...(more === 0 ? [] : [`and ${more} more; --json lists all`]),
    ...(hypervolume === null ? [] : [`hypervolume: ${hypervolume}`]),
    ...printed
      .filter(({ inseparable }) => inseparable.length > 0)
      .map(
        ({ row, inseparable }) =>
          `row ${named(row)} is not separable at 95 % from ${inseparable.map(named).join(", ")}`,
      ),
  ];
}

/** Names of rows: the settings in which the front differs, and the row number, as in the table above. */
function namesOf(members: readonly FrontMember[], axes: readonly string[]): (row: number) => string {
  const varying = axes.flatMap((path, n) =>
    new Set(members.map(({ settings }) => settings[n])).size > 1 ? [{ name: shortPath(path), n }] : [],
  );
  return (row) => {
    const settings = members.find((member) => member.row === row)?.settings;
    if (settings === undefined || varying.length === 0) return String(row);
    const own = varying
      .slice(0, 4)
      .flatMap(({ name, n }) => (settings[n] == null ? [] : [`${name}=${settings[n]}`]));
    return `${row} (${own.join(", ")})`;
  };
}

/** The last two keys of a config path, enough to distinguish axes on a screen. */
const shortPath = (path: string): string => path.split(".").slice(-2).join(".");

/** A point of a scatter. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly isFront: boolean;
}

/** An axis of a scatter: its column and better direction. */
export interface ScatterAxis {
  readonly column: string;
  readonly sense: "min" | "max";
}

/** Characters of a cell: empty, dominated point, front point; the larger hides the smaller. */
const MARKS = [" ", ".", "o"] as const;
const DOMINATED = 1;
const FRONT = 2;

/** Least ratio of an axis's ends for a logarithmic scale. */
const LOG_FROM = 100;

/** A column's value with its unit, by default in four digits. */
function columnValue(value: number, { unit }: ColumnTitle, significant = 4): string {
  return amount(value, unit, significant);
}

/**
 * Scatter in plain characters, at most `columns` wide: `.` for dominated points, `o` for the front, drawn on
 * top. Non-finite points are left out and counted. Empty without points.
 */
export function scatterText(
  points: readonly ScatterPoint[],
  [xAxis, yAxis]: readonly [ScatterAxis, ScatterAxis],
  columns: number,
): string[] {
  const drawn = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (drawn.length === 0) return [];
  const [xTitle, yTitle] = [columnTitle(xAxis.column), columnTitle(yAxis.column)];
  const x = scaleOf(drawn.map((point) => point.x));
  const y = scaleOf(drawn.map((point) => point.y));
  const yLabels = [y.high, y.low].map((value) => columnValue(value, yTitle));
  const margin = Math.max(...yLabels.map((label) => label.length)) + 1;
  const width = Math.max(20, Math.min(100, columns - margin - 2));
  const height = Math.max(8, Math.round(width / 4));
  const cells = new Uint8Array(width * height);
  for (const point of drawn) {
    const at = (height - 1 - cellOf(y, point.y, height)) * width + cellOf(x, point.x, width);
    cells[at] = Math.max(cells[at], point.isFront ? FRONT : DOMINATED);
  }
  const label = (row: number): string => (row === 0 ? yLabels[0] : row === height - 1 ? yLabels[1] : "");
  const lines = Array.from({ length: height }, (_, row) => {
    const marks = Array.from(cells.subarray(row * width, (row + 1) * width), (mark) => MARKS[mark]);
    return `${label(row).padStart(margin - 1)} |${marks.join("")}`.trimEnd();
  });
  const [low, high] = [x.low, x.high].map((value) => columnValue(value, xTitle));
  const omitted = points.length - drawn.length;
  return [
    `${yTitle.name} (better ${yAxis.sense === "min" ? "down" : "up"}${y.isLog ? ", by factors" : ""})`,
    ...lines,
    `${" ".repeat(margin)}+${"-".repeat(width)}`,
    `${" ".repeat(margin + 1)}${low}${high.padStart(width - low.length)}`,
    `${" ".repeat(margin + 1)}${xTitle.name} (better ${xAxis.sense === "min" ? "left" : "right"}${x.isLog ? ", by factors" : ""}); o front, . dominated`,
    ...(omitted === 0 ? [] : [`${omitted} points are not finite and not drawn`]),
  ];
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
}

function scaleOf(values: readonly number[]): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high, isLog: low > 0 && high / low >= LOG_FROM };
}

/** Cell of a value on an axis of `count` cells; the middle one if all values are equal. */
function cellOf({ low, high, isLog }: Scale, value: number, count: number): number {
  if (high === low) return Math.floor((count - 1) / 2);
  const share = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(share * (count - 1));
}
