import { type DuplicationVariant, duplicationShares } from "../../src/simulation/hash-duplication.ts";
import {
  ATTENTION,
  type Experiment,
  FLAWLESS,
  HASHING,
  type JudgedClaim,
  judged,
  perDevice,
} from "./claim.ts";
import { DUPLICATION } from "./plan.ts";

const { rounds, tolerance } = DUPLICATION;
const VARIATION = 0.329;

const task: readonly string[] = [
  `${ATTENTION}.rounds=8`,
  `${ATTENTION}.chunk=${DUPLICATION.chunk}`,
  `${ATTENTION}.buckets=2L/chunk`,
];
const stuck = (share: number): readonly string[] => [
  `${HASHING}.memristor.stuckOn=${share / 2}`,
  `${HASHING}.memristor.stuckOff=${share / 2}`,
];
/** 16 × 16 tiles of 20 Ω segments, 5 % read noise of the column, 1 % stuck, 4-bit inputs, comparators. */
const NOMINAL: readonly string[] = [
  `${HASHING}.array.wires=solved`,
  `${HASHING}.array.segmentResistance=20 ohm`,
  `${HASHING}.array.tileRows=16`,
  `${HASHING}.array.tileColumns=16`,
  `${HASHING}.memristor.readNoise=${perDevice(0.05, VARIATION)}`,
  ...stuck(0.01),
];

/** Mean share of partners found in 1, 2, 4 and 8 rounds. */
function curve(experiment: Experiment, variant: DuplicationVariant, settings: readonly string[]): number[] {
  const { design, workload } = experiment.settingOf([`${ATTENTION}.hash=simhash`, ...task, ...settings]);
  const arrays = experiment.quick ? DUPLICATION.quickArrays : DUPLICATION.arrays;
  const shares = duplicationShares(
    design,
    workload,
    { length: DUPLICATION.length, arrays, variants: [variant] },
    experiment.rng.fork("duplication claims"),
    experiment.kernels,
  )[variant];
  return rounds.map((r) => shares.reduce((sum, share) => sum + share[r - 1], 0) / shares.length);
}

const shown = (values: readonly number[]): string => values.map((x) => x.toFixed(3)).join(" / ");
const distance = (ours: readonly number[], reference: readonly number[]): number =>
  Math.max(...ours.map((x, n) => Math.abs(x - reference[n])));

/** E6–E9 on the constructed duplication task: partners found in 1 / 2 / 4 / 8 rounds, chunk 64. */
export function duplicationClaims(experiment: Experiment): JudgedClaim[] {
  const polytope = [`${ATTENTION}.hash=cross-polytope`, `${HASHING}.readout={family: "wta", model: "ideal"}`];
  const software = {
    polytope: curve(experiment, "software", polytope),
    simHash: curve(experiment, "software", []),
  };
  const random = curve(experiment, "random-buckets", []);
  const nominal = curve(experiment, "memristor", NOMINAL);
  const coarse = curve(experiment, "memristor", [
    ...NOMINAL,
    `${HASHING}.dac={model: "capacitive", bits: 2, range: "max-abs"}`,
  ]);
  const binary = curve(experiment, "memristor", [
    ...FLAWLESS,
    `${HASHING}.memristor.levels=2`,
    ...stuck(0.1),
  ]);
  return [
    idealCurve(software, random),
    nominalDevice(nominal, coarse),
    lowResolution(binary, random),
    multiRound(nominal, random),
  ];
}

function idealCurve(
  software: Readonly<Record<"polytope" | "simHash", number[]>>,
  random: readonly number[],
): JudgedClaim {
  const far = Math.max(
    distance(software.polytope, DUPLICATION.polytope),
    distance(software.simHash, DUPLICATION.simHash),
  );
  const control = distance(random, DUPLICATION.random);
  const apart = Math.min(...software.simHash.map((x, n) => x - random[n])) > 2 * tolerance;
  return {
    id: "E6",
    hypothesis: "Ideal hashes follow the measured reference curves of the duplication task",
    threshold: `within ${tolerance} at 1, 2, 4 and 8 rounds, cross-polytope and SimHash`,
    control: `random buckets on their own curve, within ${control.toFixed(3)}: ${shown(random)}`,
    power: apart ? "random buckets lie below at every round" : "none",
    measured: `cross-polytope ${shown(software.polytope)}; SimHash ${shown(software.simHash)}; largest distance ${far.toFixed(3)}`,
    verdict: judged(far <= tolerance && control <= tolerance, apart),
    role: "check",
  };
}

/** Whether a curve keeps within the nominal device's tolerances of the ideal SimHash one. */
const isNominal = (ours: readonly number[]): boolean =>
  rounds.every((r, n) => {
    const most = r === 1 ? DUPLICATION.deviceToleranceAtOne : r >= 4 ? tolerance : Number.POSITIVE_INFINITY;
    return Math.abs(ours[n] - DUPLICATION.simHash[n]) <= most;
  });

function nominalDevice(nominal: readonly number[], coarse: readonly number[]): JudgedClaim {
  const coarseFails = !isNominal(coarse);
  return {
    id: "E7",
    hypothesis:
      "The nominal device (20 Ω, 16 × 16 tiles, 5 % read noise, 1 % stuck, 4-bit inputs) stays on it",
    threshold: `within ${tolerance} at 4 and 8 rounds, ${DUPLICATION.deviceToleranceAtOne} at one`,
    control: `2-bit inputs scaled to the largest must fail: ${shown(coarse)}`,
    power: coarseFails ? "the control fails" : "none",
    measured: shown(nominal),
    verdict: judged(isNominal(nominal), coarseFails),
    role: "check",
  };
}

function lowResolution(binary: readonly number[], random: readonly number[]): JudgedClaim {
  const far = distance(binary, DUPLICATION.simHash);
  const apart = distance(random, DUPLICATION.simHash) > tolerance;
  return {
    id: "E8",
    hypothesis: "Binary conductances with 10 % stuck cells hash as well",
    threshold: `within ${tolerance} of the ideal SimHash curve`,
    control: `random buckets must fail: ${shown(random)}`,
    power: apart ? "the control fails" : "none",
    measured: `${shown(binary)}, largest distance ${far.toFixed(3)}`,
    verdict: judged(far <= tolerance, apart),
    role: "check",
  };
}

/** More rounds show more pairs, whatever the hash: the gain alone tells nothing about it. */
function multiRound(nominal: readonly number[], random: readonly number[]): JudgedClaim {
  const met = (ours: readonly number[]): boolean =>
    ours[2] - ours[0] >= DUPLICATION.multiRoundGain && ours.every((x, n) => n === 0 || x >= ours[n - 1]);
  const gain = (ours: readonly number[]): string => `+${(100 * (ours[2] - ours[0])).toFixed(1)} points`;
  return {
    id: "E9",
    hypothesis: "Four rounds find more than one",
    threshold: `at least +${100 * DUPLICATION.multiRoundGain} points, monotone in the rounds`,
    control: `random buckets gain ${gain(random)} as well`,
    power: met(random) ? "none: more rounds show more pairs, whatever the hash" : "the control gains less",
    measured: gain(nominal),
    verdict: judged(met(nominal), !met(random)),
    role: "finding",
  };
}
