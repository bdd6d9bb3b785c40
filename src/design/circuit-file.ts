import { ConfigError, didYouMean, parseStrictJson, type StrictJson } from "#base";
import {
  CELL_BUDGET,
  type Circuit,
  type CircuitFault,
  circuitFaults,
  type DeviceLaw,
  SIDES,
  type Side,
  sizeFaults,
  type Terminal,
  type TerminalSide,
} from "#crossbar-solver";

const CIRCUIT_FORMAT = "crosshash-circuit/1";

/** A circuit file may have 64 characters for each cell allowed, and no list longer than its cells. */
const LIMITS = { length: 64 * CELL_BUDGET, depth: 8, keys: 1000, elements: CELL_BUDGET };

type Path = readonly (string | number)[];

/** Strict JSON of a circuit file → circuit. Throws ConfigError with the first fault of each part. */
export function parseCircuitFile(text: string, file: string): Circuit {
  const json = parseStrictJson(text, file, LIMITS);
  const reader = new Reader(json);
  const circuit = reader.circuit(json.value);
  reader.settle();
  // The last check: `circuit` is only null where something was reported.
  for (const fault of circuit === null ? [] : circuitFaults(circuit)) reader.report(fault);
  reader.settle();
  return circuit!;
}

class Reader {
  readonly #json: StrictJson;
  readonly #faults: CircuitFault[] = [];

  constructor(json: StrictJson) {
    this.#json = json;
  }

  report(fault: CircuitFault): void {
    this.#faults.push(fault);
  }

  /** Throws the reported faults. */
  settle(): void {
    if (this.#faults.length === 0) return;
    throw new ConfigError(
      this.#faults.map(({ path, message }) => ({
        place: this.#json.place(path),
        path: path.length === 0 ? "(root)" : path.join("."),
        message,
      })),
    );
  }

  circuit(value: unknown): Circuit | null {
    const keys = ["format", "rows", "cols", "wire", "device", "terminals", "conductance_S"];
    const root = this.#record(value, [], keys);
    if (root === null) return null;
    if (root.format !== CIRCUIT_FORMAT) this.#expect(["format"], `"${CIRCUIT_FORMAT}"`, root.format);
    const rows = this.#number(root.rows, ["rows"]);
    const columns = this.#number(root.cols, ["cols"]);
    const wire = this.#record(root.wire, ["wire"], ["word_segment_ohm", "bit_segment_ohm"]);
    const wordSegment = this.#number(wire?.word_segment_ohm, ["wire", "word_segment_ohm"]);
    const bitSegment = this.#number(wire?.bit_segment_ohm, ["wire", "bit_segment_ohm"]);
    const device = this.#device(root.device);
    const terminals = this.#terminals(root.terminals);
    const size = sizeFaults(rows, columns);
    if (this.#faults.length === 0) this.#faults.push(...size);
    // Nothing of the claimed size is allocated before the claim is checked.
    const conductance = size.length > 0 ? null : this.#conductance(root.conductance_S, rows, columns);
    if (conductance === null || this.#faults.length > 0) return null;
    return { rows, columns, wordSegment, bitSegment, device, terminals, conductance };
  }

  #device(value: unknown): DeviceLaw {
    const isSinh = isRecord(value) && value.model === "sinh";
    const record = this.#record(value, ["device"], isSinh ? ["model", "a_per_V"] : ["model"]);
    if (isSinh) return { model: "sinh", sharpness: this.#number(record?.a_per_V, ["device", "a_per_V"]) };
    if (record !== null && record.model !== "linear")
      this.#expect(["device", "model"], '"linear" or "sinh"', record.model);
    return { model: "linear" };
  }

  #terminals(value: unknown): Record<Side, TerminalSide> {
    const record = this.#record(value, ["terminals"], SIDES);
    const sides: Record<Side, TerminalSide> = { left: null, right: null, top: null, bottom: null };
    if (record !== null)
      for (const side of SIDES) sides[side] = this.#side(record[side], ["terminals", side]);
    return sides;
  }

  #side(value: unknown, path: Path): TerminalSide {
    if (value === null) return null;
    if (!Array.isArray(value)) {
      this.#expect(path, "null or a list of terminals", value);
      return null;
    }
    const before = this.#faults.length;
    const terminals: (Terminal | null)[] = [];
    for (let line = 0; line < value.length && this.#faults.length === before; line++)
      terminals.push(value[line] === null ? null : this.#terminal(value[line], [...path, line]));
    return terminals;
  }

  #terminal(value: unknown, path: Path): Terminal | null {
    const record = this.#record(value, path, ["v_V", "r_ohm"]);
    if (record === null) return null;
    return {
      voltage: this.#number(record.v_V, [...path, "v_V"]),
      resistance: this.#number(record.r_ohm, [...path, "r_ohm"]),
    };
  }

  /** Stops at the first bad row or cell: a file that is wrong everywhere is reported once. */
  #conductance(value: unknown, rows: number, columns: number): Float64Array | null {
    const path = ["conductance_S"];
    if (!Array.isArray(value)) return this.#expect(path, `a list of ${rows} rows`, value);
    if (value.length !== rows) return this.#expect(path, `${rows} rows`, `${value.length}`);
    const cells = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      const row: unknown = value[i];
      if (!Array.isArray(row)) return this.#expect([...path, i], `a list of ${columns} conductances`, row);
      if (row.length !== columns)
        return this.#expect([...path, i], `${columns} conductances`, `${row.length}`);
      for (let j = 0; j < columns; j++) {
        if (typeof row[j] !== "number") return this.#expect([...path, i, j], "a number", row[j]);
        cells[i * columns + j] = row[j];
      }
    }
    return cells;
  }

  #number(value: unknown, path: Path): number {
    if (typeof value === "number") return value;
    // A missing parent was reported already.
    this.#expect(path, "a number", value);
    return Number.NaN;
  }

  #record(value: unknown, path: Path, keys: readonly string[]): Record<string, unknown> | null {
    if (!isRecord(value)) return this.#expect(path, `an object with ${keys.join(", ")}`, value);
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined)
      this.report({
        path: [...path, unknown],
        message: `expected ${keys.join(", ")}, received the unknown key ${unknown.slice(0, 40)}${didYouMean(unknown, keys)}`,
      });
    return value;
  }

  #expect(path: Path, expected: string, received: unknown): null {
    const isBelowFault = this.#faults.some((fault) =>
      fault.path.every((step, level) => step === path[level]),
    );
    if (!isBelowFault) this.report({ path, message: `expected ${expected}, received ${describe(received)}` });
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isRecord(value)) return "an object";
  return String(value).slice(0, 40);
}
