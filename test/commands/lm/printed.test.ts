import { expect, it } from "vitest";
import { keySelectionAnswer } from "../../../src/commands/lm/report/text.ts";
import type { KeySelectionReport } from "../../../src/commands/lm/run/result.ts";
import { columnsSay, distinctNumbers, jsonSays, says, sentencesOf, tablesOf } from "../../report/printed.ts";

const next = distinctNumbers();
const loss = (mean = next() / 9) => ({
  mean,
  lower: next() / 9,
  upper: next() / 9,
  clusters: 3,
  arrays: 2,
  tokens: 50,
});
const result = (measure: string, whole: object | null = null) => ({
  measure,
  loss: loss(),
  value: next() / 30,
  exact: next() / 30,
  whole,
  nllLoss: next(),
  noPower: null,
});
const variant = (id: string, role: string, level: string) => ({
  id: `${id} ${level}`,
  name: id,
  level,
  role,
  budget: { kind: "keys", keys: 1 },
  sink: 3,
  window: 29,
  denseLayers: 2,
});
const variants = [
  variant("memristor", "subject", "1/8"),
  variant("hadamard", "subject", "1/8"),
  variant("oracle", "oracle", "1/8"),
  variant("random keys", "control", "1/8"),
];
const VERDICTS = ["no degradation", "degradation", "not shown", "no power"];
const lines = ["B", "C"].flatMap((setup) =>
  variants.map((own, n) => ({
    setup,
    variant: own,
    attended: next() / 30,
    computed: next() / 30,
    median: next() / 30,
    p99: next() / 30,
    most: next() / 30,
    results: [
      result("perplexity"),
      { ...result("divergence"), value: next() },
      result("numbers", { value: next() / 30, exact: next() / 30 }),
      result("passages"),
    ],
    within: next() / 30,
    beyond: next() / 30,
    verdict: VERDICTS[n],
  })),
);
const layer = () => ({ mass: next() / 30, error: next() / 30 });
const haystacks = [
  {
    id: "h",
    part: "p",
    items: [
      { task: "perplexity", id: "a" },
      { task: "numbers", id: "b" },
    ],
    exact: {
      items: [
        { nll: [1, 2, 3], right: [1] },
        { nll: [1], right: [0] },
      ],
    },
    answers: variants.slice(0, 2).map(({ id }) => ({
      setup: "B",
      variant: id,
      array: 0,
      score: { items: [], layers: [layer(), layer(), layer()] },
    })),
  },
];
const report = {
  version: "0",
  form: "index",
  model: { name: "m", file: "m.gguf", layers: 3 },
  texts: [{ name: "t", tokens: 5 }],
  calibration: "c",
  calibrationCosts: [],
  plan: { seed: 1, variants, parts: [{ name: "p", haystacks: 1, shape: { length: 777 }, setups: {} }] },
  digests: {},
  setups: ["B", "C"],
  haystacks,
  lines,
  versus: [],
  kept: 0,
} as unknown as KeySelectionReport;
const answer = keySelectionAnswer(report);
const blocks = answer.blocks.flatMap((block) => (block.kind === "details" ? block.blocks : [block]));
const tables = tablesOf({ json: null, blocks });
type Line = (typeof lines)[number];
const of = ({ results }: Line, measure: string) =>
  results.find((one) => one.measure === measure) ?? results[0];
const fixed = (value: number, decimals: number): number => Number(value.toFixed(decimals));
const triple = ({ loss: own }: ReturnType<typeof of>): number[] => [own.mean, own.lower, own.upper];
const lostPoints = (line: Line, measure: string): number[] =>
  triple(of(line, measure)).map((x) => fixed(100 * x, 1));

it("a line has its shares, its perplexity and what it lost, with both ends, under its own headings", () => {
  const [table] = tables;
  columnsSay(table, lines, {
    attended: ({ attended }) => attended,
    "p99 of tokens": ({ p99 }) => p99,
    computed: ({ computed }) => computed,
    "perplexity ×": (line) => triple(of(line, "perplexity")).map((x) => fixed(Math.exp(x), 3)),
    "KL (nats)": (line) => fixed(of(line, "divergence").value, 4),
    "numbers lost (points)": (line) => lostPoints(line, "numbers"),
    "passages lost (points)": (line) => lostPoints(line, "passages"),
  });
  const whole = table.head.indexOf("whole numbers");
  const p = table.head.indexOf("p same, p worse (Holm)");
  lines.forEach((line, n) => {
    const [same, worse] = [line.within, line.beyond].map((value) => value.toFixed(3).replace("0.", "."));
    expect(table.rows[n][p]).toBe(`${same}, ${worse}`);
    const own = of(line, "numbers").whole as { value: number; exact: number };
    expect(table.rows[n][whole]).toBe(`${(100 * own.value).toFixed(0)} of ${(100 * own.exact).toFixed(0)} %`);
    expect([table.rows[n][0], table.rows[n][1], table.rows[n].at(-1)]).toEqual([
      line.setup,
      line.variant.id,
      line.verdict,
    ]);
  });
});

