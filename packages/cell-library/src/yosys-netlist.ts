// Netlists as yosys writes them (`write_json`).

import type { Cell, CellLibrary } from "./cell.ts";
import { clockOf } from "./clock.ts";
import { CellLibraryError } from "./errors.ts";
import { orderOf } from "./levels.ts";
import type { Instance, Netlist, Port } from "./netlist.ts";

/** Longest text, in characters, and most cells. */
const MOST_CHARACTERS = 256 * 1024 * 1024;
const MOST_INSTANCES = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The module `top` of a text of yosys' `write_json`, flattened and mapped to cells of the library. Don't-cares and nets without a driver
 * are 0. Throws CellLibraryError, one line "netlist TOP: …", on another text, on a cell that the library lacks or that cannot be used, two
 * drivers of a net, a loop of combinational cells, and clocks that are not one edge of one input port.
 * Source: help of yosys' command write_json.
 */
export function readNetlist(yosysJson: string, library: CellLibrary, top: string): Netlist {
  return new NetlistReader(library, top).read(yosysJson);
}

class NetlistReader {
  private readonly library: CellLibrary;
  private readonly top: string;
  private readonly names: string[] = ["0", "1"];
  /** Net of a number of the text. */
  private readonly nets = new Map<number, number>();
  /** By net: what drives it. */
  private readonly drivers: (string | undefined)[] = ["the constant 0", "the constant 1"];
  private readonly read01 = { "0": 0, "1": 1, x: 0 } as const;

  constructor(library: CellLibrary, top: string) {
    this.library = library;
    this.top = top;
  }

  read(text: string): Netlist {
    const module = this.moduleIn(text);
    this.nameNets(this.fieldsIn(module, "netnames", true));
    const ports = Object.entries(this.fieldsIn(module, "ports")).map(([name, port]) =>
      this.readPort(name, port),
    );
    const cells = Object.entries(this.fieldsIn(module, "cells", true)).filter(
      // What yosys notes of scopes is no hardware.
      ([, cell]) => (cell as Fields | null)?.type !== "$scopeinfo",
    );
    if (cells.length > MOST_INSTANCES)
      this.fail(`expected at most ${MOST_INSTANCES} cells, received ${cells.length}`);
    const instances = cells.map(([name, cell]) => this.readInstance(name, cell));
    const refuse = (message: string): never => this.fail(message);
    const clock = clockOf(ports, instances, refuse);
    const order = orderOf(instances, this.names.length, refuse);
    const undriven = this.undrivenIn(ports, instances);
    return {
      name: this.top,
      library: this.library,
      netNames: this.names,
      ports,
      instances,
      clock,
      order,
      undriven,
    };
  }

  private fail(message: string): never {
    throw new CellLibraryError(`netlist ${this.top}: ${message}`);
  }

  private moduleIn(text: string): Fields {
    if (text.length > MOST_CHARACTERS)
      this.fail(`expected at most ${MOST_CHARACTERS} characters, received ${text.length}`);
    const modules = this.fieldsIn(this.parsed(text), "modules");
    if (!Object.hasOwn(modules, this.top))
      this.fail(
        `expected one of the modules ${Object.keys(modules).slice(0, 5).join(", ") || "(none)"}, received "${this.top}"`,
      );
    return this.fieldsIn(modules, this.top);
  }

  private parsed(text: string): Fields {
    try {
      const value: unknown = JSON.parse(text);
      return this.fieldsIn({ text: value }, "text");
    } catch (error) {
      if (error instanceof CellLibraryError) throw error;
      return this.fail("expected the JSON of yosys' write_json, received another text");
    }
  }

