import type { Dimensions } from "#model-files";
import { SHARE, SHARES } from "#transformer";
import type { Selection, SelectionShares, SelectionStatistics } from "./engine.ts";

const EVERYTHING = { attended: 1, median: 1, p99: 1, most: 1, computed: 1 };

/** Spread of the attended shares in some layers, over the tokens of all blocks and over single queries; by nearest rank. */
function spreadOf(
  blocks: readonly Int32Array[],
  { layers, heads }: Pick<Dimensions, "layers" | "heads">,
  among: readonly number[],
): Pick<SelectionShares, "median" | "p99" | "most"> {
  const tokens: number[] = [];
  let most = 0;
  for (const keys of blocks) {
    const rows = keys.length / (2 * layers * heads);
    for (let t = 0; t < rows; t++) {
      let [attended, visible] = [0, 0];
      for (const layer of among)
        for (let head = 0; head < heads; head++) {
          const at = 2 * ((layer * heads + head) * rows + t);
          attended += keys[at];
          visible += keys[at + 1];
          if (keys[at + 1] > 0) most = Math.max(most, keys[at] / keys[at + 1]);
        }
      if (visible > 0) tokens.push(attended / visible);
    }
  }
  if (tokens.length === 0) return { median: 1, p99: 1, most: 1 };
  tokens.sort((a, b) => a - b);
  const rank = (share: number): number => tokens[Math.ceil(share * tokens.length) - 1];
  return { median: rank(0.5), p99: rank(0.99), most };
}

/** Sums the lanes' statistics of all blocks in the order of units: independent of the number of lanes. */
export function statisticsOf(
  select: Selection,
  { layers, heads }: Dimensions,
  tokens: number,
  blocks: readonly Float64Array[],
  keys: readonly Int32Array[],
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
      return { ...EVERYTHING, mass: measures ? 1 : null, error: measures ? 0 : null };
    const sum = sums[layer];
    return {
      attended: sum[SHARE.attended] / sum[SHARE.causal],
      ...spreadOf(keys, { layers, heads }, [layer]),
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
    ...spreadOf(keys, { layers, heads }, [...sums.keys()].slice(select.denseLayers)),
    computed: mean(({ computed }) => computed),
    mass: measures ? mean(({ mass }) => mass) : null,
    error: measures ? mean(({ error }) => error) : null,
    layers: all,
  };
}
