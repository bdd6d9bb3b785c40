import type { Outcome } from "../comparison/judgement.ts";
import type { Drawing } from "./sinks/pictures.ts";

/** A phrase of a finding that says who wins, for a sink with colours. */
export interface Mark {
  readonly phrase: string;
  readonly outcome: Outcome;
}

/** A sentence of a report and the values of its numbers: SI or ratios, the unit in the key. */
export interface Finding {
  readonly id: string;
  readonly text: string;
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  /** Its phrases that say who wins. */
  readonly marks?: readonly Mark[];
}

/** A table of texts. The first column holds words and the others numbers, unless `words` lists the columns of words. */
export interface Tabular {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly words?: readonly number[];
}

/** A piece of a report, as every sink renders it. */
export type Block =
  /** The report's title, with a line or two on what it is about. */
  | { readonly kind: "title"; readonly text: string; readonly about: readonly string[] }
  | { readonly kind: "heading"; readonly text: string }
  /** What was found, one sentence a finding, with its marks in the order of the text. */
  | {
      readonly kind: "findings";
      readonly sentences: readonly string[];
      readonly marks: readonly (readonly Mark[])[];
    }
  | { readonly kind: "paragraph"; readonly lines: readonly string[] }
  /** `title` is a line above the table, `notes` are lines below it. */
  | {
      readonly kind: "table";
      readonly table: Tabular;
      readonly title?: string;
      readonly notes?: readonly string[];
      /** In text without borders: for few rows on a small screen. */
      readonly isPlain?: boolean;
    }
  /** A chart; a sink without pictures leaves it out. */
  | { readonly kind: "figure"; readonly drawing: Drawing }
  /** For the page alone: more than a terminal's reader looks for. */
  | { readonly kind: "details"; readonly blocks: readonly Block[] }
  /** Text whose spaces matter, such as a scatter plot of characters. */
  | { readonly kind: "code"; readonly text: string };

/** A further file of a report's folder, such as a table for a spreadsheet. */
export interface Attachment {
  readonly name: string;
  readonly content: string | Uint8Array | Iterable<string>;
}

/** An answer before it is rendered: the same content for programs (`json`) and for people (`blocks`). */
export interface Report {
  /** SI numbers with the unit in the key; no time, host or path. */
  readonly json: unknown;
  readonly blocks: readonly Block[];
  /** How many of the first blocks answer on one screen; a terminal shows these alone unless asked for all. */
  readonly screen?: number;
  /** What to ask next: words of a command line, to which the verb adds those before. */
  readonly next?: string;
  /** Made only when a folder is written. */
  readonly files?: () => readonly Attachment[] | Promise<readonly Attachment[]>;
}

export const title = (text: string, ...about: string[]): Block => ({ kind: "title", text, about });
export const heading = (text: string): Block => ({ kind: "heading", text });
export const findings = (sentences: readonly string[], marks: readonly (readonly Mark[])[] = []): Block => ({
  kind: "findings",
  sentences,
  marks,
});
export const paragraph = (...lines: string[]): Block => ({ kind: "paragraph", lines });
export const figure = (drawing: Drawing): Block => ({ kind: "figure", drawing });
export const table = (
  content: Tabular,
  about: { title?: string; notes?: readonly string[]; isPlain?: boolean } = {},
): Block => ({
  kind: "table",
  table: content,
  ...about,
});

export const details = (...blocks: Block[]): Block => ({ kind: "details", blocks });

/** Whether a column of a table holds words. */
export const isWords = ({ words = [0] }: Tabular, column: number): boolean => words.includes(column);

/** Marks of every finding that a terminal shows, in order. */
export const marksOf = (blocks: readonly Block[]): (readonly Mark[])[] =>
  blocks.flatMap((block) =>
    block.kind === "findings" ? block.sentences.map((_, n) => block.marks[n] ?? []) : [],
  );

/** The drawings of a report, in order. */
export const drawingsOf = (blocks: readonly Block[]): Drawing[] =>
  blocks.flatMap((block) => {
    if (block.kind === "details") return drawingsOf(block.blocks);
    return block.kind === "figure" ? [block.drawing] : [];
  });
