/** Name and unit of a column. */
export interface MeasuredHeader {
  readonly name: string;
  /** As spelled in the header. */
  readonly unit: string;
}

/**
 * Splits a header such as "energy (pJ)" or "V[mV]"; null without a unit. Scans each letter once, from the
 * end, as a header may be as long as a file.
 */
export function measuredHeader(header: string): MeasuredHeader | null {
  const text = header.trim();
  if (!text.endsWith(")") && !text.endsWith("]")) return null;
  const at = Math.max(text.lastIndexOf("("), text.lastIndexOf("["));
  if (at < 0) return null;
  const [name, unit] = [text.slice(0, at).trimEnd(), text.slice(at + 1, -1).trim()];
  return unit === "" || /[)\]]/.test(unit) || /[\r\n]/.test(name) ? null : { name, unit };
}
