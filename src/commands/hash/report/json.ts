import { power } from "#base";
import { outward } from "../../../report/outward.ts";
import type { CacheAge } from "../../../simulation/cache-age.ts";
import type { DuplicationCurve } from "../../../simulation/hash-duplication.ts";
import { loadsJson } from "../../shared/overloads.ts";
import { disturbJson } from "../../shared/read-disturb.ts";
import type { HashReport } from "../run/hash.ts";

/** Answer of `hash --json`: SI numbers, units in the keys. */
export function hashJson(report: HashReport) {
  const { quality, circuit, duplication } = report;
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
      points: outward(quality.collision, { noisyLaw: "lawWithNoise" }),
    },
    bits: quality.bits,
    noise: quality.noise,
    duplication: {
      ...outward(duplication),
      perRoundHit: duplication.hits.memristor[0].mean,
      predicted: predictedHits(duplication),
    },
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
    initialisation: outward(report.initialisation, { mean: "mean_S", spread: "spread_S" }),
    cacheAge: cacheAgeJson(report.cacheAge),
    readDisturb: disturbJson(report.readDisturb),
    lines: loadsJson(circuit.loads),
  };
}

/** Results for keys hashed earlier than queries or at other temperatures; times in s, temperatures in °C. */
export const cacheAgeJson = ({ replaced, randomBuckets, ...age }: CacheAge) =>
  outward(
    { ...age, controls: { replacedArray: replaced, randomBuckets: { recall: randomBuckets } } },
    { buckets: "bucketsChanged", kept: "massKept" },
  );

/** 1 − (1 − p)^r from the hit rate p of one round. */
export const predictedHits = ({ hits, rounds }: DuplicationCurve): number[] =>
  rounds.map((r) => 1 - power(1 - hits.memristor[0].mean, r));

/** Share of a read's power dissipated in wires, switches and both ends. */
export const wireShare = ({ circuit }: HashReport): number =>
  1 - circuit.power.devices / circuit.power.circuit;
