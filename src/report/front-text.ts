import Table from "cli-table3";
import { columnTitle } from "./column-title.ts";
import { plusMinus } from "./format.ts";
import { columnValue } from "./scatter-text.ts";

/** A front as a terminal shows it. */
export interface PrintedFront {
  readonly points: number;
  readonly infeasible: number;
  readonly objectives: readonly string[];
  /** Names of what the points set. */
  readonly axes: readonly string[];
  /** Rows of the front. */
  readonly front: number;
  /** All of them, or those of an ε-front. */
  readonly members: readonly FrontMember[];
  readonly hypervolume: number | string | null;
}

export interface FrontMember {
  /** Row of the table, from 0. */
  readonly row: number;
  /** One an axis. */
  readonly settings: readonly (string | number | boolean | null)[];
  /** One an objective. */
  readonly values: readonly number[];
  /** Half-widths of 95 % intervals, one an objective; 0 where there is none. */
  readonly intervals: readonly number[];
  /** Rows of the front that are not separable from it at 95 %. */
  readonly inseparable: readonly number[];
}

/** A longer front is cut here: `--json` lists all of it. */
const MOST_PRINTED = 40;

/** Counts, the members with their settings and objectives, hypervolume, and who cannot be told apart. */
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
  return [
    `${points} points, ${infeasible} infeasible, ${front} on the front${members.length < front ? `, ${members.length} of which stand for it within ε` : ""} (rows count from 0)`,
    ...(printed.length === 0 ? [] : [table.toString()]),
    ...(more === 0 ? [] : [`and ${more} more; --json lists all`]),
    ...(hypervolume === null ? [] : [`hypervolume: ${hypervolume}`]),
    ...printed
      .filter(({ inseparable }) => inseparable.length > 0)
      .map(({ row, inseparable }) => `row ${row} is not separable at 95 % from ${inseparable.join(", ")}`),
  ];
}

/** The last two keys of a config path: enough to tell axes apart on a screen. */
const shortPath = (path: string): string => path.split(".").slice(-2).join(".");
