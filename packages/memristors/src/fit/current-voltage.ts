// The current–voltage law of measured devices: linear, sinh or cubic.

import { cube, normalProbability, power } from "#base";
import type { Interval } from "./intervals.ts";
import { studentScore } from "./read-noise.ts";

/** Currents (A) of one device at voltages (V). */
export interface Sweep {
  readonly volts: readonly number[];
  readonly amperes: readonly number[];
}

/** I = G · shape(V; θ): θ is a (1/V) of sinh, k (1/V²) of a cubic; a linear law has none. */
export interface LawFit {
  readonly law: "linear" | "sinh" | "cubic";
  readonly parameter: Interval | null;
  /** S, one per device. */
  readonly conductances: readonly number[];
  readonly bic: number;
  /** Probability of as few or as many runs of residuals of one sign if their order over voltage is random. */
  readonly probability: number;
}

export interface CurrentVoltageFit {
  readonly points: number;
  /** Whether errors are roughly proportional to the current, or constant. */
  readonly errors: "relative" | "absolute";
  /** Best first, by BIC; a cubic only if it is better by 6. */
  readonly laws: readonly LawFit[];
  readonly best: LawFit;
  /** Mean of I / (G·V) over devices at each voltage, for data that no law fits. */
  readonly table: readonly { readonly volts: number; readonly ratio: number }[];
  readonly sweeps: readonly Sweep[];
}

export const FEWEST_IV_POINTS = 6;

export const shapeOf = (law: LawFit["law"], parameter: number, v: number): number => {
  if (law === "sinh" && parameter > 0) return Math.sinh(parameter * v) / parameter;
  return law === "cubic" ? v + parameter * cube(v) : v;
};

interface Residuals {
  readonly square: number;
  readonly conductances: readonly number[];
  readonly each: readonly (readonly number[])[];
}

/** Least squares over devices with free conductances, for the currents or for their logarithms. */
function residuals(
  sweeps: readonly Sweep[],
  shape: (v: number) => number,
  isRelative: boolean,
): Residuals | null {
  let square = 0;
  const conductances: number[] = [];
  const each: number[][] = [];
  for (const { volts, amperes } of sweeps) {
    const f = volts.map(shape);
    const own: number[] = [];
    if (isRelative) {
      const logs = amperes.map((i, k) => Math.log(i / f[k]));
      const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
      if (!Number.isFinite(mean)) return null;
      conductances.push(Math.exp(mean));
      own.push(...logs.map((x) => x - mean));
    } else {
      const g =
        amperes.reduce((sum, i, k) => sum + i * f[k], 0) / f.reduce((sum, value) => sum + value ** 2, 0);
      if (!Number.isFinite(g)) return null;
      conductances.push(g);
      own.push(...amperes.map((i, k) => i - g * f[k]));
    }
    each.push(own);
    square += own.reduce((sum, r) => sum + r * r, 0);
  }
  return { square, conductances, each };
}

/** Fits sweeps without their points at 0 V. Intervals of the laws' parameters leave `tail` outside. */
export function fitCurrentVoltage(given: readonly Sweep[], tail: number): CurrentVoltageFit {
  const sweeps = given.map(({ volts, amperes }) => {
    const kept = volts.map((_, k) => k).filter((k) => volts[k] !== 0);
    return { volts: kept.map((k) => volts[k]), amperes: kept.map((k) => amperes[k]) };
  });
  const n = sweeps.reduce((sum, { volts }) => sum + volts.length, 0);
  const reach = Math.max(...sweeps.map(({ volts }) => Math.max(...volts.map(Math.abs))));
  const models = [true, false].map((isRelative) => ({
    isRelative,
    laws: (["linear", "sinh", "cubic"] as const).flatMap(
      (law) => fitLaw(law, sweeps, reach, n, isRelative, tail) ?? [],
    ),
  }));
  const [best] = models
    .filter(({ laws }) => laws.length > 0)
    .map((model) => ({ ...model, laws: [...model.laws].sort((a, b) => rank(a) - rank(b)) }))
    .sort((a, b) => a.laws[0].bic - b.laws[0].bic);
  return {
    points: n,
    errors: best.isRelative ? "relative" : "absolute",
    laws: best.laws,
    best: best.laws[0],
    table: tableOf(sweeps, best.laws[0].conductances),
    sweeps,
  };
}

/** A cubic equals a sinh to third order: it wins only with a BIC lower by 6 (Kass and Raftery 1995). */
const rank = ({ law, bic }: LawFit): number => bic + (law === "cubic" ? 6 : 0);

/** Searched range of θ: a·reach up to 50, k·reach² up to 100. */
const GRID = 160;

