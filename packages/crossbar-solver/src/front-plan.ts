import { type Circuit, isPin, SIDES, type Side } from "./circuit.ts";

/**
 * Order in which a crossbar's nodes are eliminated: the array is halved to blocks of 4 × 4 cells, and two
 * joined blocks lose the nodes between them (nested dissection [george-1973]). A block's rest is a front,
 * a dense matrix of conductances between the nodes on its rim. Depends only on where the terminals are.
 *
 * The tape has nine numbers per front (place, stride, size, eliminated, rows and columns needed of the rest,
 * where eliminated rows are kept or −1, edges, parts), then its edges (place in it, index of a value), its
 * parts (place, stride, runs; first, length and place of each run of nodes that go to neighbouring places).
 */
export interface FrontPlan {
  readonly tape: Int32Array;
  /** Sizes of the two stacks that hold the fronts, doubles. */
  readonly stacks: readonly [number, number];
  /** Largest stride of a front, doubles. */
  readonly widest: number;
  /** Address of what is left of the last front, 2 · place + stack, and its stride. */
  readonly last: { readonly place: number; readonly stride: number };
  /** Lines of the inputs, then of the outputs, in the order of that remainder; ground is last. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** How potentials are recovered, where they are wanted. */
  readonly way: WayBack | null;
}

/** The fronts of the upper word lines, whose eliminated rows are kept. */
export interface WayBack {
  /** Number of word lines, from the top, whose potentials are recovered. */
  readonly lines: number;
  /** Doubles of the rows that are kept. */
  readonly kept: number;
  /** Per front, the last one first: address of its rows, size, number kept, and slots of its nodes. */
  readonly tape: Int32Array;
  /** Potentials: of word nodes, of bit nodes one line further, and of sources. */
  readonly slots: number;
  /** Slots of each cell's two nodes, lines × columns. */
  readonly word: Int32Array;
  readonly bit: Int32Array;
  /** Slots of the inputs, in their order. */
  readonly inputs: Int32Array;
}

/** What is wanted in addition to the currents from inputs to outputs. */
export interface AskedOfFronts {
  /** Number of word lines, from the first, whose potentials are recovered; none where absent. */
  readonly backTo?: number;
  /** Whether currents between inputs, and from inputs to what is neither, are wanted as well. */
  readonly amongInputs?: boolean;
  /** Whether each tied line end is a separate input, by sides, then lines. Replaces inputs and outputs. */
  readonly eachEnd?: boolean;
}

/** What a plan depends on, in words. */
export function planName(
  circuit: Circuit,
  inputs: readonly Side[],
  outputs: readonly Side[],
  { backTo = 0, amongInputs = false, eachEnd = false }: AskedOfFronts = {},
): string {
  let name = `${circuit.rows} ${circuit.columns} ${inputs} ${outputs} ${backTo} ${amongInputs} ${eachEnd}`;
  for (const side of SIDES) {
    name += " ";
    for (const terminal of circuit.terminals[side] ?? [])
      name += terminal === null ? "-" : isPin(terminal) ? "0" : "r";
  }
  return name;
}

/** Wires and terminals follow the cells among the values of a circuit. */
export interface EdgeValues {
  readonly cells: number;
  readonly word: number;
  readonly bit: number;
  readonly terminals: Readonly<Record<Side, number>>;
}

export function edgeValues({ rows, columns }: Pick<Circuit, "rows" | "columns">): EdgeValues {
  const cells = rows * columns;
  const left = cells + 2;
  const terminals = { left, right: left + rows, top: left + 2 * rows, bottom: left + 2 * rows + columns };
  return { cells, word: cells, bit: cells + 1, terminals };
}

/** The conductances (S) that the plan's edges name. */
export function edgeConductances(circuit: Circuit, into: Float64Array): void {
  const index = edgeValues(circuit);
  into.set(circuit.conductance);
  into[index.word] = 1 / circuit.wordSegment;
  into[index.bit] = 1 / circuit.bitSegment;
  for (const side of SIDES)
    circuit.terminals[side]?.forEach((terminal, line) => {
      if (terminal !== null && !isPin(terminal)) into[index.terminals[side] + line] = 1 / terminal.resistance;
    });
}

export const edgeCount = ({ rows, columns }: Circuit): number => rows * columns + 2 + 2 * (rows + columns);

/** A front as later fronts use it: its remaining nodes and its address. */
export interface Front {
  readonly nodes: readonly number[];
  readonly place: number;
  readonly stride: number;
}

/** Cells of an array. */
export interface Block {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

export const isWordSide = (side: Side): boolean => side === "left" || side === "right";

/** A growing list of numbers, in memory that doubles. */
export class GrowingTape {
  #numbers = new Int32Array(1 << 12);
  #length = 0;

  write(numbers: readonly number[]): void {
    if (this.#length + numbers.length > this.#numbers.length) {
      const longer = new Int32Array(2 * (this.#length + numbers.length));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    for (const number of numbers) this.#numbers[this.#length++] = number;
  }

  written(): Int32Array {
    return this.#numbers.slice(0, this.#length);
  }
}
