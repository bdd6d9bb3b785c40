import { csvRecord } from "../../../pareto/table.ts";
import { amount, area, digits } from "../../../text/format.ts";
import type { ExplorerColumn, ExplorerData } from "../data.ts";

/** The page's designs with their numbers as arrays; words and texts stay what they are in the data. */
export interface Designs extends ExplorerData {
  readonly count: number;
  /** Columns × designs; NaN for what is not a number. */
  readonly numbers: readonly Float64Array[];
}

export function designsOf(data: ExplorerData): Designs {
  const numbers = data.columns.map(({ kind }, at) =>
    Float64Array.from(data.values[at], (value) =>
      value === null || kind === "text" ? Number.NaN : Number(value),
    ),
  );
  return { ...data, count: data.keys.length, numbers };
}

/** A value as the page writes it. */
function shown(column: ExplorerColumn, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (column.kind === "words") return String(column.labels[value]);
  return amount(value, column.unit);
}

/** A tick: as many digits as its step needs. */
export function tickText(column: ExplorerColumn, value: number): string {
  if (column.kind === "words") return String(column.labels[value]);
  if (column.unit === "m²") return area(value);
  if (column.unit !== "") return amount(value, column.unit, 6);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? digits(value) : digits(value, 6);
}

/** A design's value in a column as text, whatever its kind. */
export function textOf({ columns, values, numbers }: Designs, at: number, design: number): string {
  const value = values[at][design];
  return columns[at].kind === "text" ? String(value ?? "–") : shown(columns[at], numbers[at][design]);
}

/** A value as the table had it: SI numbers, words, texts; null for none. */
function plain({ columns, values, numbers }: Designs, at: number, design: number) {
  const value = values[at][design];
  if (value === null) return null;
  const { kind, labels, spelledUnit } = columns[at];
  if (kind === "words") return labels[value as number];
  if (kind === "text") return String(value);
  return spelledUnit === null ? numbers[at][design] : `${numbers[at][design]} ${spelledUnit}`;
}

/** RFC 4180 text of the designs of a mask; formulas are disarmed. */
export function csvOf(designs: Designs, mask: Uint8Array): string {
  const { columns, keys, front } = designs;
  const members = new Set(front);
  const names = columns.map(({ name }) => name);
  // A table may have columns of these names.
  const unused = (name: string): string => (names.includes(name) ? unused(`${name}_`) : name);
  const lines = [csvRecord([unused("index"), ...names, unused("on_front")])];
  for (let design = 0; design < mask.length; design++) {
    if (mask[design] === 0) continue;
    const cells = columns.map((_, at) => plain(designs, at, design) ?? "");
    lines.push(csvRecord([keys[design], ...cells, members.has(design)]));
  }
  return lines.join("");
}

type Tree = { [key: string]: unknown };

/** What a design sets, laid over the config that all vary; of a table's row all of its values. */
export function configOf(designs: Designs, design: number): Tree {
  const { base, columns } = designs;
  const tree = structuredClone(base ?? {}) as Tree;
  for (const [at, { isAxis, name }] of columns.entries()) {
    const value = plain(designs, at, design);
    if (value === null || (base !== null && !isAxis)) continue;
    if (isAxis) assign(tree, name.split("."), value);
    else tree[name] = value;
  }
  return tree;
}

function assign(tree: Tree, keys: readonly string[], value: unknown): void {
  let node = tree;
  for (const key of keys.slice(0, -1)) {
    const own = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof own !== "object" || own === null)
      Object.defineProperty(node, key, { value: {}, enumerable: true, writable: true, configurable: true });
    node = node[key] as Tree;
  }
  const last = keys[keys.length - 1];
  Object.defineProperty(node, last, { value, enumerable: true, writable: true, configurable: true });
}