function fitLaw(
  law: LawFit["law"],
  sweeps: readonly Sweep[],
  reach: number,
  n: number,
  isRelative: boolean,
  tail: number,
): LawFit | null {
  const at = (theta: number): Residuals | null =>
    residuals(sweeps, (v) => shapeOf(law, theta, v), isRelative);
  const squareAt = (theta: number): number => at(theta)?.square ?? Number.POSITIVE_INFINITY;
  const grid =
    law === "sinh"
      ? Array.from({ length: GRID }, (_, k) => (0.01 * power(5000, k / (GRID - 1))) / reach)
      : Array.from({ length: GRID }, (_, k) => (-0.33 + power(10, -3 + (5 * k) / (GRID - 1))) / reach ** 2);
  const theta = law === "linear" ? 0 : minimum(grid, squareAt);
  const found = at(theta);
  if (found === null) return null;
  const parameters = sweeps.length + (law === "linear" ? 0 : 1) + 1;
  // A fit without residuals has no error scale: use one unit in the last place of a double.
  const floor = n * (1e-15 * (isRelative ? 1 : reach * Math.max(...found.conductances))) ** 2;
  const square = Math.max(found.square, floor);
  const jacobian = isRelative
    ? sweeps.reduce((sum, { amperes }) => sum + amperes.reduce((s, i) => s + Math.log(Math.abs(i)), 0), 0)
    : 0;
  const logLikelihood = (-n / 2) * (Math.log((2 * Math.PI * square) / n) + 1) - jacobian;
  const freedom = n - parameters + 1;
  if (freedom < 1) return null;
  const limit = square * (1 + studentScore(tail, freedom) ** 2 / freedom);
  return {
    law,
    parameter:
      law === "linear"
        ? null
        : {
            value: theta,
            low: crossing(squareAt, limit, theta, law === "sinh" ? 0 : -0.33 / reach ** 2),
            high: crossing(squareAt, limit, theta, law === "sinh" ? 50 / reach : 100 / reach ** 2),
          },
    conductances: found.conductances,
    bic: -2 * logLikelihood + parameters * Math.log(n),
    probability: runsProbability(sweeps, found.each),
  };
}

/** The θ with the least value: the best of a grid, then golden sections between its neighbours. */
function minimum(grid: readonly number[], of: (theta: number) => number): number {
  let best = 0;
  const values = grid.map(of);
  values.forEach((value, k) => {
    if (value < values[best]) best = k;
  });
  let [low, high] = [grid[Math.max(0, best - 1)], grid[Math.min(grid.length - 1, best + 1)]];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 100 && high - low > 1e-12 * Math.abs(high); round++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (of(a) < of(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** Where `of` reaches a limit between its minimum and an end; the end if it does not. */
function crossing(of: (theta: number) => number, limit: number, from: number, to: number): number {
  if (of(to) <= limit) return to;
  let [inside, outside] = [from, to];
  for (let round = 0; round < 80; round++) {
    const middle = (inside + outside) / 2;
    if (of(middle) <= limit) inside = middle;
    else outside = middle;
  }
  return (inside + outside) / 2;
}

/** Two-sided probability of the number of runs (Wald and Wolfowitz) in all devices' sweeps in sequence. */
function runsProbability(sweeps: readonly Sweep[], each: readonly (readonly number[])[]): number {
  const signs = each.flatMap((own, d) => {
    const order = own.map((_, k) => k).sort((a, b) => sweeps[d].volts[a] - sweeps[d].volts[b]);
    return order.map((k) => own[k] > 0);
  });
  const up = signs.filter(Boolean).length;
  const down = signs.length - up;
  const n = signs.length;
  if (up === 0 || down === 0 || n < 10) return 1;
  const runs = 1 + signs.filter((sign, k) => k > 0 && sign !== signs[k - 1]).length;
  const mean = (2 * up * down) / n + 1;
  const variance = ((mean - 1) * (mean - 2)) / (n - 1);
  if (!(variance > 0)) return 1;
  return 2 * (1 - normalProbability(Math.abs(runs - mean) / Math.sqrt(variance)));
}

function tableOf(sweeps: readonly Sweep[], conductances: readonly number[]) {
  const found = new Map<number, number[]>();
  sweeps.forEach(({ volts, amperes }, d) => {
    volts.forEach((v, k) => {
      found.set(v, [...(found.get(v) ?? []), amperes[k] / (conductances[d] * v)]);
    });
  });
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([volts, ratios]) => ({ volts, ratio: ratios.reduce((sum, x) => sum + x, 0) / ratios.length }));
}
