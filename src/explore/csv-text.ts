/** One CSV record (RFC 4180). Text that a spreadsheet would run as a formula is disarmed by an apostrophe. */
export const csvRecord = (cells: readonly (string | number | boolean)[]): string =>
  `${cells.map((cell) => csvCell(typeof cell === "number" ? numberText(cell) : String(cell), typeof cell === "number")).join(",")}\r\n`;

/** Infinities stay numbers that a reader can take back. */
const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? "Infinity" : "-Infinity";

function csvCell(text: string, isNumber: boolean): string {
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
