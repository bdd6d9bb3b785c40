// Scales of all charts, by Chart.js, canvas or SVG.

/** A tick of an axis: its position and value. */
export interface Tick {
  /** In [0, 1]. */
  readonly position: number;
  readonly value: number;
}

/** A scale from values to an axis of unit length. */
export interface Scale {
  readonly kind: "linear" | "log" | "band";
  /** In [0, 1]; NaN for a value outside the domain. */
  position(value: number): number;
  /** The value at a position; for bands the nearest index. */
  value(position: number): number;
  ticks(most: number): readonly Tick[];
}

/** Positive values that span more than this factor get a logarithmic scale. */
const DECADE = 10;

/** Least and largest finite value; null if there is none. */
function extent(values: ArrayLike<number>): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < values.length; n++) {
    const x = values[n];
    if (!Number.isFinite(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low > high ? null : [low, high];
}

/** Whether numbers get a logarithmic scale by default. */
export const isOverDecades = (values: ArrayLike<number>): boolean => {
  const range = extent(values);
  return range !== null && range[0] > 0 && range[1] >= DECADE * range[0];
};

/** A numeric axis; `log` falls back to linear unless all values are positive. */
export function numberScale(values: ArrayLike<number>, isLog: boolean): Scale {
  const [low, high] = extent(values) ?? [0, 1];
  return isLog && low > 0 ? logScale(low, high) : linearScale(low, high);
}

/** An axis of words, each in the middle of its band. */
export function bandScale(count: number): Scale {
  const places = Math.max(1, count);
  return {
    kind: "band",
    position: (value) => (value >= 0 && value < places ? (value + 0.5) / places : Number.NaN),
    value: (position) => Math.min(places - 1, Math.max(0, Math.floor(position * places))),
    ticks: () => Array.from({ length: count }, (_, value) => ({ value, position: (value + 0.5) / places })),
  };
}

/** Margin at both ends, so that no mark is on the frame. */
const MARGIN = 0.04;

function linearScale(low: number, high: number): Scale {
  const spread = high > low ? high - low : Math.abs(high) || 1;
  const from = (high > low ? low : low - spread / 2) - MARGIN * spread;
  const size = spread * (1 + 2 * MARGIN);
  const position = (value: number): number => (Number.isFinite(value) ? (value - from) / size : Number.NaN);
  return {
    kind: "linear",
    position,
    value: (p) => from + p * size,
    ticks: (most) => {
      const step = niceStep(size / most);
      const first = Math.ceil(from / step);
      const count = Math.floor((from + size) / step) - first + 1;
      return Array.from({ length: Math.max(0, count) }, (_, n) => {
        const value = Number(((first + n) * step).toPrecision(12));
        return { value, position: position(value) };
      });
    },
  };
}

/** Smallest 1, 2 or 5 times a power of ten that is at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function logScale(low: number, high: number): Scale {
  const [bottom, top] = [Math.log10(low), Math.log10(high)];
  const linear = linearScale(bottom, top);
  const position = (value: number): number => (value > 0 ? linear.position(Math.log10(value)) : Number.NaN);
  return {
    kind: "log",
    position,
    value: (p) => 10 ** linear.value(p),
    ticks: (most) =>
      logTicks(10 ** linear.value(0), 10 ** linear.value(1), most).map((value) => ({
        value,
        position: position(value),
      })),
  };
}

/** Ticks at decades, or closer or wider as space allows. */
function logTicks(low: number, high: number, most: number): number[] {
  const within = (factors: readonly number[], stride?: number) => decadeTicks(low, high, factors, stride);
  const finest = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]
    .map((factors) => within(factors))
    .find((ticks) => ticks.length <= most);
  const decades = Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low));
  return finest ?? within([1], Math.ceil(decades / most));
}

/** Multiples of every `stride`-th power of ten between two positive numbers. */
export function decadeTicks(low: number, high: number, factors: readonly number[], stride = 1): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade += stride)
    for (const factor of factors) {
      const value = Number(`${factor}e${decade}`);
      if (value >= low && value <= high) ticks.push(value);
    }
  return ticks;
}
