import { expect, it } from "vitest";
import { deviceAnswer } from "../../../src/commands/import/report/device-fit.ts";
import type { DeviceFit } from "../../../src/commands/import/run/device-fit.ts";
import { columnsSay, distinctNumbers, jsonSays, says, sentencesOf, tablesOf } from "../../report/printed.ts";

const next = distinctNumbers();
const interval = (scale = 1) => ({ value: scale * next(), low: scale * next(), high: scale * next() });
const population = () => ({ mean: interval(1e-6), spread: interval(1 / 30), share: interval(1 / 30) });
const candidates = [0, 1, 2].map((n) => ({
  name: `law ${n}`,
  scale: "linear",
  populations: 2,
  parameters: n + 2,
  mixture: { components: [{ role: "working", scale: "linear", share: 1, mean: 1e-5, deviation: 1e-6 }] },
  bic: 100 * (n + 1) + next(),
}));
const laws = ["sinh", "linear", "cubic"].map((law, n) => ({
  law,
  parameter: n === 1 ? null : interval(),
  conductances: [],
  bic: 40 * (n + 1) + next(),
  probability: next() / 30,
}));
const fit = {
  version: "0",
  seed: 1,
  measured: {
    file: "g.csv",
    sha256: "0123456789abcdef",
    rows: 1,
    columns: 1,
    values: Float64Array.of(1e-5, 2e-5, 3e-5),
  },
  distribution: {
    count: 4321,
    open: 5,
    modes: [],
    candidates,
    best: candidates[0],
    distance: next(),
    probability: next() / 30,
    isEmpirical: false,
    isBimodal: true,
    separation: next(),
    populations: [population(), population()],
    stuckOff: interval(1 / 30),
    stuckOn: interval(1 / 30),
    off: 1e-6 * next(),
    on: 1e-6 * next(),
    working: Float64Array.of(1e-5, 2e-5, 3e-5),
    score: 0,
  },
  iv: {
    file: "iv.csv",
    sha256: "ab",
    points: 61,
    errors: "relative",
    laws,
    best: { ...laws[0], probability: 0.37 },
    table: [{ volts: next(), ratio: next() }],
    sweeps: [],
  },
  noise: {
    file: "n.csv",
    sha256: "cd",
    reference: 1e-6 * next(),
    amount: interval(1 / 30),
    exponent: { value: 0.31, low: -0.17, high: 0.83 },
    probability: 0.53,
    points: [],
  },
  parameters: 9,
} as unknown as DeviceFit;
const answer = deviceAnswer(fit, "g.csv");
const { distribution, iv, noise } = fit;

it("parameters, distributions and laws have their own columns", () => {
  const [parameters, fitted, currents] = tablesOf(answer);
  const [first, second] = distribution.populations;
  const wanted = [
    first.mean,
    first.spread,
    second.mean,
    second.spread,
    second.share,
    distribution.stuckOff,
    distribution.stuckOn,
    iv?.best.parameter,
    noise?.amount,
    noise?.exponent,
  ].map((one) => one as NonNullable<typeof one>);
  columnsSay(parameters, wanted, {
    estimate: ({ value }) => value,
    "95 % from": ({ low }) => low,
    to: ({ high }) => high,
  });
  expect(parameters.rows.map(([name]) => name.replace(/at .*/, ""))).toEqual([
    "mean",
    "spread σ/µ",
    "mean of the second population",
    "spread σ/µ of the second population",
    "share of the second population",
    "share stuck off",
    "share stuck on",
    "a of sinh, 1/V",
    "read noise ",
    "exponent p of σ(G)/G ∝ G^p",
  ]);
  columnsSay(fitted, candidates, {
    parameters: ({ parameters: count }) => count,
    ΔBIC: ({ bic }) => bic - candidates[0].bic,
  });
  columnsSay(currents, laws, {
    ΔBIC: ({ bic }) => bic - laws[0].bic,
    "p of runs": ({ probability }) => Number(probability.toPrecision(2)),
  });
  const notes = answer.blocks.flatMap((block) => (block.kind === "table" ? (block.notes ?? []) : []));
  says(notes[0], [9, 0.95, 1 - 0.05 / 9], "notes");
});

it("sentences have the shares, the conductances at the ends, the law and the noise", () => {
  const sentence = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";
  const { populations, separation, stuckOff, stuckOn, off, on } = distribution;
  const two = (value: number): number => Number(value.toPrecision(2));
  says(
    sentence("bimodal").replace(/\(.*/, ""),
    [...populations.flatMap(({ share, mean }) => [share.value, mean.value]), two(separation)],
    "modes",
  );
  says(sentence("stuck off"), [stuckOff.value, off, 5, stuckOn.value, on], "stuck");
  says(
    sentence("Read noise").replace("G^", "G "),
    [noise?.amount.value ?? null, noise?.reference ?? null, 1.31],
    "noise",
  );
  expect(sentence("Read noise")).toContain("does not depend");
  says(sentence("The current follows").replace(/^.*over/, ""), [61, 0.37], "law");
  says(sentence("Anderson").replace(/^.*test:/, ""), [two(distribution.probability), 0.01], "test");
});

it("the JSON has every number under its own name", () => {
  const json = answer.json as Record<string, unknown>;
  jsonSays([json.distribution, json.stuck, json.iv, json.noise], fit, {
    anderson_darling: "distance",
    p: "probability",
    conductance_S: ["on", "off"],
    voltage_V: "volts",
  });
});
