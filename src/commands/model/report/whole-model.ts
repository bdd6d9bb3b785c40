import { area, digits, engineering, factor, groupDigits, percent } from "#base";
import { type Block, findings, paragraph, type Report, type Tabular, table, title } from "#reports";
import { type DesignId, titleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf } from "../../../comparison/comparison-designs.ts";
import { power } from "../../../comparison/metrics/prices.ts";
import {
  isOnChip,
  type ModelChip,
  type ModelPass,
  WEIGHT_HOMES,
  type WeightHome,
} from "../../../comparison/whole-model.ts";
import { RETICLE } from "../../../cost/die-cost.ts";
import { outward } from "../../../report/outward.ts";
import type { WeightQuality } from "../run/weight-quality.ts";
import type { WholeModelReport } from "../run/whole-model.ts";
import {
  arraysText,
  type QualityChips,
  qualityFindings,
  qualityJson,
  qualityTable,
} from "./weight-quality.ts";

/** Report of a whole model on one chip. The first sentence bounds the effect of other attention. */
export const wholeModelAnswer = (
  report: WholeModelReport,
  version: string,
  quality: WeightQuality | null = null,
): Report => ({
  json: {
    ...wholeModelJson(report, version),
    ...(quality === null ? {} : { quality: qualityJson(quality) }),
  },
  blocks: wholeModelBlocks(report, quality),
});

const HOMES: Readonly<Record<WeightHome, string>> = {
  arrays: "tuned arrays",
  sram: "SRAM",
  memory: "memory",
};

/** What a chip does most for: a token that it makes, or one that it reads where the model makes none. */
const mainOf = ({ decode, prefill }: ModelChip): ModelPass => decode ?? prefill;
const perToken = ({ energy, tokens }: ModelPass): number => energy / tokens;
const rateOf = ({ tokens, time }: ModelPass): number => tokens / time;

/** Exact attention, and the design of least energy, for each home of the weights. */
function shownChips(chips: readonly ModelChip[]): ModelChip[] {
  return WEIGHT_HOMES.flatMap((home) => {
    const there = chips.filter((one) => one.home === home);
    if (there.length === 0) return [];
    const exact = there.filter(({ id }) => id === BASELINE.id);
    const least = leastOf(there);
    return least.id === BASELINE.id ? exact : [...exact, least];
  });
}

const leastOf = (chips: readonly ModelChip[]): ModelChip =>
  chips.reduce((a, b) => (perToken(mainOf(b)) < perToken(mainOf(a)) ? b : a));

function wholeModelBlocks(report: WholeModelReport, quality: WeightQuality | null): Block[] {
  const { name, workload, vocabulary, chips } = report;
  const there = chips.filter(isOnChip);
  const { layers, heads, headWidth, model, length, batch, attention } = workload;
  const inArrays = there.filter(({ home }) => home === "arrays");
  const parted = inArrays.length === 0 ? undefined : leastOf(inArrays);
  const refused = chips.flatMap((one) => (isOnChip(one) ? [] : [one]));
  return [
    title(
      `${workload.preset ?? name}: the whole model on one chip`,
      `${layers} layers, ${heads} heads of ${headWidth}, width ${model?.modelWidth}, hidden width ${model?.hiddenWidth}; ` +
        `${attention.causal ? `a token after ${groupDigits(length)} others, and their prefill` : `${groupDigits(length)} tokens at once`}, batch ${batch}`,
    ),
    findings(
      there.length === 0
        ? []
        : [
            ...(quality === null ? [] : qualityFindings(quality)),
            ...amdahl(there),
            ...(quality === null ? [NO_QUALITY] : []),
            ...homes(there),
            ...prefills(there),
            written(report),
          ],
    ),
    ...(quality === null
      ? []
      : [
          table(
            qualityTable(
              quality,
              chipsWith(there, BASELINE.id),
              quality.selected === null ? undefined : chipsWith(there, quality.selected.design),
            ),
            { title: "Predictions and price" },
          ),
        ]),
    table(chipTable(shownChips(there)), {
      title: "By where the weights are, with exact attention and with the attention of least energy",
    }),
    ...(parted === undefined
      ? []
      : [
          table(partTable(parted), {
            title: `Weights in tuned arrays, attention by ${titleOf(contenderOf(parted.id))}`,
          }),
        ]),
    table(capacityTable(report), { title: "Arrays that hold a model" }),
    ...refused.map((one) =>
      paragraph(`${titleOf(contenderOf(one.id))}, weights in ${HOMES[one.home]}: infeasible: ${one.reason}`),
    ),
    paragraph(
      `One chip for both passes: units have the sizes that a comparison gives them for ${attention.causal ? "a decode" : "a prefill"}, and all static power is drawn for all of the time. Layers run one after another and share the units of attention, norms and residual sums.`,
      `Tuned arrays: ${arraysText(report.settings)}; every layer has its own. SRAM: one that holds all weights at the width of an operand, with the bandwidth of all its banks. Memory: the design's, behind the chip. Layers of a prompt hand on their vectors through it.`,
      "Weights in SRAM or memory stream once a pass of the batch. Operations: two a multiply-accumulate of all weights and of exact attention, whatever a design leaves out.",
      `Left out: rows of the embedding${vocabulary === 0 ? ", the output head, as its vocabulary is not known" : ""} and clock and control of the arrays of weights. A read of a cell takes a published energy, scaled by its current, voltage and time; each output has a gain and an offset.`,
    ),
  ];
}

