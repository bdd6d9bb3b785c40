import { factor } from "#base";
import { type Block, type Report, table, title } from "#reports";
import { pairName } from "../../src/comparison/comparison-design.ts";
import { lettersOf } from "../../src/comparison/comparison-designs.ts";
import { type OtherModel, type OtherModels, PAIRS, type PairRatios } from "./models.ts";

const NAMES = PAIRS.map(([above, below]) => lettersOf(pairName(above, below)));

/** A model whose ratio lies outside the band of some pair. */
const isOutside = ({ energy }: OtherModel, { bands }: OtherModels): boolean =>
  energy?.some((ratio, n) => ratio !== null && isBeyond(ratio, bands[n])) === true;

const isBeyond = (ratio: number, band: OtherModels["bands"][number]): boolean =>
  band !== null && (ratio < band[0] || ratio > band[1]);

export function otherModelsReport(found: OtherModels): Report {
  const { models, bands } = found;
  const priced = models.filter(({ energy }) => energy !== null);
  const outside = priced.filter((one) => isOutside(one, found));
  return {
    json: {
      name: found.name,
      pairs: NAMES,
      bands_p05_p95: bands,
      models: models.map(({ energy, ...one }) => ({ ...one, energy_ratios: energy })),
    },
    blocks: [
      title(
        `${found.name}: energy ratios with every other component model`,
        "One slot is changed at a time, to the model's own defaults; every design is mapped and priced anew.",
      ),
      table(
        {
          head: ["", ...NAMES],
          rows: [
            ["5 to 95 % of the draws", ...bands.map((band) => (band === null ? "–" : range(band)))],
            ["lowest of all models", ...extremes(priced, Math.min)],
            ["highest of all models", ...extremes(priced, Math.max)],
          ],
        },
        {
          notes: [
            `${priced.length} choices of ${new Set(models.map(({ slot }) => slot)).size} slots were priced; ${models.length - priced.length} need values that have no default. ` +
              "A band holds what the constants of the config's own units may be; what lies outside is another unit.",
          ],
        },
      ),
      rowsBlock(outside, found, "Outside a band", true),
      rowsBlock(
        priced.filter((one) => !outside.includes(one)),
        found,
        "Within all bands",
      ),
    ],
  };
}

/** What another model of a slot changes beyond the values of the constants of the config's own. */
export const OTHER_HARDWARE: Readonly<Record<string, string>> = {
  "hashing.mux": "a switch before each readout, which lengthens reads",
  "digital.mac": "another number format",
  "digital.projection": "a digital hash that B and G choose where none is named, or a dearer one",
  "digital.buffer": "another kind of memory, in its own default size",
  search: "another store of codes, with another answer to a query",
  topK: "a unit that sorts",
  memory: "another standard: its energy, bandwidth and standby power",
};

const range = ([low, high]: readonly [number, number]): string => `${factor(low)} to ${factor(high)}`;

const extremes = (models: readonly OtherModel[], of: (...values: number[]) => number): string[] =>
  NAMES.map((_, n) => factor(of(...models.flatMap(({ energy }) => energy?.[n] ?? []))));

function rowsBlock(
  models: readonly OtherModel[],
  { bands }: OtherModels,
  name: string,
  isExplained = false,
): Block {
  const cells = (energy: PairRatios): string[] =>
    energy.map((ratio, n) =>
      ratio === null ? "–" : `${factor(ratio)}${isBeyond(ratio, bands[n]) ? " (outside)" : ""}`,
    );
  return table(
    {
      head: ["slot", "model", ...NAMES, ...(isExplained ? ["what else changes"] : [])],
      rows: models.map(({ slot, family, model, isOwn, energy }) => [
        slot,
        `${model}${family === "adc" ? " (adc)" : ""}${isOwn ? ", as configured" : ""}`,
        ...cells(energy ?? []),
        ...(isExplained ? [OTHER_HARDWARE[slot] ?? "not known"] : []),
      ]),
    },
    { title: name },
  );
}