it("layers have mass and error in tables of their own, a variant a column", () => {
  const [, mass, error] = tables;
  const [one, two] = haystacks[0].answers.map(({ score }) => score.layers);
  const rows = one.map((own, n) => ({ own, other: two[n] }));
  columnsSay(mass, rows, {
    "memristor 1/8": ({ own }) => own.mass,
    "hadamard 1/8": ({ other }) => other.mass,
  });
  columnsSay(error, rows, {
    "memristor 1/8": ({ own }) => own.error,
    "hadamard 1/8": ({ other }) => other.error,
  });
});

it("the screen has each variant's perplexity, numbers and passages of both setups, and those of exact attention", () => {
  const [code] = answer.blocks.flatMap((block) => (block.kind === "code" ? [block.text] : []));
  const rows = code.split("\n");
  const whole = (value: number): number => Number((100 * value).toFixed(0));
  const wanted = (id: string): number[] =>
    lines
      .filter((line) => line.variant.id === id)
      .flatMap((line) => [
        fixed(Math.exp(of(line, "perplexity").loss.mean), 3),
        whole(of(line, "numbers").value),
        whole(of(line, "passages").value),
      ]);
  for (const { id } of variants) {
    const row = rows.find((text) => text.startsWith(`${id} `)) ?? "";
    says(row.slice(34), wanted(id), id);
  }
  const words = ["yes", "no", "open", "–"];
  variants.forEach(({ id }, n) => {
    const row = rows.find((text) => text.startsWith(`${id} `)) ?? "";
    expect(row.slice(34, 57).trim().split(/ +/).at(-1)).toBe(words[n]);
  });
  const exact = rows.find((text) => text.startsWith("all (exact")) ?? "";
  says(
    exact.slice(34),
    ["B", "C"].flatMap((setup) => {
      const [first] = lines.filter((line) => line.setup === setup);
      return [1, whole(of(first, "numbers").exact), whole(of(first, "passages").exact)];
    }),
    "exact",
  );
});

it("sentences count the cases of each verdict and say what each came to", () => {
  const [first] = sentencesOf(answer);
  expect(first).toContain("2 of 4 cases degrade, 2 do not");
  for (const line of lines.filter(({ variant: { role } }) => role !== "control")) {
    const text =
      sentencesOf(answer).find(
        (one) =>
          one.startsWith(`Setup ${line.setup}, `) &&
          (line.variant.role === "oracle"
            ? one.includes("the best keys")
            : one.includes(`, ${line.variant.name}:`)),
      ) ?? "";
    const [perplexity, numbers, passages] = ["perplexity", "numbers", "passages"].map((measure) =>
      of(line, measure),
    );
    says(
      text.slice(text.indexOf("1/8 (")).slice(3),
      [
        line.attended,
        fixed(Math.exp(perplexity.loss.mean), 3),
        ...[numbers, passages].flatMap(({ value, exact }) => [value, exact].map((x) => fixed(x, 2))),
      ],
      line.variant.id,
    );
    expect(text).toContain(`: ${line.verdict}.`);
  }
});

it("the JSON has every number under its own name", () => {
  const json = answer.json as { lines: { measures: { perplexityRatio?: number }[] }[] };
  jsonSays(json.lines, lines, {
    attendedShare: "attended",
    attendedMedian: "median",
    attendedP99: "p99",
    attendedMost: "most",
    computedShare: "computed",
    pWithinMargins_holm: "within",
    pBeyondMargins_holm: "beyond",
    lower95: "lower",
    upper95: "upper",
    haystacks: "clusters",
    perplexityRatio: null,
    keys: null,
  });
  json.lines.forEach(({ measures }, n) => {
    expect(measures[0].perplexityRatio).toBe(Math.exp(of(lines[n], "perplexity").loss.mean));
  });
});
