import { power } from "../../../base/power.ts";
import type { Estimate } from "../../../base/statistics.ts";
import type { CacheAge, CacheMoment } from "../../../simulation/cache-age.ts";
import type { DuplicationCurve } from "../../../simulation/hash-duplication.ts";
import { loadsJson } from "../../shared/overloads.ts";
import { disturbJson } from "../../shared/read-disturb.ts";
import type { HashReport } from "../run/hash.ts";

const interval = ({ mean, interval: half, samples }: Estimate) => ({ mean, interval95: half, samples });

/** The answer of `hash --json`: SI numbers, units in the keys. */
export function hashJson(report: HashReport) {
  const { quality, circuit } = report;
  const { code } = quality;
  return {
    schemaVersion: 1,
    name: report.name,
    seed: report.seed,
    versions: { crosshash: report.version, solver: report.kernel },
    design: report.design,
    hash: {
      kind: quality.hash,
      rounds: code.rounds,
      projections: code.columns,
      buckets: code.buckets,
      factors: code.factors,
      headWidth: report.workload.headWidth,
      arrays: quality.arrays,
    },
    collision: {
      event: quality.event,
      points: quality.collision.map((point) => ({
        cosine: point.cosine,
        memristor: interval(point.memristor),
        software: interval(point.software),
        secondArray: interval(point.secondArray),
        law: point.law,
        lawWithNoise: point.noisyLaw,
      })),
    },
    bits: quality.bits,
    noise: quality.noise,
    duplication: duplicationJson(report),
    signal: {
      retained: circuit.retained,
      worstCell: circuit.worstCell,
      retainedWithoutSwitches: circuit.retainedByWires,
    },
    circuit: {
      reads: circuit.reads,
      outputs: circuit.outputs,
      tiles: circuit.tiles,
      flips: circuit.flips,
      power_W: circuit.power,
      wireShare: wireShare(report),
    },
    initialisation: initialisationJson(report),
    cacheAge: cacheAgeJson(report.cacheAge),
    readDisturb: disturbJson(report.readDisturb),
    lines: loadsJson(circuit.loads),
  };
}

function duplicationJson({ duplication }: HashReport) {
  return {
    length: duplication.length,
    chunk: duplication.chunk,
    buckets: duplication.buckets,
    rounds: duplication.rounds,
    hits: Object.fromEntries(
      Object.entries(duplication.hits).map(([arm, hits]) => [arm, hits.map(interval)]),
    ),
    perRoundHit: duplication.hits.memristor[0].mean,
    predicted: predictedHits(duplication),
  };
}

const momentJson = ({ disagreement, buckets, law, capturedMass, kept }: CacheMoment) => ({
  disagreement: interval(disagreement),
  law,
  bucketsChanged: interval(buckets),
  capturedMass: interval(capturedMass),
  massKept: interval(kept),
});

/** Keys hashed now, queries later or warmer; times in s, temperatures in °C. */
export const cacheAgeJson = (age: CacheAge) => ({
  event: age.event,
  arrays: age.arrays,
  celsius: age.celsius,
  atOnce: momentJson(age.atOnce),
  lives:
    age.lives?.map(({ arrayAge, life, ...moment }) => ({
      arrayAge_s: arrayAge,
      life_s: life,
      ...momentJson(moment),
    })) ?? null,
  temperatures:
    age.temperatures?.map(({ celsius, ...moment }) => ({ celsius, ...momentJson(moment) })) ?? null,
  controls: {
    replacedArray: momentJson(age.replaced),
    randomBuckets: { capturedMass: interval(age.randomBuckets) },
  },
});

function initialisationJson({ initialisation }: HashReport) {
  if (initialisation === null) return null;
  const { source, pulses, time, energy, mean, spread, stuck, wear } = initialisation;
  return { source, pulses, time_s: time, energy_J: energy, mean_S: mean, spread_S: spread, stuck, wear };
}

/** 1 − (1 − p)^r from the hit rate p of one round. */
export const predictedHits = ({ hits, rounds }: DuplicationCurve): number[] =>
  rounds.map((r) => 1 - power(1 - hits.memristor[0].mean, r));

/** Share of a read's power that heats wires, switches and both ends. */
export const wireShare = ({ circuit }: HashReport): number =>
  1 - circuit.power.devices / circuit.power.circuit;
