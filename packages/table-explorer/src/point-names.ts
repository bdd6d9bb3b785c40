// Names the designs of a report by the values that distinguish them.

import type { ExplorerData } from "./data.ts";
import { designsOf, numberOf, textOf } from "./designs.ts";

/** Most axes in a name; more would be a table row. */
const MOST_AXES = 4;

/**
 * Names designs by index: the axes in which the front's designs differ, or all designs if those of the front
 * do not, with their values. A design of a table without axes is named by its row.
 */
export function pointNames(data: ExplorerData): (place: number) => string {
  const designs = designsOf(data);
  const everywhere = data.keys.map((_, place) => place);
  const axes = data.columns.flatMap(({ isAxis }, at) => (isAxis ? [at] : []));
  /** Skips axes that follow from an earlier one, such as columns equal to rows. */
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
