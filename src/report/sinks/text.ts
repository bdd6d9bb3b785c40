import Table from "cli-table3";
import { type Block, isWords, type Tabular } from "../report.ts";

/** A report as a terminal shows it: blocks with an empty line between them, pictures and details left out. */
export function textSink(blocks: readonly Block[]): string {
  const shown = blocks.map(blockText).filter((text) => text !== "");
  return `${shown.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "title":
      return [block.text, ...block.about].join("\n");
    case "heading":
    case "code":
      return block.text;
    case "findings":
      return block.sentences.map((sentence) => `• ${sentence}`).join("\n");
    case "paragraph":
      return block.lines.join("\n");
    case "table":
      return [
        ...(block.title === undefined ? [] : [block.title]),
        tableText(block.table),
        ...(block.notes ?? []),
      ].join("\n");
    case "details":
    case "figure":
      return "";
  }
}

/** A table with borders; numbers end at the right of their column. */
function tableText(content: Tabular): string {
  const grid = new Table({
    head: [...content.head],
    style: { head: [], border: [] },
    colAligns: content.head.map((_, n) => (isWords(content, n) ? "left" : "right")),
  });
  grid.push(...content.rows.map((row) => [...row]));
  return grid.toString();
}
