import { type Estimate, estimate } from "../../base/statistics.ts";
import { duplicationByNoise } from "../../simulation/hash-duplication.ts";
import { measureHash } from "../../simulation/hash-quality.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { KNEE } from "./plan.ts";
import { ATTENTION, type Experiment, HASHING } from "./setting.ts";

/** Noise at one level: of the column's deviation and of each device, and the hits it costs. */
export interface NoiseLevel {
  readonly perColumn: number;
  readonly perDevice: number;
  /** Share of partners lost against the same arrays without read noise, paired by array. */
  readonly drop: Estimate;
}

export interface NoiseKnee {
  readonly device: string;
  readonly levels: readonly NoiseLevel[];
  /** The first level whose drop is shown to exceed the limit, and the one before it; null where none does. */
  readonly bracket: { readonly below: number; readonly knee: number; readonly kneePerDevice: number } | null;
}

const task: readonly string[] = [
  `${ATTENTION}.hash=simhash`,
  `${ATTENTION}.rounds=${KNEE.rounds}`,
  `${ATTENTION}.chunk=${KNEE.chunk}`,
  `${ATTENTION}.buckets=2L/chunk`,
];
const readNoise = (noise: number): string => `${HASHING}.memristor.readNoise=${noise}`;

/** Noise of devices that is converted to a column's on the very arrays; small enough to be linear. */
const PROBE = 0.01;

/** E12: levels from low to high until one costs more than the limit with 97.5 % confidence. */
export function noiseKnee(experiment: Experiment, device: (typeof KNEE.devices)[number]): NoiseKnee {
  const { rng, kernels, settingOf } = experiment;
  const stream = rng.fork(`knee ${device.name}`);
  const probe = settingOf([...task, ...device.settings, readNoise(PROBE)]);
  const { perColumn } = measureHash(probe.design, probe.workload, 2, stream.fork("probe"), kernels).noise;
  const { length, arrays } = KNEE;
  const sharesOf = duplicationByNoise(
    probe.design,
    probe.workload,
    { length, arrays },
    stream.fork("arrays"),
    kernels,
  );
  const hits = (noise: number): readonly number[] =>
    sharesOf(settingOf([...task, ...device.settings, readNoise(noise)]).design).map(
      (share) => share[KNEE.rounds - 1],
    );
  const quiet = hits(0);
  const levels: NoiseLevel[] = [];
  for (const level of KNEE.levels) {
    const perDevice = (level * PROBE) / perColumn;
    if (perDevice > 1) break;
    const noisy = hits(perDevice);
    const drop = estimate(quiet.map((hit, a) => hit - noisy[a]));
    levels.push({ perColumn: level, perDevice, drop });
    if (drop.mean - drop.interval > KNEE.drop) break;
  }
  const last = levels[levels.length - 1];
  const isFound = last.drop.mean - last.drop.interval > KNEE.drop;
  return {
    device: device.name,
    levels,
    bracket: isFound
      ? {
          below: levels[levels.length - 2]?.perColumn ?? 0,
          knee: last.perColumn,
          kneePerDevice: last.perDevice,
        }
      : null,
  };
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

/** Both ends of a bracket, of the column's deviation and of a device's own current. */
export function bracketText({ below, knee, kneePerDevice }: NonNullable<NoiseKnee["bracket"]>): string {
  const belowPerDevice = (below / knee) * kneePerDevice;
  return (
    `between ${percent(below)} and ${percent(knee)} of the column's deviation, ` +
    `${percent(belowPerDevice)} and ${percent(kneePerDevice)} of a device's own current`
  );
}

/** Whether the knees lie where they were expected; the quietest level is the control that must cost nothing. */
export function kneeClaim(knees: readonly NoiseKnee[]): JudgedClaim {
  const [low, high] = KNEE.expected;
  const met = knees.every(({ bracket }) => bracket !== null && bracket.knee >= low && bracket.below <= high);
  const quiet = knees.every(({ levels: [first] }) => first.drop.mean - first.drop.interval <= 0);
  return {
    id: "E12",
    hypothesis: `Read noise is free up to a knee between ${percent(low)} and ${percent(high)} of the column's deviation`,
    threshold: `least noise whose drop has a lower 95 % bound above ${100 * KNEE.drop} point, ${KNEE.rounds} rounds of chunk ${KNEE.chunk}`,
    control: `the quietest level must cost nothing: ${knees.map(({ levels: [first] }) => `${percent(first.drop.mean)} ± ${percent(first.drop.interval)}`).join("; ")}`,
    power: quiet ? "the quietest level is not told from none" : "none",
    measured: knees
      .map(({ device, bracket }) =>
        bracket === null ? `${device}: no knee found` : `${device}: ${bracketText(bracket)}`,
      )
      .join("; "),
    verdict: judged(met, quiet),
    role: "finding",
  };
}
