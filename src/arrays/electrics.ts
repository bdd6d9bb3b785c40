/** Ends of a tile's lines that are tied to drivers and readouts. */
export type Drive = (typeof DRIVES)[number];

/** `one`: word lines from the left, bit lines read at the bottom. `both`: word lines from both ends.
 * `four-sides`: and bit lines at both ends too. */
export const DRIVES = ["one", "both", "four-sides"] as const;

/** Every resistance between a driver and a readout, Ω: what the solver sees is what the cost charges. */
export interface ArrayElectrics {
  /** One cell's length of a word and of a bit line. */
  readonly wordSegment: number;
  readonly bitSegment: number;
  /** Output resistance of a row driver. */
  readonly driver: number;
  /** Input resistance of the readout's virtual ground. */
  readonly readout: number;
  /** On-resistance of a tile switch; used where the array has more than one tile. */
  readonly tileSwitch: number;
  /** One cell's length of the global lines that join the tiles of an array; likewise. */
  readonly globalSegment: number;
  readonly drive: Drive;
}

export const wordSides = (drive: Drive): readonly ("left" | "right")[] =>
  drive === "one" ? ["left"] : ["left", "right"];

export const bitSides = (drive: Drive): readonly ("top" | "bottom")[] =>
  drive === "four-sides" ? ["top", "bottom"] : ["bottom"];
