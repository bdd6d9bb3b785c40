// A whole array as an ngspice deck: every tile, its switches and the shared global lines.

import { type Circuit, cellCard, type Side, TOLERANCES } from "#crossbar-solver";
import type { CellLaw } from "#memristors";
import { globalNet } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  circuitOfTile,
  connectedTiles,
  type TileRegion,
  tileRegions,
} from "./tile-circuit.ts";
import { LEAST_RESISTANCE, type Port, portCircuit, portsOf } from "./tile-ports.ts";

/**
 * Deck for the operating point of a tiled array at word-line voltages (V, driven lines). Nodes are w_i_j and
 * b_i_j of cell (i, j), and gw_i_x and gb_j_x of global lines x cells from their start. Prints the current
 * into each bit line's readouts, `i(v_bit_j)`, by read line, then out of each driver, `i(v_word_i)`.
 */
export function arrayNetlist(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  voltages: Float64Array,
  law: CellLaw,
  title = "crossbar",
): string {
  const { rows, columns } = array.geometry;
  const tiles = connectedTiles(array).map((region) => {
    const ports = portsOf(portCircuit(array, region, electrics));
    return { region, ports, circuit: portlessCircuit(array, region, electrics, law) };
  });
  const net = globalNet(array, tiles, electrics);
  const nameOf = (node: number): string => {
    const { kind, line, position, block } = net.nodes[node];
    return `g${kind === "word" ? "w" : "b"}_${line}_${position}${block > 0 ? `_block_${block}` : ""}`;
  };
  const cards: string[] = [];
  let count = 0;
  const resistor = (from: string, to: string, ohm: number): void => {
    cards.push(`r_${count++} ${from} ${to} ${ohm}`);
  };
  tiles.forEach(({ region, ports, circuit }, t) => {
    cards.push(...tileCards(region, circuit));
    const resistance = Math.max(electrics.tileSwitch, LEAST_RESISTANCE);
    ports.forEach((port, p) => {
      resistor(nameOf(net.portNodes[t][p]), endOf(region, circuit, port), resistance);
    });
  });
  const [word, bit] = [new Set<number>(), new Set<number>()];
  for (const { kind, line, nodes, links, ties } of net.lines) {
    links.forEach((conductance, k) => {
      resistor(nameOf(nodes[k]), nameOf(nodes[k + 1]), 1 / conductance);
    });
    if (ties.length > 0) (kind === "word" ? word : bit).add(line);
    for (const { node, conductance } of ties) resistor(`s_${kind}_${line}`, nameOf(node), 1 / conductance);
  }
  const ascending = (lines: Set<number>): number[] => [...lines].sort((a, b) => a - b);
  const all = tileRegions(array).length;
  return [
    `* ${title}: array of ${rows} x ${columns}, ${tiles.length} of ${all} tiles connected to common global lines`,
    ...cards,
    ...ascending(word).map((i) => `v_word_${i} s_word_${i} 0 dc ${voltages[i]}`),
    ...ascending(bit).map((j) => `v_bit_${j} s_bit_${j} 0 dc 0`),
    `.options klu ${TOLERANCES[law.model]}`,
    ".control",
    "set numdgt=15",
    "op",
    ...ascending(bit).map((j) => `print i(v_bit_${j})`),
    ...ascending(word).map((i) => `print i(v_word_${i})`),
    "quit",
    ".endc",
    ".end",
    "",
  ].join("\n");
}

const portlessCircuit = (
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  law: CellLaw,
): Circuit => {
  const tie = () => ({ voltage: 0, resistance: LEAST_RESISTANCE });
  return circuitOfTile(array, region, electrics, law, { left: tie, right: tie, top: tie, bottom: tie });
};

/** Name of a cell's node; an ideal line is one node. */
const wordNode = (i: number, j: number, { left }: TileRegion, { wordSegment }: Circuit): string =>
  `w_${i}_${wordSegment === 0 ? left : j}`;
const bitNode = (i: number, j: number, { top }: TileRegion, { bitSegment }: Circuit): string =>
  `b_${bitSegment === 0 ? top : i}_${j}`;

/** Node of a tile's line at its switch. */
function endOf(region: TileRegion, circuit: Circuit, { side, line }: Port): string {
  const { top, left, rows, columns } = region;
  const at: Record<Side, () => string> = {
    left: () => wordNode(top + line, left, region, circuit),
    right: () => wordNode(top + line, left + columns - 1, region, circuit),
    top: () => bitNode(top, left + line, region, circuit),
    bottom: () => bitNode(top + rows - 1, left + line, region, circuit),
  };
  return at[side]();
}

/** Cells and wires of a tile. A line without a switch floats on its cells. */
function tileCards(region: TileRegion, circuit: Circuit): string[] {
  const { top, left, rows, columns } = region;
  const { conductance, wordSegment, bitSegment, device } = circuit;
  const cards: string[] = [];
  for (let i = top; i < top + rows; i++)
    for (let j = left; j < left + columns; j++) {
      const [w, b] = [wordNode(i, j, region, circuit), bitNode(i, j, region, circuit)];
      const k = (i - top) * columns + j - left;
      if (conductance[k] > 0)
        cards.push(cellCard(device, `cell_${i}_${j} ${w} ${b}`, conductance[k], k, `v(${w},${b})`));
      if (j + 1 < left + columns && wordSegment > 0)
        cards.push(`rw_${i}_${j} ${w} ${wordNode(i, j + 1, region, circuit)} ${wordSegment}`);
      if (i + 1 < top + rows && bitSegment > 0)
        cards.push(`rb_${i}_${j} ${b} ${bitNode(i + 1, j, region, circuit)} ${bitSegment}`);
    }
  return cards;
}
