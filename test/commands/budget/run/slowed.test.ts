import { describe, expect, it } from "vitest";
import { designAnswer } from "../../../../src/commands/budget/run/budget.ts";
import { limitConstraints } from "../../../../src/commands/budget/run/limit-constraints.ts";
import type { BudgetChoice } from "../../../../src/commands/budget/run/result.ts";
import { amountOfMerit } from "../../../../src/commands/budget/run/result.ts";
import { atEqualRate, slowable } from "../../../../src/commands/budget/run/slowed.ts";
import type { Metric } from "../../../../src/comparison/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
} from "../../../../src/comparison/metrics/prices.ts";

/** 3 W over an idle 1 W, a workload of 50 tokens every 2 s, each through after 5 s, on 4 mm². */
const FULL = {
  throughput: 25,
  latency: 5,
  power: 4,
  energy: 8,
  area: 4e-6,
  powerDensity: 1e6,
  peakPower: 9,
};
const choiceOf = (full = FULL, idlePower = 1): BudgetChoice => ({
  contender: "lsh-memristor",
  row: null,
  cores: 1,
  sets: {},
  uses: full,
  duty: 1,
  full,
  idlePower,
  die: null,
});

/** The same at a duty, by hand. */
const slow = (duty: number) => ({
  throughput: 25 * duty,
  latency: 5 / duty,
  power: 1 + 3 * duty,
  energy: ((1 + 3 * duty) * 2) / duty,
  area: 4e-6,
  powerDensity: (1 + 3 * duty) / 4e-6,
  peakPower: 9,
});

function same(own: BudgetChoice, duty: number): void {
  expect(own.duty).toBeCloseTo(duty, 12);
  for (const [quantity, amount] of Object.entries(slow(duty)))
    expect(own.uses[quantity] / amount, quantity).toBeCloseTo(1, 12);
}

const easedTo = (aim: Metric, amount: number, choice = choiceOf()): BudgetChoice => {
  const found = slowable([choice], aim).eased?.(choice, amountOfMerit(aim, amount));
  if (found === undefined) throw new Error("not eased");
  return found;
};

describe("a choice that is eased until it just has a merit", () => {
  it.each([0.9, 0.5, 0.1])(
    "works for %d of the time, whether by tokens a second, latency or joules",
    (duty) => {
      const wanted = slow(duty);
      same(easedTo(throughput, wanted.throughput), duty);
      same(easedTo(latency, wanted.latency), duty);
      same(easedTo(energy, wanted.energy), duty);
    },
  );

  it("works all of the time where that is not enough", () => {
    same(easedTo(throughput, 30), 1);
    same(easedTo(latency, 4), 1);
  });

  it("only idles where its speed is no part of the aim, at 1 W over 4 mm²", () => {
    for (const aim of [area, peakPower]) {
      const { uses } = easedTo(aim, FULL[aim.quantity as "area"]);
      expect([uses.power, uses.powerDensity]).toEqual([1, 1 / 4e-6]);
      expect([uses.area, uses.peakPower]).toEqual([4e-6, 9]);
    }
  });

  it("stays as it is where its idle power is not known, and where less power is the aim", () => {
    const unknown = choiceOf(FULL, Number.NaN);
    expect(easedTo(latency, 50, unknown)).toBe(unknown);
    for (const aim of [power, powerDensity]) same(easedTo(aim, 1), 1);
  });
});

describe("a choice under bounds on its average power", () => {
  const under = (limits: Record<string, number>, aim: Metric = throughput): BudgetChoice =>
    slowable([choiceOf()], aim).ranked(limitConstraints(limits))[0];

  it("works as much as the tightest of them allows", () => {
    same(under({ power: 2.5 }), 0.5);
    // 0.5 W/mm² of 4 mm² are 2 W.
    same(under({ powerDensity: 0.5e6 }), 1 / 3);
    same(under({ power: 2.5, powerDensity: 0.5e6 }), 1 / 3);
    same(under({ power: 2.2, powerDensity: 0.9e6 }), 0.4);
    same(under({ power: 5 }), 1);
  });

  it("works all of the time where it draws more even idle, or where the aim is its power", () => {
    same(under({ power: 0.9 }), 1);
    same(under({ power: 2.5 }, power), 1);
    // A bound on latency slows nothing.
    same(under({ latency: 100 }), 1);
  });
});

it("two choices at one rate: the faster works a quarter of the time", () => {
  const slower = choiceOf({ ...FULL, throughput: 6.25, latency: 20 });
  for (const [subject, rival] of [
    [choiceOf(), slower],
    [slower, choiceOf()],
  ]) {
    const found = atEqualRate(subject, rival);
    expect(found.throughput).toBe(6.25);
    const fast = subject === slower ? found.rival : found.subject;
    const full = subject === slower ? found.subject : found.rival;
    expect(fast.power).toBeCloseTo(1 + 3 / 4, 12);
    expect(fast.latency).toBeCloseTo(20, 12);
    expect(full).toBe(slower.uses);
  }
});

it("where nothing is within the limits, the nearest is the least that any choice takes of each, slowed to idle where that helps", () => {
  const choices = [choiceOf(), choiceOf({ ...FULL, area: 3e-6, energy: 10, power: 5 }, 2)];
  const answerTo = (limits: Record<string, number>) =>
    designAnswer("lsh-memristor", choices, limitConstraints(limits), throughput, null);
  const none = answerTo({ area: 1e-6, power: 0.5, peakPower: 10 });
  expect(none.answer).toBeNull();
  expect(none.nearest).toMatchObject({ area: 3e-6, power: 1 });
  expect(none.unmet).toEqual(["area", "power"]);
  const some = answerTo({ area: 3.5e-6 });
  expect(some.answer?.best.full.area).toBe(3e-6);
  expect([some.nearest, some.unmet, some.candidates]).toEqual([{}, [], 2]);
});
