import type { Node, YAMLMap, YAMLSeq } from "yaml";
import { parseQuantity, printable, raise } from "#base";
import { isMap, isScalar, isSeq, type Reader, readYaml } from "#local-io";
import type { TableQuantity } from "../../design/component-tables.ts";
import { inUnit, nameOf, type Rows, TABLE_UNITS, type TableName } from "./rows.ts";

const TOP_KEYS = ["ERT", "ART", "arch", "architecture"];

/**
 * Reads an Accelergy energy or area reference table (ERT in pJ, ART in µm², or both in one file), or the
 * components of an AccelForge architecture (J, m², W, actions per second). A number may be a text with a
 * unit, such as "5 fJ". Keys without a price are ignored. Throws ConfigError.
 */
export function readYamlTable(text: string, file: string, rows: Rows): void {
  const reader = readYaml(text, file);
  const top = mapAt(reader, reader.top, "(root)");
  const given = TOP_KEYS.filter((key) => top.has(key));
  if (given.length === 0)
    raise(
      reader.placeOf(top),
      "(root)",
      `expected ERT or ART of an Accelergy table, or arch of an AccelForge architecture, received ${kindOf(top)}`,
    );
  for (const key of given) {
    const node = child(reader, top, key);
    if (key === "ERT" || key === "ART") readTables(reader, key, node, rows);
    else readNodes(reader, key, node, rows);
  }
}

const child = ({ resolved }: Reader, map: YAMLMap, key: string): Node | null => resolved(map.get(key, true));

/** Reads entries of `tables`: each has a name with `actions` (ERT) or an `area` (ART). */
function readTables(reader: Reader, kind: "ERT" | "ART", node: Node | null, rows: Rows): void {
  const list = isMap(node) ? child(reader, node, "tables") : node;
  const tables = listAt(
    reader,
    list,
    `${kind}.tables`,
    "components, as version 0.3 and 0.4 of Accelergy write it",
  );
  for (const [n, item] of tables.items.entries()) {
    const entry = mapAt(reader, item, `${kind}.tables[${n}]`);
    const name = nameAt(reader, entry);
    if (kind === "ART") numberAt(reader, entry, name, ["area", "area", "um2"], rows);
    else readActions(reader, entry, name, { energy: "pJ" }, rows);
  }
}

/** Reads components of an architecture: nodes with a name and a price, at any depth. */
function readNodes(reader: Reader, key: string, node: Node | null, rows: Rows): void {
  const waiting: (readonly [path: string, item: unknown])[] = [[key, node]];
  const seen = new Set<Node>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, item] = next;
    const map = mapAt(reader, item, path);
    if (seen.has(map))
      raise(
        reader.placeOf(item as Node),
        path,
        "expected each node once, received an alias of one before it",
      );
    seen.add(map);
    const nodes = child(reader, map, "nodes");
    if (isSeq(nodes))
      for (let n = nodes.items.length - 1; n >= 0; n--) waiting.push([`${path}.nodes[${n}]`, nodes.items[n]]);
    if (!["area", "leak_power", "actions"].some((own) => map.has(own))) continue;
    const name = nameAt(reader, map);
    numberAt(reader, map, name, ["area", "area", "m2"], rows);
    numberAt(reader, map, name, ["leak_power", "leakage", "W"], rows);
    readActions(reader, map, name, { energy: "J", latency: "s", throughput: "1/s" }, rows);
  }
}

/** Reads a component's actions; `leak`, the energy of a cycle of a given length, is the leakage. */
function readActions(
  reader: Reader,
  entry: YAMLMap,
  name: TableName,
  units: Readonly<Record<string, string>>,
  rows: Rows,
): void {
  const node = child(reader, entry, "actions");
  if (node === null) return;
  const actions = listAt(reader, node, `${name.component}.actions`, "actions");
  for (const [n, item] of actions.items.entries()) {
    const own = mapAt(reader, item, `${name.component}.actions[${n}]`);
    const given = textAt(reader, own, "name");
    // AccelForge's name for a multiply-accumulate.
    const action = given === "compute" && name.component === "mac" ? "mac" : given;
    if (action === "leak") readLeak(reader, own, name, rows);
    else readAction(reader, own, name, action, units, rows);
  }
}

