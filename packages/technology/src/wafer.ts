import { z } from "zod";
import { type Metres, power, priceOnly, quantity, real, type SquareMetres } from "#base";

/**
 * Price of a processed 300 mm wafer by node, US$: assumed, after figures remembered from an estimate of
 * foundry prices of 2020. Quoted prices differ by a factor of two.
 */
const WAFER_PRICES: readonly (readonly [nanometres: number, dollars: number])[] = [
  [7, 9346],
  [10, 5992],
  [16, 3984],
  [20, 3677],
  [28, 2891],
  [40, 2274],
  [65, 1937],
];

/** US$ per wafer, interpolated linearly in the logarithms of node and price; constant beyond the table. */
export function waferPrice(node: Metres): number {
  const nm = node * 1e9;
  const upper = WAFER_PRICES.findIndex(([entry]) => entry >= nm);
  if (upper === 0) return WAFER_PRICES[0][1];
  if (upper < 0) return WAFER_PRICES[WAFER_PRICES.length - 1][1];
  const [[left, high], [right, low]] = WAFER_PRICES.slice(upper - 1, upper + 1);
  const share = Math.log(nm / left) / Math.log(right / left);
  return high * power(low / high, share);
}

/**
 * Whole dies of area A on a wafer of usable diameter D: π D²/(4 A) − π D/√(2 A), the usual estimate of edge
 * losses (assumed); 0 if none fits.
 */
export const diesPerWafer = (area: SquareMetres, diameter: Metres): number =>
  Math.max(
    0,
    Math.floor((Math.PI * diameter ** 2) / (4 * area) - (Math.PI * diameter) / Math.sqrt(2 * area)),
  );

/**
 * Share of dies without a defect for `density` clustered defects per square metre with parameter α: the
 * negative binomial (1 + A·D/α)^−α (assumed), which approaches the Poisson law e^(−A·D) for a large α.
 */
export const defectYield = (area: SquareMetres, density: number, clustering: number): number =>
  Math.exp(-clustering * Math.log1p((area * density) / clustering));

/** Config schema of the wafer. No default was read in a source: all are assumed. */
export const waferSchema = priceOnly(
  z
    .strictObject({
      price: real(
        { min: 1, max: 1e6 },
        "US$ of a processed wafer without arrays (default: that of the logic node)",
      ).optional(),
      arrayLayers: real(
        { min: 0, max: 10 },
        "what layers of arrays above the logic add to it, as a share",
      ).prefault(0.1),
      diameter: quantity("m", { min: 0.05, max: 0.5 }, "diameter of the wafer").prefault("300 mm"),
      edge: quantity("m", { min: 0, max: 0.02 }, "rim that holds no die").prefault("3 mm"),
      defects: real({ min: 0, max: 100 }, "defects a square centimetre that spoil a die").prefault(0.1),
      clustering: real({ min: 0.01, max: 1e6 }, "α of the negative binomial law of defects").prefault(3),
    })
    .prefault({}),
);
