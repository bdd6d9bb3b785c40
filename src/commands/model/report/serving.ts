import { area, digits, engineering, groupDigits, percent } from "#base";
import { type Block, findings, paragraph, type Report, table, title } from "#reports";
import { BASELINE } from "../../../comparison/comparison-designs.ts";
import type { Served, ServedDesign } from "../../../comparison/serving.ts";
import type { ServingReport } from "../run/serving.ts";

/** Report of serving a model at a rate. The first sentence bounds what selection can save. */
export const servingAnswer = (report: ServingReport, version: string): Report => ({
  json: servingJson(report, version),
  blocks: servingBlocks(report),
});

const isServed = (one: Served): one is ServedDesign => !("reason" in one);

function servingBlocks(report: ServingReport): Block[] {
  const { workload, load, split, vocabulary, designs } = report;
  const there = designs.filter(isServed);
  return [
    title(
      `${workload.preset ?? report.name}: ${digits(load.requests)} requests a second`,
      `${groupDigits(load.prompt)} tokens of prompt and ${groupDigits(load.answer)} of answer each; ${workload.layers} layers, ${workload.heads} heads of ${workload.headWidth}, ${workload.kvHeads} for keys`,
    ),
    findings([...amdahl(there), ...cheapest(there)]),
    table({
      head: [
        "design",
        "chips",
        "batch",
        "in use",
        "first token",
        "each token",
        "energy a token",
        "power",
        "area",
        "attention: energy",
        "time",
      ],
      rows: there.map((one) => [
        one.title,
        one.chips === 1 ? String(one.total) : `${one.total} (${one.copies} × ${one.chips})`,
        String(one.batch),
        percent(one.utilisation),
        engineering(one.toFirstToken, "s"),
        engineering(one.perOutputToken, "s"),
        engineering(one.energyPerToken, "J"),
        engineering(one.power, "W"),
        area(one.area),
        percent(one.attention.energy),
        percent(one.attention.time),
      ]),
    }),
    ...memoryLine(there),
    ...designs.flatMap((one) =>
      isServed(one) ? [] : [paragraph(`${one.title}: infeasible: ${one.reason}`)],
    ),
    paragraph(
      `Chips: copies of the model × chips that a copy is split over by ${split}, joined by a link of 25.6 GB/s; the fewest in all.`,
      "Decode takes turns with prefill; batch: sequences of a copy that decode together. First token: without a queue.",
      `Energy a token: of prompt and answer over the answer's tokens. Weights are read once a pass of a batch, at one byte each${vocabulary === 0 ? "; the output layer is left out, as its vocabulary is not known" : ""}.`,
    ),
  ];
}

/** Selection can only save attention; the rest of the system stays. */
function amdahl(there: readonly ServedDesign[]): string[] {
  const exact = there.find(({ id }) => id === BASELINE.id);
  if (exact === undefined) return [];
  const { energy, time } = exact.attention;
  const gain = (share: number): string => `×${digits(1 / (1 - share))}`;
  return [
    `Selection can save at most ${percent(energy)} of the energy and ${percent(time)} of the time: exact attention's share of a whole request (Amdahl: ${gain(energy)} and ${gain(time)} at best).`,
  ];
}

function cheapest(there: readonly ServedDesign[]): string[] {
  if (there.length === 0) return [];
  const fewest = there.reduce((a, b) => (b.total < a.total ? b : a));
  const least = there.reduce((a, b) => (b.energyPerToken < a.energyPerToken ? b : a));
  return [
    `Fewest chips: ${fewest.total} of ${fewest.title}. Least energy: ${engineering(least.energyPerToken, "J")} a token by ${least.title}.`,
  ];
}

function memoryLine(there: readonly ServedDesign[]): Block[] {
  const first = there[0];
  if (first === undefined) return [];
  return [
    paragraph(
      `Memory of a copy of ${first.title}: ${engineering(first.weightBytes, "B")} of weights, ${engineering(first.cacheBytes, "B")} of keys and values in ${groupDigits(first.pagesPerSequence)} pages a sequence.`,
    ),
  ];
}

const servingJson = (
  { name, workload, load, split, vocabulary, designs }: ServingReport,
  version: string,
) => ({
  schemaVersion: 1,
  name,
  versions: { crosshash: version },
  workload,
  load: {
    requests_per_s: load.requests,
    prompt_tokens: load.prompt,
    answer_tokens: load.answer,
    page_tokens: load.page,
  },
  split,
  vocabulary,
  designs: designs.map((one) =>
    isServed(one)
      ? {
          id: one.id,
          feasible: true,
          chips_per_copy: one.chips,
          copies: one.copies,
          chips: one.total,
          batch: one.batch,
          utilisation: one.utilisation,
          most_tokens_per_s: one.mostTokens,
          to_first_token_s: one.toFirstToken,
          per_output_token_s: one.perOutputToken,
          energy_per_token_j: one.energyPerToken,
          power_w: one.power,
          area_m2: one.area,
          weights_bytes: one.weightBytes,
          cache_bytes: one.cacheBytes,
          pages_per_sequence: one.pagesPerSequence,
          attention_energy_share: one.attention.energy,
          attention_time_share: one.attention.time,
        }
      : { id: one.id, feasible: false, reason: one.reason },
  ),
});