  private fieldsIn(fields: Fields, name: string, isOptional = false): Fields {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined && isOptional) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value))
      this.fail(`expected an object for ${name}, received ${shown(value)}`);
    return value as Fields;
  }

  private bitsIn(place: string, value: unknown): unknown[] {
    if (!Array.isArray(value)) this.fail(`expected a list of bits at ${place}, received ${shown(value)}`);
    return value as unknown[];
  }

  private netOf(place: string, bit: unknown): number {
    if (typeof bit === "string" && Object.hasOwn(this.read01, bit))
      return this.read01[bit as "0" | "1" | "x"];
    if (typeof bit !== "number" || !Number.isSafeInteger(bit) || bit < 0)
      return this.fail(`expected a net's number, "0", "1" or "x" at ${place}, received ${shown(bit)}`);
    const known = this.nets.get(bit);
    if (known !== undefined) return known;
    this.nets.set(bit, this.names.length);
    this.names.push(`net ${bit}`);
    return this.names.length - 1;
  }

  /** Names by the text; of several the first that yosys did not make up. */
  private nameNets(netNames: Fields): void {
    const ordered = Object.entries(netNames).sort(([, a], [, b]) => hides(a) - hides(b));
    for (const [name, value] of ordered) {
      const bits = this.bitsIn(`netnames ${name}`, (value as Fields | null)?.bits);
      bits.forEach((bit, k) => {
        if (typeof bit !== "number" || this.nets.has(bit)) return;
        this.names[this.netOf(`netnames ${name}`, bit)] = bits.length === 1 ? name : `${name}[${k}]`;
      });
    }
  }

  private drive(net: number, driver: string): void {
    const other = this.drivers[net];
    if (other !== undefined)
      this.fail(`expected one driver of the net ${this.names[net]}, received ${other} and ${driver}`);
    this.drivers[net] = driver;
  }

  private readPort(name: string, value: unknown): Port {
    const { direction, bits } = this.fieldsIn({ [name]: value }, name);
    if (direction !== "input" && direction !== "output")
      return this.fail(
        `expected a direction "input" or "output" of port ${name}, received ${shown(direction)}`,
      );
    const nets = Int32Array.from(this.bitsIn(`port ${name}`, bits), (bit) => this.netOf(`port ${name}`, bit));
    if (direction === "input") for (const net of nets) this.drive(net, `port ${name}`);
    return { name, direction, nets };
  }

  private readInstance(name: string, value: unknown): Instance {
    const fields = this.fieldsIn({ [name]: value }, name);
    const cell = this.cellOf(name, fields.type);
    const connections = this.fieldsIn(fields, "connections");
    const pins = new Set([...cell.inputs, ...cell.outputs].map((pin) => pin.name));
    const netAt = (pin: string): number | null => {
      if (!Object.hasOwn(connections, pin)) return null;
      const place = `${pin} of cell ${name}`;
      const bits = this.bitsIn(place, connections[pin]);
      if (bits.length > 1) this.fail(`expected one bit at ${place}, received ${bits.length}`);
      return bits.length === 0 ? null : this.netOf(place, bits[0]);
    };
    for (const pin of Object.keys(connections))
      if (!pins.has(pin)) this.fail(`expected pins ${[...pins].join(", ")} of cell ${name}, received ${pin}`);
    const inputs = cell.inputs.map(
      (pin) => netAt(pin.name) ?? this.fail(`expected a net at ${pin.name} of cell ${name}, received none`),
    );
    const outputs = cell.outputs.map((pin) => netAt(pin.name) ?? -1);
    cell.outputs.forEach((pin, k) => {
      if (outputs[k] >= 0) this.drive(outputs[k], `${pin.name} of cell ${name}`);
    });
    return { name, cell, inputs: Int32Array.from(inputs), outputs: Int32Array.from(outputs) };
  }

  private cellOf(name: string, type: unknown): Cell {
    const cell = typeof type === "string" ? this.library.cells.get(type) : undefined;
    if (cell === undefined)
      return this.fail(
        `expected a cell of the library ${this.library.name} for ${name}, received ${shown(type)}`,
      );
    if (cell.unusable !== null)
      this.fail(
        `expected a combinational cell or register for ${name}, received ${cell.name}: ${cell.unusable}`,
      );
    return cell;
  }

  private undrivenIn(ports: readonly Port[], instances: readonly Instance[]): string[] {
    const isRead = new Uint8Array(this.names.length);
    for (const { inputs } of instances) for (const net of inputs) isRead[net] = 1;
    for (const { direction, nets } of ports)
      if (direction === "output") for (const net of nets) isRead[net] = 1;
    return this.names.filter((_, net) => isRead[net] === 1 && this.drivers[net] === undefined);
  }
}

const hides = (value: unknown): number => Number((value as Fields | null)?.hide_name === 1);

const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value).slice(0, 60));
