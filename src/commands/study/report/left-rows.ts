// Rows that take no part in a front, and their reasons.

import { cellNumber, type Rng, type Table } from "#base";
import { conditionText, holds, type PointRecord, parseWhere, violation } from "#search";
import { parseObjectives } from "../../../study/objectives.ts";
import type { ParetoOptions } from "../../../study/query.ts";
import type { StoredStudy } from "../../shared/studies/stored.ts";

// Selects rows for a page that cannot show all.

/** Rows that a page shows, ascending, and the numbers left out. */
export interface ChosenDesigns {
  readonly rows: readonly number[];
  /** Null if all rows are shown. */
  readonly left: { readonly front: number; readonly others: number } | null;
}

/**
 * All rows if they are few; else the front and a sample of the rest without replacement, from the caller's
 * stream. A front above the limit is sampled itself.
 */
export function chooseDesigns(
  feasible: readonly number[],
  front: readonly number[],
  rng: Rng,
  most: number,
): ChosenDesigns {
  if (feasible.length <= most) return { rows: feasible, left: null };
  const members = new Set(front);
  const kept = sample(front, Math.min(front.length, most), rng.fork("front"));
  const others = feasible.filter((row) => !members.has(row));
  const drawn = sample(others, most - kept.length, rng.fork("rest"));
  return {
    rows: [...kept, ...drawn].sort((a, b) => a - b),
    left: { front: front.length - kept.length, others: others.length - drawn.length },
  };
}

/** Draws `count` rows in any order, every subset with equal probability. */
function sample(rows: readonly number[], count: number, rng: Rng): number[] {
  const pool = [...rows];
  const chosen = Math.min(count, pool.length);
  for (let n = 0; n < chosen; n++) {
    const other = n + rng.integer(pool.length - n);
    [pool[n], pool[other]] = [pool[other], pool[n]];
  }
  return pool.slice(0, chosen);
}

/** Reasons of rows: distinct sentences, and the index of each row's. */
export interface LeftRows {
  readonly reasons: readonly string[];
  readonly why: readonly number[];
}

/** Least number of left rows that a page can show. */
const FEWEST = 1000;

/** Infeasible rows, ascending: all, or a sample if they exceed the space left of `most` rows. */
export function leftRows(count: number, feasible: readonly number[], most: number, rng: Rng): number[] {
  const known = new Set(feasible);
  const rows = Array.from({ length: count }, (_, row) => row).filter((row) => !known.has(row));
  const room = Math.max(FEWEST, most - feasible.length);
  if (rows.length <= room) return rows;
  return sample(rows, room, rng.fork("left")).sort((a, b) => a - b);
}

/** Why rows of a table take no part in its front. */
export const tableReasons = (table: Table, query: ParetoOptions, rows: readonly number[]): LeftRows =>
  gathered(rows.map(reasonIn(table, query)));

/** Why points of a store take no part in its front; `records` are those of the rows. */
export function storedReasons(
  table: Table,
  query: ParetoOptions,
  { study, manifest }: StoredStudy,
  rows: readonly number[],
  records: readonly PointRecord[],
): LeftRows {
  const inTable = reasonIn(table, query);
  const level = table.header.indexOf("level");
  const { constraints } = study.plan;
  return gathered(
    records.map(({ status, reason, metrics, level: at }, n) => {
      if (status !== "ok") return reason === "" ? status : `${status}: ${reason}`;
      const { metrics: names } = manifest.levels[at];
      const missed = constraints.find(
        (own) => violation(own, (name) => metrics?.[names.indexOf(name)] ?? Number.NaN) > 0,
      );
      if (missed !== undefined) return `misses the constraint ${conditionText(missed)}`;
      const isEstimate = table.rows[rows[n]][level] === "estimate";
      return isEstimate ? "estimated only, where others were simulated" : inTable(rows[n]);
    }),
  );
}

/** Gives the reason why a row of a table is not feasible. */
function reasonIn({ header, rows }: Table, { objectives, where }: ParetoOptions): (row: number) => string {
  const place = new Map(header.map((name, n) => [name, n]));
  const cell = (row: number, column: string): string => rows[row][place.get(column) ?? -1] ?? "";
  const condition = where === undefined ? null : parseWhere(where);
  const named = parseObjectives(objectives, header);
  return (row) => {
    const status = place.has("status") ? cell(row, "status") : "ok";
    if (status !== "ok") {
      const reason = cell(row, "reason").slice(0, MOST_LETTERS);
      const word = status === "" ? "without a status" : status.slice(0, MOST_LETTERS);
      return reason === "" ? word : `${word}: ${reason}`;
    }
    if (condition !== null && !holds(condition, (column) => cell(row, column)))
      return `misses the condition ${conditionText(condition)}`;
    const broken = named.find(({ column }) => Number.isNaN(cellNumber(cell(row, column))));
    return broken === undefined ? "no part in the front" : `${broken.column} is no number`;
  };
}

/** Most characters shown of a table's cell, which may be long. */
const MOST_LETTERS = 300;

function gathered(texts: readonly string[]): LeftRows {
  const places = new Map<string, number>();
  const why = texts.map((text) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { reasons: [...places.keys()], why };
}
