import { scoreMemristor } from "../../ladder/designs/score-memristor.ts";
import type { LayerPart, MemoryLayer, PricedLayer } from "../../ladder/memory-layer.ts";
import { BASELINE, rungOf } from "../../ladder/rungs.ts";
import type { MemoryLayerReport } from "../../questions/memory-layer.ts";
import { area, digits, engineering, groupDigits, percent } from "../../text/format.ts";
import { type Block, findings, paragraph, type Report, type Tabular, table, title } from "../report.ts";

/** One layer in memory, part by part. The first sentence is what another attention can change at most. */
export const memoryLayerAnswer = (report: MemoryLayerReport, version: string): Report => ({
  json: memoryLayerJson(report, version),
  blocks: memoryLayerBlocks(report),
});

const isPriced = (one: PricedLayer): one is MemoryLayer => !("reason" in one);

export function memoryLayerBlocks({ name, workload, layers }: MemoryLayerReport): Block[] {
  const there = layers.filter(isPriced);
  const { heads, headWidth, model, length, batch, phase } = workload;
  const shown = there.find(({ id }) => id === scoreMemristor.id) ?? there[0];
  return [
    title(
      `${workload.preset ?? name}: one layer in memory`,
      `${phase}, L = ${groupDigits(length)}, batch ${batch}; ${heads} heads of ${headWidth}, width ${model?.modelWidth}, hidden width ${model?.hiddenWidth}`,
    ),
    findings([...shares(there, shown), ...programming(shown)]),
    ...(shown === undefined ? [] : [table(partTable(shown), { title: `Attention by ${shown.id}` })]),
    table(designTable(there), { title: "The layer with its attention by each design" }),
    ...layers.flatMap((one) => (isPriced(one) ? [] : [paragraph(`${one.id}: infeasible: ${one.reason}`)])),
    paragraph(
      "Projections and feed-forward: crossbars of 128 × 128 cells of two bits with a transistor each, inputs bit by bit, one 8-bit converter an array, all of the layer's weights on the chip.",
      "Time: queries, keys and values, then attention, then the output projection and both feed-forward matrices, one after another; sums and norms in their shadow.",
      "Left out: what the chip's memory, pads and the network between weight arrays take. Attention keeps its own units, buffer, network and clock.",
    ),
  ];
}

/** Attention's share, which is all that another way to attend can save. */
function shares(there: readonly MemoryLayer[], shown: MemoryLayer | undefined): string[] {
  const exact = there.find(({ id }) => id === BASELINE.id);
  if (shown === undefined) return [];
  const of = (layer: MemoryLayer, name: LayerPart["name"]): LayerPart | undefined =>
    layer.parts.find((one) => one.name === name);
  const share = (layer: MemoryLayer): number => (of(layer, "attention")?.energy ?? 0) / layer.energy;
  const least = there.reduce((a, b) => (b.energy < a.energy ? b : a));
  return [
    ...(exact === undefined
      ? []
      : [
          `Exact attention (${BASELINE.letter}) is ${percent(share(exact))} of the layer's energy: another attention can save no more.`,
        ]),
    `With the attention of ${shown.id} (${rungOf(shown.id).letter}) the layer takes ${engineering(shown.perToken, "J")} a token, of which attention ${percent(share(shown))}` +
      `${exact === undefined ? "" : `; ${digits(shown.energy / exact.energy)} × the energy and ${digits(shown.time / exact.time)} × the latency of the layer with exact attention`}.`,
    `Least energy: ${engineering(least.perToken, "J")} a token with ${least.id} (${rungOf(least.id).letter}).`,
  ];
}

const programming = (shown: MemoryLayer | undefined): string[] =>
  shown === undefined
    ? []
    : [
        `Writing the layer's ${groupDigits(shown.programming.cells)} cells once, ${shown.programming.pulses} pulses each, takes ${engineering(shown.programming.energy, "J")}: ` +
          `as much as ${groupDigits(Math.round(shown.programming.energy / shown.perToken))} tokens.`,
      ];

const partTable = (layer: MemoryLayer): Tabular => ({
  head: ["part", "energy", "share", "time", "area", "share", "most of it"],
  words: [0, 6],
  rows: layer.parts.map((part) => {
    const most = [...part.items].sort((a, b) => b.energy - a.energy).slice(0, 3);
    return [
      part.name,
      engineering(part.energy, "J"),
      percent(part.energy / layer.energy),
      part.time > 0 ? engineering(part.time, "s") : "–",
      part.area > 0 ? area(part.area) : "–",
      percent(part.area / layer.area),
      most.map((item) => `${item.name} ${percent(item.energy / part.energy)}`).join(", "),
    ];
  }),
});

const designTable = (there: readonly MemoryLayer[]): Tabular => ({
  head: ["attention", "energy", "a token", "attention's share", "time", "area"],
  rows: there.map((layer) => {
    const own = layer.parts.find(({ name }) => name === "attention");
    return [
      `${rungOf(layer.id).letter} ${layer.id}`,
      engineering(layer.energy, "J"),
      engineering(layer.perToken, "J"),
      percent((own?.energy ?? 0) / layer.energy),
      engineering(layer.time, "s"),
      area(layer.area),
    ];
  }),
});

const memoryLayerJson = ({ name, workload, layers }: MemoryLayerReport, version: string) => ({
  schemaVersion: 1,
  name,
  versions: { crosshash: version },
  workload,
  layers: layers.map((one) =>
    isPriced(one)
      ? {
          id: one.id,
          feasible: true,
          energy_J: one.energy,
          energy_per_token_J: one.perToken,
          latency_s: one.time,
          area_m2: one.area,
          programming: {
            energy_J: one.programming.energy,
            cells: one.programming.cells,
            pulses_per_cell: one.programming.pulses,
          },
          parts: one.parts.map((part) => ({
            name: part.name,
            energy_J: part.energy,
            latency_s: part.time,
            area_m2: part.area,
            items: part.items.map((item) => ({ name: item.name, energy_J: item.energy })),
          })),
        }
      : { id: one.id, feasible: false, reason: one.reason },
  ),
});
