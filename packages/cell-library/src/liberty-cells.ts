// A cell of a library from its group in the Liberty text.

import { bitColumn, ExpressionError, namesIn, tableOf } from "./boolean-function.ts";
import type { Cell, InputPin, InternalEnergy, OutputPin, Register, TimingArc } from "./cell.ts";
import { energyByState, type PowerGroup } from "./internal-energy.ts";
import type { PlaceOf, Refuse, Statement } from "./liberty-groups.ts";
import {
  attributeOf,
  groupsOf,
  numberOf,
  type TableKind,
  type TableReader,
  textOf,
  type Units,
} from "./liberty-tables.ts";
import type { LookupTable } from "./lookup-table.ts";

/** Most inputs of a cell, with what a register stores: tables have a value for each state. Open libraries have up to 9. */
const MOST_BITS = 12;

/** What all cells of a library share. */
export interface CellContext {
  readonly units: Units;
  readonly tables: TableReader;
  readonly refuse: Refuse;
  /** "name:line" of a place in the text. */
  readonly placeOf: PlaceOf;
  /** Counts steps of work and refuses what has more than a library may. */
  readonly spend: (steps: number, at: number) => void;
  /** W, of a cell that says nothing. */
  readonly usualLeakage: number;
  /** m² of the library's unit of area. */
  readonly areaUnit: number;
}

/** Why no netlist can have the cell. */
class Unusable extends Error {}

export function readCell(group: Statement, context: CellContext): Cell {
  const body = group.body ?? [];
  const name = group.values[0] ?? "";
  const area = (numberOf(body, "area", context.refuse) ?? 0) * context.areaUnit;
  const shared = { name, area, leakage: leakageOf(body, context) };
  try {
    return { ...shared, ...new CellReader(body, context).read(), unusable: null };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { ...shared, inputs: [], outputs: [], register: null, unusable: error.message };
  }
}

