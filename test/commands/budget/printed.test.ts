import { describe, expect, it } from "vitest";
import type { Slack } from "#search";
import { budgetAnswer } from "../../../src/commands/budget/report/text.ts";
import type { BudgetChoice, BudgetReport } from "../../../src/commands/budget/run/result.ts";
import { throughput } from "../../../src/comparison/metrics/prices.ts";
import { columnsSay, distinctNumbers, jsonSays, says, sentencesOf, tablesOf } from "../../report/printed.ts";

const next = distinctNumbers();
const QUANTITIES = ["throughput", "energy", "area", "power", "peakPower", "powerDensity", "latency"];
const TOKENS = 700;
let duties = 0;
/** Half widths of two digits, as they are printed. */
let half = 10;
const estimate = (mean: number) => ({ mean, interval: ++half / 1000, samples: 5 });

function choice(contender: string, scale: number, cores: number): BudgetChoice {
  const uses = Object.fromEntries(QUANTITIES.map((name) => [name, next()]));
  return {
    contender,
    row: null,
    cores,
    sets: { [`design.digital.${contender}`]: cores },
    uses: { ...uses, throughput: scale * 1000, area: uses.area * 1e-6 },
    full: {},
    duty: 0.2 + 0.093 * ++duties,
    idlePower: next(),
    die: {
      dies: 2 + cores,
      dieArea: 1e-6 * next(),
      waferPrice: 1e3 * next(),
      diesPerWafer: 300 + cores,
      defectYield: next() / 30,
      arrayYield: next() / 30,
      goodDie: 10 * next(),
    },
  } as unknown as BudgetChoice;
}

const quality = () => ({
  recall: estimate(0.4 + next() / 100),
  controls: {
    software: estimate(0.3 + next() / 90),
    randomBuckets: estimate(0.2 + next() / 80),
    localWindow: estimate(0.1 + next() / 70),
  },
  outputError: next() / 100,
  origin: "somewhere",
  proxy: false,
});

const slack = (name: string, column: string, isBinding: boolean): Slack => ({
  name,
  column,
  sense: "most",
  limit: next(),
  used: next(),
  slack: next() / 40,
  withoutIt: 1e4 * next(),
  active: isBinding,
  nextAt: next(),
});

function contenderOf(contender: string, scale: number, cores: number) {
  const best = choice(contender, scale, cores);
  return {
    contender,
    candidates: 10 + cores,
    answer: {
      best,
      slacks: [slack("power", "power_W", true), slack("latency", "latency_s", false)],
      together: false,
      unlimited: choice(contender, 3 * scale, 40 + cores),
    },
    nearest: {},
    unmet: [],
    idle: [],
    quality: quality(),
    modelRate: 1e5 * next(),
    map: {
      steps: [
        { limit: next(), answer: null },
        { limit: next(), answer: { best, slacks: [], together: false, unlimited: best } },
      ],
      switches: [{ at: next(), best }],
    },
    equal: {
      throughput: next() * 1000,
      subject: Object.fromEntries(QUANTITIES.map((name) => [name, next()])),
      rival: Object.fromEntries(QUANTITIES.map((name) => [name, next()])),
    },
  };
}

const contenders = [
  contenderOf("lsh-memristor", 2, 3),
  contenderOf("exact-digital", 3.1, 5),
  contenderOf("lsh-digital", 1.3, 7),
];
const trade = {
  path: "workload.rounds",
  rows: [4, 6].map((value) => ({ value, best: choice("t", value, value), quality: quality() })),
};
const report = {
  name: "b",
  kernels: "k",
  workload: "w",
  tokens: TOKENS,
  aim: throughput,
  limits: { power: 1.7, area: 3.3e-6 },
  conditions: [],
  contenders,
  sizing: { axes: ["design.digital.mac.units"], points: 77 },
  moved: "power",
  trade,
} as unknown as BudgetReport;
const answer = budgetAnswer(report, "0");
const tables = tablesOf(answer);
const [subject, exact, digital] = contenders;
const bestOf = ({ answer: { best } }: (typeof contenders)[number]): BudgetChoice => best;
const massOf = ({ mean, interval }: { mean: number; interval: number }) => [100 * mean, interval];
const sentence = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";

