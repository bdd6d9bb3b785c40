/** How a column of a table is named and measured on an axis. */
export interface ColumnTitle {
  /** Words without the unit. */
  readonly name: string;
  /** SI unit as it is written, such as "J" or "m²"; empty for a plain number. */
  readonly unit: string;
}

/** Units at the end of a column's name, as exports spell them. */
const SUFFIXES: Readonly<Record<string, string>> = {
  J: "J",
  s: "s",
  m2: "m²",
  W: "W",
  S: "S",
  A: "A",
  V: "V",
  Hz: "Hz",
  m: "m",
  B: "B",
  ohm: "Ω",
  K: "K",
};

/** Plain numbers of a study, in the words of the glossary and with what they count. */
const KNOWN: Readonly<Record<string, string>> = {
  energy_vs_exact: "energy over exact digital attention (ratio)",
  energy_vs_lsh_digital: "energy over digital LSH (ratio)",
  captured_mass: "captured attention mass (fraction)",
  captured_mass_interval95: "captured mass, half of its 95 % interval (fraction)",
  output_error: "output error (relative RMS)",
};

/** Unit names of config quantities as they are printed. */
const PRINTED: Readonly<Record<string, string>> = { ohm: "Ω", m2: "m²", "W/mm2": "W/mm²", "S/s": "sample/s" };

/** A config unit as it is printed. */
export const printedUnit = (unit: string): string => PRINTED[unit] ?? unit;

/** `energy_J` → energy, J; `design.hashing.readTime` with the unit s → hashing read time, s. */
export function columnTitle(column: string, unit: string | null = null): ColumnTitle {
  if (Object.hasOwn(KNOWN, column)) return { name: KNOWN[column], unit: "" };
  if (/^(?:design|workload|fidelity)\./.test(column))
    return { name: pathName(column), unit: unit === null ? "" : printedUnit(unit) };
  const at = column.lastIndexOf("_");
  const suffix = column.slice(at + 1);
  if (at > 0 && Object.hasOwn(SUFFIXES, suffix))
    return { name: column.slice(0, at).replaceAll("_", " "), unit: SUFFIXES[suffix] };
  return { name: column.replaceAll("_", " "), unit: "" };
}

/** The last two keys of a config path as words. */
const pathName = (path: string): string =>
  path
    .split(".")
    .slice(1)
    .slice(-2)
    .join(" ")
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** Title of an axis. Areas are drawn in mm²: an SI prefix before m² would be squared. */
export const axisTitle = ({ name, unit }: ColumnTitle): string =>
  unit === "" ? name : `${name} (${unit === "m²" ? "mm²" : unit})`;

/** What values of a unit are multiplied by on an axis. */
export const axisFactor = (unit: string): number => (unit === "m²" ? 1e6 : 1);
