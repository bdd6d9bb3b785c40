// Ratios of designs over ranges, with other models, and down to their floors.

import type { Band } from "../../cost/three-point.ts";
import type { Ratio, RungResult } from "../../ladder/comparison-design.ts";
import { floors, type ShareBound, shareLaws } from "../../ladder/floors.ts";
import type { Comparison } from "../../questions/compare.ts";
import { digits, factor, percent } from "../../text/format.ts";
import { type Block, type Tabular, table } from "../report.ts";

/** The ratios as priced with their bands and floors, why medians are elsewhere, and the ratios with other models of units. */
export const ratioBlocks = (comparison: Comparison): Block[] => [
  table(bandTable(comparison), {
    notes: [FLOOR_NOTE, ...shareLawSentences(comparison.rungs), ...offCentreSentences(comparison)],
    title: `Ratios over the ranges of constants and assumed inputs (${comparison.bands.inputs.join(", ")}): as priced, then median (5 to 95 %) of ${comparison.bands.draws} draws shared by all designs`,
  }),
  ...alternativeBlocks(comparison),
];

function bandTable({ bands, rungs, ratios }: Comparison): Tabular {
  const least = floors(rungs);
  const floorCell = (name: string): string =>
    least[name] === undefined ? "" : `${factor(least[name].ratio)} (${least[name].unit})`;
  const cell = (nominal: number | null, { p05, p50, p95 }: Band): string =>
    `${factor(nominal)}, ${factor(p50)} (${factor(p05)} to ${factor(p95)})`;
  return {
    head: ["ratio", "energy", "latency", "area", "below 1: energy", "latency", "floor as priced"],
    rows: Object.entries(bands.ratios).map(([name, drawn]) => {
      if (drawn === null) return [name, "–", "–", "–", "–", "–", ""];
      const { band, probabilityLower } = drawn;
      const costs = QUANTITIES.map((quantity) => cell(ratios[name][quantity], band[quantity]));
      return [
        name,
        ...costs,
        percent(probabilityLower.energy),
        percent(probabilityLower.latency),
        floorCell(name),
      ];
    }),
  };
}

const QUANTITIES = ["energy", "latency", "area"] as const;

const FLOOR_NOTE =
  "Floor: where two designs differ in one part, their energies' ratio as priced cannot fall below 1 − s, however good the part, with s its share in the design under the line; what else takes less above the line lowers it by as much. Each draw has a floor of its own.";

/** Why a median is not the nominal ratio, by name. */
const offCentreSentences = ({ offCentre }: Comparison): string[] =>
  offCentre.map(
    ({ pair, quantity, nominal, median, causes }) =>
      `${pair}: the median ${quantity} is ${factor(median)}, as priced ${factor(nominal)}, ` +
      `${causes.length === 0 ? "by several ranges together" : `as these ranges are longer on one side: ${causes.join(", ")}`}.`,
  );

/** All ratios with another model of a unit, a column each; nothing where there is none. */
function alternativeBlocks({ alternatives, ratios }: Comparison): Block[] {
  if (alternatives.length === 0) return [];
  const cell = ({ energy, latency }: Ratio): string => `${factor(energy)}, ${factor(latency)}`;
  return [
    table(
      {
        head: ["energy, latency", "as configured", ...alternatives.map(({ name }) => `with ${name}`)],
        rows: Object.entries(ratios).map(([name, own]) => [
          name,
          cell(own),
          ...alternatives.map((other) => cell(other.ratios[name])),
        ]),
      },
      {
        title:
          "Ratios with other models of a unit, of which neither is the better known; the draws leave them out",
      },
    ),
  ];
}

/** The law of shares, a sentence for every pair that differs in one unit: its floors and its way to break-even. */
const shareLawSentences = (rungs: readonly RungResult[]): string[] =>
  Object.entries(shareLaws(rungs)).map(
    ([name, { unit, energy, latency }]) =>
      `${name} differ in the ${unit}: ${boundText("energy", energy)}` +
      `${latency === null ? "" : `; ${boundText("latency", latency)}`}.`,
  );

/** "energy no lower than ×0.98 (1 − 0.02), equal where it takes ×0.4 of what it does". */
function boundText(quantity: string, { share, rest, floor, breakEven }: ShareBound): string {
  const equal =
    breakEven === null
      ? "not equal even where it takes nothing"
      : `equal where it takes ${factor(breakEven)} of what it does`;
  // What digits do not show is no reason.
  const saved =
    rest < -LEAST_SAVED ? ` − ${digits(-rest)} by which wires, leakage and standby take less` : "";
  return `${quantity} no lower than ${factor(floor)} (1 − ${digits(share)}${saved}), ${equal}`;
}

const LEAST_SAVED = 5e-4;
