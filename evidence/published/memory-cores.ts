// Cores of resistive memory that read many rows at once, as silicon, beside the arrays that hold a model's weights.

import { type Catalogue, InfeasibleError, nanometres, parseDocument, seconds } from "#base";
import { createTechnology } from "#technology";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { matrixCounts } from "../../src/comparison/layer-matrices.ts";
import { weightArrays, weightComponents } from "../../src/comparison/layer-parts.ts";
import { isOnChip, wholeModels } from "../../src/comparison/whole-model.ts";
import { parseConfig } from "../../src/design/config.ts";
import { LAYERS_TOPIC } from "./chips-and-layers.ts";
import type { Fact } from "./fact.ts";

/** Source, first author, cell, node (nm), rows at once, converters, bits of input and converter, ns and pJ a pass. */
export type CoreRow = readonly [
  source: string,
  author: string,
  cell: string,
  nm: number,
  rows: number,
  converters: number,
  inputBits: number,
  outputBits: number,
  nano: number,
  pico: number,
];

/**
 * Every row of [imc-survey-2024] of architecture eNVM, ReRAM or PCM, that reads at least 32 rows at once at 7 to 65 nm;
 * of several rows of a paper the one with the fewest bits of input, then of the highest supply.
 */
export const CORES: readonly CoreRow[] = [
  ["khaddam-vlsi-2021", "HERMES", "PCM", 14, 256, 256, 8, 12, 130, 12_483.048],
  ["correll-vlsi-2022", "Correll", "ReRAM, crossing lines", 65, 256, 32, 8, 8, 143, 395.749],
  ["mochida-vlsi-2018", "Mochida", "ReRAM", 40, 196, 16, 1, 1, 9.56, 94.32],
  ["spetalnick-vlsi-2023", "Spetalnick", "ReRAM", 40, 64, 16, 1, 6, 11.11, 32.354],
  ["chang-isscc-2023", "Chang", "ReRAM", 40, 32, 16, 1, 6, 10, 13.926],
];

export const CORES_TOPIC = "cores of resistive memory, silicon";

const prediction = { tolerance: 1, evidence: "independent prediction" } as const;

/** Converters that the arrays of weights may have, bits. */
const [LEAST_BITS, MOST_BITS] = [4, 8];

/** Energy of one pass, pJ: drivers of all rows, a pair of cells a row and converter, and all conversions. */
export function corePass([, , , nm, rows, converters, inputBits, outputBits, nano]: CoreRow): number {
  const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, outputBits));
  const weights = weightArrays({
    rows,
    columns: 2 * converters,
    weightBits: 2,
    cellBits: 2,
    pairing: "differential",
    inputBits,
    lineBits: inputBits,
    adcBits: bits,
    columnsPerConverter: 1,
    readTime: seconds(nano * 1e-9),
  });
  const technology = createTechnology(nanometres(nm));
  const [array, dac, adc] = weightComponents(weights).map(([, one]) => one.cost(technology).actions);
  const { drives, reads, conversions } = matrixCounts(rows, converters, weights.behaviour);
  return 1e12 * (drives * dac.drive.energy + reads * array.read.energy + conversions * adc.convert.energy);
}

export const coreFacts = (): Fact[] =>
  CORES.map((row): Fact => {
    const [source, author, cell, nm, rows, converters, inputBits, outputBits, , pico] = row;
    return {
      ...prediction,
      topic: CORES_TOPIC,
      quantity: `${author}, ${cell}, ${rows} rows × ${converters} converters of ${outputBits} b, inputs of ${inputBits} b, ${nm} nm, one pass`,
      unit: "pJ",
      published: pico,
      ours: corePass(row),
      source,
      note: `as imc-survey-2024 has it${outputBits < LEAST_BITS || outputBits > MOST_BITS ? `; ours with a converter of ${outputBits < LEAST_BITS ? LEAST_BITS : MOST_BITS} b` : ""}`,
    };
  });

/** Energy of TranCIM's model on a digital chip with its weights in SRAM, µJ a token [model]. */
export function storedWeights(catalogue: Catalogue): Fact[] {
  const { design, workload } = parseConfig(
    parseDocument(
      '{ name: "bert", workload: { preset: "bert-base", length: 128 }, design: { logicNode: "28 nm" } }',
      "validation",
    ),
    catalogue,
  );
  const point = { pairPower: 0, peakLineCurrent: 0 };
  const chip = wholeModels([exactDigital], design, workload, point, 0).find(({ home }) => home === "sram");
  if (chip === undefined || !isOnChip(chip)) throw new InfeasibleError("no chip with weights in SRAM");
  return [
    {
      ...prediction,
      topic: LAYERS_TOPIC,
      quantity: "TranCIM, 28 nm, silicon: BERT-base, by a digital chip with its weights in SRAM",
      unit: "µJ a token",
      published: 15.59,
      ours: (chip.prefill.energy / chip.prefill.tokens) * 1e6,
      source: "tu-2023",
      note: "both digital; its attention is sparse, ours exact; tokens of its sequences are not in the abstract, ours are 128",
    },
  ];
}
