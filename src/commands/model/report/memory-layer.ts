import { area, engineering, factor, groupDigits, percent } from "#base";
import { type Block, findings, paragraph, type Report, type Tabular, table, title } from "#reports";
import { namedWithLetter, titleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf } from "../../../comparison/comparison-designs.ts";
import { scoreMemristor } from "../../../comparison/designs/score-memristor.ts";
import type { LayerBand } from "../../../comparison/layer-bands.ts";
import { isPriced, type MemoryLayer } from "../../../comparison/memory-layer.ts";
import { latency } from "../../../comparison/metrics/prices.ts";
import type { Band } from "../../../cost/three-point.ts";
import { outward } from "../../../report/outward.ts";
import type { MemoryLayerReport } from "../run/memory-layer.ts";

/** Report of one layer in memory by part. The first sentence bounds the effect of other attention. */
export const memoryLayerAnswer = (report: MemoryLayerReport, version: string): Report => ({
  json: memoryLayerJson(report, version),
  blocks: memoryLayerBlocks(report),
});

/** A layer and its bands. */
interface Banded {
  readonly layer: MemoryLayer;
  readonly band: LayerBand;
}

function memoryLayerBlocks({ name, workload, layers, bands }: MemoryLayerReport): Block[] {
  const there = layers.filter(isPriced).map((layer): Banded => ({ layer, band: bands.layers[layer.id] }));
  const { heads, headWidth, model, length, batch, phase } = workload;
  const shown = there.find(({ layer }) => layer.id === scoreMemristor.id) ?? there[0];
  const tokens = batch * (phase === "decode" ? 1 : length);
  return [
    title(
      `${workload.preset ?? name}: one layer in memory`,
      `${phase}, L = ${groupDigits(length)}, batch ${batch}; ${heads} heads of ${headWidth}, width ${model?.modelWidth}, hidden width ${model?.hiddenWidth}`,
    ),
    findings(
      shown === undefined
        ? []
        : [...shares(there, shown), ranges(shown, bands.draws), moved(shown), programming(shown)],
    ),
    ...(shown === undefined
      ? []
      : [
          table(partTable(shown), { title: `Attention by ${titleOf(contenderOf(shown.layer.id))}` }),
          table(routeTable(shown, tokens), { title: "What moves between its blocks" }),
        ]),
    table(designTable(there), { title: "The layer with its attention by each design" }),
    ...layers.flatMap((one) =>
      isPriced(one) ? [] : [paragraph(`${titleOf(contenderOf(one.id))}: infeasible: ${one.reason}`)],
    ),
    paragraph(
      "Projections and feed-forward: crossbars of 128 × 128 cells of two bits with a transistor each, inputs bit by bit, one 8-bit converter an array, all of the layer's weights on the chip.",
      "Time: queries, keys and values, then attention, then the output projection and both feed-forward matrices, one after another; sums and norms in their shadow.",
      "Ways: from the buffer to the middle of a block of arrays and over its H-tree to the arrays of a block of rows; sums of the blocks of rows are added where their ways back meet. Wire is what a bit charges, all branches together.",
      "Ranges: from the 5th to the 95th percentile of the draws, with the constants of a comparison; no other input is drawn. Constants without a range stay put: of the arrays of weights the energy of converters and cells.",
      "Memory: the layer's vectors stay on the chip. A decode's keys and values, and what the buffer has no room for, come from the memory, with its interface and pads.",
      "Left out: clock and control of the arrays of weights. Attention keeps its own units, buffer, network and clock.",
    ),
  ];
}

/** Sentences on attention's share, which bounds what other attention can save. */
function shares(there: readonly Banded[], { layer }: Banded): string[] {
  const exact = there.find((one) => one.layer.id === BASELINE.id)?.layer;
  const share = ({ parts, energy }: MemoryLayer): number =>
    (parts.find(({ name }) => name === "attention")?.energy ?? 0) / energy;
  const least = there.map((one) => one.layer).reduce((a, b) => (b.energy < a.energy ? b : a));
  return [
    ...(exact === undefined
      ? []
      : [
          `Exact attention (${BASELINE.letter}) is ${percent(share(exact))} of the layer's energy: another attention can save no more.`,
        ]),
    `With the attention of ${namedWithLetter(contenderOf(layer.id))} the layer takes ${engineering(layer.perToken, "J")} a token, of which attention ${percent(share(layer))}` +
      `${exact === undefined ? "" : `; over the layer with exact attention ${factor(layer.energy / exact.energy)} energy, ${factor(layer.time / exact.time)} latency`}.`,
    `Least energy: ${engineering(least.perToken, "J")} a token with ${namedWithLetter(contenderOf(least.id))}.`,
  ];
}

/** Low and high of a quantity, with a common unit if possible; a dash if they are equal. */
function range({ p05, p95 }: Band, words: (value: number) => string): string {
  const [low, high] = [words(p05), words(p95)];
  if (low === high) return "–";
  const [number, unit] = low.split(" ");
  return high.endsWith(` ${unit}`) ? `${number} to ${high}` : `${low} to ${high}`;
}

