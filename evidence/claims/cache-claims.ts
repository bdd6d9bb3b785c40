import type { Estimate } from "#base";
import { type CacheAge, type CacheMoment, measureCacheAge } from "../../src/simulation/cache-age.ts";
import { ATTENTION, type ClaimVerdict, type Experiment, type JudgedClaim, judged } from "./claim.ts";
import { CACHE_AGE } from "./plan.ts";

/** What age and temperature do to the hashes of one device. */
export interface DeviceAge {
  readonly device: string;
  readonly age: CacheAge;
}

const { arrays, rounds, chunk, loss, arrayAge, life, warmer } = CACHE_AGE;

export const cacheAges = ({ settingOf, rng, kernels }: Experiment): DeviceAge[] =>
  CACHE_AGE.devices.map(({ name, settings }) => {
    const { design, workload } = settingOf([
      `${ATTENTION}.hash=simhash`,
      `${ATTENTION}.rounds=${rounds}`,
      `${ATTENTION}.chunk=${chunk}`,
      `${ATTENTION}.buckets=2L/chunk`,
      ...settings,
    ]);
    return {
      device: name,
      age: measureCacheAge(design, workload, arrays, rng.fork(`age of ${name}`), kernels),
    };
  });

/** Two lines a device: a key that is old when its query comes, and one that was hashed colder. */
export const cacheClaims = (ages: readonly DeviceAge[]): JudgedClaim[] =>
  ages.flatMap(({ device, age }) => [
    lineOf("cache-age", device, age, {
      hypothesis: `Keys hashed ${life / 86_400} day before their queries are found as at once, on an array ${arrayAge / 86_400} day old`,
      moment: age.lives?.find((moment) => moment.arrayAge === arrayAge && moment.life === life),
    }),
    lineOf("cache-heat", device, age, {
      hypothesis: `Queries hashed ${warmer} K warmer than their keys find them as at once`,
      moment: age.temperatures?.find(({ celsius }) => celsius === (age.celsius ?? 0) + warmer),
    }),
  ]);

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;

const told = ({ disagreement, law, kept }: CacheMoment): string =>
  `${percent(disagreement.mean)} of bits disagree (law ${percent(law)}), mass kept ${percent(kept.mean)} ± ${percent(kept.interval)}`;

function lineOf(
  id: string,
  device: string,
  { atOnce, replaced, randomBuckets }: CacheAge,
  { hypothesis, moment }: { readonly hypothesis: string; readonly moment: CacheMoment | undefined },
): JudgedClaim {
  const least = 1 - loss;
  const controlFails = replaced.kept.mean + replaced.kept.interval < least;
  return {
    id: `${id} ${device.split(",")[0]}`,
    hypothesis: `${hypothesis}: ${device}`,
    threshold: `lower 95 % bound of the attention recall kept at least ${percent(least)}`,
    control: `an untuned array put in between: ${told(replaced)}, attention recall ${percent(replaced.recall.mean)} against ${percent(randomBuckets.mean)} in random buckets`,
    power: controlFails ? "the control fails" : "none",
    measured:
      moment === undefined
        ? "the device's model has no such law"
        : `${told(moment)}; at once ${percent(atOnce.disagreement.mean)} by read noise; ${arrays} arrays`,
    verdict: verdictOf(moment?.kept, least, controlFails),
    role: "finding",
  };
}

/** A loss has to be shown as well: an interval on both sides of the limit refutes nothing. */
function verdictOf(kept: Estimate | undefined, least: number, controlFails: boolean): ClaimVerdict {
  if (kept === undefined) return "not run";
  const open = kept.mean - kept.interval < least && kept.mean + kept.interval >= least;
  return open ? "not shown" : judged(kept.mean - kept.interval >= least, controlFails);
}
