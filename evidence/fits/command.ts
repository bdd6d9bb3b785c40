import { readTable } from "#local-io";
import { type Report, table, title } from "#reports";
import { defineVerb } from "../../src/cli/define-verb.ts";
import { type LawOfFigure, lawsOf, macrosOf, shapeErrors } from "./sram-macros.ts";

const UNITS = { area: "µm²", leakage: "nW", read: "pJ", write: "pJ", time: "ns" } as const;
const LAWS = {
  area: "a·rows + b·columns + c·rows·columns",
  leakage: "a·words·bits",
  read: "a + b·bits + c·columns·√rows",
  write: "a + b·bits + c·columns·√rows",
  time: "a + b·√rows",
} as const;

const span = (ratios: readonly number[]): string =>
  `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;

const cellsOf = ({ figure, constants, ratios, leftOut }: LawOfFigure): string[] => [
  figure,
  UNITS[figure],
  LAWS[figure],
  constants.map((one) => String(Number(one.toPrecision(5)))).join(", "),
  span(ratios),
  span(leftOut),
];

/** The laws of a family of macros, and how far they are off, also for macros that a fit has not seen. */
export function sramLawReport(laws: readonly LawOfFigure[], macros: number): Report {
  return {
    json: {
      macros,
      laws: laws.map(({ figure, constants, ratios, leftOut }) => ({
        figure,
        unit: UNITS[figure],
        law: LAWS[figure],
        constants,
        ratios,
        leftOut,
      })),
    },
    blocks: [
      title(
        `Laws of ${macros} SRAM macros`,
        "rows · columns = words · bits; columns a bit = max(4, words / 512, 64 / bits)",
      ),
      table(
        {
          head: [
            "figure",
            "unit",
            "law",
            "a, b, c",
            "law over macro",
            "of macros left out",
            "after one factor",
          ],
          rows: laws.map((law) => [...cellsOf(law), span(shapeErrors(law.leftOut))]),
        },
        { notes: ["Each macro left out is predicted by the law of the others."] },
      ),
    ],
  };
}

export const sramLawVerb = defineVerb<[file: string], object>({
  summary: "a law of SRAM macros by words and bits, from a table",
  about:
    "energies, area, leakage and access time of a family of SRAM macros as closed forms of words and bits a word, with the errors for macros that the fit has not seen",
  args: [
    [
      "<file>",
      "CSV: words, bits a word, area (um2), leakage (nW), read (pJ), write (pJ), clock to output (ns)",
    ],
  ],
  reports: "text",
  examples: ["sram-law macros.csv"],
  ask: ({ args: [file] }) => {
    const macros = macrosOf(readTable(file), file);
    return sramLawReport(lawsOf(macros), macros.length);
  },
});
