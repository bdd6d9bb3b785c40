// What the designs of a report are called: by the values that set them apart.

import type { ExplorerData } from "./explorer/data.ts";
import { designsOf, numberOf, textOf } from "./explorer/designs.ts";

/** Axes of a name: more is a row of a table. */
const MOST_AXES = 4;

/**
 * Names of a report's designs by their places: the axes in which the front's designs differ, or all designs where the front
 * tells none apart, each with its value. A design of a table without axes is called by its row.
 */
export function pointNames(data: ExplorerData): (place: number) => string {
  const designs = designsOf(data);
  const everywhere = data.keys.map((_, place) => place);
  const axes = data.columns.flatMap(({ isAxis }, at) => (isAxis ? [at] : []));
  /** What follows from an axis before it, such as columns that equal rows, sets nothing apart. */
  const varying = (places: readonly number[]): number[] => {
    const kinds = (at: readonly number[]): number =>
      new Set(places.map((place) => JSON.stringify(at.map((own) => data.values[own][place])))).size;
    return axes.filter((at, n) => {
      const own = kinds([at]);
      return own > 1 && !axes.slice(0, n).some((before) => kinds([before]) === kinds([before, at]));
    });
  };
  const front = varying(data.front);
  const shown = (front.length > 0 ? front : varying(everywhere)).slice(0, MOST_AXES);
  return (place) =>
    shown.length === 0
      ? numberOf(designs, place)
      : shown.map((at) => `${data.columns[at].title} ${textOf(designs, at, place)}`).join(", ");
}
