import { power } from "../../base/power.ts";
/**
 * Multiplications that give width projections of a vector of `width` elements, when the projection matrix is a
 * Kronecker product of `factors` square matrices: factors · width^(1 + 1/factors). One factor is the dense matrix.
 * Throws RangeError where the width is not the power of an integer that the factors need.
 */
export function kroneckerMultiplications(width: number, factors: number): number {
  const side = Math.round(power(width, 1 / factors));
  if (!(Number.isSafeInteger(factors) && factors >= 1 && power(side, factors) === width))
    throw new RangeError(
      `kronecker: expected a width that is an integer to the power of ${factors} factors, received ${width}`,
    );
  return factors * width * side;
}
