// When selection in memory pays: every boundary as a formula and as priced designs on both sides of it.

import type { Located } from "../../../base/document.ts";
import { createRng } from "../../../base/rng.ts";
import { parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { Phase, Workload } from "../../../design/workload.ts";
import { arrayHash, denseHash, hadamardHash } from "../../../ladder/closed-forms/hash.ts";
import { scoreDigital } from "../../../ladder/designs/score-digital.ts";
import { scoreMemristor } from "../../../ladder/designs/score-memristor.ts";
import { atOneNode } from "../../../ladder/equal-nodes.ts";
import type { SolvePoint } from "../../../ladder/flips.ts";
import { shareLaw } from "../../../ladder/floors.ts";
import { priceRung } from "../../../ladder/ladder.ts";
import { withCache } from "../../../ladder/search-map.ts";
import { denseInt8Projection, fastHadamardProjection } from "../../../peripherals/projection/models.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import type { Progress } from "../../../runtime/progress.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";
import { type Agreement, agreements } from "./agreement.ts";
import { type HashPoint, hashOnArrays, hashOnUnit } from "./hash-points.ts";
import { KEYS, type PayingLength, payingLengths, type StoreAreas, storeAreas } from "./lengths-and-areas.ts";
import { type QualitySweep, qualitySweeps } from "./quality.ts";
import { type RegionsQuery, type RegionsReport, regions } from "./regions.ts";
import { MEMORIES, type SearchMapQuery, type SearchMapReport, searchMap } from "./search-map.ts";
import { type ThermalPoint, thermalPoints } from "./thermal.ts";
import { type TunedPoint, tunedPoints } from "./tuning.ts";

export interface MapQuery extends SearchMapQuery, RegionsQuery {
  /** Random points at which each closed form is held against the priced designs. */
  readonly points: number;
}

/** Where hashing on arrays becomes cheaper than on a digital unit as codes grow. */
export interface HashBoundary {
  readonly hash: "random" | "learned";
  readonly nm: number;
  readonly width: number;
  /** S; s */
  readonly conductance: number;
  readonly readTime: number;
  /** Least bits from which on arrays take less, by the formula, up to `MOST_BITS`; null where they never do. */
  readonly boundary: number | null;
  /** Energies of arrays over the unit, as priced, by bits; null where a design cannot be built. */
  readonly priced: readonly {
    readonly bits: number;
    readonly ratio: number | null;
    readonly formula: number | null;
  }[];
  /** Neighbouring numbers of bits between which the priced ratio passes 1; null where it does not. */
  readonly between: readonly [number, number] | null;
}

/** A design whose hash no fast transform makes, on arrays and by products of int8; `tuned` says what writing the arrays takes. */
export interface LearnedPoint {
  readonly phase: Phase;
  readonly nm: number;
  readonly length: number;
  readonly memory: string;
  /** Energy of the design on arrays over the one by products, and 1 − s; null where they differ in more than the hash. */
  readonly ratio: number;
  readonly floor: number | null;
}

export interface MapReport {
  readonly name: string;
  readonly workload: string;
  readonly kernels: string;
  readonly hash: readonly HashBoundary[];
  readonly learned: readonly LearnedPoint[];
  readonly tuned: readonly TunedPoint[];
  readonly regions: RegionsReport;
  readonly search: SearchMapReport;
  readonly paying: readonly PayingLength[];
  readonly areas: readonly StoreAreas[];
  readonly thermal: readonly ThermalPoint[];
  readonly quality: readonly QualitySweep[];
  readonly agreement: readonly Agreement[];
}

const MOST_BITS = 4096;
const BITS = [32, 64, 128, 256, 512, 1024];
const WIDTHS = [64, 128];
/** S and s: as published [cai-crossbar-2023], and of small conductances read fast. */
const READS = [
  [61.7e-6, 10e-9],
  [10e-6, 2e-9],
  [1e-6, 2e-9],
] as const;

/** Every boundary of the map. A minute on two cores with the usual lists. */
export async function map(
  document: Located,
  models: Models,
  query: MapQuery,
  progress: Progress,
): Promise<MapReport> {
  const { config, activations } = await measure(document, parseConfig(document, models.catalogue), {});
  const { design, workload } = config;
  const kernels = loadKernels();
  // A price takes the mean over heads: one is solved for all where only formulas are held against it.
  const solve = rememberedPoints({ ...activations, heads: activations.heads.slice(0, 1) }, kernels);
  const rng = createRng("map");
  const search = await searchMap(document, models, query, progress);
  const found = await regions(document, models, query, progress);
  progress.update("hash boundaries");
  const hash = hashBoundaries(design, workload, query.nodes, solve);
  progress.update("learned hashes");
  const learned = [...learnedPoints(design, workload, query, solve)];
  const tuned = [...tunedPoints(design, workload, query.nodes, READS, solve)];
  progress.update("lengths at which selection pays");
  const paying = payingLengths(design, workload, query.nodes);
  progress.update(`formulas at ${query.points} random points each`);
  const agreement = agreements(design, workload, solve, MEMORIES, query.points, rng.fork("agreement"));
  const quality = qualitySweeps(design, workload, activations, rng.fork("quality"), kernels, (name) =>
    progress.update(name),
  );
  progress.done();
  return {
    name: found.name,
    workload: found.workload,
    kernels: found.kernels,
    hash,
    learned,
    tuned,
    regions: found,
    search,
    paying,
    areas: query.nodes.flatMap(storeAreas),
    thermal: thermalPoints([64, 128], [2e-9, 10e-9], rng.fork("thermal")),
    quality,
    agreement,
  };
}

function hashBoundaries(
  design: Design,
  workload: Workload,
  nodes: readonly number[],
  solve: SolvePoint,
): HashBoundary[] {
  const kinds = [
    { hash: "random", model: fastHadamardProjection, form: hadamardHash },
    { hash: "learned", model: denseInt8Projection, form: denseHash },
  ] as const;
  return nodes.flatMap((nm) =>
    WIDTHS.flatMap((width) =>
      READS.flatMap(([conductance, readTime]) => {
        const point = (bits: number): HashPoint => ({ nm, width, conductance, readTime, bits, columns: 128 });
        const arrays = BITS.map((bits) => hashOnArrays(design, workload, point(bits), solve));
        const one = arrays.find((own) => own !== null);
        return kinds.map(({ hash, model, form }): HashBoundary => {
          const priced = BITS.map((bits, n) => {
            const own = arrays[n];
            const unit = hashOnUnit(design, workload, point(bits), model);
            return own === null
              ? { bits, ratio: null, formula: null }
              : { bits, ratio: own.model / unit, formula: own.formula / form(width, bits, nm) };
          });
          return {
            hash,
            nm,
            width,
            conductance,
            readTime,
            boundary:
              one === undefined
                ? null
                : boundaryOf((bits) => arrayHash(one.form, bits) / form(width, bits, nm)),
            priced,
            between: crossingOf(priced),
          };
        });
      }),
    ),
  );
}

/** Least bits from which on a ratio stays below 1, in steps of 8. */
function boundaryOf(ratio: (bits: number) => number): number | null {
  let least: number | null = null;
  for (let bits = MOST_BITS; bits >= 8 && ratio(bits) < 1; bits -= 8) least = bits;
  return least;
}

function crossingOf(priced: HashBoundary["priced"]): readonly [number, number] | null {
  for (let n = priced.length - 1; n > 0; n--) {
    const [before, after] = [priced[n - 1].ratio, priced[n].ratio];
    if (before !== null && after !== null && before >= 1 && after < 1)
      return [priced[n - 1].bits, priced[n].bits];
  }
  return null;
}

/** Designs that search codes of a learned hash: the digital one multiplies, as it has no transform. */
function* learnedPoints(
  design: Design,
  workload: Workload,
  { nodes, phases, lengths }: MapQuery,
  solve: SolvePoint,
): Generator<LearnedPoint> {
  for (const phase of phases)
    for (const nm of nodes)
      for (const length of lengths)
        for (const { name, memory } of MEMORIES) {
          const budget = {
            ...workload.attention.budget,
            kind: "fixed",
            keys: Math.min(KEYS, length),
          } as const;
          const codes = { ...workload.attention.codes, query: "signs" } as const;
          const attention = { ...workload.attention, budget, codes };
          const seen: Workload = { ...workload, phase, length, pass: "forward", attention };
          const own = withCache(atOneNode(design, nm), seen, memory);
          const width = Math.max(2, workload.headWidth);
          const projection = denseInt8Projection.schema.parse({
            model: denseInt8Projection.model,
            width,
            units: width * width,
          });
          const point = solve(own, seen);
          const arrays = priceRung(scoreMemristor, own, seen, point);
          const digital = { ...own.digital, projectOn: "unit", projection } as const;
          const products = priceRung(scoreDigital, { ...own, digital }, seen, point);
          if (!arrays.feasible || !products.feasible) continue;
          const law = shareLaw(arrays, products);
          yield {
            phase,
            nm,
            length,
            memory: name,
            ratio: arrays.cost.energy / products.cost.energy,
            floor: law?.unit === "hash" ? law.energy.floor : null,
          };
        }
}
