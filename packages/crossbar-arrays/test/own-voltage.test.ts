import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import { linearCells, type Memristor } from "#memristors";
import { type ArrayElectrics, connectedTiles, type ProgrammedArray, programArray } from "../index.ts";
import { heldBitVoltages, ownVoltages } from "../src/own-voltage.ts";
import { tilePorts } from "../src/tile-ports.ts";

// One line with its driver or readout at 1 V and all else at 0 V, as a list of resistors between named nodes.
const [DRIVER, READOUT, SWITCH, GLOBAL, SEGMENT] = [130, 170, 2300, 11, 37];
const [ROWS, COLUMNS, DRIVEN, OUTPUTS] = [6, 6, 5, 3];

type Resistor = readonly [from: string, to: string, ohm: number];

/** Potentials (V) of nodes; "1" is the source and "0" the ground. */
function potentials(resistors: readonly Resistor[]): ReadonlyMap<string, number> {
  const names = [...new Set([...resistors.map(([from]) => from), ...resistors.map(([, to]) => to)])].filter(
    (n) => n !== "0" && n !== "1",
  );
  const at = new Map(names.map((name, n) => [name, n]));
  const rows = names.map(() => new Float64Array(names.length + 1));
  for (const [from, to, ohm] of resistors)
    for (const [here, there] of [
      [from, to],
      [to, from],
    ]) {
      const n = at.get(here);
      if (n === undefined) continue;
      rows[n][n] += 1 / ohm;
      const other = at.get(there);
      if (other !== undefined) rows[n][other] -= 1 / ohm;
      else if (there === "1") rows[n][names.length] += 1 / ohm;
    }
  // Gauss and Jordan: the matrix is diagonally dominant.
  rows.forEach((pivot, n) => {
    const own = pivot[n];
    for (let k = 0; k < pivot.length; k++) pivot[k] /= own;
    rows.forEach((row, m) => {
      const factor = row[n];
      if (m !== n && factor !== 0) for (let k = 0; k < row.length; k++) row[k] -= factor * pivot[k];
    });
  });
  return new Map(names.map((name, n) => [name, rows[n][names.length]]));
}

const device = {
  meanConductance: 60e-6,
  initialise: (targets: Float64Array, rng: ReturnType<typeof createRng>) =>
    linearCells(targets.map(() => 20e-6 + 80e-6 * rng.uniform())),
} as unknown as Memristor;

const arrayOf = (geometry: Partial<ProgrammedArray["geometry"]>): ProgrammedArray =>
  programArray(
    device,
    dense(OUTPUTS, DRIVEN),
    {
      geometry: { rows: ROWS, columns: COLUMNS, tileRows: ROWS, tileColumns: COLUMNS, ...geometry },
      pairing: "differential",
      openLines: 0,
      shortedLines: 0,
    },
    createRng("own"),
  );

const electrics = (drive: ArrayElectrics["drive"]): ArrayElectrics => ({
  wordSegment: SEGMENT,
  bitSegment: SEGMENT,
  driver: DRIVER,
  readout: READOUT,
  tileSwitch: SWITCH,
  globalSegment: GLOBAL,
  drive,
});

interface Line {
  /** Conductances of its cells in their order, S; 0 where the crossing line floats. */
  readonly cells: readonly number[];
  /** Cells of a tile along the line. */
  readonly tile: number;
  /** Resistance of its sources, Ω, and whether there is one at its beginning and its end. */
  readonly source: number;
  readonly ends: readonly [first: boolean, last: boolean];
  /** Ends of a tile's line that are tied; and which one is, of a tile of one cell. */
  readonly tied: readonly [first: boolean, second: boolean];
  readonly alone: 0 | 1;
}

