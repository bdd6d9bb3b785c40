/** Longest message: names of a text can be of any length. */
const MOST_CHARACTERS = 500;

/** A text that is no library or no netlist of it, or an option out of range: one line that names the place, what was expected and what came. */
export class CellLibraryError extends Error {
  override readonly name = "CellLibraryError";

  constructor(message: string) {
    // Names in quotes may hold line ends.
    super(message.replace(/\s+/g, " ").slice(0, MOST_CHARACTERS));
  }
}
