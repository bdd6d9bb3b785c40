import { beforeAll, describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { contenderOf } from "../../../src/comparison/comparison-designs.ts";
import { rollUp, timed } from "../../../src/cost/cost-report.ts";
import { settle } from "../../../src/cost/least-energy.ts";
import { problemOf } from "../../../src/cost/plan-search/best-plan.ts";
import { type CountedFlow, flowTableOf } from "../../../src/cost/plan-search/flow-table.ts";
import {
  createBounds,
  type PlanProblem,
  type TilingPart,
} from "../../../src/cost/plan-search/plan-bounds.ts";
import type { PlanCost } from "../../../src/cost/plan-search/plan-value.ts";
import type { Design } from "../../../src/design/design.ts";
import type { Plan, TensorName, Tiling } from "../../../src/design/mapping-plan.ts";
import type { Workload } from "../../../src/design/workload.ts";
import { mapWorkload } from "../../../src/mapping/mapping.ts";
import { configOf } from "../../design-under-test.ts";

// Random plans of random small designs: priced by numbers, and by the mapping that says the same in names.
const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };
const SUBJECTS = ["exact-digital", "lsh-digital", "lsh-memristor", "score-memristor", "score-digital"];
const PROBLEMS = 40;
const PLANS = 8;

interface Tried {
  readonly name: string;
  readonly problem: PlanProblem;
  readonly part: TilingPart;
  readonly plan: Plan;
  readonly flow: CountedFlow;
  readonly mapping: ReturnType<typeof mapWorkload>;
  readonly prices: ReturnType<typeof settle>["prices"];
  /** As the search has it. */
  readonly own: PlanCost;
}

const rng = createRng(71).fork("plans");
const within = ([from, to]: readonly [number, number]): number => from + rng.integer(to - from + 1);

/** A random residency that the buffer has room for. */
function residentOf({ tensors, held }: CountedFlow, bits: number): Plan["resident"] {
  const resident: Partial<Record<TensorName, number>> = {};
  let left = bits - held;
  for (const { name, bits: size } of [...tensors].sort(() => rng.uniform() - 0.5)) {
    const share = size === 0 ? 1 : Math.min(1, left / size) * [1, rng.uniform(), 0][rng.integer(3)];
    resident[name] = share;
    left -= share * size;
  }
  return resident;
}

function plansOf(name: string, settled: ReturnType<typeof settle>, workload: Workload): Tried[] {
  const { plan: _, ...design } = settled.design as Design;
  const problem = problemOf(design, workload, settled);
  if (problem === null) return [];
  const { parts, flights, space } = problem;
  const table = flowTableOf(space);
  return Array.from({ length: PLANS }, (_, n) => n).flatMap((n) => {
    const part = parts[rng.integer(parts.length)];
    const { queryTiles, keyTiles, outer, orders, valuePasses } = part.range;
    const tiling: Tiling = {
      outer,
      orders,
      valuePasses,
      queryTiles: within(queryTiles),
      keyTiles: within(keyTiles),
    };
    const { heads } = flights[rng.integer(flights.length)];
    const flow = table.flow(tiling);
    const bits = (space.buffer.capacity * 8) / (heads ?? 1);
    if (bits < flow.held) return [];
    const plan = { ...tiling, headsInFlight: heads, resident: residentOf(flow, bits) };
    return {
      name: `${name}, plan ${n}`,
      problem,
      part,
      plan,
      flow,
      mapping: mapWorkload({ ...design, plan }, workload),
      prices: settled.prices,
      own: problem.pricer.price(flow, plan),
    };
  });
}

function triedPlans(): Tried[] {
  return Array.from({ length: PROBLEMS }, (_, n) => n).flatMap((n) => {
    const contender = contenderOf(SUBJECTS[n % SUBJECTS.length]);
    const config = configOf(
      `{ workload: { length: ${200 + rng.integer(700)}, layers: ${1 + rng.integer(3)}, batch: ${1 + rng.integer(3)},
           phase: "${n % 4 === 3 ? "decode" : "prefill"}", attention: { rounds: ${1 + rng.integer(3)}, chunk: 64 } },
         design: { contexts: ${1 + rng.integer(2)}, cores: ${1 + rng.integer(3)},
           digital: { buffer: { capacity: "${12 + rng.integer(90)} KiB" } } } }`,
    );
    const workload = contender.workload(config.workload);
    try {
      return plansOf(
        `${contender.id} ${n}`,
        settle(contender.design(config.design), workload, POINT),
        workload,
      );
    } catch (error) {
      // What no plan fits has none to try.
      expect(error).toBeInstanceOf(InfeasibleError);
      return [];
    }
  });
}

describe("a plan", () => {
  let tried: Tried[] = [];
  beforeAll(() => {
    tried = triedPlans();
  });

  it("costs by numbers what its mapping does in full", () => {
    expect(tried.length).toBeGreaterThan(100);
    for (const { name, mapping, prices, own } of tried) {
      const when = timed(mapping, prices);
      const { energy } = rollUp(mapping, prices, when);
      expect(own.latency / when.time.latency, `${name}: latency`).toBeCloseTo(1, 9);
      expect(own.energy / energy, `${name}: energy`).toBeCloseTo(1, 9);
    }
  });

  /** The parts around a plan, from a whole range down to its own tiling. */
  function* around({ part, plan }: Tried): Generator<TilingPart> {
    const holds = ([from, to]: readonly [number, number], tiles: number): boolean =>
      from <= tiles && tiles <= to;
    let at: TilingPart | undefined = part;
    while (at !== undefined) {
      yield at;
      at = at.halves?.find(
        ({ range }) => holds(range.queryTiles, plan.queryTiles) && holds(range.keyTiles, plan.keyTiles),
      );
    }
  }

  // A bound that is far below what it bounds costs no plan but time: how near each is to its own tiling's best is held, too.
  it.each([
    ["energy", 0.91, 0.97],
    ["latency", 0.41, 0.75],
  ] as const)(
    "has no less %s than the bound of every range around it, which rises to its own",
    (key, least, usual) => {
      const nearness: number[] = [];
      for (const one of tried) {
        const { name, problem, plan, own } = one;
        const bounds = createBounds(problem, (cost) => cost[key]);
        const flight = problem.flights.find(({ heads }) => heads === plan.headsInFlight);
        if (flight === undefined) throw new Error(name);
        let above = 0;
        for (const part of around(one)) {
          const { bound, shares } = bounds.of(part, flight) as NonNullable<ReturnType<typeof bounds.of>>;
          expect(bound, name).toBeLessThanOrEqual(own[key] * (1 + 1e-9));
          expect(bound, name).toBeGreaterThanOrEqual(above * (1 - 1e-9));
          above = bound;
          if (part.halves !== null) continue;
          const priced = shares.map(
            (resident) => problem.pricer.price(part.least, { ...plan, resident })[key],
          );
          nearness.push(bound / Math.min(...priced));
        }
      }
      nearness.sort((a, b) => a - b);
      expect(nearness[0]).toBeGreaterThan(least);
      expect(nearness[nearness.length >> 1]).toBeGreaterThan(usual);
    },
  );
});
