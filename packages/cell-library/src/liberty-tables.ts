// Tables of a Liberty text: numbers, axes and templates.

import type { Refuse, Statement } from "./liberty-groups.ts";
import type { LookupTable } from "./lookup-table.ts";

/** Which axis of a LookupTable a variable of a template is. */
const AXES: Readonly<Record<string, 0 | 1>> = {
  input_net_transition: 0,
  input_transition_time: 0,
  constrained_pin_transition: 0,
  total_output_net_capacitance: 1,
  related_pin_transition: 1,
};

/** SI value of a unit of the text. */
export interface Units {
  readonly time: number;
  readonly capacitance: number;
  readonly voltage: number;
  /** W; NaN where the text has none. */
  readonly leakage: number;
}

/** What values of a kind of table are: seconds, or joules. */
export type TableKind = "time" | "energy";

interface Template {
  readonly variables: readonly string[];
  readonly indices: readonly (Statement | undefined)[];
}

const SCALAR: Template = { variables: [], indices: [] };

/** Variables of a table that has axes of its own and a template that is missing, as in libraries put together from several: the usual ones. */
function ownTemplate(table: Statement): Template | null {
  const indices = [1, 2].flatMap((k) => attributeOf(table.body ?? [], `index_${k}`) ?? []);
  if (indices.length === 0) return null;
  const usual = table.name.endsWith("_constraint")
    ? ["constrained_pin_transition", "related_pin_transition"]
    : ["input_net_transition", "total_output_net_capacitance"];
  return { variables: usual.slice(0, indices.length), indices };
}

export const attributeOf = (body: readonly Statement[], name: string): Statement | undefined =>
  body.find((statement) => statement.name === name);

export const groupsOf = (body: readonly Statement[], name: string): Statement[] =>
  body.filter((statement) => statement.name === name && statement.body !== null);

/** The one value of an attribute, or null. */
export const textOf = (body: readonly Statement[], name: string): string | null =>
  attributeOf(body, name)?.values[0] ?? null;

/** The number of an attribute; null without it. */
export function numberOf(body: readonly Statement[], name: string, refuse: Refuse): number | null {
  const attribute = attributeOf(body, name);
  if (attribute === undefined) return null;
  const value = Number(attribute.values[0] || Number.NaN);
  if (!Number.isFinite(value))
    refuse(
      attribute.at,
      `expected a number for ${name}, received ${JSON.stringify(attribute.values[0] ?? "")}`,
    );
  return value;
}

/** Reads tables of one library: knows its templates and units. */
export class TableReader {
  private readonly templates = new Map<string, Template>();
  private readonly axes = new Map<string, Float64Array>();
  private readonly units: Units;
  private readonly refuse: Refuse;

  constructor(library: readonly Statement[], units: Units, refuse: Refuse) {
    this.units = units;
    this.refuse = refuse;
    for (const group of library)
      if (group.body !== null && /^(?:lu_table|power_lut)_template$/.test(group.name))
        this.templates.set(group.values[0] ?? "", {
          variables: [1, 2, 3].flatMap((k) => textOf(group.body!, `variable_${k}`) ?? []),
          indices: [1, 2].map((k) => attributeOf(group.body!, `index_${k}`)),
        });
  }

  read(table: Statement, kind: TableKind): LookupTable {
    const name = table.values[0] ?? "scalar";
    const template = name === "scalar" ? SCALAR : (this.templates.get(name) ?? ownTemplate(table));
    if (template === null)
      return this.refuse(table.at, `expected a template of the library, received "${name}"`);
    if (template.variables.length > 2)
      this.refuse(table.at, "expected a table of at most two variables, received three");
    const scale = kind === "time" ? this.units.time : this.units.capacitance * this.units.voltage ** 2;
    const given = template.variables.map((variable, k) => {
      const index = attributeOf(table.body ?? [], `index_${k + 1}`) ?? template.indices[k];
      return this.readAxis(table, variable, index);
    });
    const values = this.readValues(
      table,
      given.reduce((count, { points }) => count * points.length, 1),
      scale,
    );
    return arranged(given, values);
  }

