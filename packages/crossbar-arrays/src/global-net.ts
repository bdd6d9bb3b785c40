// The global lines of a tiled array as a network: nodes, wires between them, and connections.

import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  bitSides,
  driverSides,
  endOfBitLines,
  isDriven,
  reachOfLines,
  readBlock,
} from "./tile-circuit.ts";
import { LEAST_RESISTANCE, type Port, type TilePorts } from "./tile-ports.ts";

/** A node of a global line: its distance in cells from the line's start, where tiles connect. */
export interface GlobalNode {
  readonly kind: "word" | "bit";
  /** Number of the line in the array. */
  readonly line: number;
  readonly position: number;
  /** First word line of the bit line's physical array; 0 for word lines and joined bit lines. */
  readonly block: number;
}

/** One global line: its nodes in order, by number. */
export interface GlobalLine {
  readonly kind: "word" | "bit";
  readonly line: number;
  readonly nodes: readonly number[];
  /** S between each node and the next. */
  readonly links: readonly number[];
  /** Nodes connected to a driver or readout, with the conductance of the connection and its wire, S. */
  readonly ties: readonly { readonly node: number; readonly conductance: number }[];
}

export interface GlobalNet {
  readonly nodes: readonly GlobalNode[];
  readonly lines: readonly GlobalLine[];
  /** Node of every port of every tile, in the order of the tiles given. */
  readonly portNodes: readonly Int32Array[];
}

/**
 * Global lines of connected tiles. Word line i runs from its driver at column 0 to behind the last connected
 * tile, where there may be a second driver; bit line j ends in its readout behind the last connected tile of
 * array or block. A tile's left and top ends connect where it begins, its right and bottom ends where it
 * ends.
 */
export function globalNet(
  array: ProgrammedArray,
  tiles: readonly Pick<TilePorts, "region" | "ports">[],
  electrics: ArrayElectrics,
): GlobalNet {
  const { geometry } = array;
  const { columns } = reachOfLines(array);
  const nodes: GlobalNode[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (node: GlobalNode): number => {
    const name = `${node.kind} ${node.line} ${node.block} ${node.position}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, nodes.length);
    nodes.push(node);
    return nodes.length - 1;
  };
  const nodeOf = ({ region }: Pick<TilePorts, "region">, { side, line }: Port): number => {
    const { top, left, rows, columns } = region;
    if (side === "left" || side === "right")
      return numberOf({
        kind: "word",
        line: top + line,
        position: side === "left" ? left : left + columns,
        block: 0,
      });
    const block = readBlock(geometry, top);
    return numberOf({ kind: "bit", line: left + line, position: side === "top" ? top : top + rows, block });
  };
  const portNodes = tiles.map((tile) => Int32Array.from(tile.ports, (port) => nodeOf(tile, port)));
  const ends = (node: GlobalNode): readonly [first: number | null, last: number | null] => {
    if (node.kind === "word")
      return isDriven(array, node.line)
        ? [0, driverSides(electrics).includes("right") ? columns : null]
        : [null, null];
    const last = endOfBitLines(array, node.block);
    return [bitSides(electrics.drive).includes("top") ? node.block : null, last];
  };
  return { nodes, lines: linesOf(nodes, ends, electrics), portNodes };
}

/** Conductance of a resistance in series with a number of cells' length of global line, S. */
export const linkConductance = (electrics: ArrayElectrics, cells: number, resistance = 0): number =>
  1 / Math.max(LEAST_RESISTANCE, resistance + electrics.globalSegment * cells);

function linesOf(
  nodes: readonly GlobalNode[],
  ends: (node: GlobalNode) => readonly [first: number | null, last: number | null],
  electrics: ArrayElectrics,
): GlobalLine[] {
  const byLine = new Map<string, number[]>();
  nodes.forEach(({ kind, line, block }, n) => {
    const name = `${kind} ${line} ${block}`;
    byLine.set(name, [...(byLine.get(name) ?? []), n]);
  });
  return [...byLine.values()].map((own) => {
    const ordered = own.sort((a, b) => nodes[a].position - nodes[b].position);
    const { kind, line } = nodes[ordered[0]];
    const at = (n: number): number => nodes[n].position;
    const [first, last] = ends(nodes[ordered[0]]);
    const end = kind === "word" ? electrics.driver : electrics.readout;
    const tie = (node: number, position: number | null) =>
      position === null
        ? []
        : [{ node, conductance: linkConductance(electrics, Math.abs(at(node) - position), end) }];
    return {
      kind,
      line,
      nodes: ordered,
      links: ordered.slice(1).map((n, k) => linkConductance(electrics, at(n) - at(ordered[k]))),
      ties: [...tie(ordered[0], first), ...tie(ordered[ordered.length - 1], last)],
    };
  });
}
