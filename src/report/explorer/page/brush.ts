/** What a column's values must be: between two ends, or among places of words. */
export type Filter =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "places"; readonly places: ReadonlySet<number> };

/** Filters by the place of their column. */
export type Filters = ReadonlyMap<number, Filter>;

/** Whether a filter lets a value pass; one that is not there never does. */
export const passes = (filter: Filter, value: number): boolean =>
  filter.kind === "range" ? value >= filter.from && value <= filter.to : filter.places.has(value);

/** 1 where a design passes every filter. Columns × designs; NaN for a value that is not there. */
export function passing(columns: readonly ArrayLike<number>[], count: number, filters: Filters): Uint8Array {
  const mask = new Uint8Array(count).fill(1);
  for (const [at, filter] of filters) {
    const values = columns[at];
    if (filter.kind === "range") {
      const { from, to } = filter;
      for (let n = 0; n < count; n++) if (!(values[n] >= from && values[n] <= to)) mask[n] = 0;
    } else for (let n = 0; n < count; n++) if (!filter.places.has(values[n])) mask[n] = 0;
  }
  return mask;
}

export const countOf = (mask: Uint8Array): number => {
  let count = 0;
  for (const kept of mask) count += kept;
  return count;
};
