import { markdownTable as alignedTable } from "markdown-table";
import type { Block, Tabular } from "./report.ts";

/** Gives the file of a chart by its name; null omits charts. */
type Linked = ((name: string) => string) | null;

/** A report as Markdown; charts link by default to their files in the report's folder. */
export const markdownSink = (blocks: readonly Block[], linked: Linked = (name) => `${name}.png`): string =>
  blocks
    .map((block) => blockMarkdown(block, linked))
    .filter((text) => text !== "")
    .join("\n");

function blockMarkdown(block: Block, linked: Linked): string {
  switch (block.kind) {
    case "title":
      return [
        `# ${escapeMarkdown(block.text)}\n`,
        ...block.about.map((line) => `${escapeMarkdown(line)}\n`),
      ].join("\n");
    case "heading":
      return `## ${escapeMarkdown(block.text)}\n`;
    case "findings":
      return `${block.sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`).join("\n")}\n`;
    case "paragraph":
      return `${block.lines.map(escapeMarkdown).join("\n\n")}\n`;
    case "code":
      return codeBlock(block.text);
    case "table":
      return [
        ...(block.title === undefined ? [] : [`${escapeMarkdown(block.title)}\n`]),
        markdownTable(block.table, block.table.words ?? [0]),
        ...(block.notes ?? []).map((note) => `${escapeMarkdown(note)}\n`),
      ].join("\n");
    case "details":
    case "folded":
      return markdownSink(block.blocks, linked);
    case "tabs":
      return block.tabs
        .map(({ name, blocks }) => `## ${escapeMarkdown(name)}\n\n${markdownSink(blocks, linked)}`)
        .join("\n");
    case "bars":
      return "";
    case "figure":
      return linked === null
        ? ""
        : `![${escapeMarkdown(block.drawing.title)}](${linked(block.drawing.name)})\n`;
  }
}

/**
 * Escapes a name for Markdown, including markup, table borders, line breaks and HTML that a viewer would pass
 * on.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]#!|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

/** A table with aligned columns; by default the first column has words and others are right-aligned. */
export function markdownTable({ head, rows }: Tabular, words: readonly number[] = [0]): string {
  const isWords = (n: number): boolean => words.includes(n);
  return `${alignedTable(
    [
      // A rule needs at least three dashes.
      head.map((text, n) => (isWords(n) ? cellText(text).padEnd(3) : cellText(text).padStart(3))),
      ...rows.map((row) => row.map(cellText)),
    ],
    { align: head.map((_, n) => (isWords(n) ? null : "right")), stringLength: (text) => [...text].length },
  )}\n`;
}

/** Text of a cell, escaped only if it contains markup. */
const cellText = (text: string): string =>
  /^[\w\s.,:;%()±×²µΩ–/=+-]*$/.test(text) && !/_.*_/.test(text) ? text : escapeMarkdown(text);

/** A fenced block with a fence longer than any in its text. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ").trim();

/** A Markdown table whose cells are escaped. */
export const unalignedTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  // Every cell counts as three characters: no padding, and a rule of three dashes.
  alignedTable([head.map(cell), ...rows.map((row) => row.map(cell))], { stringLength: () => 3 });
