/**
 * The nearest of `levels` equidistant levels on [−fullScale, fullScale], in the unit of the value: the range is cut
 * into equal steps and each step is read as its middle, so one level reads as 0 and an even number never does.
 * Values beyond the range take its outermost level. Throws RangeError for a full scale that is not above zero and for a
 * value that is no number.
 */
export function midRise(value: number, fullScale: number, levels: number): number {
  if (!(fullScale > 0 && fullScale < Infinity))
    throw new RangeError(`quantiser: expected a full scale above 0, received ${fullScale}`);
  if (Number.isNaN(value)) throw new RangeError("quantiser: expected a number, received NaN");
  const step = (2 * fullScale) / levels;
  const index = Math.min(levels - 1, Math.max(0, Math.floor(value / step + levels / 2)));
  return (index + 0.5 - levels / 2) * step;
}
