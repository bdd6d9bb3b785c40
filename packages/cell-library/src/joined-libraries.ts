// One library of several Liberty texts, for this package and for a synthesiser.

import type { Cell, CellLibrary } from "./cell.ts";
import { CellLibraryError } from "./errors.ts";
import { parseLiberty } from "./liberty.ts";
import { placesIn } from "./liberty-groups.ts";

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * The library of Liberty texts at one corner, and one text of it for a synthesiser: the first, with the cells and table
 * templates of the others. Throws CellLibraryError as `parseLiberty` does, on other voltages, two cells of one name,
 * different templates of one name, delays of a gate by a template that is nowhere, and if a kind of cell that every
 * synthesis needs is in none of them.
 */
export function joinedLibraries(texts: readonly NamedText[]): { library: CellLibrary; text: string } {
  const [first, ...others] = texts.map(({ name, text }) => parseLiberty(text, name));
  others.forEach(({ voltage }, n) => {
    if (voltage !== first.voltage)
      throw new CellLibraryError(
        `${texts[n + 1].name}: expected ${first.voltage} V, as ${texts[0].name}, received ${voltage} V`,
      );
  });
  for (const one of texts) refuseMissingTemplates(one, texts);
  const text = inSmallLetters(joinedText(texts));
  const library = { ...first, cells: new Map([first, ...others].flatMap(({ cells }) => [...cells])) };
  const usable = [...library.cells.values()].filter((cell) => cell.unusable === null);
  const missing = Object.entries(NEEDED).filter(([, is]) => !usable.some(is));
  if (missing.length === 0) return { library, text };
  const names = missing.map(([name]) => name).join(", ");
  throw new CellLibraryError(
    `${texts[0].name}: expected cells that every synthesis needs, found none that is ${names}`,
  );
}

/** A table of delays or slews, and its template. */
const DELAYS = /\b(?:cell_rise|cell_fall|rise_transition|fall_transition)\s*\(\s*"?([^\s"()]{1,200})"?\s*\)/g;

const REGISTER = /\b(?:ff|ff_bank|latch|latch_bank|statetable)\s*\(/;

/** Where the cells of a text begin, up to the next one or its end. */
function cellRanges(text: string): { readonly from: number; readonly to: number }[] {
  const heads = Array.from(text.matchAll(/\bcell\s*\(/g), ({ index }) => index);
  return heads.map((from, n) => ({ from, to: heads[n + 1] ?? text.length }));
}

/**
 * Refuses a gate whose delays name a template that no text has: abc ends without a word on it, and which axis of the
 * table is the load is not known. abc leaves registers out.
 */
function refuseMissingTemplates({ name, text }: NamedText, texts: readonly NamedText[]): void {
  const known = new Set(["scalar"]);
  for (const one of texts)
    for (const [, template] of one.text.matchAll(/\blu_table_template\s*\(\s*"?([^\s"()]{1,200})"?\s*\)/g))
      known.add(template);
  for (const { from, to } of cellRanges(text)) {
    const cell = text.slice(from, to);
    const lost = [...cell.matchAll(DELAYS)].find(([, template]) => !known.has(template));
    if (lost === undefined || REGISTER.test(cell)) continue;
    throw new CellLibraryError(
      `${placesIn(text, name)(from + lost.index)}: expected a template of the library, received "${lost[1]}"`,
    );
  }
}

/** The text with its unit of capacitance in small letters, which are all that abc knows. */
const inSmallLetters = (text: string): string =>
  text.replace(/\bcapacitive_load_unit\s*\([^)]{0,99}\)/, (unit) => unit.toLowerCase());

/** Whether a cell is a gate with these values, by state. */
const isGate =
  (values: string) =>
  (cell: Cell): boolean =>
    cell.register === null && cell.outputs.length === 1 && cell.outputs[0].values.join("") === values;

/** Cells without which yosys and abc fail late and say little. */
const NEEDED: Readonly<Record<string, (cell: Cell) => boolean>> = {
  "an inverter": isGate("10"),
  "a buffer": isGate("01"),
  "a NAND or NOR of two inputs": (cell) => isGate("1110")(cell) || isGate("1000")(cell),
  "a register of a rising edge": ({ register }) =>
    register?.edge === "rising" && register.clear === null && register.preset === null,
};

function joinedText([first, ...others]: readonly NamedText[]): string {
  if (others.length === 0) return first.text;
  const known = new Map(groupsOf(first.text).map(({ head, text }) => [head, text]));
  const added: string[] = [];
  for (const { name, text: whole } of others)
    for (const { head, text } of groupsOf(whole)) {
      if (!/^(?:cell|\w+_template)\(/.test(head)) continue;
      const before = known.get(head);
      if (before === text && !head.startsWith("cell(")) continue;
      if (before !== undefined)
        throw new CellLibraryError(`${name}: expected no ${head} that another text has, received one`);
      known.set(head, text);
      added.push(text);
    }
  return `${first.text.slice(0, first.text.lastIndexOf("}"))}\n${added.join("\n")}\n}\n`;
}

/** Groups directly in a library, such as cells: their heads without spaces, and their texts. Braces in comments and quotes do not count. */
function groupsOf(text: string): { readonly head: string; readonly text: string }[] {
  const groups = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\]|\\[\s\S])*"|[{};]/g)) {
    if (token === "{" && depth++ === 0) from = index + 1;
    else if (token === ";" && depth === 1) from = index + 1;
    else if (token === "}" && --depth === 1) {
      const own = withoutComments(text.slice(from, index + 1)).trim();
      groups.push({ head: own.slice(0, own.indexOf("{")).replace(/[\s"]/g, ""), text: own });
      from = index + 1;
    }
  }
  return groups;
}

const withoutComments = (text: string): string =>
  text.replace(/("(?:[^"\\]|\\[\s\S])*")|\/\*[\s\S]*?\*\/|\/\/.*/g, (_, quoted?: string) => quoted ?? "");
