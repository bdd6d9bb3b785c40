import { parseDocument, parseLocated } from "#base";
import { type CellTable, cellTable } from "#technology";

/** Parses a table of `import cells`. Throws ConfigError with the place of each fault. */
export const readCellTable = (text: string, file: string): CellTable =>
  parseLocated(cellTable, parseDocument(text, file));
