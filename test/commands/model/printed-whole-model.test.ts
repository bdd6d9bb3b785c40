import { expect, it } from "vitest";
import { weightsSchema } from "../../../src/arrays/weights/settings.ts";
import { wholeModelAnswer } from "../../../src/commands/model/report/whole-model.ts";
import type { WholeModelReport } from "../../../src/commands/model/run/whole-model.ts";
import type { ModelChip, ModelPass } from "../../../src/comparison/whole-model.ts";
import { columnsSay, distinctNumbers, says, sentencesOf, tablesOf } from "../../report/printed.ts";

const NAMES = [
  "projections",
  "attention",
  "feed-forward",
  "sums and norms",
  "vectors",
  "output head",
  "waiting",
];

/** Chips of three homes by two designs, whose every number is another one; D takes less energy than A. */
function report(): WholeModelReport {
  const next = distinctNumbers();
  const passOf = (tokens: number, scale: number): ModelPass => {
    const parts = NAMES.map((name) => ({
      name,
      energy: scale * next(),
      time: name === "waiting" ? 0 : next() * 1e-3,
      area: next() * 1e-6,
      idle: 0,
    }));
    const sum = (of: (part: (typeof parts)[number]) => number): number =>
      parts.reduce((all, part) => all + of(part), 0);
    const [energy, time] = [sum((part) => part.energy), sum((part) => part.time)];
    return { tokens, parts, energy, time, power: energy / time, macs: 1e6 * next() } as ModelPass;
  };
  const chips = (["arrays", "sram", "memory"] as const).flatMap((home, n) =>
    ["exact-digital", "exact-analog"].map(
      (id, m): ModelChip => ({
        id,
        home,
        area: 1e-4 * next(),
        weightArea: home === "memory" ? 0 : 1e-5 * next(),
        prefill: passOf(64, 1e-3 * (n + 1) * (m === 0 ? 30 : 1)),
        decode: passOf(2, 1e-5 * (n + 1) * (m === 0 ? 30 : 1)),
      }),
    ),
  );
  const arrays = (weights: number) => ({
    weights,
    arrays: Math.round(weights / 9),
    cells: 4 * weights,
    area: weights * 1e-12 * next(),
    energy: weights * 1e-9,
    pulses: 37,
  });
  return {
    settings: weightsSchema.parse({ rows: 64, columns: 256, cellBits: 4, pairing: "differential" }),
    name: "own",
    workload: {
      layers: 6,
      heads: 5,
      headWidth: 71,
      model: { modelWidth: 83, hiddenWidth: 97 },
      length: 32,
      batch: 2,
      attention: { causal: true },
    },
    vocabulary: 0,
    chips: [...chips, { id: "lsh-digital", home: "arrays", reason: "none" }],
    own: arrays(12_345_678),
    others: [{ name: "large", ...arrays(9_876_543_210) }],
    endurance: 1e7,
  } as unknown as WholeModelReport;
}

