import type { Dimensions } from "../dimensions.ts";
import type { Selection, SelectionShares, SelectionStatistics } from "./engine.ts";
import { SHARE, SHARES } from "./lane-job.ts";

/** Sums the lanes' statistics of all blocks in the order of units: independent of the number of lanes. */
export function statisticsOf(
  select: Selection,
  { layers, heads }: Dimensions,
  tokens: number,
  blocks: readonly Float64Array[],
): SelectionStatistics {
  const sums = Array.from({ length: layers }, () => new Float64Array(SHARES));
  for (const found of blocks) {
    const each = found.length / layers;
    for (let n = 0; n < found.length; n++) sums[Math.floor(n / each)][n % SHARES] += found[n];
  }
  const measures = select.measures === true;
  const pairs = tokens * heads;
  const sharesOf = (layer: number): SelectionShares => {
    if (layer < select.denseLayers)
      return { attended: 1, computed: 1, mass: measures ? 1 : null, error: measures ? 0 : null };
    const sum = sums[layer];
    return {
      attended: sum[SHARE.attended] / sum[SHARE.causal],
      computed: sum[SHARE.computed] / sum[SHARE.causal],
      mass: measures ? sum[SHARE.mass] / pairs : null,
      error: measures ? sum[SHARE.error] / pairs : null,
    };
  };
  const all = sums.map((_, layer) => sharesOf(layer));
  const mean = (of: (shares: SelectionShares) => number | null): number =>
    all.reduce((sum, shares) => sum + (of(shares) ?? 0), 0) / layers;
  return {
    attended: mean(({ attended }) => attended),
    computed: mean(({ computed }) => computed),
    mass: measures ? mean(({ mass }) => mass) : null,
    error: measures ? mean(({ error }) => error) : null,
    layers: all,
  };
}
