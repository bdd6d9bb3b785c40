import type { Outcome } from "#search";

/** A published test problem of multi-objective search, on coordinates in [0, 1); objectives are minimised. */
export interface Problem {
  readonly name: string;
  readonly axes: number;
  readonly reference: readonly number[];
  /** Hypervolume of the true front up to the reference. */
  readonly hypervolume: number;
  /** Median over 11 seeds of hypervolume / true, population 100, 250 generations, by a public NSGA-II. */
  readonly publicMedian: number;
  evaluate(coordinates: readonly number[]): Outcome;
}

const free = (...objectives: number[]): Outcome => ({ objectives, violation: 0 });
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const scaled = (u: readonly number[], bounds: readonly (readonly [number, number])[]): number[] =>
  bounds.map(([low, high], i) => low + (high - low) * u[i]);

/** What is missing of each "≥ 0", by the scale of its constraint. */
const missing = (...terms: readonly (readonly [number, number])[]): number =>
  sum(terms.map(([slack, scale]) => Math.max(0, -slack) / scale));

const zdt = (
  name: string,
  axes: number,
  figures: readonly [hypervolume: number, publicMedian: number],
  evaluate: Problem["evaluate"],
): Problem => ({
  name,
  axes,
  reference: [1.1, 1.1],
  hypervolume: figures[0],
  publicMedian: figures[1],
  evaluate,
});
const ninefold = (rest: readonly number[]): number => 1 + (9 * sum(rest)) / rest.length;

/** Zitzler, Deb and Thiele, Evolutionary Computation 8(2), 2000. */
const ZDT: readonly Problem[] = [
  zdt("ZDT1", 30, [0.8766666667, 0.992], ([x, ...rest]) => {
    const g = ninefold(rest);
    return free(x, g * (1 - Math.sqrt(x / g)));
  }),
  zdt("ZDT2", 30, [0.5433333333, 0.9872], ([x, ...rest]) => {
    const g = ninefold(rest);
    return free(x, g * (1 - (x / g) ** 2));
  }),
  zdt("ZDT3", 30, [1.3317629087, 0.9969], ([x, ...rest]) => {
    const g = ninefold(rest);
    return free(x, g * (1 - Math.sqrt(x / g) - (x / g) * Math.sin(10 * Math.PI * x)));
  }),
  zdt("ZDT4", 10, [0.8766666667, 0.9886], ([x, ...rest]) => {
    const wide = rest.map((u) => 10 * u - 5);
    const g = 1 + 10 * wide.length + sum(wide.map((y) => y * y - 10 * Math.cos(4 * Math.PI * y)));
    return free(x, g * (1 - Math.sqrt(x / g)));
  }),
  zdt("ZDT6", 10, [0.5078775147, 0.971], ([x, ...rest]) => {
    const f = 1 - Math.exp(-4 * x) * Math.sin(6 * Math.PI * x) ** 6;
    const g = 1 + 9 * (sum(rest) / rest.length) ** 0.25;
    return free(f, g * (1 - (f / g) ** 2));
  }),
];

/** Deb, Thiele, Laumanns and Zitzler, 2005; three objectives, ten distance variables. */
const DTLZ2: Problem = {
  name: "DTLZ2",
  axes: 12,
  reference: [1.1, 1.1, 1.1],
  hypervolume: 1.1 ** 3 - Math.PI / 6,
  publicMedian: 0.8753,
  evaluate([x, y, ...rest]) {
    const radius = 1 + sum(rest.map((u) => (u - 0.5) ** 2));
    const [a, b] = [(x * Math.PI) / 2, (y * Math.PI) / 2];
    return free(radius * Math.cos(a) * Math.cos(b), radius * Math.cos(a) * Math.sin(b), radius * Math.sin(a));
  },
};

/** Kursawe, 1991; three variables. The hypervolume is that of a numerical archive. */
const KURSAWE: Problem = {
  name: "Kursawe",
  axes: 3,
  reference: [-14, 1],
  hypervolume: 37.34656,
  publicMedian: 0.9913,
  evaluate(u) {
    const [x, y, z] = u.map((v) => 10 * v - 5);
    return free(
      -10 * (Math.exp(-0.2 * Math.hypot(x, y)) + Math.exp(-0.2 * Math.hypot(y, z))),
      sum([x, y, z].map((v) => Math.abs(v) ** 0.8 + 5 * Math.sin(v ** 3))),
    );
  },
};

/** Binh and Korn, 1997. */
const BNH: Problem = {
  name: "BNH",
  axes: 2,
  reference: [140, 50],
  hypervolume: 5285.3333333,
  publicMedian: 0.9938,
  evaluate(u) {
    const [x, y] = scaled(u, [
      [0, 5],
      [0, 3],
    ]);
    return {
      objectives: [4 * (x * x + y * y), (x - 5) ** 2 + (y - 5) ** 2],
      violation: missing([25 - (x - 5) ** 2 - y * y, 25], [(x - 8) ** 2 + (y + 3) ** 2 - 7.7, 7.7]),
    };
  },
};

/** Osyczka and Kundu, 1995. */
const OSY: Problem = {
  name: "OSY",
  axes: 6,
  reference: [-35, 80],
  hypervolume: 14135.99,
  publicMedian: 0.9925,
  evaluate(u) {
    const x = scaled(u, [
      [0, 10],
      [0, 10],
      [1, 5],
      [0, 6],
      [1, 5],
      [0, 10],
    ]);
    const [a, b, c, d, e, f] = x;
    return {
      objectives: [
        -(25 * (a - 2) ** 2 + (b - 2) ** 2 + (c - 1) ** 2 + (d - 4) ** 2 + (e - 1) ** 2),
        sum(x.map((v) => v * v)),
      ],
      violation: missing(
        [a + b - 2, 2],
        [6 - a - b, 6],
        [2 - b + a, 2],
        [2 - a + 3 * b, 2],
        [4 - (c - 3) ** 2 - d, 4],
        [(e - 3) ** 2 + f - 4, 4],
      ),
    };
  },
};

export const PROBLEMS: readonly Problem[] = [...ZDT, DTLZ2, KURSAWE, BNH, OSY];
