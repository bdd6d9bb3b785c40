import type { CellLibrary } from "./cell.ts";
/**
 * The library in a Liberty text. `name` is what errors call the text. Throws CellLibraryError, "name:line: …", where it is none.
 */
export declare function parseLiberty(text: string, name: string): CellLibrary;