const attentionOf = ({ parts }: ModelPass) => parts.find(({ name }) => name === "attention");

/** What selection can save of a chip with exact attention. */
function amdahl(there: readonly ModelChip[]): string[] {
  return there
    .filter(({ id, home }) => id === BASELINE.id && home !== "sram")
    .map((chip) => {
      const main = mainOf(chip);
      const own = attentionOf(main);
      const [energy, time] = [(own?.energy ?? 0) / main.energy, (own?.time ?? 0) / main.time];
      return (
        `With weights in ${HOMES[chip.home]}, exact attention is ${percent(energy)} of the energy and ${percent(time)} of the time of a token: ` +
        `no selection of keys can save more (×${digits(1 / (1 - energy))} and ×${digits(1 / (1 - time))} at best).`
      );
    });
}

/** Least energy of each home over that of the memory behind the chip. */
function homes(there: readonly ModelChip[]): string[] {
  const least = WEIGHT_HOMES.flatMap((home) => {
    const own = there.filter((one) => one.home === home);
    return own.length === 0 ? [] : [leastOf(own)];
  });
  const behind = least.find(({ home }) => home === "memory");
  return least.map((chip) => {
    const main = mainOf(chip);
    const over =
      behind === undefined || behind === chip
        ? ""
        : `, ${factor(perToken(main) / perToken(mainOf(behind)))} of the memory's`;
    return (
      `Weights in ${HOMES[chip.home]}: ${engineering(perToken(main), "J")} a token${over}, ${groupDigits(Math.round(rateOf(main)))} tokens/s and ${area(chip.area)}, ` +
      `attention by ${titleOf(contenderOf(chip.id))}.`
    );
  });
}

/** Arrays over memory where a prompt reuses the weights, which may go against the arrays. */
function prefills(there: readonly ModelChip[]): string[] {
  const of = (home: WeightHome): ModelChip | undefined =>
    there.find((one) => one.home === home && one.id === BASELINE.id);
  const [arrays, memory] = [of("arrays"), of("memory")];
  if (arrays?.decode == null || memory === undefined) return [];
  const [a, m] = [arrays.prefill, memory.prefill];
  return [
    `A prompt reuses weights: its tokens take ${engineering(perToken(a), "J")} each with weights in tuned arrays, ${factor(perToken(a) / perToken(m))} of the memory's, and ${factor(a.time / m.time)} of its time (exact attention).`,
  ];
}

const NO_QUALITY =
  "No quality is in these numbers: `compare` gives what each attention loses, and --text what predictions lose with weights in these arrays.";

/** A design's attention with weights in the memory and in arrays. */
const chipsWith = (there: readonly ModelChip[], id: DesignId): QualityChips => {
  const of = (home: WeightHome): ModelChip | undefined =>
    there.find((one) => one.home === home && one.id === id);
  return { arrays: of("arrays"), memory: of("memory") };
};

const dies = (size: number): number => Math.max(1, Math.ceil(size / RETICLE));

