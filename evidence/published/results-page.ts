// Numbers of a page against the stored results that they were read from: a comment after each number names its place.

import { power } from "#base";

/** A number of a page and where it comes from. */
export interface PageNumber {
  /** Line of the page, from 1. */
  readonly line: number;
  /** As printed, with its unit. */
  readonly printed: string;
  /** In SI, or a fraction. */
  readonly value: number;
  /** Half a unit of the last digit that is printed, in the same unit. */
  readonly tolerance: number;
  /** File of the stored result, relative to the project. */
  readonly file: string;
  /** Place in it. */
  readonly path: string;
}

/** A number of a page and what its stored result has. */
export interface CheckedNumber extends PageNumber {
  /** Null where there is no such place, or no number in it. */
  readonly stored: number | null;
  readonly holds: boolean;
}

const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  µ: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
};
const UNIT = "[fpnµmk]?(?:J|s|W)|mm²|%|×|points?|tokens|keys";

/** `12.3 µJ<!-- file.json#path -->`; a factor may come first, as in `× 1.02` or `×1.02`. */
const MARKED = new RegExp(
  `(?<lead>× ?)?(?<number>-?\\d(?:[\\d ]*\\d)?(?:\\.\\d+)?)(?: (?<unit>${UNIT}))?\\s*<!-- (?<file>\\S+?\\.json)#(?<path>.+?) -->`,
  "gu",
);

/** A number with a unit that promises a measurement. */
const MEASURED = /(?:(?<!\d ?)× ?\d|\d ?(?:×(?! ?\d)|%|[fpnµmk]?(?:J|s|W)\b|mm²|points?\b))/u;

/** Numbers of a page that name their stored result, in order. */
export function pageNumbers(page: string): PageNumber[] {
  return linesOf(page).flatMap(({ text, line }) =>
    [...text.matchAll(MARKED)].map(({ groups = {} }) => {
      const { lead = "", number, unit = "", file, path } = groups;
      const scale = scaleOf(unit);
      const decimals = number.split(".")[1]?.length ?? 0;
      return {
        line,
        printed: `${lead}${number}${unit === "" ? "" : ` ${unit}`}`,
        value: Number(number.replaceAll(" ", "")) * scale,
        tolerance: 0.5 * power(10, -decimals) * scale * (1 + 1e-9),
        file,
        path,
      };
    }),
  );
}

/** Numbers with a unit and no stored result, as `line: text`; code and headings are left out. */
export const unmarkedNumbers = (page: string): string[] =>
  linesOf(page).flatMap(({ text, line }) => {
    const rest = text.replaceAll(MARKED, "").match(new RegExp(MEASURED, "gu")) ?? [];
    return rest.map((found) => `${line}: ${found}`);
  });

function linesOf(page: string): { readonly text: string; readonly line: number }[] {
  let isCode = false;
  return page.split("\n").flatMap((text, n) => {
    if (text.startsWith("```")) isCode = !isCode;
    return isCode || text.startsWith("```") || text.startsWith("#") || text.startsWith("    ")
      ? []
      : [{ text, line: n + 1 }];
  });
}

function scaleOf(unit: string): number {
  if (unit === "%" || unit.startsWith("point")) return 0.01;
  if (unit === "mm²") return 1e-6;
  const [, prefix] = /^([fpnµmk]?)[JsW]$/u.exec(unit) ?? [];
  return prefix === undefined ? 1 : PREFIXES[prefix];
}

/**
 * Each number against its stored result: it holds where they agree to half a unit of its last digit. `read` gives the parsed file, or
 * undefined where there is none.
 */
export const checkNumbers = (
  numbers: readonly PageNumber[],
  read: (file: string) => unknown,
): CheckedNumber[] =>
  numbers.map((number) => {
    const found = placeOf(read(number.file), number.path);
    const stored = typeof found === "number" && Number.isFinite(found) ? found : null;
    return {
      ...number,
      stored,
      holds: stored !== null && Math.abs(stored - number.value) <= number.tolerance,
    };
  });

/** `designs[id=gpu].energy_J`, `points[0].stays`: keys by dots, entries by number or by what keys of theirs say (`[a=1,b=2]`). */
export function placeOf(value: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+|\[[^\]]+\]/gu) ?? [];
  return steps.reduce((at: unknown, step) => {
    if (typeof at !== "object" || at === null) return undefined;
    if (!step.startsWith("[")) return (at as Record<string, unknown>)[step];
    if (!Array.isArray(at)) return undefined;
    const conditions = step
      .slice(1, -1)
      .split(",")
      .map((part) => part.split("="));
    if (conditions[0].length === 1) return at[Number(conditions[0][0])];
    return at.find(
      (entry: unknown) =>
        typeof entry === "object" &&
        entry !== null &&
        conditions.every(([key, wanted]) => String((entry as Record<string, unknown>)[key]) === wanted),
    );
  }, value);
}
