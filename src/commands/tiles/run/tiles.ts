import {
  type Catalogue,
  ConfigError,
  createRng,
  dense,
  digits,
  type Estimate,
  InfeasibleError,
  type Located,
  percent,
} from "#base";
import type { Progress } from "#local-io";
import { type Knee, kneeOf, nonDominated } from "#pareto";
import type { Assignment } from "#search";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { hashCosts } from "../../../comparison/hash-rivals.ts";
import { fewestRounds } from "../../../comparison/iso-quality.ts";
import { tokensOf } from "../../../comparison/metrics/prices.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import { workloadText } from "../../../design/workload.ts";
import { placeProjections } from "../../../mapping/placement.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { type Kernels, kernelNames } from "../../../simulation/kernels.ts";
import { retainedSignal } from "../../../simulation/operating-point.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { isProxy } from "../../../simulation/simulate.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import { createQualityMeter, measuredOn, type QualityMeter } from "../../budget/run/quality.ts";
import { measure } from "../../shared/activations.ts";
import { isStudy, readStudy } from "../../shared/studies/study.ts";

export interface TilesQuery {
  readonly edges: readonly number[];
  readonly sides: readonly number[];
  /** Attention recall to reach; null for that of the software hash at the config's rounds minus its margin. */
  readonly mass: number | null;
}

const SHARINGS = ["head", "layer", "global"] as const;

/**
 * Compares tile edge × array side, and the sharing of arrays, each at the fewest rounds that reach equal
 * quality, in area, energy and time. Throws ConfigError.
 */
export async function tiles(
  document: Located,
  catalogue: Catalogue,
  query: TilesQuery,
  progress: Progress,
): Promise<TilesReport> {
  const base = isStudy(document) ? readStudy(document, catalogue).base : document;
  const { config, activations } = await measure(base, parseConfig(base, catalogue), {});
  const kernels = loadKernels();
  const remembered = rememberedPoints(activations, kernels);
  const meter = createQualityMeter(
    { activations, seed: config.seed, kernels },
    ({ design, workload }) => remembered(design, workload),
    (runs) => progress.update(`simulating: configuration ${runs}`),
  );
  const { margin } = config.fidelity;
  const { rounds, chunk, sharedQK } = config.workload.attention;
  const target = query.mass ?? meter.captured("software", config).mean - margin;
  const context: Context = {
    configAt: createConfigs(base, catalogue, sharedQK),
    meter,
    kernels,
    target,
    remembered,
  };
  const shapes: TileRow[] = [];
  for (const side of query.sides)
    for (const edge of query.edges.filter((own) => own <= side))
      shapes.push(await tileRow(shapeOf(edge, side), context));
  const sharing: TileRow[] = [];
  for (const own of SHARINGS) sharing.push(await tileRow([["design.hashing.sharing", own]], context));
  const priced = shapes.flatMap(({ price }, row) => (price === null ? [] : [{ row, price }]));
  const points = shapes.map(({ price }): [number, number] => [
    price?.area ?? Number.NaN,
    price?.energy ?? Number.NaN,
  ]);
  const costs = dense(
    priced.length,
    2,
    Float64Array.from(priced.flatMap(({ price }) => [price.area, price.energy])),
  );
  const front = priced.length === 0 ? [] : [...nonDominated(costs)].map((n) => priced[n].row);
  progress.done();
  return {
    name: config.name,
    workload: workloadText(config.workload),
    tokens: tokensOf(config.workload),
    target,
    targetText:
      query.mass === null
        ? `what the software hash captures at ${rounds} rounds and chunk ${chunk}, less ${digits(margin)}`
        : "as asked for",
    control: meter.captured("random-buckets", config),
    kernels: kernelNames(kernels),
    measuredOn: measuredOn(activations),
    proxy: isProxy(config.workload, activations),
    shapes,
    front,
    knee: kneeOf(points, front),
    sharing,
  };
}

const shapeOf = (edge: number, side: number): Assignment => [
  ["design.hashing.array.rows", side],
  ["design.hashing.array.columns", side],
  ["design.hashing.array.tileRows", edge],
  ["design.hashing.array.tileColumns", edge],
];