const inJoules = (value: number): string => engineering(value, "J");
const inSeconds = (value: number): string => engineering(value, "s");

/** A range in a sentence, or the value if low and high are equal. */
const either = (band: Band, words: (value: number) => string): string => {
  const drawn = range(band, words);
  return drawn === "–" ? words(band.p50) : drawn;
};

const ranges = ({ band }: Banded, draws: number): string =>
  `Over the ranges of its constants that is ${either(band.perToken, inJoules)} a token, ${either(band.time, inSeconds)} and ${either(band.area, area)} (5 to 95 % of ${draws} draws).`;

const moved = ({ layer: { network, energy, area: whole }, band }: Banded): string =>
  `What moves between blocks takes ${inJoules(network.energy)} (${either(band.network.energy, inJoules)}), ${percent(network.energy / energy)} of the layer's energy, ` +
  `and ${area(network.area)}, ${percent(network.area / whole)} of its area.`;

const programming = ({ layer: { programming: own, perToken }, band }: Banded): string =>
  `Writing the layer's ${groupDigits(own.cells)} cells once, ${own.pulses} pulses each, takes ${inJoules(own.energy)} (${either(band.programming, inJoules)}): ` +
  `as much as ${groupDigits(Math.round(own.energy / perToken))} tokens.`;

const partTable = ({ layer, band }: Banded): Tabular => ({
  head: ["part", "energy", "5 to 95 %", "share", "time", "area", "5 to 95 %", "share", "most of it"],
  words: [0, 8],
  rows: layer.parts.map((part, n) => {
    const most = [...part.items].sort((a, b) => b.energy - a.energy).slice(0, 3);
    return [
      part.name,
      inJoules(part.energy),
      range(band.parts[n].energy, inJoules),
      percent(part.energy / layer.energy),
      part.time > 0 ? inSeconds(part.time) : "–",
      part.area > 0 ? area(part.area) : "–",
      range(band.parts[n].area, area),
      percent(part.area / layer.area),
      most.map((item) => `${item.name} ${percent(item.energy / part.energy)}`).join(", "),
    ];
  }),
});

/** Name of a block in words: `outputProjection` is "output projection". */
const inWords = (route: string): string => route.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const routeTable = ({ layer }: Banded, tokens: number): Tabular => ({
  head: ["part", "way", "bits a token", "wire", "a bit", "energy", "share"],
  words: [0, 1],
  rows: layer.parts.flatMap(({ name, network }) =>
    network.routes.map(({ route, bits, wire, energy }) => [
      name,
      inWords(route),
      groupDigits(Math.round(bits / tokens)),
      wire === null ? "–" : engineering(wire, "m"),
      engineering(energy / bits, "J"),
      inJoules(energy),
      percent(energy / layer.energy),
    ]),
  ),
});

const designTable = (there: readonly Banded[]): Tabular => ({
  head: [
    "attention",
    "energy",
    "a token",
    "5 to 95 %",
    "attention's share",
    "time",
    "5 to 95 %",
    "area",
    "5 to 95 %",
  ],
  rows: there.map(({ layer, band }) => {
    const own = layer.parts.find(({ name }) => name === "attention");
    return [
      titleOf(contenderOf(layer.id)),
      inJoules(layer.energy),
      inJoules(layer.perToken),
      range(band.perToken, inJoules),
      percent((own?.energy ?? 0) / layer.energy),
      inSeconds(layer.time),
      range(band.time, inSeconds),
      area(layer.area),
      range(band.area, area),
    ];
  }),
});

const memoryLayerJson = (
  { name, workload, layers, bands }: MemoryLayerReport,
  version: string,
): Record<string, unknown> => ({
  schemaVersion: 1,
  name,
  versions: { crosshash: version },
  workload,
  // Bands as in a comparison, without draws of assumed inputs.
  bands: { inputs: [], draws: bands.draws },
  layers: layers.map((one) =>
    isPriced(one)
      ? layerJson(one, bands.layers[one.id])
      : { id: one.id, feasible: false, reason: one.reason },
  ),
});

const layerJson = (one: MemoryLayer, band: LayerBand): Record<string, unknown> => {
  const costs = { energy: band.energy, time: band.time, area: band.area };
  return outward(
    {
      id: one.id,
      feasible: true,
      energy: one.energy,
      perToken: one.perToken,
      time: one.time,
      area: one.area,
      bands: { ...costs, perToken: band.perToken },
      network: { ...one.network, bands: band.network },
      programming: { ...one.programming, bands: { energy: band.programming } },
      parts: one.parts.map(({ items, network: own, ...part }, n) => ({
        ...part,
        bands: band.parts[n],
        items,
        network: { area: own.area, routes: own.routes },
      })),
    },
    { time: latency.key, pulses: "pulses_per_cell" },
  );
};