describe("a budget's tables", () => {
  it("have the best of each design, a column an amount", () => {
    const [best] = tables;
    columnsSay(best, contenders, {
      "attention tokens/s": (contender) => bestOf(contender).uses.throughput,
      "model tokens/s": ({ modelRate }) => modelRate,
      "J/token": (contender) => bestOf(contender).uses.energy / TOKENS,
      recall: (contender) => massOf(contender.quality.recall),
      cores: (contender) => bestOf(contender).cores,
      duty: (contender) => bestOf(contender).duty,
      area: (contender) => bestOf(contender).uses.area,
      power: (contender) => bestOf(contender).uses.power,
      peak: (contender) => bestOf(contender).uses.peakPower,
      "W/mm²": (contender) => bestOf(contender).uses.powerDensity / 1e6,
      latency: (contender) => bestOf(contender).uses.latency,
      "good die": (contender) => bestOf(contender).die?.goodDie ?? null,
    });
    expect(best.rows.map(([name]) => name)).toEqual(contenders.map(({ contender }) => contender));
  });

  it("have each constraint with its limit, use, slack, worth and next step", () => {
    for (const [n, contender] of contenders.entries()) {
      const table = tables.find(({ head }) => head[0] === `${contender.contender}: constraint`) ?? tables[0];
      columnsSay(table, contender.answer.slacks, {
        limit: (own) => own.limit,
        used: (own) => own.used,
        slack: (own) => own.slack,
        "without it": (own) => (own.active ? own.withoutIt : null),
        "next better at": (own) => own.nextAt,
      });
      expect(
        table.rows.map(([name]) => name.includes("(active)")),
        `${n}`,
      ).toEqual([true, false]);
    }
  });

  it("have the trade and the map step by step", () => {
    const own = tables.find(({ head }) => head.includes("random buckets")) ?? tables[0];
    columnsSay(own, trade.rows, {
      rounds: ({ value }) => value,
      "attention tokens/s": ({ best }) => best.uses.throughput,
      "J/token": ({ best }) => best.uses.energy / TOKENS,
      recall: ({ quality: { recall } }) => massOf(recall),
      "random buckets": ({ quality: { controls } }) => massOf(controls.randomBuckets),
      "output error": ({ quality: { outputError } }) => outputError,
    });
    for (const contender of contenders) {
      const map = tables.find(
        ({ head }) => head[0].startsWith(`${contender.contender}: `) && head.includes("active"),
      );
      expect(map).toBeDefined();
      contender.map.steps.forEach(({ limit, answer: found }, n) => {
        const [at, amount, , cores] = map?.rows[n] ?? [];
        says(at, [limit], "limit");
        if (found === null) expect([amount, cores]).toEqual(["none", ""]);
        else {
          says(amount, [bestOf(contender).uses.throughput], "amount");
          says(cores, [bestOf(contender).cores], "cores");
        }
      });
      const notes = answer.blocks.flatMap((block) => (block.kind === "table" ? (block.notes ?? []) : []));
      const switched = notes.filter((note) => note.startsWith("The choice switches"));
      expect(switched.some((note) => /\d/.test(note))).toBe(true);
      says(switched[contenders.indexOf(contender)], [contender.map.switches[0].at], "switch");
    }
  });
});

describe("a budget's sentences", () => {
  it.each([
    [exact, "exact-digital", "loses to"],
    [digital, "lsh-digital", "beats"],
  ] as const)(
    "put the subject over each rival, within the budget and at one throughput: %#",
    (rival, id, _) => {
      const text =
        sentencesOf(answer).find(
          (one) => one.includes("Within the budget") && one.includes(id === "exact-digital" ? "(A)" : "(B)"),
        ) ?? "";
      const { subject: own, rival: other } = rival.equal;
      const from = text.slice(text.indexOf(": ×"));
      const ratio = bestOf(subject).uses.throughput / bestOf(rival).uses.throughput;
      says(
        from,
        [
          ratio,
          ...massOf(subject.quality.recall),
          ...massOf(rival.quality.recall),
          bestOf(subject).duty,
          bestOf(rival).duty,
          rival.equal.throughput,
          ...["energy", "area", "power", "peakPower"].map((key) => own[key] / other[key]),
        ],
        id,
      );
      // More of what is asked for wins.
      expect(text.includes("beats") || text.includes("takes less") || text.includes("wins"), text).toBe(
        ratio > 1,
      );
    },
  );

  it("say the subject's best, its limits, its quality beside the controls, and what no limit would buy", () => {
    const { uses, cores, duty } = bestOf(subject);
    says(
      sentence("under ").slice("The memristor design (C) under".length),
      [1.7, 3.3e-6, uses.throughput, uses.energy / TOKENS, duty, cores, cores, uses.peakPower],
      "best",
    );
    const { recall, controls, outputError } = subject.quality;
    says(
      sentence("Loss against exact attention"),
      [
        1 - recall.mean,
        ...massOf(recall),
        outputError,
        ...massOf(controls.software),
        ...massOf(controls.randomBuckets),
        ...massOf(controls.localWindow),
      ],
      "quality",
    );
    const { unlimited } = subject.answer;
    says(
      sentence("unlimited budget"),
      [unlimited.uses.throughput / uses.throughput, unlimited.uses.area, unlimited.uses.power],
      "unlimited",
    );
    const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block] : []));
    says(about.text.slice(about.text.indexOf("of ")), [13 + 15 + 17], "candidates");
    says(about.about[0].slice(about.about[0].indexOf("at ")), [77], "points");
  });

  it("and the JSON has every number under its own name", () => {
    const { designs: own, trade: traded } = answer.json as { designs: unknown; trade: unknown };
    jsonSays([own, traded], report, {
      throughput_tokens_per_s: "throughput",
      model_tokens_per_s: "modelRate",
      energy_J_per_token: null,
      peak_power_W: "peakPower",
      power_density_W_per_m2: "powerDensity",
      interval95: "interval",
      without_it: "withoutIt",
      goodDie_USD: "goodDie",
      wafer_USD: "waferPrice",
      largestDie_m2: "dieArea",
      next_better_at: "nextAt",
      recall: "recall",
      ratios: null,
      energy: null,
      area: null,
      power: null,
      peakPower: null,
    });
  });
});
