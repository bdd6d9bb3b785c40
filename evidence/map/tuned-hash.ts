import { digits, engineering, groupDigits } from "#base";
import { type Tabular, table } from "#reports";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import { WRITE_PULSES, type WritePulses } from "../../src/comparison/memory-layer.ts";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import { denseInt8Projection, fastHadamardProjection } from "../../src/peripherals/projection/projection.ts";
import { type Boundary, renamed } from "./boundary.ts";
import { READS } from "./hash.ts";
import { hashOnArrays, hashOnUnit } from "./hash-points.ts";

// What it takes to write the weights of a hash into arrays by write-verify, in closed form.

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

/** Signs of one key by trained rows on arrays, by products, and by a transform as many random ones. */
export interface TunedPoint {
  readonly nm: number;
  readonly width: number;
  readonly bits: number;
  /** S; s */
  readonly conductance: number;
  readonly readTime: number;
  /** J a key: arrays that are written already, products of int8, a fast Hadamard transform. */
  readonly arrays: number;
  readonly products: number;
  readonly transform: number;
  /** One set of arrays, once a model is loaded, by the pulses that write it. */
  readonly writing: readonly {
    readonly pulses: string;
    /** J and s of one writing; how often cells can be written. */
    readonly energy: number;
    readonly time: number;
    readonly writings: number;
    /** J a key where `AMORTISED` keys share one writing, arrays included. */
    readonly amortised: number;
    /** Keys until the writing is paid back against products; null where arrays save nothing. */
    readonly keys: number | null;
  }[];
}

/** Keys of one head that share a writing: a billion tokens between two loads of a model (assumed). */
export const AMORTISED = 1e9;

const WIDTHS = [64, 128];
const BITS = [32, 128];

/** Points at every node and read; those whose arrays cannot be built are left out. */
export function* tunedPoints(
  design: Design,
  workload: Workload,
  nodes: readonly number[],
  reads: readonly (readonly [conductance: number, readTime: number])[],
  solve: SolvePoint,
): Generator<TunedPoint> {
  const { tileRows, tileColumns } = design.hashing.array;
  for (const nm of nodes)
    for (const width of WIDTHS)
      for (const [conductance, readTime] of reads)
        for (const bits of BITS) {
          const point = { nm, width, bits, conductance, readTime, columns: 128 };
          const arrays = hashOnArrays(design, workload, point, solve)?.model;
          if (arrays === undefined) continue;
          const products = hashOnUnit(design, workload, point, denseInt8Projection);
          yield {
            ...{ nm, width, bits, conductance, readTime, arrays, products },
            transform: hashOnUnit(design, workload, point, fastHadamardProjection),
            writing: WRITE_PULSES.map((pulses) => {
              const own = tuningOf({ width, bits, tileRows, tileColumns, conductance }, pulses);
              return {
                pulses: pulses.name,
                ...{ energy: own.energy, time: own.time, writings: own.writings },
                amortised: arrays + own.energy / AMORTISED,
                keys: paidBackAfter(own, products - arrays),
              };
            }),
          };
        }
}

/** A point as the JSON answer has it. */
export const tunedJson = ({ writing, ...own }: TunedPoint) => ({
  ...renamed(own, {
    nm: "node_nm",
    conductance: "conductance_S",
    readTime: "readTime_s",
    arrays: "arrays_J",
    products: "products_J",
    transform: "transform_J",
  }),
  amortised_keys: AMORTISED,
  writing: writing.map((each) =>
    renamed(each, { energy: "energy_J", time: "time_s", amortised: "amortised_J" }),
  ),
});

export const tunedBoundary: Boundary<readonly TunedPoint[]> = {
  called: "trained hashes",
  find: ({ design, workload, query, solve }) => [...tunedPoints(design, workload, query.nodes, READS, solve)],
  json: (found) => found.map(tunedJson),
  sentences: tunedSentences,
  pages: (found) => [
    table(tunedTable(found), { title: "Energy a key of signs by trained rows, and of writing the arrays" }),
  ],
};

/** What tuning comes to, in a sentence a kind of pulse. */
export function tunedSentences(tuned: readonly TunedPoint[]): string[] {
  if (tuned.length === 0) return [];
  const dearer = tuned.filter(({ arrays, transform }) => arrays > transform).length;
  return [
    ...tuned[0].writing.map(({ pulses }, n) => {
      const paid = tuned.flatMap(({ writing }) => writing[n].keys ?? []);
      const when =
        paid.length === 0
          ? "never paid back against int8 products"
          : `paid back against int8 products after ${rounded(Math.min(...paid))} to ${rounded(Math.max(...paid))} keys a head`;
      return `Writing trained rows by ${pulses} pulses: ${when}${paid.length < tuned.length && paid.length > 0 ? `, never at ${tuned.length - paid.length} of ${tuned.length} designs` : ""}.`;
    }),
    `Arrays that are written already take more than a Hadamard transform of as many bits at ${dearer} of ${tuned.length} designs.`,
  ];
}

const rounded = (value: number): string => groupDigits(Number(value.toPrecision(2)));

export const tunedTable = (tuned: readonly TunedPoint[]): Tabular => ({
  head: [
    "node",
    "d",
    "bits",
    "read",
    "arrays",
    "int8 products",
    "Hadamard",
    ...(tuned[0]?.writing ?? []).flatMap(({ pulses }) => [`${pulses}: J, s`, "paid back, keys"]),
  ],
  rows: tuned.map(({ nm, width, bits, conductance, readTime, arrays, products, transform, writing }) => [
    `${nm} nm`,
    String(width),
    String(bits),
    `${engineering(conductance, "S")} ${engineering(readTime, "s")}`,
    engineering(arrays, "J"),
    engineering(products, "J"),
    engineering(transform, "J"),
    ...writing.flatMap(({ energy, time, keys }) => [
      `${engineering(energy, "J")}, ${engineering(time, "s")}`,
      keys === null ? "never" : digits(keys),
    ]),
  ]),
  words: [3],
});
