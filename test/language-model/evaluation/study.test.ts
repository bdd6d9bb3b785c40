import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { builtInProse } from "../../../packages/text-trials/src/prose.ts";
import type { Selection } from "../../../src/language-model/engine/engine.ts";
import { type Subject, USUAL } from "../../../src/language-model/evaluation/forms.ts";
import { judge, type Line } from "../../../src/language-model/evaluation/judge.ts";
import { studyPlan } from "../../../src/language-model/evaluation/plans.ts";
import {
  type Answers,
  answersOfPlan,
  haystacksOf,
  runStudy,
} from "../../../src/language-model/evaluation/study.ts";
import type { Setup } from "../../../src/language-model/evaluation/study-plan.ts";
import { everyCase } from "../../law.ts";
import { fakeEngine } from "./fake-engine.ts";
import { wordEncoder } from "./word-encoder.ts";

const subject = (name: string): Subject => ({
  name,
  selector: { name, params: {} },
  isDrawn: true,
  hasDesign: name === "good",
});
const CHOICE = {
  ...USUAL,
  subjects: [subject("good"), subject("bad")],
  length: 1024,
  setups: ["B", "C"] as Setup[],
};
const plan = studyPlan("quick", CHOICE);
const encoder = wordEncoder();
const sources = ["a", "b"].map((name) => ({ name, ids: builtInProse(6000, encoder, createRng(name)) }));
const haystacks = haystacksOf(plan, sources, encoder);

function memory(doubtful = false) {
  const refused: string[] = [];
  const confirmed: string[] = [];
  const kept = new Map<string, unknown>();
  const answers: Answers = {
    find: (key) => kept.get(key),
    keep: (key, answer) => void kept.set(key, answer),
    isDoubtful: () => doubtful,
    refuse: (key) => {
      kept.delete(key);
      refused.push(key);
    },
    confirm: (what, difference) => {
      if (difference !== null) throw new Error(`${what}: ${difference}`);
      confirmed.push(what);
    },
  };
  return { kept, answers, refused, confirmed };
}

/** Losses by selector; chips and tails differ a little, so that there is something to resample. */
const losses =
  (table: Readonly<Record<string, number>>) =>
  ({ selector, array }: Selection, tokens: number): number =>
    table[selector.name] + 1e-5 * array + 1e-6 * (tokens % 7);

async function linesOf(
  table: Readonly<Record<string, number>>,
  change: Partial<typeof plan> = {},
): Promise<Line[]> {
  const { engine } = fakeEngine(losses(table));
  const studied = { ...plan, ...change };
  const digests = { model: "m", calibration: "c" };
  const answered = await runStudy({ plan: studied, haystacks, engine, answers: memory().answers, digests });
  return judge(answered, studied.variants, createRng(1), 500);
}
const line = (lines: readonly Line[], setup: Setup, id: string): Line =>
  lines.find((found) => found.setup === setup && found.variant.id === id) as Line;

const TABLE = { good: 0.001, bad: 2, oracle: 0.001, window: 4, random: 5 };

