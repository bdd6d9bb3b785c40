import {
  bitLines,
  type Circuit,
  type DeviceLaw,
  isPin,
  isSingleNode,
  type LineFamily,
  SIDES,
  terminalAt,
  wordLines,
} from "./circuit.ts";
import { type FloatingLines, findFloatingLines } from "./islands.ts";

/** The default solver fills in without bound on a crossbar, hence `klu`; the default tolerances leave 0.1 %.
 * Newton's last step is far better than requested, and with a tolerance of rounding it never stops. */
const NEWTON_TOLERANCES = "reltol=1e-9 abstol=1e-13 vntol=1e-10 gmin=1e-18 itl1=1000";
export const TOLERANCES = {
  linear: "reltol=1e-12 abstol=1e-18 vntol=1e-15 gmin=1e-18",
  sinh: NEWTON_TOLERANCES,
  cubic: NEWTON_TOLERANCES,
};

/**
 * The circuit as an ngspice deck: solves the operating point and prints the current out of the array into
 * every source, `i(v_left_0)` and so on, in the order of the sides. Nodes are w_i_j and b_i_j; an ideal line
 * is one node. Floating lines, which have no operating point, are left out.
 */
export function spiceNetlist(circuit: Circuit, title = "crossbar"): string {
  const floating = findFloatingLines(circuit);
  const printed: string[] = [];
  const body = [
    ...wireCards(wordLines(circuit), floating.word),
    ...wireCards(bitLines(circuit), floating.bit),
    ...cellCards(circuit, floating),
    ...terminalCards(circuit, printed),
  ];
  const prints = printed.map((name) => `print i(${name})`);
  return [
    `* ${title}: ${circuit.rows} x ${circuit.columns}`,
    ...body,
    `.options klu ${TOLERANCES[circuit.device.model]}`,
    ".control",
    "set numdgt=15",
    "op",
    ...prints,
    "quit",
    ".endc",
    ".end",
    "",
  ].join("\n");
}

export const nodeName = (family: LineFamily, line: number, n: number): string => {
  const at = family.segment === 0 ? 0 : n;
  return family.kind === "word" ? `w_${line}_${at}` : `b_${at}_${line}`;
};

export function wireCards(family: LineFamily, floating: Uint8Array): string[] {
  if (family.segment === 0) return [];
  const cards: string[] = [];
  for (let line = 0; line < family.lines; line++) {
    if (floating[line] === 1) continue;
    for (let n = 0; n + 1 < family.length; n++)
      cards.push(
        `r${family.kind}_${line}_${n} ${nodeName(family, line, n)} ${nodeName(family, line, n + 1)} ${family.segment}`,
      );
  }
  return cards;
}

export function cellCards(circuit: Circuit, floating: FloatingLines): string[] {
  const { rows, columns, conductance, device } = circuit;
  const [words, bits] = [wordLines(circuit), bitLines(circuit)];
  const cards: string[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const g = conductance[i * columns + j];
      if (g === 0 || floating.word[i] === 1 || floating.bit[j] === 1) continue;
      const [w, b] = [nodeName(words, i, j), nodeName(bits, j, i)];
      cards.push(cellCard(device, `cell_${i}_${j} ${w} ${b}`, g, i * columns + j, `v(${w},${b})`));
    }
  return cards;
}

/** `place` is the card's name less its first letter, and its nodes. */
export function cellCard(device: DeviceLaw, place: string, g: number, k: number, v: string): string {
  if (device.model === "linear") return `r${place} ${1 / g}`;
  if (device.model === "sinh") return `b${place} i=${g / device.sharpness}*sinh(${device.sharpness}*${v})`;
  // A product, not a power: what a power of a negative voltage is depends on the simulator.
  return `b${place} i=${g}*${v}+(${device.cubic[k]})*${v}*${v}*${v}`;
}

function terminalCards(circuit: Circuit, printed: string[]): string[] {
  const cards: string[] = [];
  for (const side of SIDES) {
    const family = side === "left" || side === "right" ? wordLines(circuit) : bitLines(circuit);
    const node = side === family.firstSide ? 0 : family.length - 1;
    for (let line = 0; line < family.lines; line++) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null) continue;
      const other = terminalAt(circuit, family.firstSide, line);
      if (
        side === family.lastSide &&
        isSingleNode(family) &&
        isPin(terminal) &&
        other !== null &&
        isPin(other)
      ) {
        cards.push(`* v_${side}_${line} pins the node that v_${family.firstSide}_${line} pins`);
        continue;
      }
      const name = `v_${side}_${line}`;
      printed.push(name);
      const at = nodeName(family, line, node);
      if (isPin(terminal)) cards.push(`${name} ${at} 0 dc ${terminal.voltage}`);
      else
        cards.push(
          `${name} s_${side}_${line} 0 dc ${terminal.voltage}`,
          `r_${side}_${line} s_${side}_${line} ${at} ${terminal.resistance}`,
        );
    }
  }
  return cards;
}
