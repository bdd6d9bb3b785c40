import Table from "cli-table3";
import { type Block, isWords, type Tabular } from "./report.ts";

/**
 * A report for a terminal: blocks separated by empty lines, without pictures and details. With a width,
 * sentences are wrapped and wider tables are split into parts, each with the first column.
 */
export function textSink(blocks: readonly Block[], width = Number.POSITIVE_INFINITY): string {
  const shown = blocks.map((block) => blockText(block, width)).filter((text) => text !== "");
  return `${shown.join("\n\n")}\n`;
}

/** One screen, like `textSink`, but with empty lines only before tables. */
export function screenSink(blocks: readonly Block[], width: number): string {
  const shown = blocks.map((block) => `${block.kind === "table" ? "\n" : ""}${blockText(block, width)}`);
  return `${shown.filter((text) => text !== "").join("\n")}\n`;
}

function blockText(block: Block, width: number): string {
  switch (block.kind) {
    case "title":
      return [block.text, ...block.about].map((line) => wrapped(line, width)).join("\n");
    case "heading":
    case "code":
      return block.text;
    case "findings":
      return block.sentences.map((sentence) => wrapped(`• ${sentence}`, width, "  ")).join("\n");
    case "paragraph":
      return block.lines.map((line) => wrapped(line, width)).join("\n");
    case "table":
      return [
        ...(block.title === undefined ? [] : [wrapped(block.title, width)]),
        ...inParts(block.table, width, block.isPlain === true ? plainTable : borderedTable),
        ...(block.notes ?? []).map((note) => wrapped(note, width)),
      ].join("\n");
    case "folded":
      return textSink(block.blocks, width).trimEnd();
    case "tabs":
      return block.tabs
        .map(({ name, blocks }) => `${name}\n\n${textSink(blocks, width)}`.trimEnd())
        .join("\n\n");
    case "bars":
    case "details":
    case "figure":
      return "";
  }
}

/** Wraps a text at spaces into lines of at most so many characters; longer words get their own line. */
function wrapped(text: string, width: number, indent = ""): string {
  if (text.length <= width) return text;
  const lines: string[] = [];
  let line = "";
  // A number stays with its unit, and its digit groups stay together.
  for (const word of text.split(
    / (?![%×±])(?<!± )(?<!\d (?=[A-Za-zµΩ°]{1,2}(?![A-Za-z])))(?<!\d (?=\d{3}\b))/,
  )) {
    if (line !== "" && line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

type Draw = (table: Tabular) => string;

/** The table, or if too wide its columns in as few parts as possible, each after the first column. */
function inParts(table: Tabular, width: number, draw: Draw): string[] {
  const whole = draw(table);
  const count = table.head.length;
  if (widthOf(whole) <= width || count <= 2) return [whole];
  const parts: string[] = [];
  for (let from = 1; from < count; ) {
    let to = count;
    let text = draw(columnsOf(table, from, to));
    while (to > from + 1 && widthOf(text) > width) text = draw(columnsOf(table, from, --to));
    parts.push(text);
    from = to;
  }
  return parts;
}

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => [...line].length));

/** The first column and columns [from, to). */
function columnsOf(table: Tabular, from: number, to: number): Tabular {
  const pick = <T>(cells: readonly T[]): T[] => [cells[0], ...cells.slice(from, to)];
  const columns = pick(table.head.map((_, n) => n));
  return {
    head: pick(table.head),
    rows: table.rows.map((row) => pick(row)),
    words: columns.flatMap((column, n) => (isWords(table, column) ? [n] : [])),
  };
}

/** A table with borders; numbers are right-aligned. */
function borderedTable(content: Tabular): string {
  const grid = new Table({
    head: [...content.head],
    style: { head: [], border: [] },
    colAligns: alignments(content),
  });
  grid.push(...content.rows.map((row) => [...row]));
  // A rule only under the header; rules between all rows would double the height.
  const lines = grid.toString().split("\n");
  const head = lines.findIndex((line) => line.startsWith("├"));
  return lines.filter((line, n) => n <= head || !line.startsWith("├")).join("\n");
}

/** A table without borders, columns two spaces apart. */
function plainTable(content: Tabular): string {
  const widths = content.head.map((name, n) =>
    Math.max(name.length, ...content.rows.map((row) => (row[n] ?? "").length)),
  );
  return [content.head, ...content.rows]
    .map((row) =>
      row
        .map((cell, n) => (isWords(content, n) ? cell.padEnd(widths[n]) : cell.padStart(widths[n])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const alignments = (content: Tabular): ("left" | "right")[] =>
  content.head.map((_, n) => (isWords(content, n) ? "left" : "right"));
