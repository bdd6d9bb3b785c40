import {
  bitLines,
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  SIDES,
  type Side,
  terminalAt,
  wordLines,
} from "./circuit.ts";
import { findFloatingLines } from "./islands.ts";

/** What is wrong with a circuit, and where, in the keys of a circuit file. */
export interface CircuitFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Cells a circuit may have. One solve keeps some 150 bytes a cell, so the cap is about 600 MB. */
export const CELL_BUDGET = 1 << 22;

/** sinh overflows a double beyond 710; the largest voltage in a passive network is the sources' span. */
const SINH_LIMIT = 700;

/** Only the faults of size, to be checked before anything of that size is allocated. */
export function sizeFaults(rows: number, columns: number): CircuitFault[] {
  const faults: CircuitFault[] = [];
  for (const [key, count] of [
    ["rows", rows],
    ["cols", columns],
  ] as const)
    if (!Number.isInteger(count) || count < 1)
      faults.push({ path: [key], message: `expected a positive integer, received ${count}` });
  if (faults.length === 0 && rows * columns > CELL_BUDGET)
    faults.push({
      path: ["rows"],
      message: `expected at most ${CELL_BUDGET} cells, received ${rows} × ${columns} = ${rows * columns}`,
    });
  return faults;
}

/** Every fault that makes a circuit unsolvable or meaningless; at most one per side and one for the cells. */
export function circuitFaults(circuit: Circuit): CircuitFault[] {
  const size = sizeFaults(circuit.rows, circuit.columns);
  if (size.length > 0) return size;
  const faults = [...valueFaults(circuit), ...SIDES.flatMap((side) => sideFaults(circuit, side))];
  if (faults.length > 0) return faults;
  return [
    ...pinFaults(circuit, wordLines(circuit)),
    ...pinFaults(circuit, bitLines(circuit)),
    ...sourceFaults(circuit),
  ];
}

function valueFaults(circuit: Circuit): CircuitFault[] {
  const faults: CircuitFault[] = [];
  const { rows, columns, conductance, device } = circuit;
  for (const [key, value] of [
    ["word_segment_ohm", circuit.wordSegment],
    ["bit_segment_ohm", circuit.bitSegment],
  ] as const)
    if (!isMagnitude(value)) faults.push({ path: ["wire", key], message: nonNegative("resistance", value) });
  if (device.model === "sinh" && !(device.sharpness > 0 && device.sharpness < Number.POSITIVE_INFINITY))
    faults.push({
      path: ["device", "a_per_V"],
      message: `expected a finite number above 0, received ${device.sharpness}`,
    });
  if (conductance.length !== rows * columns)
    return [
      ...faults,
      {
        path: ["conductance_S"],
        message: `expected ${rows} × ${columns} values, received ${conductance.length}`,
      },
    ];
  let cell = 0;
  while (cell < conductance.length && isMagnitude(conductance[cell])) cell++;
  if (cell < conductance.length)
    faults.push({
      path: ["conductance_S", Math.floor(cell / columns), cell % columns],
      message: nonNegative("conductance", conductance[cell]),
    });
  else if (device.model === "cubic") faults.push(...cubicFaults(circuit, device.cubic));
  return faults;
}

/** Share of its zero-bias slope that a cell must keep within the sources' span, for its current to rise. */
const LEAST_SLOPE = 0.01;

function cubicFaults(circuit: Circuit, cubic: Float64Array): CircuitFault[] {
  const { conductance, columns } = circuit;
  if (cubic.length !== conductance.length)
    return [
      {
        path: ["device", "cubic"],
        message: `expected ${conductance.length} values, received ${cubic.length}`,
      },
    ];
  const { low, high } = sourceRange(circuit);
  const square = high > low ? (high - low) ** 2 : 0;
  for (let k = 0; k < cubic.length; k++) {
    const isRising = conductance[k] + 3 * cubic[k] * square >= LEAST_SLOPE * conductance[k];
    const isOpen = conductance[k] === 0 && cubic[k] !== 0;
    if (!Number.isFinite(cubic[k]) || !isRising || isOpen)
      return [
        {
          path: ["device", "cubic", Math.floor(k / columns), k % columns],
          message:
            `expected a finite coefficient, 0 in an open cell and above −G / 3V² within the sources' span, ` +
            `received ${cubic[k]}`,
        },
      ];
  }
  return [];
}

function sideFaults(circuit: Circuit, side: Side): CircuitFault[] {
  const terminals = circuit.terminals[side];
  if (terminals === null) return [];
  const lines = side === "left" || side === "right" ? circuit.rows : circuit.columns;
  if (terminals.length !== lines)
    return [
      { path: ["terminals", side], message: `expected ${lines} terminals, received ${terminals.length}` },
    ];
  for (const [line, terminal] of terminals.entries()) {
    if (terminal === null) continue;
    if (!Number.isFinite(terminal.voltage))
      return [
        {
          path: ["terminals", side, line, "v_V"],
          message: `expected a finite voltage, received ${terminal.voltage}`,
        },
      ];
    if (!isMagnitude(terminal.resistance))
      return [
        {
          path: ["terminals", side, line, "r_ohm"],
          message: nonNegative("resistance", terminal.resistance),
        },
      ];
  }
  return [];
}

/** Both ends of a line are one node when it has no wire between them. */
function pinFaults(circuit: Circuit, family: LineFamily): CircuitFault[] {
  if (!isSingleNode(family)) return [];
  for (let line = 0; line < family.lines; line++) {
    const first = terminalAt(circuit, family.firstSide, line);
    const last = terminalAt(circuit, family.lastSide, line);
    if (first === null || last === null || !isPin(first) || !isPin(last)) continue;
    if (first.voltage !== last.voltage)
      return [
        {
          path: ["terminals", family.lastSide, line],
          message: `expected the ${first.voltage} V that ${family.firstSide}[${line}] pins the same node to, received ${last.voltage} V`,
        },
      ];
  }
  return [];
}

function sourceFaults(circuit: Circuit): CircuitFault[] {
  const floating = findFloatingLines(circuit);
  if (floating.word.every(Boolean) && floating.bit.every(Boolean))
    return [
      { path: ["terminals"], message: "expected at least one terminal, received an all-floating array" },
    ];
  if (circuit.device.model !== "sinh") return [];
  const { low, high } = sourceRange(circuit);
  const exponent = circuit.device.sharpness * (high - low);
  if (!(exponent <= SINH_LIMIT))
    return [
      {
        path: ["device", "a_per_V"],
        message: `expected a × (largest − smallest source voltage) ≤ ${SINH_LIMIT}, received ${exponent}`,
      },
    ];
  return [];
}

/** Smallest and largest source voltage (V); every node of a passive network lies between them. */
export function sourceRange(circuit: Circuit): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const side of SIDES)
    for (const terminal of circuit.terminals[side] ?? []) {
      if (terminal === null) continue;
      low = Math.min(low, terminal.voltage);
      high = Math.max(high, terminal.voltage);
    }
  return { low, high };
}

const isMagnitude = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

const nonNegative = (quantity: string, value: number): string =>
  `expected a finite ${quantity} ≥ 0, received ${value}`;
