import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { feasibleOf, ratioOf } from "./comparison-design.ts";
import { exactAnalog } from "./designs/exact-analog.ts";
import { exactDigital } from "./designs/exact-digital.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { lshMemristor } from "./designs/lsh-memristor.ts";
import { atOneNode } from "./equal-nodes.ts";
import type { SolvePoint } from "./flips.ts";
import { floorOf } from "./floors.ts";
import { hashCosts } from "./hash-rivals.ts";
import { priceRung, ratios } from "./ladder.ts";
import { withConductance, withReadTime } from "./variations.ts";

/** A point of the space that is searched for cheaper crossbars, and what it costs there. */
export interface RegionPoint {
  /** nm */
  readonly node: number;
  /** s */
  readonly readTime: number;
  /** S; null where the device has no mean of its own. */
  readonly conductance: number | null;
  readonly rounds: number;
  /** B of a core's buffer; null for a boundless one. */
  readonly buffer: number | null;
  /** Bit lines of an array: those that hold the projections of all rounds, up to 1024. */
  readonly columns: number;
  /** J of hashing alone on arrays, and on the digital units of least energy; null where infeasible. */
  readonly hash: number | null;
  readonly digitalHash: number | null;
  /** Ratios of whole designs. */
  readonly energy: number | null;
  /** The floor of the law of shares, below which no hash can bring the energy's ratio. */
  readonly floor: number | null;
  readonly latency: number | null;
  readonly algorithm: number | null;
  readonly analog: number | null;
}

/** Values that are combined with one another. */
export interface RegionSpace {
  readonly nodes: readonly number[];
  readonly readTimes: readonly number[];
  readonly conductances: readonly number[];
  readonly rounds: readonly number[];
  readonly buffers: readonly number[];
}

const MOST_COLUMNS = 1024;

/** The designs whose ratios a point has. */
const COMPARED = [exactDigital, lshDigital, lshMemristor, exactAnalog];

/** Every point of the space, priced; whether hashing on arrays is cheaper is read off it, not known beforehand. */
export function* regionPoints(
  design: Design,
  workload: Workload,
  space: RegionSpace,
  solve: SolvePoint,
): Generator<RegionPoint> {
  const buffers = Number.isFinite(design.digital.buffer.behaviour.capacity) ? space.buffers : [null];
  for (const node of space.nodes)
    for (const rounds of space.rounds)
      for (const buffer of buffers)
        for (const conductance of space.conductances)
          for (const readTime of space.readTimes) {
            const seen = { ...workload, attention: { ...workload.attention, rounds } };
            const columns = columnsOf(design, seen);
            const changed = [
              (own: Design) => atOneNode(own, node),
              (own: Design) => withConductance(own, conductance),
              (own: Design) => withReadTime(own, readTime),
              (own: Design) => (buffer === null ? own : withBuffer(own, buffer)),
              (own: Design) => withColumns(own, columns),
            ].reduce((own, change) => change(own), design);
            const point = solve(changed, seen);
            const rungs = COMPARED.map((rung) => priceRung(rung, changed, seen, point));
            const all = ratios(rungs);
            const hashOf = (rung: typeof lshDigital): number | null => {
              const own = feasibleOf(rungs, rung);
              return own === null ? null : hashCosts(own).hashEnergy;
            };
            const own = ratioOf(all, lshMemristor, lshDigital);
            yield {
              node,
              readTime,
              conductance,
              rounds,
              buffer,
              columns,
              hash: hashOf(lshMemristor),
              digitalHash: hashOf(lshDigital),
              energy: own.energy,
              floor: floorOf(rungs, lshMemristor, lshDigital)?.ratio ?? null,
              latency: own.latency,
              algorithm: ratioOf(all, lshDigital, exactDigital).energy,
              analog: ratioOf(all, lshMemristor, exactAnalog).energy,
            };
          }
}

/** Hash energy of the arrays over that of the cheapest digital units; null where one is infeasible. */
export const hashRatio = ({ hash, digitalHash }: RegionPoint): number | null =>
  hash === null || digitalHash === null || digitalHash === 0 ? null : hash / digitalHash;

/** Bit lines of the config, or as many more as the projections of all rounds take, as a power of two. */
function columnsOf({ hashing }: Design, { attention, length }: Workload): number {
  const own = hashing.array.columns;
  const lines = 2 * attention.rounds * hashCodeOf(attention, length).columns;
  return Math.max(own, Math.min(MOST_COLUMNS, 2 ** Math.ceil(Math.log2(Math.max(2, lines)))));
}

const withColumns = (design: Design, columns: number): Design => ({
  ...design,
  hashing: { ...design.hashing, array: { ...design.hashing.array, columns } },
});

const withBuffer = (design: Design, bytes: number): Design => ({
  ...design,
  digital: {
    ...design.digital,
    buffer: design.digital.buffer.withParams({ capacity: `${bytes} B` }) as Design["digital"]["buffer"],
  },
});