describe("judge", () => {
  it("tells no degradation from degradation, and says how much was attended", async () => {
    const lines = await linesOf(TABLE);
    for (const setup of ["B", "C"] as const) {
      const good = line(lines, setup, "good, 1/8");
      const bad = line(lines, setup, "bad, 1/16");
      expect([good.verdict, bad.verdict]).toEqual(["no degradation", "degradation"]);
      expect(good.attended).toBeCloseTo(1 / 8, 12);
      expect(bad.attended).toBeCloseTo(1 / 16, 12);
      const numbers = bad.results.find(({ measure }) => measure === "numbers");
      expect([numbers?.exact, numbers?.value, numbers?.whole?.value]).toEqual([1, 0, 0]);
      expect(numbers?.loss.mean).toBe(1);
      // 2.1 nats less .1.
      expect(bad.results.find(({ measure }) => measure === "perplexity")?.loss.mean).toBeCloseTo(2, 3);
    }
  });

  it("lets controls at the budget that a design attends decide on its power", async () => {
    const lines = await linesOf(TABLE);
    const own = line(lines, "B", "good, own budget");
    expect(own.verdict).toBe("no degradation");
    expect(line(lines, "B", "random keys, own budget").attended).toBeCloseTo(0.25, 9);
  });

  it("has no power where a control passes, and says which", async () => {
    const lines = await linesOf({ ...TABLE, window: 0.001 });
    const { verdict, results } = line(lines, "B", "good, 1/8");
    expect(verdict).toBe("no power");
    expect(results).toHaveLength(4);
    for (const { noPower } of results) expect(noPower).toBe("not shown to lose five margins: local window");
    // Four margins of perplexity are not enough.
    const nearly = await linesOf({ ...TABLE, random: Math.log(1.04) });
    expect(line(nearly, "B", "good, 1/8").results[0].noPower).toContain("random keys");
  });

  it("has no power where exact attention fails or no control was run", async () => {
    const lines = await linesOf(TABLE, { variants: plan.variants.filter(({ role }) => role !== "control") });
    expect(line(lines, "B", "good, 1/8").results[0].noPower).toBe("no control was run at this budget");
    const { engine } = fakeEngine(losses(TABLE));
    const hard = {
      ...engine,
      score: async (...given: Parameters<typeof engine.score>) => {
        const scores = await engine.score(...given);
        return { ...scores, best: scores.best.map((id, n) => (n % 2 === 0 ? id : -1)) };
      },
    };
    const answered = await runStudy({
      plan,
      haystacks,
      engine: hard,
      answers: memory().answers,
      digests: { model: "m", calibration: "c" },
    });
    const numbers = line(judge(answered, plan.variants, createRng(1), 500), "B", "good, 1/8").results.find(
      ({ measure }) => measure === "numbers",
    );
    // Three of five digits: 60 % is enough; passages have 16 of 32.
    expect(numbers?.noPower).toBeNull();
    const passages = line(judge(answered, plan.variants, createRng(1), 500), "B", "good, 1/8").results[3];
    expect(passages.noPower).toBe("exact attention has 50 % of the tokens, less than 60 %");
  });

  it("shows neither for a loss near the margin", async () => {
    const lines = await linesOf({ ...TABLE, good: 0.0099 });
    expect(line(lines, "B", "good, 1/8").verdict).not.toBe("degradation");
    const beyond = await linesOf({ ...TABLE, good: 0.012 });
    expect(line(beyond, "B", "good, 1/8").verdict).toBe("degradation");
  });
});

describe("studyPlan", () => {
  it("names every variant once, also where a reference is under study or a share is named twice", () => {
    const { variants } = studyPlan("full", {
      ...USUAL,
      subjects: [{ ...subject("oracle"), isDrawn: false }, subject("good")],
      shares: [1 / 2, 1 / 8],
      length: 2048,
      setups: ["A", "B", "C"],
    });
    const ids = variants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(variants.find(({ id }) => id === "oracle, 1/8")?.role).toBe("subject");
    // Every budget has both controls.
    for (const level of new Set(variants.map((variant) => variant.level)))
      expect(
        variants.filter((variant) => variant.level === level && variant.role === "control"),
      ).toHaveLength(2);
  });
});

