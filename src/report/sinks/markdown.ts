import { codeBlock, escapeMarkdown, markdownTable } from "../markdown.ts";
import type { Block } from "../report.ts";

/** A report as Markdown; a picture is linked by the name of its file in the report's folder. */
export const markdownSink = (blocks: readonly Block[]): string =>
  blocks
    .map(blockMarkdown)
    .filter((text) => text !== "")
    .join("\n");

function blockMarkdown(block: Block): string {
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
      return markdownSink(block.blocks);
    case "figure":
      return `![${escapeMarkdown(block.drawing.title)}](${block.drawing.name}.png)\n`;
  }
}
