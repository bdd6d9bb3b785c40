import { crossPolytope } from "../../attention/hashes/cross-polytope.ts";
import { simHash } from "../../attention/hashes/simhash.ts";

/** Keys that one point of an axis sets over a config, with their values. */
export type Setting = Readonly<Record<string, string | number | boolean>>;

/** An axis along which the estimate is held against simulation. */
export interface CheckedAxis {
  readonly name: string;
  readonly points: readonly Setting[];
}

const ATTENTION = "workload.attention";
const HASHING = "design.hashing";
const ARRAY = `${HASHING}.array`;
const MEMRISTOR = `${HASHING}.memristor`;
const READOUT = `${HASHING}.readout`;
const ADC: Setting = { [`${READOUT}.family`]: "adc", [`${READOUT}.model`]: "low-resolution" };

const along = (path: string, values: readonly (string | number)[], base: Setting = {}): Setting[] =>
  values.map((value) => ({ ...base, [path]: value }));

const axis = (name: string, points: readonly Setting[]): CheckedAxis => ({ name, points });

/** Whatever the design under check says: these axes are about wires. */
const SOLVED: Setting = { [`${ARRAY}.wires`]: "solved" };

/**
 * One undivided tile an array: what wires do at their worst. Without read noise, whose sensitivities take a simulation
 * of such tiles seconds; that noise falls with the signal is held on smaller ones.
 */
const UNDIVIDED: Setting = {
  ...SOLVED,
  [`${ARRAY}.columns`]: 64,
  [`${ARRAY}.tileRows`]: 64,
  [`${ARRAY}.tileColumns`]: 64,
  [`${MEMRISTOR}.readNoise`]: 0,
  [`${READOUT}.noise`]: "3 µA",
};

/** Axes of a SimHash design read by comparators or converters. */
export const CHECKED_AXES: readonly CheckedAxis[] = [
  axis("rounds", along(`${ATTENTION}.rounds`, [1, 2, 4, 8, 32])),
  axis("chunk", along(`${ATTENTION}.chunk`, [8, 16, 32, 64])),
  axis("look-back", along(`${ATTENTION}.lookBack`, [0, 1, 2, 4])),
  axis("buckets", along(`${ATTENTION}.buckets`, [4, 8, 16, 64])),
  axis("local window", along(`${ATTENTION}.localWindow`, [1, 4, 16, 64])),
  axis("hash", [
    { [`${ATTENTION}.hash`]: simHash.name },
    { [`${ATTENTION}.hash`]: crossPolytope.name },
    { [`${ATTENTION}.hash`]: crossPolytope.name, [`${ATTENTION}.buckets`]: 16 },
  ]),
  axis("DAC bits", along(`${HASHING}.dac.bits`, [1, 2, 3, 4, 6])),
  axis("DAC clip", along(`${HASHING}.dac.clip`, [1, 2.5, 4, 8], { [`${HASHING}.dac.bits`]: 3 })),
  axis("readout bits", along(`${READOUT}.bits`, [2, 3, 4, 6], ADC)),
  axis("read noise", along(`${MEMRISTOR}.readNoise`, [0, 0.05, 0.1, 0.2, 0.5])),
  axis("comparator offset", along(`${READOUT}.offset`, ["50 nA", "15 µA", "40 µA", "80 µA"])),
  axis("comparator noise", along(`${READOUT}.noise`, ["10 nA", "3 µA", "10 µA", "30 µA"])),
  axis("array columns", along(`${ARRAY}.columns`, [32, 64, 128])),
  axis(
    "tile size",
    [4, 16, 32].map((lines) => ({
      ...SOLVED,
      [`${ARRAY}.tileRows`]: lines,
      [`${ARRAY}.tileColumns`]: lines,
    })),
  ),
  axis("wire resistance", along(`${ARRAY}.segmentResistance`, ["0 Ω", "5 Ω", "50 Ω"], SOLVED)),
  axis("wires of undivided arrays", along(`${ARRAY}.segmentResistance`, ["0 Ω", "5 Ω", "20 Ω"], UNDIVIDED)),
  axis("drive", along(`${ARRAY}.drive`, ["one", "both", "four-sides"], UNDIVIDED)),
  axis(
    "mean conductance",
    along(`${MEMRISTOR}.mean`, ["20 µS", "61.7 µS", "150 µS"], { [`${READOUT}.noise`]: "10 µA" }),
  ),
  axis(
    "conductance spread",
    along(`${MEMRISTOR}.spread`, [0.1, 0.33, 1], { [`${MEMRISTOR}.readNoise`]: 0.1 }),
  ),
  axis("levels", along(`${MEMRISTOR}.levels`, [2, 4, 0])),
  axis(
    "stuck cells",
    [0, 0.01, 0.05, 0.15].map((share) => ({
      [`${MEMRISTOR}.readNoise`]: 0.1,
      [`${MEMRISTOR}.stuckOn`]: share,
      [`${MEMRISTOR}.stuckOff`]: share,
    })),
  ),
  axis("pairing", along(`${ARRAY}.pairing`, ["differential", "mean-centred", "single-ended"])),
];
