// A trained hash in tuned arrays against its digital rivals, with the writing of the arrays charged.

import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import { paidBackAfter, tuningOf, WRITE_PULSES } from "../../../ladder/closed-forms/tuning.ts";
import type { SolvePoint } from "../../../ladder/flips.ts";
import { denseInt8Projection, fastHadamardProjection } from "../../../peripherals/projection/models.ts";
import { hashOnArrays, hashOnUnit } from "./hash-points.ts";

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