function readAction(
  reader: Reader,
  own: YAMLMap,
  name: TableName,
  action: string,
  units: Readonly<Record<string, string>>,
  rows: Rows,
): void {
  for (const [key, unit] of Object.entries(units)) {
    const node = child(reader, own, key);
    if (node === null) continue;
    const place = reader.placeOf(node);
    if (key !== "throughput") {
      const quantity = key as TableQuantity;
      rows.add({ place, ...name, action, quantity }, amountOf(node, quantity, unit, place), shown(node));
      continue;
    }
    const rate = isScalar(node) ? node.value : null;
    // An action of unlimited throughput has interval 0.
    const interval = typeof rate === "number" && rate > 0 ? 1 / rate : Number.NaN;
    rows.add({ place, ...name, action, quantity: "interval" }, interval, shown(node));
  }
}

function readLeak(reader: Reader, own: YAMLMap, name: TableName, rows: Rows): void {
  const node = child(reader, own, "energy");
  const given = child(reader, own, "arguments");
  const cycle = isMap(given) ? child(reader, given, "global_cycle_seconds") : null;
  const place = reader.placeOf(node ?? own);
  const energy = amountOf(node, "energy", "pJ", place);
  const seconds = isScalar(cycle) ? cycle.value : undefined;
  if (energy === 0) rows.add({ place, ...name, quantity: "leakage" }, 0, "0");
  else if (typeof seconds === "number" && seconds > 0 && seconds < Number.POSITIVE_INFINITY)
    rows.add({ place, ...name, quantity: "leakage" }, energy / seconds, shown(node));
  else
    raise(
      reader.placeOf(cycle ?? own),
      `${name.component}.leak`,
      `expected the argument global_cycle_seconds, the time over which it leaks that energy, received ${shown(cycle)}`,
    );
}

/** Adds a number of a component as a row, in the format's unit or the text's own; nothing without the key. */
function numberAt(
  reader: Reader,
  entry: YAMLMap,
  name: TableName,
  [key, quantity, unit]: readonly [key: string, quantity: TableQuantity, unit: string],
  rows: Rows,
): void {
  const node = child(reader, entry, key);
  if (node === null) return;
  const place = reader.placeOf(node);
  rows.add({ place, ...name, quantity }, amountOf(node, quantity, unit, place), shown(node));
}

/** SI value of a number in `unit`, or of a text with a unit; else NaN. Throws ConfigError for a bad unit. */
function amountOf(node: Node | null, quantity: TableQuantity, unit: string, place: string): number {
  const value: unknown = isScalar(node) ? node.value : null;
  if (typeof value === "number") return inUnit(value, unit, quantity);
  if (typeof value !== "string") return Number.NaN;
  const bare = Number(value);
  if (value.trim() !== "" && !Number.isNaN(bare)) return inUnit(bare, unit, quantity);
  const read = parseQuantity(value, TABLE_UNITS[quantity]);
  return typeof read === "string" ? raise(place, quantity, `${read}, or a number in ${unit}`) : read;
}

const nameAt = (reader: Reader, entry: YAMLMap): TableName =>
  nameOf(textAt(reader, entry, "name"), reader.placeOf(child(reader, entry, "name") ?? entry));

function textAt(reader: Reader, entry: YAMLMap, key: string): string {
  const node = child(reader, entry, key);
  const value: unknown = isScalar(node) ? node.value : null;
  if (typeof value === "string" && value !== "") return value;
  return raise(reader.placeOf(node ?? entry), key, `expected a ${key}, received ${shown(node)}`);
}

function mapAt({ resolved, placeOf }: Reader, item: unknown, path: string): YAMLMap {
  const node = resolved(item);
  return isMap(node)
    ? node
    : raise(placeOf(node), path, `expected keys and values, received ${kindOf(node)}`);
}

function listAt({ placeOf }: Reader, node: Node | null, path: string, what: string): YAMLSeq {
  if (isSeq(node)) return node;
  return raise(placeOf(node), path, `expected a list of ${what}, received ${kindOf(node)}`);
}

const kindOf = (node: unknown): string =>
  isMap(node) ? keysOf(node) : isSeq(node) ? "a list" : isScalar(node) ? shown(node) : "nothing";

const keysOf = (map: YAMLMap): string =>
  map.items.length === 0 ? "no key" : `the key ${JSON.stringify(String(map.items[0].key)).slice(0, 40)}`;

const shown = (node: Node | null): string =>
  isScalar(node)
    ? printable(JSON.stringify(node.source ?? node.value) ?? "nothing").slice(0, 40)
    : kindOf(node);
