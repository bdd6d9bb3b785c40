import type { Drawing } from "./pictures.ts";

/** What a phrase says of its subject: sinks with colours have one for each. */
export type Tone = "wins" | "loses" | "ties" | "trades";

/** A phrase of a finding that names a winner, for sinks with colours. */
export interface Mark {
  readonly phrase: string;
  readonly outcome: Tone;
}

/** A sentence of a report and the values of its numbers: SI or ratios, with the unit in the key. */
export interface Finding {
  readonly id: string;
  readonly text: string;
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  /** Phrases that name a winner. */
  readonly marks?: readonly Mark[];
}

/** A table of texts. The first column has words, others numbers, unless `words` lists the word columns. */
export interface Tabular {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly words?: readonly number[];
}

/** A part of a page. */
export interface Tab {
  readonly name: string;
  readonly blocks: readonly Block[];
}

/** Stacked bars of one scale, a row each, with further numbers after them. */
export interface StackedRows {
  /** What the picture shows, in one sentence. */
  readonly title: string;
  /** Headings: the rows, the bars, and each further number. */
  readonly head: readonly string[];
  readonly keys: readonly { readonly name: string; readonly colour: string }[];
  readonly rows: readonly StackedRow[];
  readonly notes: readonly string[];
}

export interface StackedRow {
  readonly name: string;
  /** Length of each part, in the order of the keys; all rows have one unit. */
  readonly parts: readonly number[];
  readonly total: string;
  /** Ends of the total's band, in the unit of the parts, and in words. */
  readonly band: { readonly low: number; readonly high: number; readonly text: string } | null;
  /** Further numbers, each with its share of the largest of its column. */
  readonly cells: readonly { readonly text: string; readonly share: number }[];
}

/** A block of a report, which every sink renders. */
export type Block =
  /** The report's title, with a line or two about its subject. */
  | { readonly kind: "title"; readonly text: string; readonly about: readonly string[] }
  | { readonly kind: "heading"; readonly text: string }
  /** The findings, one sentence each, with their marks in the order of the text. */
  | {
      readonly kind: "findings";
      readonly sentences: readonly string[];
      readonly marks: readonly (readonly Mark[])[];
    }
  | { readonly kind: "paragraph"; readonly lines: readonly string[] }
  /** `title`: line above the table; `notes`: lines below it. */
  | {
      readonly kind: "table";
      readonly table: Tabular;
      readonly title?: string;
      readonly notes?: readonly string[];
      /** In text without borders, for few rows on a small screen. */
      readonly isPlain?: boolean;
    }
  /** A chart, which sinks without pictures leave out. */
  | { readonly kind: "figure"; readonly drawing: Drawing }
  /** Only for the page, not the terminal. */
  | { readonly kind: "details"; readonly blocks: readonly Block[] }
  /** Stacked bars with their numbers, only for the page: other sinks have the same in a table. */
  | { readonly kind: "bars"; readonly bars: StackedRows }
  /** Parts of the page of which one is shown at a time; other sinks show one after another. */
  | { readonly kind: "tabs"; readonly tabs: readonly Tab[] }
  /** Closed on the page until a reader opens it. */
  | { readonly kind: "folded"; readonly summary: string; readonly blocks: readonly Block[] }
  /** Text whose spaces matter, such as a character scatter plot. */
  | { readonly kind: "code"; readonly text: string };

/** Another file of a report's folder, such as a table for a spreadsheet. */
export interface Attachment {
  readonly name: string;
  readonly content: string | Uint8Array | Iterable<string>;
}

/** An answer before rendering: the same content for programs (`json`) and people (`blocks`). */
export interface Report {
  /** SI numbers with the unit in the key; no time, host or path. */
  readonly json: unknown;
  readonly blocks: readonly Block[];
  /** The same content arranged for the page; by default `blocks`. Its figures are the report's charts. */
  readonly page?: readonly Block[];
  /** Number of first blocks that fit one screen; a terminal shows only these by default. */
  readonly screen?: number;
  /** Suggested next command, without the program's name. */
  readonly next?: string;
  /** What that command gains, in a few words. */
  readonly gain?: string;
  /** Called only when a folder is written. */
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
export const tabs = (...own: Tab[]): Block => ({ kind: "tabs", tabs: own });
export const folded = (summary: string, ...blocks: Block[]): Block => ({ kind: "folded", summary, blocks });

/** Whether a column of a table contains words. */
export const isWords = ({ words = [0] }: Tabular, column: number): boolean => words.includes(column);

/** Marks of all findings shown on a terminal, in order. */
export const marksOf = (blocks: readonly Block[]): (readonly Mark[])[] =>
  blocks.flatMap((block) =>
    block.kind === "findings" ? block.sentences.map((_, n) => block.marks[n] ?? []) : [],
  );

/** The drawings of a report, in order. */
export const drawingsOf = (blocks: readonly Block[]): Drawing[] =>
  blocks.flatMap((block) => {
    if (block.kind === "details" || block.kind === "folded") return drawingsOf(block.blocks);
    if (block.kind === "tabs") return block.tabs.flatMap((tab) => drawingsOf(tab.blocks));
    return block.kind === "figure" ? [block.drawing] : [];
  });
