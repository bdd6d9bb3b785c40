// The circuit of a read in time: the same netlist with capacitances, drivers and input stages, for ngspice.

import {
  bitLines,
  type Circuit,
  type LineFamily,
  SIDES,
  type Side,
  terminalAt,
  wordLines,
} from "./circuit.ts";
import { findFloatingLines } from "./islands.ts";
import { cellCards, nodeName, wireCards } from "./spice.ts";

/** Load of a line outside its circuit: the resistance at a source, Ω, and the capacitance behind it, F. */
export interface SharedLine {
  readonly end: number;
  readonly capacitance: number;
}

export interface TransientLoad {
  /** Capacitance of each node of a word or bit line, F. */
  readonly cell: number;
  readonly word: SharedLine;
  readonly bit: SharedLine;
  /** Time constants of drivers and input stages, s; 0 where they follow at once. */
  readonly driver: number;
  readonly stage: number;
  /** Share of the step that may be left, and the time at which the closed form reaches it, s. */
  readonly error: number;
  readonly settled: number;
}

/**
 * Load of a circuit without a design: nothing outside, no amplifiers; Elmore's sum over the cells of a line.
 * `settling` returns when stages of some time constants in series have at most some share of a step left.
 */
export function bareLoad(
  circuit: Circuit,
  cell: number,
  settling: (share: number, timeConstants: readonly number[]) => number,
): TransientLoad {
  const own = (family: LineFamily): number => {
    const ends = [family.firstSide, family.lastSide].flatMap((side) => {
      const tied = Array.from(
        { length: family.lines },
        (_, line) => terminalAt(circuit, side, line)?.resistance,
      );
      const known = tied.filter((resistance) => resistance !== undefined);
      return known.length === 0 ? [] : [Math.max(...known)];
    });
    const sides = Math.max(1, ends.length);
    const end = ends.length === 0 ? 0 : Math.max(...ends);
    const whole = family.length * cell;
    return (end / sides) * whole + (family.segment * family.length * whole) / 2 / sides ** 2;
  };
  const none = { end: 0, capacitance: 0 };
  const settled = settling(ERROR, [own(wordLines(circuit)), own(bitLines(circuit))]);
  return { cell, word: none, bit: none, driver: 0, stage: 0, error: ERROR, settled };
}

/** Share of the step that may be left where no design says. */
const ERROR = 0.01;

/** Resistance in place of 0, which ngspice does not accept. */
const NONE = 1e-6;

const isRead = (side: Side): boolean => side === "top" || side === "bottom";

/**
 * The read of a circuit as an ngspice deck. All word lines step from 0 V to their voltages at once, through
 * one-pole drivers; bit lines end in sources of their voltage, with one pole on each current, `v(o_bottom_0)`
 * in V for A. It prints each output's final value and `settled_…`, when it last came within its error.
 */
export function spiceTransient(circuit: Circuit, load: TransientLoad, title = "crossbar"): string {
  const floating = findFloatingLines(circuit);
  const families = [wordLines(circuit), bitLines(circuit)] as const;
  const stop = 6 * load.settled || 1e-9;
  const outputs: string[] = [];
  const body = [
    ...wireCards(families[0], floating.word),
    ...wireCards(families[1], floating.bit),
    ...cellCards(circuit, floating),
    ...families.flatMap((family) =>
      capacitorCards(family, family.kind === "word" ? floating.word : floating.bit, load.cell),
    ),
    ...stepCards(load.driver),
    ...SIDES.flatMap((side) => terminalCards(circuit, side, load, outputs)),
  ];
  const share = 1 - load.error;
  const measures = outputs.flatMap((name) => [
    `meas tran final_${name} find v(o_${name}) at=${stop * 0.999}`,
    `let level = ${share} * final_${name}`,
    `meas tran settled_${name} when v(o_${name})=$&level cross=last`,
  ]);
  return [
    `* ${title}: ${circuit.rows} x ${circuit.columns}, a read in time`,
    `* closed form: within ${load.error} of the step after ${load.settled} s`,
    ...body,
    ".options klu reltol=1e-5 abstol=1e-15 vntol=1e-9 gmin=1e-18 method=gear",
    ".control",
    "set numdgt=10",
    `tran ${stop / 2000} ${stop} 0 ${stop / 2000}`,
    ...measures,
    "quit",
    ".endc",
    ".end",
    "",
  ].join("\n");
}

function capacitorCards(family: LineFamily, floating: Uint8Array, cell: number): string[] {
  if (cell === 0) return [];
  const nodes = family.segment === 0 ? 1 : family.length;
  const each = (cell * family.length) / nodes;
  const cards: string[] = [];
  for (let line = 0; line < family.lines; line++)
    for (let n = 0; n < nodes && floating[line] === 0; n++)
      cards.push(`c${family.kind}_${line}_${n} ${nodeName(family, line, n)} 0 ${each}`);
  return cards;
}

/** Node `step`, which all drivers follow: 0 to 1 V. */
const stepCards = (driver: number): string[] =>
  driver === 0
    ? ["v_step step 0 pwl(0 0 1f 1)"]
    : ["v_step s_step 0 pwl(0 0 1f 1)", "r_step s_step step 1", `c_step step 0 ${driver}`];

function terminalCards(circuit: Circuit, side: Side, load: TransientLoad, outputs: string[]): string[] {
  const family = isRead(side) ? bitLines(circuit) : wordLines(circuit);
  const shared = isRead(side) ? load.bit : load.word;
  const cards: string[] = [];
  for (let line = 0; line < family.lines; line++) {
    const terminal = terminalAt(circuit, side, line);
    if (terminal === null) continue;
    const name = `${side}_${line}`;
    const at = nodeName(family, line, side === family.firstSide ? 0 : family.length - 1);
    const end = Math.min(shared.end, terminal.resistance);
    cards.push(
      ...(isRead(side)
        ? [`v_${name} s_${name} 0 dc ${terminal.voltage}`, ...stageCards(name, load.stage)]
        : [`e_${name} s_${name} 0 step 0 ${terminal.voltage}`]),
      `r_${name} s_${name} g_${name} ${Math.max(end, NONE)}`,
      `rj_${name} g_${name} ${at} ${Math.max(terminal.resistance - end, NONE)}`,
    );
    if (shared.capacitance > 0) cards.push(`cg_${name} g_${name} 0 ${shared.capacitance}`);
    if (isRead(side)) outputs.push(name);
  }
  return cards;
}

/** The current into the source of a bit line, through one pole. */
const stageCards = (name: string, stage: number): string[] => [
  `f_${name} 0 o_${name} v_${name} 1`,
  `ro_${name} o_${name} 0 1`,
  ...(stage === 0 ? [] : [`co_${name} o_${name} 0 ${stage}`]),
];
