import { expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { COMPARISON_DESIGNS, contenderOf } from "../../src/comparison/comparison-designs.ts";
import { dynamicEnergy, timed, totalEnergy } from "../../src/cost/cost-report.ts";
import { settle } from "../../src/cost/least-energy.ts";
import type { Plan, TensorName, Tiling } from "../../src/design/mapping-plan.ts";
import { planSpaceOf } from "../../src/mapping/flows/plan-space.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

// Every tiling of a small problem, with the buffer given out to tensors in every order, the first whole, the next with what is
// left: mapped and priced in full, with nothing of the search but its list of ranges.
const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };
const PROBLEMS = 220;
const OBJECTIVES = ["energy", "latency", "energy-delay"] as const;
const SUBJECTS = COMPARISON_DESIGNS.filter(({ id }) =>
  ["exact-digital", "lsh-digital", "lsh-memristor", "score-memristor", "score-digital"].includes(id),
).map(({ id }) => id);

const objectiveOf = (objective: (typeof OBJECTIVES)[number], energy: number, latency: number): number =>
  objective === "energy" ? energy : objective === "latency" ? latency : energy * latency;

/** Orders of the tensors in which the buffer is given out: all of up to four, and 8 by chance of more. */
function orders(names: readonly TensorName[], rng: ReturnType<typeof createRng>): TensorName[][] {
  const all: TensorName[][] = [];
  const walk = (taken: TensorName[], left: readonly TensorName[]): void => {
    if (left.length === 0) all.push(taken);
    for (const name of left)
      walk(
        [...taken, name],
        left.filter((other) => other !== name),
      );
  };
  walk([], names);
  return all.length <= 24 ? all : Array.from({ length: 8 }, () => all[rng.integer(all.length)]);
}

it(`finds the best plan of ${PROBLEMS} small problems, or states its gap`, () => {
  const rng = createRng(24).fork("small problems");
  let [optimal, within, infeasible] = [0, 0, 0];
  const beyond: string[] = [];
  for (let n = 0; n < PROBLEMS; n++) {
    const objective = OBJECTIVES[n % 3];
    const contender = contenderOf(SUBJECTS[n % SUBJECTS.length]);
    const length = 256 + rng.integer(260);
    const kibibytes = 6 + rng.integer(90);
    const rounds = 1 + rng.integer(3);
    const config = configOf(
      `{ workload: { length: ${length}, phase: "${n % 7 === 6 ? "decode" : "prefill"}", attention: { rounds: ${rounds}, chunk: 128 } },
         design: { contexts: 2, mapping: { objective: "${objective}" }, digital: { buffer: { capacity: "${kibibytes} KiB" } } } }`,
    );
    const workload = contender.workload(config.workload);
    let found: ReturnType<typeof settle>;
    try {
      found = settle(contender.design(config.design), workload, POINT);
    } catch (error) {
      // What no plan fits has no best one.
      expect(error).toBeInstanceOf(InfeasibleError);
      infeasible++;
      continue;
    }
    const { plan: _, ...design } = found.design;
    const space = planSpaceOf(design, workload);
    const price = (plan?: Plan): number => {
      const mapping = mapWorkload(plan === undefined ? design : { ...design, plan }, workload);
      const when = timed(mapping, found.prices);
      const energy = totalEnergy(mapping, found.prices, when, dynamicEnergy(mapping, found.prices));
      return objectiveOf(objective, energy, when.time.latency);
    };
    const roomOf = (tiling: Tiling, headsInFlight: number | null): number =>
      ((space?.buffer.capacity ?? 0) * 8) / (headsInFlight ?? 1) - (space?.flow(tiling).held ?? 0);
    const bitsOf = (tiling: Tiling): number =>
      (space?.flow(tiling).tensors ?? []).reduce((sum, { bits }) => sum + bits, 0);
    // The fixed schedule is one of the plans where the buffer holds what it keeps.
    const { held = 1 } = mapWorkload(design, workload).schedule;
    let least = held < 1 ? Number.POSITIVE_INFINITY : price();
    const cutsFirst = new Map<number | null, boolean>();
    for (const range of space?.ranges ?? [])
      for (let queryTiles = range.queryTiles[0]; queryTiles <= range.queryTiles[1]; queryTiles++)
        for (let keyTiles = range.keyTiles[0]; keyTiles <= range.keyTiles[1]; keyTiles++)
          for (const headsInFlight of workload.phase === "decode" ? [null] : [1, 2]) {
            const tiling: Tiling = { ...range, queryTiles, keyTiles };
            // Data that fit whole are not cut.
            const isCut = queryTiles * keyTiles * tiling.valuePasses > 1 || tiling.orders === "one";
            if (isCut && cutsFirst.get(headsInFlight) === true) continue;
            const { tensors } = space?.flow(tiling) ?? { tensors: [] };
            const room = roomOf(tiling, headsInFlight);
            if (room < 0) continue;
            if (!isCut && bitsOf(tiling) <= room) cutsFirst.set(headsInFlight, true);
            const seen = new Set<string>();
            for (const order of orders(
              tensors.map(({ name }) => name),
              rng,
            )) {
              let left = room;
              const resident: Partial<Record<TensorName, number>> = {};
              for (const name of order) {
                const bits = tensors.find((one) => one.name === name)?.bits ?? 0;
                resident[name] = bits <= left ? 1 : left / bits;
                left -= (resident[name] ?? 0) * bits;
              }
              const key = tensors.map(({ name }) => resident[name]).join();
              if (seen.has(key)) continue;
              seen.add(key);
              least = Math.min(least, price({ ...tiling, headsInFlight, resident }));
            }
          }
    const own = objectiveOf(objective, found.energy, found.when.time.latency);
    const gap = found.planned?.gap ?? 0;
    if (own / least - 1 > gap + 1e-9)
      beyond.push(`${contender.id}, ${objective}, problem ${n}: ${own / least - 1}, stated ${gap}`);
    if (own <= least * (1 + 1e-9)) optimal++;
    else within++;
  }
  console.info(`${optimal} of ${PROBLEMS} plans are the best, ${within} within the stated gap`);
  // The closed form of the latency is not monotone, and its bound misses a few plans of least latency by up to 11 %: open.
  expect(beyond.filter((one) => !one.includes(", latency,"))).toEqual([]);
  expect(beyond.length).toBeLessThanOrEqual(5);
  expect(infeasible).toBeLessThan(0.6 * PROBLEMS);
  expect(optimal).toBeGreaterThan(0.6 * (PROBLEMS - infeasible));
});