describe("runStudy", () => {
  it("goes on where it was stopped, and asks nothing twice", async () => {
    const { engine, calls } = fakeEngine(losses(TABLE));
    const { kept, answers } = memory();
    const digests = { model: "m", calibration: "c" };
    const controller = new AbortController();
    const total = answersOfPlan(plan);
    const stopped = runStudy({
      plan,
      haystacks,
      engine,
      answers,
      digests,
      signal: controller.signal,
      onAnswer: (done) => done === 30 && controller.abort(new Error("stopped")),
    });
    await expect(stopped).rejects.toThrow("stopped");
    expect(kept.size).toBe(30);
    expect(calls.released).toBe(calls.prefill);
    const whole = await runStudy({ plan, haystacks, engine, answers, digests });
    expect(kept.size).toBe(total);
    const fresh = await runStudy({
      plan,
      haystacks,
      engine: fakeEngine(losses(TABLE)).engine,
      answers: memory().answers,
      digests,
    });
    expect(whole).toEqual(fresh);
    const before = { ...calls };
    let steps = 0;
    await runStudy({ plan, haystacks, engine, answers, digests, onAnswer: () => steps++ });
    expect(calls).toEqual(before);
    expect(steps).toBe(total);
  });

  it("asks some haystacks alone as it asks them among all, the followed variants of the first one included", async () => {
    const run = {
      haystacks,
      engine: fakeEngine(losses(TABLE)).engine,
      digests: { model: "m", calibration: "c" },
    };
    const whole = await runStudy({ ...run, plan, answers: memory().answers });
    const some = studyPlan("quick", { ...CHOICE, only: [2] });
    const { kept, answers } = memory();
    const alone = await runStudy({ ...run, plan: some, answers });
    expect(alone).toEqual(whole.slice(1, 2));
    // Two variants of the second context follow the share of "good, own budget", which is measured on the first.
    const followers = some.variants.filter(({ budget }) => budget.kind === "as").map(({ id }) => id);
    expect(followers).toEqual(["local window, own budget", "random keys, own budget"]);
    const asked = alone[0].answers.length + 1;
    expect([kept.size, answersOfPlan(some)]).toEqual([asked + 2, asked + 2]);
    const without = studyPlan("quick", { ...CHOICE, subjects: [subject("bad")], only: [3] });
    expect(answersOfPlan(without)).toBe(
      answersOfPlan(studyPlan("quick", { ...CHOICE, subjects: [subject("bad")] })) / 3,
    );
    // A part asks those of the contexts that it has.
    const { parts } = studyPlan("full", { ...CHOICE, setups: ["A", "B", "C"], only: [5, 13] });
    expect(parts.map(({ only }) => only)).toEqual([[5, 13], [5], [], [5]]);
  });

  it("asks anew for another model, calibration, selection or text", async () => {
    const { engine } = fakeEngine(losses(TABLE));
    const { kept, answers } = memory();
    const one = { ...plan, parts: plan.parts.map((part) => ({ ...part, haystacks: 1 })) };
    const run = (change: object) =>
      runStudy({
        plan: one,
        haystacks: [[haystacks[0][0]]],
        engine,
        answers,
        digests: { model: "m", calibration: "c" },
        ...change,
      });
    await run({});
    const each = kept.size;
    expect(each).toBe(answersOfPlan(one));
    await run({ digests: { model: "n", calibration: "c" } });
    expect(kept.size).toBe(2 * each);
    await run({ digests: { model: "m", calibration: "d" } });
    expect(kept.size).toBe(3 * each);
    await run({ haystacks: [[haystacks[0][1]]] });
    expect(kept.size).toBe(4 * each);
    await run({ plan: { ...one, seed: 1 } });
    // Exact attention has no seed.
    expect(kept.size).toBe(5 * each - 1);
  });

  it("asks the engine for all that a plan says of a selection", async () => {
    const asked: Selection[] = [];
    const choice = {
      sink: 3,
      window: 5,
      denseLayers: 1,
      sharing: "key-value-head",
      rest: "estimated",
      nearBy: "codes",
    } as const;
    const { engine } = fakeEngine((selection) => {
      asked.push(selection);
      return 0;
    });
    await runStudy({
      plan: {
        ...plan,
        variants: plan.variants.map((variant) => ({ ...variant, ...choice })),
        parts: plan.parts.map((part) => ({ ...part, haystacks: 1 })),
      },
      haystacks: [[haystacks[0][0]]],
      engine,
      answers: memory().answers,
      digests: { model: "m", calibration: "c" },
    });
    everyCase(asked, 2, (selection) => {
      expect(selection).toMatchObject(choice);
      // Names and roles are not what an answer depends on.
      const keys = [
        "array",
        "budget",
        "denseLayers",
        "measures",
        "nearBy",
        "rest",
        "seed",
        "selector",
        "sharing",
        "sink",
        "window",
      ];
      expect(keys).toEqual(expect.arrayContaining(Object.keys(selection)));
    });
  });

  it("keeps the question exact in setup A alone", async () => {
    const found: Record<string, number[]> = {};
    for (const setup of ["A", "B", "C"] as const) {
      const { engine, exactRows } = fakeEngine(losses(TABLE));
      const parts = [{ ...plan.parts[0], haystacks: 1, setups: { [setup]: "nested" as const } }];
      await runStudy({
        plan: { ...plan, parts },
        haystacks: [[haystacks[0][0]]],
        engine,
        answers: memory().answers,
        digests: { model: "m", calibration: "c" },
      });
      found[setup] = [...new Set(exactRows)].sort((a, b) => a - b);
    }
    const rows = haystacks[0][0].items.map(({ scored }) => scored[0] - 1);
    expect(found.A).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(found.A.length).toBeGreaterThan(1);
    expect([found.B, found.C]).toEqual([[0], [0]]);
  });

  it("measures mass and error by layer on the first haystack", async () => {
    const { engine } = fakeEngine(losses(TABLE));
    const answered = await runStudy({
      plan,
      haystacks,
      engine,
      answers: memory().answers,
      digests: { model: "m", calibration: "c" },
    });
    const [first, second] = answered;
    const measured = first.answers.filter(({ score }) => score.layers !== undefined);
    expect(measured.length).toBe(
      first.answers.filter(({ array, setup }) => array === 0 && setup === "B").length,
    );
    expect(measured[0].score.layers).toEqual([
      { attended: 0.25, median: 0.25, p99: 0.375, most: 0.75, computed: 0.5, mass: 0.75, error: 0.5 },
      { attended: 0.25, median: 0.25, p99: 0.375, most: 0.75, computed: 0.5, mass: 0.75, error: 0.5 },
    ]);
    expect(second.answers.some(({ score }) => score.layers !== undefined)).toBe(false);
  });
});