  private readAxis(table: Statement, variable: string, index: Statement | undefined) {
    const axis = AXES[variable];
    if (axis === undefined)
      return this.refuse(
        table.at,
        `expected one of ${Object.keys(AXES).join(", ")} as a variable, received "${variable}"`,
      );
    if (index === undefined) return this.refuse(table.at, `expected an index of ${variable}, received none`);
    const unit = variable === "total_output_net_capacitance" ? this.units.capacitance : this.units.time;
    const key = `${unit} ${index.values.join()}`;
    const known = this.axes.get(key);
    if (known !== undefined) return { axis, points: known };
    const points = numbersIn(index, this.refuse).map((x) => x * unit);
    if (points.length === 0 || points.some((x, k) => k > 0 && x <= points[k - 1]))
      this.refuse(
        index.at,
        `expected rising numbers in ${index.name}, received ${JSON.stringify(index.values.join(", ").slice(0, 60))}`,
      );
    this.axes.set(key, points);
    return { axis, points };
  }

  private readValues(table: Statement, count: number, scale: number): Float64Array {
    const values = attributeOf(table.body ?? [], "values");
    if (values === undefined) return this.refuse(table.at, `expected values in ${table.name}, received none`);
    const numbers = numbersIn(values, this.refuse);
    if (numbers.length !== count)
      this.refuse(values.at, `expected ${count} values in ${table.name}, received ${numbers.length}`);
    for (let k = 0; k < count; k++) numbers[k] *= scale;
    return numbers;
  }
}

type GivenAxis = { readonly axis: 0 | 1; readonly points: Float64Array };
const ONE_POINT = Float64Array.of(0);

/** A table with its axes in our order. */
function arranged(given: readonly GivenAxis[], values: Float64Array): LookupTable {
  const pointsOf = (axis: 0 | 1): Float64Array => given.find((one) => one.axis === axis)?.points ?? ONE_POINT;
  const [first, second] = [pointsOf(0), pointsOf(1)];
  if (given.length < 2 || given[0].axis === 0) return { first, second, values };
  const turned = values.map(
    (_, k) => values[(k % second.length) * first.length + Math.floor(k / second.length)],
  );
  return { first, second, values: turned };
}

function numbersIn({ values, at, name }: Statement, refuse: Refuse): Float64Array {
  const words = values.flatMap((text) => text.split(/[\s,]+/)).filter((word) => word !== "");
  const numbers = Float64Array.from(words, Number);
  const bad = numbers.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    refuse(at, `expected numbers in ${name}, received ${JSON.stringify(words[bad].slice(0, 40))}`);
  return numbers;
}

const PREFIXES: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
  a: 1e-18,
};

/** SI value of a unit as "10ps"; `symbol` is what follows the prefix. */
function unitOf(library: readonly Statement[], name: string, symbol: string, refuse: Refuse): number | null {
  const attribute = attributeOf(library, name);
  if (attribute === undefined) return null;
  const text = attribute.values.join("");
  const [, factor, prefix] =
    new RegExp(`^\\s*([\\d.eE+-]+)\\s*([munpfa]?)${symbol}\\s*$`, "i").exec(text) ?? [];
  const value = Number(factor) * PREFIXES[(prefix ?? "").toLowerCase()];
  if (!(value > 0 && Number.isFinite(value)))
    refuse(attribute.at, `expected ${name} as "1p${symbol}", received ${JSON.stringify(text.slice(0, 40))}`);
  return value;
}

export function unitsOf(library: Statement, refuse: Refuse): Units {
  const body = library.body ?? [];
  const time = unitOf(body, "time_unit", "s", refuse);
  if (time === null) return refuse(library.at, "expected the library's time_unit, received none");
  const capacitance = unitOf(body, "capacitive_load_unit", "f", refuse);
  if (capacitance === null)
    return refuse(library.at, "expected the library's capacitive_load_unit, received none");
  return {
    time,
    capacitance,
    voltage: unitOf(body, "voltage_unit", "v", refuse) ?? 1,
    leakage: unitOf(body, "leakage_power_unit", "w", refuse) ?? Number.NaN,
  };
}
