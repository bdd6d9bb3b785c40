import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { designAnswer } from "../../../src/commands/budget/run/budget.ts";
import type { FamilyChoice } from "../../../src/commands/budget/run/family.ts";
import { CHIP_LIMITS, limitConstraints } from "../../../src/commands/budget/run/limit-constraints.ts";
import { meritOf } from "../../../src/commands/budget/run/result.ts";
import { atDuty } from "../../../src/commands/budget/run/slowed.ts";
import type { DesignId } from "../../../src/comparison/comparison-design.ts";
import type { Metric } from "../../../src/comparison/metrics/metric.ts";
import { energy, latency, throughput } from "../../../src/comparison/metrics/prices.ts";
import { byTier } from "../../tier.ts";
import { familyOf, SMALL, SMALL_FIXED } from "./small-family.ts";

let listed: Map<DesignId, FamilyChoice[]>;
let sized: Map<DesignId, FamilyChoice[]>;

beforeAll(async () => {
  listed = await familyOf(`{ ${byTier(SMALL_FIXED, SMALL)}, space: {
    "design.digital.mac.units": [512, 1024, 2048, 4096],
    "design.digital.softmax.lanes": [16, 32, 64, 128],
    "design.digital.buffer.capacity": ["128 KiB", "256 KiB", "512 KiB", "1 MiB"] } }`);
  sized = await familyOf(`{ ${SMALL} }`, 48);
});

type Limits = Record<string, number>;

const bestOf = (choices: readonly FamilyChoice[], limits: Limits, aim: Metric): FamilyChoice | null =>
  (designAnswer("lsh-memristor", choices, [...limitConstraints(limits), ...CHIP_LIMITS], aim, null).answer
    ?.best as FamilyChoice | undefined) ?? null;

const rng = createRng("budget limits");
const drawn = (low: number, high: number): number => low * (high / low) ** rng.uniform();

/** Limits around what the choices take, some of them absent. */
const someLimits = (): Limits =>
  Object.fromEntries(
    Object.entries({
      area: drawn(3e-6, 6e-5),
      power: drawn(0.05, 8),
      peakPower: drawn(0.3, 10),
      powerDensity: drawn(1e4, 4e5),
      latency: drawn(5e-5, 1e-2),
    }).filter(() => rng.uniform() < 0.6),
  );

/** Merit of the best of all choices at duties on a grid, and where a limit on power is just met: no code under test but the law of a duty. */
function bruteForce(choices: readonly FamilyChoice[], limits: Limits, aim: Metric): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const choice of choices) {
    const { full, idlePower } = choice;
    const watts = Math.min(limits.power ?? Infinity, (limits.powerDensity ?? Infinity) * full.area);
    const met = (watts - idlePower) / (full.power - idlePower);
    for (const duty of [met, 1, 0.8, 0.5, 0.3, 0.1, 0.03]) {
      if (!(duty > 0 && duty <= 1)) continue;
      const { uses } = atDuty(choice, duty);
      if (Object.entries(limits).every(([quantity, limit]) => uses[quantity] <= limit * (1 + 1e-12)))
        most = Math.max(most, aim.sense === "max" ? uses[aim.quantity] : -uses[aim.quantity]);
    }
  }
  return most;
}

describe("the best design within limits", () => {
  it("is what all of a thousand priced designs at all duties have", () => {
    const count = [...listed.values()].reduce((sum, choices) => sum + choices.length, 0);
    expect(count).toBeGreaterThan(900);
    let found = 0;
    let slowedOnes = 0;
    for (let n = 0; n < 40; n++) {
      const limits = someLimits();
      const aim = [throughput, energy, latency][n % 3];
      for (const choices of listed.values()) {
        const best = bestOf(choices, limits, aim);
        const brute = bruteForce(choices, limits, aim);
        if (best === null) {
          expect(brute).toBe(Number.NEGATIVE_INFINITY);
          continue;
        }
        found++;
        if (best.duty < 1) slowedOnes++;
        expect(meritOf(aim)(best) / brute).toBeCloseTo(1, 9);
      }
    }
    expect(found).toBeGreaterThan(40);
    expect(slowedOnes).toBeGreaterThan(10);
  });

  it("is never worse for a looser limit, sizes that a search finds included", () => {
    let compared = 0;
    for (let n = 0; n < 100; n++) {
      const limits = someLimits();
      const looser = Object.fromEntries(
        Object.entries(limits)
          .filter(() => rng.uniform() < 0.9)
          .map(([quantity, limit]) => [quantity, rng.uniform() < 0.5 ? limit : limit * drawn(1, 4)]),
      );
      const aim = [throughput, energy, latency][n % 3];
      for (const choices of [...listed.values(), ...sized.values()]) {
        const [tight, loose] = [limits, looser].map((own) => bestOf(choices, own, aim));
        if (tight === null) continue;
        compared++;
        expect(loose).not.toBeNull();
        expect(meritOf(aim)(loose as FamilyChoice)).toBeGreaterThanOrEqual(meritOf(aim)(tight));
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it("refuses a design for its average power only if it takes more when it waits", () => {
    for (const choices of listed.values())
      for (const choice of choices.slice(0, 20)) {
        const within = bestOf([choice], { power: choice.idlePower * 1.01 }, throughput);
        expect(within?.uses.power).toBeLessThanOrEqual(choice.idlePower * 1.01);
        expect(bestOf([choice], { power: choice.idlePower * 0.99 }, throughput)).toBeNull();
        // Peak power is what no waiting lowers.
        expect(bestOf([choice], { peakPower: choice.uses.peakPower * 0.99 }, throughput)).toBeNull();
      }
  });
});

describe("sizes of a config", () => {
  it("are as many points for every design, none worse than its cores alone, and the same again", async () => {
    const again = await familyOf(`{ ${SMALL} }`, 48);
    const cores = await familyOf(`{ ${SMALL} }`);
    let better = 0;
    for (const [contender, choices] of sized) {
      const own = cores.get(contender) ?? [];
      expect(choices.length - own.length).toBeGreaterThan(0);
      expect(choices.length - own.length).toBeLessThanOrEqual(48);
      expect(again.get(contender)?.map(({ uses }) => uses)).toEqual(choices.map(({ uses }) => uses));
      const [more, least] = [choices, own].map((all) => bestOf(all, { area: 3e-5 }, energy));
      expect(more?.uses.energy).toBeLessThanOrEqual(least?.uses.energy as number);
      if ((more?.uses.energy ?? 0) < (least?.uses.energy ?? 0)) better++;
    }
    expect(better).toBeGreaterThan(sized.size / 2);
  });
});
