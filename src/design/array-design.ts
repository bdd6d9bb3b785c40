import type { z } from "zod";
import { choice, integer, quantity, real } from "#base";
import { DRIVES, driverSides, PAIRINGS, wordSides } from "#crossbar-arrays";

/** Arrays that the rows of one projection occupy. */
export const rowBlocks = ({ rows }: Pick<ArrayDesign, "rows">, width: number): number =>
  Math.ceil(width / rows);

/** Widest lines over those of the least pitch: some µm, about a chip's thickest metal (assumed). */
export const MOST_PITCH = 100;

/** Keys of `design.hashing.array`. */
export const ARRAY_FIELDS = {
  rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(64),
  columns: integer({ min: 2, max: 8192 }, "bit lines of an array, two a projection").prefault(128),
  tileRows: integer({ min: 1, max: 4096 }, "word lines of a passive tile").prefault(16),
  tileColumns: integer({ min: 1, max: 8192 }, "bit lines of a passive tile").prefault(16),
  pairing: choice(PAIRINGS, "how a signed weight is held").prefault("differential"),
  drive: choice(DRIVES, "ends of a tile's lines that are tied to drivers and readouts").prefault("both"),
  driverEnds: choice(
    ["one", "both"],
    "ends of a tiled array's global word lines that have a driver; those of `drive` where left out",
  ).optional(),
  rowSplit: choice(
    ["none", "analog", "digital"],
    "a projection longer than the array: refused; its parts' currents joined at one readout; or digitised and added",
  ).prefault("none"),
  spares: integer({ min: 0, max: 4096 }, "projections of an array kept for faulty bit lines").prefault(0),
  wires: choice(
    ["solved", "ideal"],
    "whether the array's circuit is solved, tiles on common global lines, or wires are ideal",
  ).prefault("solved"),
  pitchFactor: real(
    { min: 1, max: MOST_PITCH },
    "pitch of the lines over the node's least one (default: the least at which the lines bear their currents)",
  ).optional(),
  globalLayers: integer(
    { min: 1, max: 8 },
    "layers of metal over the array in either direction, which its global lines share (assumed)",
  ).prefault(2),
  electromigration: choice(
    ["enforced", "ignored"],
    "lines that carry more than metal bears for years: widened, or refused where pitchFactor says their width; or of the least pitch all the same",
  ).prefault("enforced"),
  segmentResistance: quantity(
    "ohm",
    { min: 0, max: 1e6 },
    "resistance of one cell's length of line (assumed)",
  ).optional(),
  openLines: real({ min: 0, max: 0.5 }, "share of lines that are open").prefault(0),
  shortedLines: real({ min: 0, max: 0.5 }, "share of neighbouring bit lines that touch").prefault(0),
};

/** Arrays of a design, and the conditions of a read of them. */
export type ArrayDesign = Readonly<z.output<z.ZodObject<typeof ARRAY_FIELDS>>>;

/** Whether an array has more than one tile, and so switches and global lines. */
export const isTiled = ({
  rows,
  columns,
  tileRows,
  tileColumns,
}: Pick<ArrayDesign, "rows" | "columns" | "tileRows" | "tileColumns">): boolean =>
  tileRows < rows || tileColumns < columns;

/** Drivers of a word line, or of the global one where an array has several tiles. */
export const driversOfLine = (
  array: Pick<ArrayDesign, "rows" | "columns" | "tileRows" | "tileColumns" | "drive" | "driverEnds">,
): number => {
  const { drive, driverEnds } = array;
  return isTiled(array) && driverEnds !== undefined
    ? driverSides({ drive, driverEnds }).length
    : wordSides(drive).length;
};

/**
 * Published resistances of an array, by their name in `design.hashing.electrics`, in the form of config
 * values.
 *
 * `seed-group`: those of the public simulators of the seed design's group. Lines of 20 Ω a cell, driven and
 * read at one end [cai-crossbar-2023]; transistors of 20 Ω at the edges of tiles, and CMOS lines of 600 Ω
 * between a tile and the periphery [primeau-2026], placed at the driver's and the readout's end.
 */
export const ELECTRICS_PRESETS: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
> = {
  "seed-group": {
    array: { segmentResistance: "20 ohm", drive: "one" },
    tileSwitch: { onResistance: "20 ohm" },
    driver: { outputResistance: "600 ohm" },
    inputStage: { inputResistance: "600 ohm" },
  },
};

/** Words of `design.hashing.electrics`: `technology` for the node's lines and each part's own default. */
export const ELECTRICS = ["technology", "seed-group"] as const;
