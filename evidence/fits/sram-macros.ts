// A law of SRAM macros in closed form, fitted to the macros of one family.

import { Matrix, solve } from "ml-matrix";
import { cellNumber, fault, type Table } from "#base";

/** A single-port macro: words, bits of a word, area (µm²), leakage (nW), energies of a read and a write (pJ), clock to output (ns). */
export interface Macro {
  readonly words: number;
  readonly bits: number;
  readonly area: number;
  readonly leakage: number;
  readonly read: number;
  readonly write: number;
  readonly time: number;
}

export type Figure = Exclude<keyof Macro, "words" | "bits">;
type Size = Pick<Macro, "words" | "bits">;

/** Columns of the file, in order; the first line names them. */
const COLUMNS = ["words", "bits", "area", "leakage", "read", "write", "time"] as const;

/** A law has three constants, and one macro is left out. */
const LEAST_MACROS = 4;
/** Most macros of a family (assumed): a fit leaves each of them out once. */
const MOST_MACROS = 1000;

/**
 * The macros of a table with one row each. Throws ConfigError, with the line, for another number of columns and
 * for a cell that is no number above 0.
 */
export function macrosOf({ header, rows }: Table, file: string): Macro[] {
  if (header.length !== COLUMNS.length)
    throw fault(
      `${file}:1`,
      "(header)",
      `expected ${COLUMNS.length} columns (${COLUMNS.join(", ")}), received ${header.length}`,
    );
  if (rows.length < LEAST_MACROS || rows.length > MOST_MACROS)
    throw fault(file, "(file)", `expected ${LEAST_MACROS} to ${MOST_MACROS} macros, received ${rows.length}`);
  return rows.map((cells, row) => {
    const numbers = cells.map((cell, at) => {
      const value = cellNumber(cell);
      if (value > 0 && value < Infinity) return value;
      throw fault(
        `${file}:${row + 2}`,
        COLUMNS[at],
        `expected a number above 0, received ${JSON.stringify(cell)}`,
      );
    });
    return Object.fromEntries(COLUMNS.map((name, at) => [name, numbers[at]])) as unknown as Macro;
  });
}

/** Columns a bit of a family, rows of its largest array, and columns of its narrowest. */
const LEAST_FOLD = 4;
const MOST_ROWS = 512;
const LEAST_COLUMNS = 64;

/**
 * Rows and columns of a macro's array, not rounded, so that neighbouring sizes have neighbouring prices: each
 * bit of a word has m = max(4, words / 512, 64 / bits) columns, of which a multiplexer selects one.
 */
export function arrayOf({ words, bits }: Size): { readonly rows: number; readonly columns: number } {
  const fold = Math.max(LEAST_FOLD, words / MOST_ROWS, LEAST_COLUMNS / bits);
  return { rows: words / fold, columns: bits * fold };
}

/**
 * What each figure is a sum of. An access: clock and decoder; amplifier, driver and output of each bit; all
 * columns of the row, which swing by less the longer they are. Area: cells, and what each row and column has.
 */
const TERMS: Readonly<Record<Figure, (size: Size) => readonly number[]>> = {
  read: accessTerms,
  write: accessTerms,
  area: (size) => {
    const { rows, columns } = arrayOf(size);
    return [rows, columns, rows * columns];
  },
  leakage: ({ words, bits }) => [words * bits],
  time: (size) => [1, Math.sqrt(arrayOf(size).rows)],
};

export const FIGURES = Object.keys(TERMS) as readonly Figure[];

function accessTerms(size: Size): readonly number[] {
  const { rows, columns } = arrayOf(size);
  return [1, size.bits, columns * Math.sqrt(rows)];
}

/** The figure's law at a size, in the file's unit. */
export const lawAt = (figure: Figure, size: Size, constants: readonly number[]): number =>
  TERMS[figure](size).reduce((sum, term, at) => sum + term * constants[at], 0);

/**
 * Constants of a figure's law that minimise the sum of squared relative errors over at least as many
 * macros.
 */
export function fitted(figure: Figure, macros: readonly Macro[]): readonly number[] {
  const rows = macros.map((macro) => TERMS[figure](macro).map((term) => term / macro[figure]));
  return solve(new Matrix(rows), Matrix.ones(rows.length, 1)).to1DArray();
}

export interface LawOfFigure {
  readonly figure: Figure;
  readonly constants: readonly number[];
  /** Law over figure of every macro, and of every macro by the law of the others. */
  readonly ratios: readonly number[];
  readonly leftOut: readonly number[];
}

/** Laws of all figures with their errors, also for macros that they have not seen. */
export const lawsOf = (macros: readonly Macro[]): LawOfFigure[] =>
  FIGURES.map((figure) => {
    const constants = fitted(figure, macros);
    return {
      figure,
      constants,
      ratios: macros.map((macro) => lawAt(figure, macro, constants) / macro[figure]),
      leftOut: macros.map(
        (macro) =>
          lawAt(
            figure,
            macro,
            fitted(
              figure,
              macros.filter((other) => other !== macro),
            ),
          ) / macro[figure],
      ),
    };
  });

/**
 * Ratios after one scale factor that takes their geometric middle to 1: what is left of a law when only its
 * shape counts, as at another node.
 */
export function shapeErrors(ratios: readonly number[]): number[] {
  const middle = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  return ratios.map((ratio) => ratio / middle);
}