const written = ({ own, endurance }: WholeModelReport): string =>
  `Its ${groupDigits(own.weights)} weights take ${area(own.area)} of arrays, ${dies(own.area)} ${dies(own.area) === 1 ? "die" : "dies"} of at most ${area(RETICLE)}. ` +
  `Writing them once takes ${engineering(own.energy, "J")}, ${own.pulses} pulses a cell of the ${engineering(endurance, "").trim()} that it survives.`;

const chipTable = (chips: readonly ModelChip[]): Tabular => {
  const decodes = chips.some(({ decode }) => decode !== null);
  const own = (pass: ModelPass | null): string[] =>
    pass === null
      ? ["–", "–", "–"]
      : [
          engineering(perToken(pass), "J"),
          groupDigits(Math.round(rateOf(pass))),
          engineering(pass.power, "W"),
        ];
  return {
    head: [
      "weights",
      "attention",
      ...(decodes ? ["decode: a token", "decode: tokens/s", "decode: power"] : []),
      "prefill: a token",
      "prefill: tokens/s",
      "prefill: power",
      "area",
      "area of weights",
      "TOPS/W",
      "TOPS/mm²",
    ],
    words: [0, 1],
    rows: chips.map((chip) => {
      const { decode, prefill, weightArea } = chip;
      const main = mainOf(chip);
      return [
        HOMES[chip.home],
        titleOf(contenderOf(chip.id)),
        ...(decodes ? own(decode) : []),
        ...own(prefill),
        area(chip.area),
        weightArea === 0 ? "–" : area(weightArea),
        digits((2 * main.macs) / main.energy / 1e12),
        digits((2 * main.macs) / main.time / chip.area / 1e18),
      ];
    }),
  };
};

const WHERE: Readonly<Record<string, string>> = {
  projections: "arrays",
  "feed-forward": "arrays",
  "output head": "arrays",
  "sums and norms": "MAC and softmax units",
  vectors: "memory",
  waiting: "all",
};

const NAMES: Readonly<Record<string, string>> = {
  vectors: "vectors between layers",
  waiting: "static power while others work",
};

const partTable = ({ id, decode, prefill }: ModelChip): Tabular => {
  const passes = decode === null ? [prefill] : [decode, prefill];
  return {
    head: [
      "part",
      "runs on",
      ...(decode === null ? [] : ["decode: a token", "decode: share", "decode: time"]),
      "prefill: a token",
      "prefill: share",
      "prefill: time",
      "area",
    ],
    words: [0, 1],
    rows: prefill.parts.map(({ name }, n) => [
      NAMES[name] ?? name,
      WHERE[name] ?? `units of ${contenderOf(id).letter}`,
      ...passes.flatMap((pass) => {
        const part = pass.parts[n];
        return [
          ...(part.energy > 0
            ? [engineering(part.energy / pass.tokens, "J"), percent(part.energy / pass.energy)]
            : ["–", "–"]),
          part.time > 0 ? engineering(part.time, "s") : "–",
        ];
      }),
      ((size) => (size > 0 ? area(size) : "–"))(Math.max(...passes.map(({ parts }) => parts[n].area))),
    ]),
  };
};

const capacityTable = ({ workload, name, own, others }: WholeModelReport): Tabular => ({
  head: ["model", "weights", "cells", "arrays", "area", "dies of at most 858 mm²"],
  words: [0],
  rows: [
    ...(others.some((one) => one.name === workload.preset)
      ? []
      : [{ name: workload.preset ?? name, ...own }]),
    ...others,
  ].map((one) => [
    one.name,
    groupDigits(one.weights),
    groupDigits(one.cells),
    groupDigits(one.arrays),
    area(one.area),
    String(dies(one.area)),
  ]),
});

const wholeModelJson = (
  { name, workload, vocabulary, chips, own, others, endurance }: WholeModelReport,
  version: string,
): Record<string, unknown> => ({
  schemaVersion: 1,
  name,
  versions: { crosshash: version },
  workload,
  vocabulary,
  chips: chips.map((one) =>
    isOnChip(one)
      ? outward(
          { ...one, feasible: true },
          { home: "weights", weightArea: "weights_area_m2", power: power.key, idle: "static_W" },
        )
      : { id: one.id, weights: one.home, feasible: false, reason: one.reason },
  ),
  arrays: outward({ own: { ...own, endurance }, others }, { pulses: "pulses_per_cell" }),
});
