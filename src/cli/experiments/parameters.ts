import type { ColumnTitle } from "../../report/axis-title.ts";

/** One parameter and the values that a sensitivity takes it through. */
export interface SweptSetting {
  /** Of the chart's file. */
  readonly name: string;
  readonly title: ColumnTitle;
  readonly values: readonly number[];
  /** What a value sets in the config, as `--set` has it. */
  readonly settings: (value: number) => readonly string[];
}

const plain = (name: string): ColumnTitle => ({ name, unit: "" });
const BITS = [1, 2, 3, 4, 6, 8];

/** The parameters of the arrays and of their converters to which a hash may be sensitive. */
export const SWEPT: readonly SweptSetting[] = [
  {
    name: "dac-bits",
    title: plain("resolution of the DAC (bits)"),
    values: BITS,
    settings: (bits) => [`design.hashing.dac.bits=${bits}`],
  },
  {
    name: "adc-bits",
    title: plain("resolution of the ADC (bits)"),
    values: BITS,
    settings: (bits) => [`design.hashing.readout={ family: "adc", model: "low-resolution", bits: ${bits} }`],
  },
  {
    name: "array-side",
    title: plain("side of the array (lines)"),
    values: [16, 32, 64, 128, 256, 512],
    settings: (side) => [
      `design.hashing.array.rows=${side}`,
      `design.hashing.array.columns=${side}`,
      // An array of fewer rows than a vector has elements sums its parts on the line.
      'design.hashing.array.rowSplit="analog"',
    ],
  },
  {
    name: "tile-edge",
    title: plain("edge of the passive tile (lines)"),
    values: [1, 2, 4, 8, 16, 32, 64],
    settings: (edge) => [`design.hashing.array.tileRows=${edge}`, `design.hashing.array.tileColumns=${edge}`],
  },
  {
    name: "wire-resistance",
    title: { name: "resistance of a line between two cells", unit: "Ω" },
    values: [0.1, 0.3, 1, 3, 10, 30],
    settings: (ohms) => [`design.hashing.array.segmentResistance=${ohms} ohm`],
  },
  {
    name: "read-noise",
    title: plain("read noise of a device (standard deviation over its current)"),
    values: [0, 0.02, 0.05, 0.1, 0.2, 0.4],
    settings: (noise) => [`design.hashing.memristor.readNoise=${noise}`],
  },
];

/** Rounds at which quality is followed, and that a heat map has for rows. */
export const ROUNDS = [1, 2, 4, 8, 16];
/** Chunks that a heat map has for columns. */
export const CHUNKS = [8, 16, 32, 64];