/** Voltages (V) across the cells of a line whose crossing lines are a switch away from 0 V, each tile one cell wide across. */
function acrossCells({ cells, tile, source, ends, tied, alone }: Line): number[] {
  const resistors: Resistor[] = [];
  const places = new Set<number>();
  for (let start = 0; start < cells.length; start += tile) {
    for (let n = start; n < start + tile; n++) {
      resistors.push([`b${n}`, "0", SWITCH]);
      if (cells[n] > 0) resistors.push([`w${n}`, `b${n}`, 1 / cells[n]]);
      if (n > start) resistors.push([`w${n - 1}`, `w${n}`, SEGMENT]);
    }
    const [first, second] = tile === 1 ? [alone === 0, alone === 1] : tied;
    if (first) resistors.push([`g${start}`, `w${start}`, SWITCH]);
    if (second) resistors.push([`g${start + tile}`, `w${start + tile - 1}`, SWITCH]);
    if (first) places.add(start);
    if (second) places.add(start + tile);
  }
  const nodes = [...places].sort((a, b) => a - b);
  nodes.slice(1).forEach((place, n) => {
    resistors.push([`g${nodes[n]}`, `g${place}`, GLOBAL * (place - nodes[n])]);
  });
  const [from, to] = [nodes[0], nodes[nodes.length - 1]];
  if (ends[0]) resistors.push(["1", `g${from}`, source + GLOBAL * from]);
  if (ends[1]) resistors.push(["1", `g${to}`, source + GLOBAL * (cells.length - to)]);
  const volts = potentials(resistors);
  return cells.map((_, n) => (volts.get(`w${n}`) ?? 0) - (volts.get(`b${n}`) ?? 0));
}

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

it.each([
  [1, "one"],
  [1, "both"],
  [2, "one"],
  [3, "both"],
] as const)("a word line of tiles of one word line and %i cells, driven at %s", (tile, drive) => {
  const array = arrayOf({ tileRows: 1, tileColumns: tile });
  const tiles = connectedTiles(array).map((region) => tilePorts(array, region, electrics(drive)));
  const own = ownVoltages(array, tiles, electrics(drive), "word");
  const isBoth = drive === "both";
  for (const i of range(DRIVEN)) {
    const cells = range(COLUMNS).map((j) => array.cells.conductance[i * COLUMNS + j]);
    const wanted = acrossCells({
      cells,
      tile,
      source: DRIVER,
      ends: [true, isBoth],
      tied: [true, isBoth],
      alone: 0,
    });
    wanted.forEach((volts, j) => {
      expect(own.data[i * COLUMNS + j] / volts, `cell ${i}, ${j}`).toBeCloseTo(1, 8);
    });
  }
});

it.each([
  [1, "one", ROWS],
  [1, "four-sides", ROWS],
  [2, "one", ROWS],
  [3, "four-sides", ROWS],
  [1, "one", 3],
  [1, "four-sides", 2],
] as const)(
  "a bit line of tiles of %i cells and one bit line, read at %s, in blocks of %i",
  (tile, drive, block) => {
    const blocks = block < ROWS ? { blockRows: block, readsBlocks: true } : {};
    const array = arrayOf({ tileRows: tile, tileColumns: 1, ...blocks });
    const tiles = connectedTiles(array).map((region) => tilePorts(array, region, electrics(drive)));
    const own = ownVoltages(array, tiles, electrics(drive), "bit");
    const isBoth = drive === "four-sides";
    const reach = Math.ceil(DRIVEN / tile) * tile;
    for (const j of range(COLUMNS))
      for (let top = 0; top < reach; top += block) {
        const rows = range(Math.min(block, reach - top)).map((n) => top + n);
        const cells = rows.map((i) => (i < DRIVEN ? array.cells.conductance[i * COLUMNS + j] : 0));
        const wanted = acrossCells({
          cells,
          tile,
          source: READOUT,
          ends: [isBoth, true],
          tied: [isBoth, true],
          alone: 1,
        });
        wanted.forEach((volts, n) => {
          if (rows[n] >= DRIVEN) return;
          expect(own.data[rows[n] * COLUMNS + j] / volts, `cell ${rows[n]}, ${j}`).toBeCloseTo(1, 8);
        });
      }
  },
);

it.each(["one", "four-sides"] as const)("a bit line of an array that is one tile, read at %s", (drive) => {
  const array = arrayOf({});
  const own = heldBitVoltages(array, electrics(drive));
  for (const j of range(COLUMNS)) {
    const resistors: Resistor[] = range(ROWS).map((i) => [
      `b${i}`,
      "0",
      1 / array.cells.conductance[i * COLUMNS + j],
    ]);
    for (const i of range(ROWS - 1)) resistors.push([`b${i}`, `b${i + 1}`, SEGMENT]);
    resistors.push(["1", `b${ROWS - 1}`, READOUT]);
    if (drive === "four-sides") resistors.push(["1", "b0", READOUT]);
    const volts = potentials(resistors);
    for (const i of range(DRIVEN))
      expect(own.data[i * COLUMNS + j] / Number(volts.get(`b${i}`)), `cell ${i}, ${j}`).toBeCloseTo(1, 8);
  }
});
