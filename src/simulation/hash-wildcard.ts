import { meanNoiseVariance } from "../arrays/output-currents.ts";
import { drawProjections } from "../attention/hash-code.ts";
import { type Dense, mapped } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { currentNoise } from "../design/front-end.ts";
import { hashCodeOf, hashOf, type Workload } from "../design/workload.ts";
import { COSINES, vectorPairs } from "./hash-laws.ts";
import { dacLevels } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet, reachOfSet } from "./programmed-set.ts";
import { valueReader } from "./reads.ts";

/** A ternary hash: bits whose current is below a threshold say nothing and match either value [mao-2022]. */
export interface WildcardCurve {
  /** A */
  readonly threshold: number;
  readonly points: readonly {
    readonly cosine: number;
    /** Share of bits that are undecided. */
    readonly undecided: number;
    /** Share of bit pairs that agree, of those in which both are decided. */
    readonly decidedAgree: number;
    /** Share of bit pairs that match: equal, or one of them undecided. */
    readonly match: number;
  }[];
}

const PAIRS = 512;

/** Null where the design asks for no third value, or its hash has no bits. The threshold is the array's mean noise. */
export function measureWildcard(
  design: Design,
  workload: Workload,
  rng: Rng,
  kernels?: Kernels,
): WildcardCurve | null {
  const { wildcard } = design.hashing;
  if (wildcard === 0 || hashOf(workload.attention).reads !== "signs") return null;
  const width = workload.headWidth;
  const code = hashCodeOf(workload.attention, workload.length);
  const set = programSet(
    design,
    drawProjections(code, width, rng.fork("projections")),
    rng.fork("array"),
    kernels,
  );
  const read = valueReader(design, set, kernels);
  const threshold = wildcard * meanNoise(design, set, vectorPairs(64, width, 0, rng.fork("noise")).queries);
  const seen = (vectors: Dense, stream: Rng): Float64Array =>
    read(
      dacLevels(design, vectors),
      0,
      { device: stream.fork("device"), readout: stream.fork("readout") },
      { fullScale: null, residue: null },
    ).seen.data;
  return {
    threshold,
    points: COSINES.map((cosine) => {
      const stream = rng.fork(`cosine ${cosine}`);
      const { queries, keys } = vectorPairs(PAIRS, width, cosine, stream);
      const [q, k] = [seen(queries, stream.fork("q")), seen(keys, stream.fork("k"))];
      return { cosine, ...matches(q, k, threshold) };
    }),
  };
}

function matches(q: Float64Array, k: Float64Array, threshold: number) {
  let open = 0;
  let decided = 0;
  let equal = 0;
  for (let n = 0; n < q.length; n++) {
    const [a, b] = [Math.abs(q[n]) < threshold, Math.abs(k[n]) < threshold];
    open += Number(a) + Number(b);
    if (a || b) continue;
    decided++;
    if (q[n] >= 0 === k[n] >= 0) equal++;
  }
  return {
    undecided: open / (2 * q.length),
    decidedAgree: decided === 0 ? 1 : equal / decided,
    match: (equal + q.length - decided) / q.length,
  };
}

/** Root mean square noise of an output, A: the devices' and the readout's. */
function meanNoise(design: Design, set: ProgrammedSet, vectors: Dense): number {
  const { driver, memristor } = design.hashing;
  const volts = mapped(dacLevels(design, vectors), (x) => x * driver.behaviour.readVoltage);
  const devices = memristor.behaviour.readNoise * Math.sqrt(meanNoiseVariance(set.response, volts));
  return Math.hypot(devices, currentNoise(design, reachOfSet(design, set)));
}
