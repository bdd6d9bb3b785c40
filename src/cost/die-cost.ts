import { type Metres, type SquareMetres, squareMetres } from "../base/units.ts";
import type { Design } from "../design/design.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { defectYield, diesPerWafer, waferPrice } from "../technology/wafer.ts";
import type { CostReport } from "./cost-report.ts";

/** What a chip costs that works. */
export interface DieCost {
  /** US$, layers of arrays included. */
  readonly waferPrice: number;
  readonly diesPerWafer: number;
  /** Share of dies without a defect, and of those with enough good outputs on every hash array. */
  readonly defectYield: number;
  readonly arrayYield: number;
  /** US$: price of the wafer over the good dies on it. */
  readonly goodDie: number;
}

const SQUARE_CENTIMETRE = 1e-4;

/**
 * Cost of a good die of a priced design at its logic node. A defect spoils a die wherever it falls; faulty bit lines of the
 * hash arrays spoil one that has too few spares, which take area. Null for free hardware, for a GPU, whose node and price
 * are its own, where no die fits a wafer, and where none works.
 */
export function dieCost(
  { platform, logicNode, wafer }: Design,
  { census, placement }: Mapping,
  { area }: CostReport,
): DieCost | null {
  if (platform === "gpu" || area === 0) return null;
  const usable = (wafer.diameter - 2 * wafer.edge) as Metres;
  const layered = census.array !== undefined || census.dynamicArray !== undefined;
  const price = (wafer.price ?? waferPrice(logicNode)) * (layered ? 1 + wafer.arrayLayers : 1);
  const die: SquareMetres = squareMetres(area);
  const dies = diesPerWafer(die, usable);
  const working = defectYield(die, wafer.defects / SQUARE_CENTIMETRE, wafer.clustering);
  const arrays = placement?.chipYield ?? 1;
  const good = dies * working * arrays;
  if (!(good > 0)) return null;
  return {
    waferPrice: price,
    diesPerWafer: dies,
    defectYield: working,
    arrayYield: arrays,
    goodDie: price / good,
  };
}
