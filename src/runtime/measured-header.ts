/** A column's name and its unit. */
export interface MeasuredHeader {
  readonly name: string;
  /** As the header spells it. */
  readonly unit: string;
}

/**
 * The parts of a header such as "energy (pJ)" or "V[mV]"; null for one without a unit. From its end, by one look at each
 * letter: a header may be as long as a file.
 */
export function measuredHeader(header: string): MeasuredHeader | null {
  const text = header.trim();
  if (!text.endsWith(")") && !text.endsWith("]")) return null;
  const at = Math.max(text.lastIndexOf("("), text.lastIndexOf("["));
  if (at < 0) return null;
  const [name, unit] = [text.slice(0, at).trimEnd(), text.slice(at + 1, -1).trim()];
  return unit === "" || /[)\]]/.test(unit) || /[\r\n]/.test(name) ? null : { name, unit };
}
