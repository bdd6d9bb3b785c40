// What it takes to write the weights of a hash into arrays by write-verify, in closed form.

/** Pulses that bring a cell to its target. */
export interface WritePulses {
  readonly name: string;
  /** Of one cell, in the mean; and those of them beyond its threshold. */
  readonly pulses: number;
  readonly wear: number;
  /** V and s of one pulse, in the mean. */
  readonly volts: number;
  readonly duration: number;
  /** Energy of a pulse over that of ohmic cells. */
  readonly curvature: number;
  readonly source: string;
}

/**
 * Numbers and amplitudes are ours: `writeVerify` with pulses of [cai-crossbar-2023] from 0.9 V on in steps of 0.05 V on a solved tile of
 * 16 × 16 cells of its TiOx law, to targets of trained rows within 15 %. 87 % of the cells pass; the others spend 100 pulses: 19 µJ
 * and 12 ms a cell. The fast ones are as many of 20 ns, which TaOx devices take [mao-2022]; that they suffice is assumed, and that devices of
 * other conductances take the same pulses.
 */
export const WRITE_PULSES: readonly WritePulses[] = [
  {
    name: "TiOx",
    pulses: 31,
    wear: 24,
    volts: 1.6,
    duration: 385e-6,
    curvature: 1.2,
    source: "cai-crossbar-2023",
  },
  { name: "20 ns", pulses: 31, wear: 24, volts: 1.6, duration: 20e-9, curvature: 1.2, source: "mao-2022" },
];

/** Pulses beyond its threshold that a cell endures (assumed: 10⁵ to 10¹⁰ are reported). */
const ENDURANCE = 1e6;

/** Weights of one set of arrays: pairs of cells, written one cell at a time. */
export interface TunedArrays {
  readonly width: number;
  readonly bits: number;
  /** Lines of a tile. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Mean, S. */
  readonly conductance: number;
}

export interface Tuning {
  readonly cells: number;
  /** J and s of one writing of the set. */
  readonly energy: number;
  readonly time: number;
  /** How often cells can be written anew. */
  readonly writings: number;
}

/** J of one pulse V²Gt on a cell, and V/2 on all others of its word and bit line in the tile, a quarter each. */
export const pulseEnergy = (
  { tileRows, tileColumns, conductance }: Omit<TunedArrays, "width" | "bits">,
  { volts, duration }: Pick<WritePulses, "volts" | "duration">,
): number => volts ** 2 * conductance * duration * (1 + (tileRows + tileColumns - 2) / 4);

/** Writing a set once; reads between pulses are left out, a thousandth of them. */
export function tuningOf(arrays: TunedArrays, pulses: WritePulses): Tuning {
  const cells = 2 * arrays.width * arrays.bits;
  return {
    cells,
    energy: cells * pulses.pulses * pulses.curvature * pulseEnergy(arrays, pulses),
    time: cells * pulses.pulses * pulses.duration,
    writings: Math.floor(ENDURANCE / pulses.wear),
  };
}

/** Keys after which what is saved a key has paid for one writing; null where nothing is saved. */
export const paidBackAfter = ({ energy }: Pick<Tuning, "energy">, saved: number): number | null =>
  saved > 0 ? energy / saved : null;