interface Context {
  readonly configAt: (assignment: Assignment) => Config;
  readonly meter: QualityMeter;
  readonly kernels: Kernels;
  readonly target: number;
  readonly remembered: ReturnType<typeof rememberedPoints>;
}

async function tileRow(assignment: Assignment, context: Context): Promise<TileRow> {
  const { configAt, meter, kernels, target } = context;
  const config = configAt(assignment);
  const { array, sharing } = config.design.hashing;
  const empty = {
    edge: array.tileRows,
    side: array.columns,
    sharing,
    retained: null,
    worstCell: null,
    rounds: null,
    recall: null,
    fill: null,
    arrays: null,
    price: null,
  };
  try {
    // Refuses infeasible placements before any simulation.
    placeProjections(config.design, config.workload);
    const rng = createRng(config.seed).fork("retained signal");
    const { mean, worstCell } = retainedSignal(config.design, config.workload, rng, kernels);
    const atRounds = (rounds: number): Config =>
      configAt([...assignment, ["workload.attention.rounds", rounds]]);
    const found = await fewestRounds(config.workload.attention.rounds, target, async (rounds) =>
      meter.captured("memristor", atRounds(rounds)),
    );
    const row = { ...empty, retained: mean, worstCell };
    if (found.rounds === null)
      return { ...row, reason: `no number of rounds up to ${found.tried} captures ${percent(target)}` };
    return { ...row, ...placed(atRounds(found.rounds), context), ...found };
  } catch (error) {
    if (error instanceof InfeasibleError) return { ...empty, reason: error.message };
    // A shape that the schema refuses, such as tiles that do not fit, still gets a row.
    if (error instanceof ConfigError) return { ...empty, reason: error.issues[0].message };
    throw error;
  }
}

function placed(
  config: Config,
  { remembered }: Context,
): Pick<TileRow, "fill" | "arrays" | "price" | "reason"> {
  const { design, workload } = config;
  const { fill, groups, arraysPerGroup } = placeProjections(design, workload);
  const result = priceContender(SUBJECT, design, workload, remembered(design, workload));
  if (!result.feasible) throw new InfeasibleError(result.reason);
  const { hashArea, hashEnergy, hashTime } = hashCosts(result);
  return {
    fill,
    arrays: groups * arraysPerGroup,
    price: {
      hashArea: hashArea ?? 0,
      hashEnergy: hashEnergy ?? 0,
      hashTime: hashTime ?? 0,
      area: result.cost.area,
      energy: result.cost.energy,
      latency: result.cost.timing.latency,
    },
    reason: "",
  };
}

/** A tile, an array and a sharing at the given quality. */
export interface TileRow {
  readonly edge: number;
  readonly side: number;
  readonly sharing: string;
  /** Share of the signal at the readouts, mean over columns, and of the worst cell; null if infeasible. */
  readonly retained: number | null;
  readonly worstCell: number | null;
  /** Fewest rounds that reach the quality; null if none do or it is infeasible. */
  readonly rounds: number | null;
  readonly recall: Estimate | null;
  /** Share of the arrays' cells with a projection, and the number of arrays. */
  readonly fill: number | null;
  readonly arrays: number | null;
  /** The price at these rounds, SI; that of the hash excludes moving its vectors. */
  readonly price: {
    readonly hashArea: number;
    readonly hashEnergy: number;
    readonly hashTime: number;
    readonly area: number;
    readonly energy: number;
    readonly latency: number;
  } | null;
  readonly reason: string;
}

export interface TilesReport {
  readonly name: string;
  readonly workload: string;
  readonly tokens: number;
  /** Attention recall that every configuration must reach, and its meaning. */
  readonly target: number;
  readonly targetText: string;
  /** Attention recall of random buckets at the config's rounds, the control. */
  readonly control: Estimate;
  /** Names of the kernels used. */
  readonly kernels: string;
  readonly measuredOn: string;
  readonly proxy: boolean;
  /** Tile edge × array side. */
  readonly shapes: readonly TileRow[];
  /** Rows of `shapes` that no other row beats in both chip area and energy. */
  readonly front: readonly number[];
  readonly knee: Knee | null;
  /** The config's tile and array with each sharing. */
  readonly sharing: readonly TileRow[];
}
