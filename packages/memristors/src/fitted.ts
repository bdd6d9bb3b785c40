import { z } from "zod";
import {
  choice,
  fraction,
  quantity,
  type Rng,
  real,
  scoreLevels,
  scoreToLevel,
  squareMetres,
  watts,
} from "#base";
import { measuredDevice, measuredFields } from "./measured-law.ts";
import type { Weighted } from "./memristor.ts";
import { defineMemristor, type Memristor } from "./memristor.ts";
import { memristorOf, withStuck } from "./non-idealities.ts";

/** Quantiles that represent a population for its moments. */
const QUANTILES = 1000;

/** Least conductance of a working device, S. */
const LEAST = 1e-9;

/** Mean conductances of working devices that a config takes, S. */
export const MEAN = { min: 1e-9, max: 1e-2 };

const params = z.object({
  shape: choice(["lognormal", "normal"], "distribution of working devices").prefault("lognormal"),
  mean: quantity("S", MEAN, "mean conductance of a working device").prefault("61.7 µS"),
  spread: real({ min: 0, max: 4 }, "d2d coefficient of variation, σ / µ").prefault(0.329),
  secondShare: fraction("share of working devices in a second population").prefault(0),
  secondMean: quantity("S", MEAN, "mean conductance of the second population").prefault("61.7 µS"),
  secondSpread: real({ min: 0, max: 4 }, "coefficient of variation of the second population").prefault(0.329),
  ...measuredFields(),
});

/** Conductance (S) of a standard normal score. */
function population(shape: "lognormal" | "normal", mean: number, spread: number): (score: number) => number {
  if (shape === "normal") return (score) => Math.max(LEAST, mean * (1 + spread * score));
  const sigma = Math.sqrt(Math.log1p(spread ** 2));
  const median = mean * Math.exp(-(sigma ** 2) / 2);
  return (score) => median * Math.exp(sigma * score);
}

/** The device of fitted populations; also that of models which state the populations otherwise. */
export function behaveFitted(own: z.output<typeof params>): Memristor {
  const { shape, mean, spread, secondShare, secondMean, secondSpread, ...flaws } = own;
  const first = population(shape, mean, spread);
  const second = population(shape, secondMean, secondSpread);
  const { levels, stuckOn, stuckOff, on, off } = flaws;
  const scores = scoreLevels(levels === 0 ? QUANTILES : levels);
  const working = (of: (score: number) => number, share: number): Weighted[] =>
    Array.from(scores, (score) => ({ conductance: of(score), share: share / scores.length }));
  const devices = [
    ...working(first, 1 - secondShare),
    ...(secondShare > 0 ? working(second, secondShare) : []),
  ];
  // Medians of quantiles have less spread than their members, so a continuum uses its formula's moments.
  const exact = levels === 0 && (shape === "lognormal" || Math.max(spread, secondSpread) < 0.2);
  const momentOf = (m: number, cv: number) => ({ mean: m, meanSquare: m ** 2 * (1 + cv ** 2) });
  const [a, b] = [momentOf(mean, spread), momentOf(secondMean, secondSpread)];
  const moments = exact
    ? {
        mean: (1 - secondShare) * a.mean + secondShare * b.mean,
        meanSquare: (1 - secondShare) * a.meanSquare + secondShare * b.meanSquare,
      }
    : {
        mean: devices.reduce((sum, { conductance, share }) => sum + share * conductance, 0),
        meanSquare: devices.reduce((sum, { conductance, share }) => sum + share * conductance ** 2, 0),
      };
  const toLevel = scoreToLevel(levels);
  const draw = (rng: Rng): number => {
    const fate = rng.uniform();
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    const of = secondShare > 0 && rng.uniform() < secondShare ? second : first;
    return of(toLevel(rng.normal()));
  };
  const live = Math.max(0, 1 - stuckOn - stuckOff);
  const device = measuredDevice(flaws, [
    ...devices.map(({ conductance, share }) => ({ conductance, share: live * share })),
    { conductance: on, share: stuckOn },
    { conductance: off, share: stuckOff },
  ]);
  return memristorOf(
    {
      ...withStuck(moments, flaws),
      ...device,
      initialise: (targets, rng) => device.cellsOf(targets.map(() => draw(rng))),
    },
    flaws,
  );
}

/**
 * An untuned device as `import device` fits it to measurements: one or two lognormal or normal populations,
 * stuck cells, a linear, sinh or cubic law and read noise as a power of conductance. Defaults: `lognormal`
 * without flaws, mean 61.7 µS and spread 20.3 µS of the randomised TiOx array in [cai-crossbar-2023].
 *
 * Sampled per programming: the population, the conductance, stuck cells. Sampled per read: the noise.
 */
export const fittedMemristor = defineMemristor({
  model: "fitted",
  source: "cai-crossbar-2023",
  params,
  constants: {},
  behave: behaveFitted,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