describe("kept answers that are doubtful", () => {
  const digests = { model: "m", calibration: "c" };
  const run = (answers: Answers, table: Readonly<Record<string, number>>) =>
    runStudy({ plan, haystacks, engine: fakeEngine(losses(table)).engine, answers, digests });
  const table = Object.fromEntries(plan.variants.map(({ selector }, n) => [selector.name, 0.01 * (n + 1)]));

  it("are given again, one of each way to attend, and then taken", async () => {
    const store = memory(true);
    const first = await run(store.answers, table);
    const asked = store.kept.size;
    expect(store.confirmed).toEqual([]);
    expect(await run(store.answers, table)).toEqual(first);
    expect(store.confirmed.length).toBe(new Set(store.confirmed).size);
    expect(store.confirmed.length).toBeGreaterThan(plan.variants.length / 3);
    expect(store.confirmed.length).toBeLessThan(asked);
  });

  it("are refused where they are not given again", async () => {
    const store = memory(true);
    await run(store.answers, table);
    const other = { ...table, [plan.variants[0].selector.name]: 0.5 };
    await expect(run(store.answers, other)).rejects.toThrow(/in setup .* of .*: .*is another one now/);
  });

  it.each([
    ["no items", { shares: null }],
    ["too few items", { items: [], shares: null }],
    ["items of nothing", { items: [null], shares: null }],
    ["texts", { items: "x", shares: 1 }],
    ["a list", []],
  ])("with %s are asked again", async (_, planted) => {
    const store = memory();
    const first = await run(store.answers, table);
    const keys = [...store.kept.keys()];
    for (const key of keys) store.kept.set(key, planted);
    expect(await run(store.answers, table)).toEqual(first);
    expect(new Set(store.refused)).toEqual(new Set(keys));
  });
});