/** Of each supply the mean of the states that are listed, else the value without a state; then the cell's, then the library's. */
function leakageOf(body: readonly Statement[], { units, refuse, usualLeakage }: CellContext): number {
  const bySupply = new Map<string, { readonly listed: number[]; readonly other: number[] }>();
  for (const group of groupsOf(body, "leakage_power")) {
    const supply = textOf(group.body!, "related_pg_pin") ?? "";
    const values = bySupply.get(supply) ?? { listed: [], other: [] };
    bySupply.set(supply, values);
    const value = numberOf(group.body!, "value", refuse);
    if (value === null) return refuse(group.at, "expected a value in leakage_power, received none");
    values[textOf(group.body!, "when") === null ? "other" : "listed"].push(value);
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const sum = [...bySupply.values()].reduce(
    (total, { listed, other }) => total + mean(listed.length > 0 ? listed : other),
    0,
  );
  const stated = bySupply.size > 0 ? sum : numberOf(body, "cell_leakage_power", refuse);
  if (stated === null || stated === 0) return stated ?? usualLeakage;
  if (Number.isNaN(units.leakage))
    refuse(body[0].at, "expected the library's leakage_power_unit, received none");
  return stated * units.leakage;
}

const NOT_READ: Readonly<Record<string, string>> = {
  latch: "it is a latch",
  latch_bank: "it is a bank of latches",
  ff_bank: "it is a bank of registers",
  statetable: "its state is a table",
  bus: "it has buses",
  bundle: "it has bundles of pins",
};

interface PinGroup {
  readonly name: string;
  readonly body: readonly Statement[];
  readonly at: number;
}

class CellReader {
  private readonly context: CellContext;
  private readonly inputs: readonly PinGroup[];
  private readonly outputs: readonly PinGroup[];
  private readonly flipFlop: Statement | null;
  private readonly states: number;
  /** Values by state of what expressions may name. */
  private readonly columns = new Map<string, Uint8Array>();

  constructor(body: readonly Statement[], context: CellContext) {
    this.context = context;
    for (const { name } of body) if (Object.hasOwn(NOT_READ, name)) throw new Unusable(NOT_READ[name]);
    const pins = groupsOf(body, "pin").flatMap((pin) =>
      pin.values.map((name) => ({ name, body: pin.body!, at: pin.at })),
    );
    const directed = (direction: string): PinGroup[] =>
      pins.filter((pin) => textOf(pin.body, "direction") === direction);
    if (directed("inout").length > 0) throw new Unusable("it has a pin of both directions");
    this.inputs = directed("input");
    this.outputs = directed("output");
    const flipFlops = groupsOf(body, "ff");
    if (flipFlops.length > 1) throw new Unusable("it has several registers");
    this.flipFlop = flipFlops[0] ?? null;
    const bits = this.inputs.length + (this.flipFlop === null ? 0 : 1);
    if (bits > MOST_BITS) throw new Unusable(`it has ${bits} inputs, and ${MOST_BITS} are read at most`);
    this.states = 2 ** bits;
  }

  read(): Pick<Cell, "inputs" | "outputs" | "register"> {
    this.inputs.forEach(({ name }, bit) => {
      this.columns.set(name, bitColumn(bit, this.states));
    });
    const register = this.flipFlop === null ? null : this.readRegister(this.flipFlop);
    const values = this.outputs.map((pin) => this.outputValues(pin));
    this.outputs.forEach(({ name }, k) => {
      this.columns.set(name, values[k]);
    });
    return {
      inputs: this.inputs.map((pin, bit) => this.readInput(pin, bit, bit === register?.clock)),
      outputs: this.outputs.map((pin, k) => this.readOutput(pin, values[k], register)),
      register,
    };
  }

  /** Values by state of the expression that an attribute is; null without it. */
  private tableOf(body: readonly Statement[], name: string): Uint8Array | null {
    const attribute = attributeOf(body, name);
    if (attribute === undefined) return null;
    this.context.spend((attribute.values[0] ?? "").length * this.states, attribute.at);
    try {
      return tableOf(attribute.values[0] ?? "", this.columns, this.states);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new Unusable(`${this.context.placeOf(attribute.at)}: in its ${name}: ${error.message}`);
    }
  }

  private readRegister(group: Statement): Register {
    const body = group.body!;
    const stored = bitColumn(this.inputs.length, this.states);
    const [own, inverse] = group.values.flatMap((value) => value.split(/[\s,]+/));
    if (own !== undefined) this.columns.set(own, stored);
    if (inverse !== undefined)
      this.columns.set(
        inverse,
        stored.map((x) => 1 - x),
      );
    const [trigger, next] = [this.tableOf(body, "clocked_on"), this.tableOf(body, "next_state")];
    if (trigger === null || next === null) throw new Unusable("its register has no clock or no next state");
    if (textOf(body, "clocked_on_also") !== null) throw new Unusable("its register has two clocks");
    const named = namesIn(textOf(body, "clocked_on") ?? "");
    const clock = this.inputs.findIndex(({ name }) => named.includes(name));
    const level = this.columns.get(this.inputs[clock]?.name ?? "");
    const isRising = level?.every((x, k) => x === trigger[k]) ?? false;
    const isFalling = level?.every((x, k) => x !== trigger[k]) ?? false;
    if (!isRising && !isFalling) throw new Unusable("its register's clock is no input by itself");
    return {
      clock,
      edge: isRising ? "rising" : "falling",
      next,
      clear: this.tableOf(body, "clear"),
      preset: this.tableOf(body, "preset"),
      forcedByBoth: textOf(body, "clear_preset_var1") === "H" ? 1 : 0,
    };
  }

  private outputValues({ name, body }: PinGroup): Uint8Array {
    if (textOf(body, "three_state") !== null) throw new Unusable(`its output ${name} can be left undriven`);
    const values = this.tableOf(body, "function");
    if (values === null) throw new Unusable(`its output ${name} has no function`);
    return values;
  }

  private readInput({ name, body, at }: PinGroup, bit: number, isClock: boolean): InputPin {
    const { refuse, units } = this.context;
    const edges = ["rise_capacitance", "fall_capacitance"].map((key) => numberOf(body, key, refuse) ?? 0);
    const capacitance = numberOf(body, "capacitance", refuse) ?? (edges[0] + edges[1]) / 2;
    if (capacitance < 0)
      refuse(at, `expected a capacitance of at least 0 at pin ${name}, received ${capacitance}`);
    const setups = groupsOf(body, "timing").filter(({ body: own }) =>
      /^setup_(?:rising|falling)$/.test(textOf(own!, "timing_type") ?? ""),
    );
    const setup = (key: string): LookupTable[] =>
      setups.flatMap(({ body: own }) => this.readTable(own!, key, "time") ?? []);
    return {
      name,
      capacitance: capacitance * units.capacitance,
      isClock,
      energy: this.energyByState(this.powerGroups(body, name), bit, true, at),
      setup: { rise: setup("rise_constraint"), fall: setup("fall_constraint") },
    };
  }

  private readOutput({ name, body, at }: PinGroup, values: Uint8Array, register: Register | null): OutputPin {
    const arcs = groupsOf(body, "timing").flatMap((group) => this.readArcs(group));
    this.inputs.forEach(({ name: input }, bit) => {
      const counts =
        register === null ? values.some((x, s) => x !== values[s ^ (1 << bit)]) : bit === register.clock;
      if (counts && !arcs.some((arc) => arc.input === bit))
        throw new Unusable(`its output ${name} has no timing from ${input}`);
    });
    const energyBy = this.inputs.map(({ name: input }, bit) =>
      this.energyByState(this.powerGroups(body, input, input), bit, false, at),
    );
    return { name, values, arcs, energyBy };
  }

  private readArcs({ body }: Statement): TimingArc[] {
    const type = textOf(body!, "timing_type") ?? "combinational";
    if (!/^(?:combinational(?:_rise|_fall)?|(?:rising|falling)_edge|clear|preset)$/.test(type)) return [];
    const sense = { positive_unate: "positive", negative_unate: "negative" } as const;
    const read = (key: string, unless: string): LookupTable | null =>
      type === unless ? null : this.readTable(body!, key, "time");
    const arc = {
      sense: sense[(textOf(body!, "timing_sense") ?? "") as keyof typeof sense] ?? ("both" as const),
      riseDelay: read("cell_rise", "combinational_fall"),
      riseSlew: read("rise_transition", "combinational_fall"),
      fallDelay: read("cell_fall", "combinational_rise"),
      fallSlew: read("fall_transition", "combinational_rise"),
    };
    return (textOf(body!, "related_pin") ?? "")
      .split(/[\s,]+/)
      .map((related) => this.inputs.findIndex(({ name }) => name === related))
      .filter((input) => input >= 0)
      .map((input) => ({ ...arc, input }));
  }

  private energyByState(
    groups: readonly PowerGroup[],
    bit: number,
    atRest: boolean,
    at: number,
  ): InternalEnergy {
    this.context.spend(groups.length * this.states, at);
    return energyByState(groups, this.states, bit, atRest);
  }

  /** Groups of internal power of edges of `pin`: of an input its own, of an output those that name the input `related` or none. */
  private powerGroups(body: readonly Statement[], pin: string, related?: string): PowerGroup[] {
    return groupsOf(body, "internal_power").flatMap(({ body: own }) => {
      const names = (textOf(own!, "related_pin") ?? "").split(/[\s,]+/).filter((name) => name !== "");
      if (related !== undefined && names.length > 0 && !names.includes(related)) return [];
      const either = this.readTable(own!, "power", "energy");
      return {
        when: this.tableOf(own!, "when"),
        mentionsPin: namesIn(textOf(own!, "when") ?? "").includes(pin),
        supply: textOf(own!, "related_pg_pin") ?? "",
        rise: this.readTable(own!, "rise_power", "energy") ?? either,
        fall: this.readTable(own!, "fall_power", "energy") ?? either,
      };
    });
  }

  private readTable(body: readonly Statement[], name: string, kind: TableKind): LookupTable | null {
    const table = attributeOf(body, name);
    return table === undefined ? null : this.context.tables.read(table, kind);
  }
}
