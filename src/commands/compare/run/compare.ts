import type { Located } from "../../../base/document.ts";
import { fault, InfeasibleError } from "../../../base/errors.ts";
import { createRng, type Rng } from "../../../base/rng.ts";
import { forecastArrays } from "../../../comparison/array-forecast.ts";
import { type AssumedReach, assumedReach } from "../../../comparison/assumed-reach.ts";
import {
  type Alternative,
  alternatives,
  BAND_DRAWS,
  type CostBands,
  comparedComponents,
  costBands,
  type DrawnInputs,
  type OffCentre,
  type OwnRange,
  ownRange,
} from "../../../comparison/bands.ts";
import type {
  ComparisonDesign,
  DesignId,
  DesignResult,
  Ratios,
} from "../../../comparison/comparison-design.ts";
import { askedDesign, BASELINE, FLIPPED, SEARCHED, twinOf } from "../../../comparison/comparison-designs.ts";
import { type CapacityCurve, capacityCurve, curves, type PricedLengths } from "../../../comparison/curves.ts";
import { type DataMovement, type PlayedMovement, playedMovement } from "../../../comparison/data-movement.ts";
import { type EqualNodes, equalNodes } from "../../../comparison/equal-nodes.ts";
import {
  type BestChange,
  bestChange,
  type Flip,
  findFlip,
  type SolvePoint,
} from "../../../comparison/flips.ts";
import { type HashRival, hashRivals } from "../../../comparison/hash-rivals.ts";
import { type IsoQuality, isoQuality } from "../../../comparison/iso-quality.ts";
import type { LatencyCheck, PlayedLoads, PlayedPass } from "../../../comparison/latency-check.ts";
import { offCentre } from "../../../comparison/off-centre.ts";
import type { InLibrary } from "../../../comparison/one-library.ts";
import { type PlanTie, planTies } from "../../../comparison/plan-ties.ts";
import {
  priceAll,
  priceComparison,
  type TokenTimes,
  tokenTimes,
} from "../../../comparison/priced-comparison.ts";
import { assumedInputs } from "../../../comparison/variations.ts";
import { type WhyLine, whyLines } from "../../../comparison/why-lines.ts";
import { NO_PLAN } from "../../../cost/best-plan.ts";
import { settledProjection } from "../../../cost/least-energy.ts";
import { type ProvenanceItem, provenanceOf } from "../../../cost/price-list.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { type CurrentLoad, currentLoads } from "../../../design/line-limits.ts";
import { resolveInSi } from "../../../design/resolved.ts";
import { selectorOf, type Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { announcedKernels, checkArrays } from "../../../runtime/array-forecast.ts";
import { contentDigest } from "../../../runtime/content-digest.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { type ConfigSource, trialRunner } from "../../../runtime/pools.ts";
import type { Progress } from "../../../runtime/progress.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { measureDisturb, type ReadDisturb } from "../../../simulation/read-disturb.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { arrayBytes, checkWork, shapeOfActivations } from "../../../simulation/run-budget.ts";
import { createVariantMeter, type Fidelity, type VariantMeter } from "../../../simulation/simulate.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { type ModelChoice, measure } from "../../shared/activations.ts";
import type { ChangedRecalls } from "./changed-recall.ts";
import { type Run, startCrossing, startMeasuring } from "./measuring.ts";
import type { SearchedFidelity } from "./searched-fidelity.ts";

/** Multiply-adds of simulated arrays, seconds of one core, above which threads are worth their start. */
const LONG_PRODUCTS = 1e10;

/** Callbacks during a comparison. */
export interface CompareListener {
  /** Receives the activations that attention runs over. */
  readonly onActivations?: (activations: Activations) => void;
  /** Receives an estimate of the run time, where the run is long. */
  readonly note?: (text: string) => void;
  /** Receives the simulated schedule of the config's own design, pass by pass. */
  readonly onPass?: (pass: PlayedPass) => void;
}

/** Runs a comparison: captures activations, simulates quality, and prices every design. */
export async function compare(
  document: Located,
  { catalogue, plugins }: Models,
  choice: ModelChoice & { readonly seed?: number; readonly workers?: number },
  progress: Progress,
  { onActivations = () => {}, note = () => {}, onPass }: CompareListener = {},
): Promise<Comparison> {
  const parsed = withSeed(parseConfig(document, catalogue), choice.seed);
  progress.update(`attending over ${parsed.fidelity.length ?? parsed.workload.length} tokens …`);
  const { activations, config } = await measure(document, parsed, choice);
  onActivations(activations);
  checkWork(config, shapeOfActivations(activations), activations.length, document);
  const { design, fidelity: plan } = config;
  const [rng, stream] = [simulationRng(config.seed), createRng(config.seed)];
  const forecast = forecastArrays(config, activations, stream.fork("three-point costs"));
  checkArrays(forecast, document);
  const kernels = announcedKernels(forecast, loadKernels(), progress, note);
  const pointOf = rememberedPoints(activations, kernels);
  const pricedDesigns = priceComparison(config, activations, pointOf);
  const { workload, point, captured } = pricedDesigns;
  const settled = settledProjection(design, workload, point);
  const contenders = withPins(withAsked(pricedDesigns.contenders, workload), document);
  const asked = askedDesign(workload);
  const source = { value: document.value, plugins };
  const runTrials = trialRunner(source, config.seed, choice.workers, {
    bytes: arrayBytes(config, activations.length),
    isLong: forecast !== null && forecast.simulated.least > LONG_PRODUCTS,
  });
  const run: Run = { config, settled, workload, activations, plan, rng, options: { kernels, runTrials } };
  const quality = startMeasuring(
    run,
    contenders,
    point,
    { source, seed: config.seed, workers: choice.workers },
    progress,
  );
  // Threads simulate from here on while this one prices.
  await quality.started;
  const subject = { config, workload, point, pointOf, asked, contenders };
  const pricing = { source, workers: choice.workers, stream, pause: quality.pause, progress };
  const prices = await pricedWith(subject, pricing);
  const comparison: Comparison = {
    name: config.name,
    seed: config.seed,
    version: packageVersion(),
    kernels: kernelNames(kernels),
    activations: contentDigest([activations.heads[0].q.data, activations.heads[0].k.data]),
    workload,
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    contenders,
    loads: currentLoads(design, point),
    ratios: pricedDesigns.ratios,
    ...prices,
    ...checked({ asked, onPass }, contenders, workload, point, stream, captured?.loads),
    readDisturb: measureDisturb(design, workload, createRng(config.seed).fork("read disturb"), kernels),
    why: whyLines(prices.crossover, design, workload, point),
    isoQuality:
      plan.mode === "iso-quality"
        ? await isoQuality(design, workload, point, plan.margin, meterOf(run, progress))
        : null,
    ...(await quality.apart()),
    fidelity: await quality.fidelity,
    margin: plan.margin,
    provenance: provenanceOf(comparedComponents(contenders, settled)),
    assumedReach: assumedReach(contenders, settled, point),
    inLibrary: await inShippedLibrary(contenders, settled, point),
  };
  progress.done();
  return comparison;
}

/** Prices at all lengths, bands, and what follows from prices; a thread of its own finds where designs cross. */
async function pricedWith(
  subject: Priced,
  { source, workers, stream, pause, progress }: Pricing,
): Promise<
  PricedLengths & Pick<Comparison, "capacities"> & ReturnType<typeof banded> & ReturnType<typeof priced>
> {
  const { config, workload, point, pointOf, contenders } = subject;
  const { design } = config;
  const started = performance.now();
  let forecast = "";
  const crossing = startCrossing({ source, workload, point }, design, workers);
  await crossing.started;
  const points = crossing.give(() =>
    curves(design, workload, point, (done, of) => {
      if (done === 1) forecast = pricingTime(performance.now() - started);
      progress.update(`pricing: ${done} of ${of} lengths${forecast}`);
    }),
  );
  progress.update(`pricing: other buffers${forecast}`);
  const capacities = capacityCurve(contenders, design, workload, point);
  const solved: SolvePoint = (own, work) => {
    progress.update(`pricing: other inputs${forecast}`);
    return pointOf(own, work);
  };
  const bands = banded(contenders, design, workload, point, solved, stream.fork("three-point costs"));
  await pause();
  const others = priced({ ...subject, pointOf: solved });
  progress.update("pricing: where designs cross");
  return { curves: points, capacities, crossover: await crossing.found(), ...bands, ...others };
}

/** Time of this thread over that of one length, measured on the default comparison. */
const PRICES = 53;

/** ", about 20 to 60 s in all" from the time of the first of PRICES, ms; nothing where it is short. */
function pricingTime(first: number): string {
  const seconds = (PRICES * first) / 1000;
  return seconds < 5 ? "" : `, about ${Math.round(0.6 * seconds)} to ${Math.round(1.5 * seconds)} s in all`;
}

interface Pricing {
  readonly source: ConfigSource;
  readonly workers: number | undefined;
  readonly stream: Rng;
  readonly pause: () => Promise<unknown>;
  readonly progress: Progress;
}

/** The reader of tables is loaded for this alone. */
const inShippedLibrary = async (
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
): Promise<InLibrary | null> =>
  (await import("./shipped-library.ts")).inShippedLibrary(contenders, design, point);

/** The schedules simulated; passes of the config's own design are handed on. */
const checked = (
  { asked, onPass }: { readonly asked: ComparisonDesign } & Pick<CompareListener, "onPass">,
  contenders: readonly DesignResult[],
  workload: Workload,
  point: OperatingPoint,
  stream: Rng,
  loads?: PlayedLoads,
): PlayedMovement => {
  const player = onPass === undefined ? null : { id: asked.id, played: onPass };
  return playedMovement(contenders, workload, point, stream.fork("events"), loads, player);
};

/** A config's designs with their prices. */
interface Priced {
  readonly config: Config;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly pointOf: SolvePoint;
  readonly asked: ComparisonDesign;
  readonly contenders: readonly DesignResult[];
}

/** Results that follow from prices only. */
const priced = ({ config: { design }, workload, point, pointOf, asked, contenders }: Priced) => ({
  ownRanges: ownRanges(contenders, point),
  equalNodes: equalNodes(design, workload, pointOf),
  bestChange: bestChange(asked, twinOf(asked) ?? BASELINE, design, workload, pointOf),
  flips: FLIPPED.flatMap((pair) => findFlip(pair, design, workload, pointOf) ?? []),
  planTies: planTies(contenders, design, workload, point),
  tokenTimes: tokenTimes(design, workload, point),
  hashRivals: hashRivals(design, workload, (rival) => pointOf(rival, workload)),
});

const ownRanges = (contenders: readonly DesignResult[], point: OperatingPoint): Record<DesignId, OwnRange> =>
  Object.fromEntries(
    contenders.flatMap((contender) => {
      const range = contender.feasible ? ownRange(contender, point) : null;
      return range === null ? [] : [[contender.id, range] as const];
    }),
  );

const meterOf = (
  { settled, workload, activations, plan, rng, options }: Run,
  progress: Progress,
): VariantMeter =>
  createVariantMeter(settled, workload, activations, plan, rng, {
    ...options,
    onStep: (done) => progress.update(`looking for rounds of equal quality: run ${done}`),
  });

/**
 * Bands over the constants and the assumed inputs, with the operating point solved anew for the inputs, and
 * over the constants alone; ratios with other unit models; and why medians are not the nominal ratios.
 */
export function banded(
  contenders: readonly DesignResult[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  pointOf: SolvePoint,
  rng: Rng,
  draws = BAND_DRAWS,
): Pick<Comparison, "bands" | "constantBands" | "alternatives" | "offCentre"> {
  const inputs: DrawnInputs = {
    axes: assumedInputs(design),
    comparisonOf: (changed) => {
      const own = pointOf(changed, workload);
      return { design: changed, point: own, contenders: priceAll(changed, workload, own) };
    },
  };
  const bands = costBands(contenders, design, point, rng, draws, inputs);
  return {
    bands,
    constantBands: inputs.axes.length === 0 ? bands : costBands(contenders, design, point, rng, draws),
    alternatives: alternatives(design, (changed) => inputs.comparisonOf(changed).contenders),
    offCentre: offCentre(bands, contenders, design, point, inputs),
  };
}

/** Returns `contenders`. Throws InfeasibleError, before any simulation, where the selected has no price. */
function withAsked(contenders: readonly DesignResult[], { attention }: Workload): readonly DesignResult[] {
  const asked = SEARCHED.find(({ select }) => select === selectorOf(attention));
  const contender = contenders.find(({ id }) => id === asked?.id);
  if (contender?.feasible === false) throw new InfeasibleError(`${contender.id}: ${contender.reason}`);
  return contenders;
}

/** Returns `contenders`. Throws ConfigError, before any simulation, where a pinned plan does not fit. */
function withPins(contenders: readonly DesignResult[], document: Located): readonly DesignResult[] {
  for (const contender of contenders)
    if (!contender.feasible && contender.reason.startsWith(NO_PLAN))
      throw fault(
        document.place(["design", "mapping"]),
        "design.mapping",
        `expected a plan that fits, received another for ${contender.id}: ${contender.reason}`,
      );
  return contenders;
}

const withSeed = (config: Config, seed: number | undefined): Config =>
  seed === undefined ? config : { ...config, seed };

/** Everything that a comparison found; every report is made from it. */
export interface Comparison extends PricedLengths {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  /** Names of the kernels that ran. */
  readonly kernels: string;
  /** SHA-256 of the first head's queries and keys: distinguishes texts and models. */
  readonly activations: string;
  readonly workload: Workload;
  /** The design with all defaults, SI numbers with the unit in the key. */
  readonly design: unknown;
  readonly contenders: readonly DesignResult[];
  /** Largest currents of the arrays' lines and drivers, with their limits. */
  readonly loads: readonly CurrentLoad[];
  readonly ratios: Ratios;
  /** Designs and ratios over the ranges of the constants. */
  readonly bands: CostBands;
  /** The same at the config's own inputs: the constants alone are drawn. */
  readonly constantBands: CostBands;
  /** Designs over the ranges of constants that only they use. */
  readonly ownRanges: Readonly<Record<DesignId, OwnRange>>;
  /** Ratios with other models of units, which no draw of the bands includes. */
  readonly alternatives: readonly Alternative[];
  /** Bands that do not centre on the nominal ratios, and why. */
  readonly offCentre: readonly OffCentre[];
  /** Energy ratios with every part of every design at one node. */
  readonly equalNodes: readonly EqualNodes[];
  /** Changes that would reverse the verdicts on energy. */
  readonly flips: readonly Flip[];
  /** Designs with a second plan that is nearly as good and costs something else. */
  readonly planTies: readonly PlanTie[];
  /** The single change that helps the config's own design most; null where that design has no price. */
  readonly bestChange: BestChange | null;
  /** Both phases of each design. */
  readonly tokenTimes: ReadonlyMap<DesignId, TokenTimes>;
  /** The closed-form latencies next to the event-driven simulation of the schedule. */
  readonly latencyChecks: readonly LatencyCheck[];
  /** Roofs, places of data and occupancy of buffers of the designs on the chip's own units. */
  readonly movement: DataMovement;
  /** Traffic over the buffers' capacity; null where the chip does not limit them. */
  readonly capacities: CapacityCurve | null;
  readonly hashRivals: readonly HashRival[];
  /** The designs at equal quality; null unless the config asks for it. */
  readonly isoQuality: IsoQuality | null;
  /** Why designs lose to exact attention in energy just outside the ranges in which they win. */
  readonly why: readonly WhyLine[];
  readonly fidelity: Fidelity;
  /** Quality of the designs that search codes. */
  readonly searched: SearchedFidelity;
  /** Recall of the memristor hash with single changes that give it another quality. */
  readonly changed: ChangedRecalls;
  readonly margin: number;
  /** Null where the device's model gives no effect of voltage on it. */
  readonly readDisturb: ReadDisturb | null;
  readonly provenance: readonly ProvenanceItem[];
  /** What the assumed numbers alone could do to the verdicts. */
  readonly assumedReach: AssumedReach;
  /** All ratios with the logic in one cell library; null where the config has tables of its own. */
  readonly inLibrary: InLibrary | null;
}