it("a whole model: every home with exact attention and the design of least energy, each column its own number", () => {
  const given = report();
  const answer = wholeModelAnswer(given, "0");
  const all = given.chips.filter((one) => !("reason" in one)) as ModelChip[];
  const [chips, parts, capacity] = tablesOf(answer);
  expect(chips.rows.map(([home, attention]) => `${home} ${attention[0]}`)).toEqual([
    "tuned arrays A",
    "tuned arrays D",
    "SRAM A",
    "SRAM D",
    "memory A",
    "memory D",
  ]);
  const decode = (one: ModelChip) => one.decode as ModelPass;
  expect(chips.head).toEqual([
    ...["weights", "attention", "decode: a token", "decode: tokens/s", "decode: power"],
    ...["prefill: a token", "prefill: tokens/s", "prefill: power"],
    ...["area", "area of weights", "TOPS/W", "TOPS/mm²"],
  ]);
  const columns = [
    (one: ModelChip) => decode(one).energy / 2,
    (one: ModelChip) => Math.round(2 / decode(one).time),
    (one: ModelChip) => decode(one).power,
    (one: ModelChip) => one.prefill.energy / 64,
    (one: ModelChip) => Math.round(64 / one.prefill.time),
    (one: ModelChip) => one.prefill.power,
    (one: ModelChip) => one.area,
    (one: ModelChip) => (one.home === "memory" ? null : one.weightArea),
    (one: ModelChip) => (2 * decode(one).macs) / decode(one).energy / 1e12,
    (one: ModelChip) => (2 * decode(one).macs) / decode(one).time / one.area / 1e18,
  ];
  all.forEach((one, row) => {
    for (const [column, of] of columns.entries())
      says(chips.rows[row][column + 2], [of(one)], `${row} ${chips.head[column + 2]}`);
  });
  const shown = all[1];
  const [first, second] = [decode(shown), shown.prefill];
  parts.rows.forEach((row, n) => {
    const [a, b] = [first.parts[n], second.parts[n]];
    const time = (value: number) => (value === 0 ? null : value);
    const wanted = [
      a.energy / 2,
      a.energy / first.energy,
      time(a.time),
      b.energy / 64,
      b.energy / second.energy,
      time(b.time),
      Math.max(a.area, b.area),
    ];
    for (const [column, value] of wanted.entries())
      says(row[column + 2], [value], `${NAMES[n]} ${parts.head[column + 2]}`);
  });
  columnsSay(capacity, [given.own, ...given.others], {
    weights: ({ weights }) => weights,
    cells: ({ cells }) => cells,
    arrays: ({ arrays }) => arrays,
    area: ({ area }) => area,
    "dies of at most 858 mm²": ({ area }) => Math.max(1, Math.ceil(area / 858e-6)),
  });
});

it("a whole model: what selection can save first, each home over the memory, prompts and writing last", () => {
  const given = report();
  const answer = wholeModelAnswer(given, "0");
  const sentences = sentencesOf(answer);
  const all = given.chips.filter((one) => !("reason" in one)) as (ModelChip & {
    readonly decode: ModelPass;
  })[];
  const attention = ({ decode }: (typeof all)[number]) => decode.parts[1];
  for (const [n, one] of [all[0], all[4]].entries()) {
    const [energy, time] = [attention(one).energy / one.decode.energy, attention(one).time / one.decode.time];
    says(sentences[n], [energy, time, 1 / (1 - energy), 1 / (1 - time)], "Amdahl");
  }
  const each = (one: (typeof all)[number]) => one.decode.energy / 2;
  const [arrays, sram, memory] = [all[1], all[3], all[5]];
  for (const [n, one] of [arrays, sram, memory].entries())
    says(
      sentences[3 + n],
      [
        each(one),
        ...(one === memory ? [] : [each(one) / each(memory)]),
        Math.round(2 / one.decode.time),
        one.area,
      ],
      `home ${n}`,
    );
  expect(sentences[3]).toMatch(/^Weights in tuned arrays: .*, attention by D all keys, analog arrays\.$/);
  const [ofArrays, ofMemory] = [all[0].prefill, all[4].prefill];
  says(
    sentences[6],
    [ofArrays.energy / 64, ofArrays.energy / ofMemory.energy, ofArrays.time / ofMemory.time],
    "prompt",
  );
  expect(sentences[7]).toContain("12 345 678 weights");
  const [, writing = ""] = /takes ([\d.]+ \S*J), /.exec(sentences[7]) ?? [];
  says(writing, [given.own.energy], "writing");
  expect(sentences[7]).toContain("37 pulses a cell of the 10 M that it survives");
  expect(JSON.stringify(answer.blocks)).toContain("weights in tuned arrays: infeasible: none");
  const { chips, arrays: held } = answer.json as {
    chips: Record<string, unknown>[];
    arrays: Record<string, Record<string, unknown>>;
  };
  expect(chips[0]).toMatchObject({
    id: "exact-digital",
    weights: "arrays",
    feasible: true,
    area_m2: all[0].area,
  });
  expect(chips[0].decode).toMatchObject({
    energy_J: all[0].decode.energy,
    time_s: all[0].decode.time,
    power_W: all[0].decode.power,
  });
  expect(chips.at(-1)).toEqual({ id: "lsh-digital", weights: "arrays", feasible: false, reason: "none" });
  expect(held.own).toMatchObject({ pulses_per_cell: 37, endurance: 1e7 });
});
