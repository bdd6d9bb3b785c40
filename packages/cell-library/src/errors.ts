/** A text that is no library or no netlist of it, or an option out of range: one line that names the place, what was expected and what came. */
export class CellLibraryError extends Error {
  override readonly name = "CellLibraryError";
}
