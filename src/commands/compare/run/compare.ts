import { createRng, fault, InfeasibleError, type Located, type Rng } from "#base";
import { contentDigest, type Progress } from "#local-io";
import { forecastArrays } from "../../../comparison/array-forecast.ts";
import { assumedReach } from "../../../comparison/assumed-reach.ts";
import {
  alternatives,
  BAND_DRAWS,
  comparedComponents,
  costBands,
  type DrawnInputs,
  type OwnRange,
  ownRange,
} from "../../../comparison/bands.ts";
import type { DesignId, DesignResult } from "../../../comparison/comparison-design.ts";
import { askedDesign, BASELINE, FLIPPED, SEARCHED, twinOf } from "../../../comparison/comparison-designs.ts";
import { capacityCurve, curves, type PricedLengths } from "../../../comparison/curves.ts";
import { type PlayedMovement, playedMovement } from "../../../comparison/data-movement.ts";
import { equalNodes } from "../../../comparison/equal-nodes.ts";
import { bestChange, findFlip, type SolvePoint } from "../../../comparison/flips.ts";
import { hashRivals } from "../../../comparison/hash-rivals.ts";
import { isoQuality } from "../../../comparison/iso-quality.ts";
import type { PlayedLoads, PlayedPass } from "../../../comparison/latency-check.ts";
import { offCentre } from "../../../comparison/off-centre.ts";
import type { InLibrary } from "../../../comparison/one-library.ts";
import { planTies } from "../../../comparison/plan-ties.ts";
import { priceAll, priceComparison, tokenTimes } from "../../../comparison/priced-comparison.ts";
import { assumedInputs } from "../../../comparison/variations.ts";
import { whyLines } from "../../../comparison/why-lines.ts";
import { settledProjection } from "../../../cost/least-energy.ts";
import { NO_PLAN } from "../../../cost/plan-search/best-plan.ts";
import { provenanceOf } from "../../../cost/price-list.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import { currentLoads } from "../../../design/line-limits.ts";
import { resolveInSi } from "../../../design/resolved.ts";
import { selectorOf, type Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { announcedKernels, checkArrays } from "../../../runtime/array-forecast.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { trialRunner } from "../../../runtime/pools.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { measureDisturb } from "../../../simulation/read-disturb.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { arrayBytes, checkWork, shapeOfActivations } from "../../../simulation/run-budget.ts";
import { createVariantMeter, type VariantMeter } from "../../../simulation/simulate.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { type ModelChoice, measure } from "../../shared/activations.ts";
import type { Comparison, FirstResults } from "./comparison.ts";
import {
  type Crossing,
  type Run,
  startChanged,
  startCrossing,
  startMeasuring,
  whileCrossing,
} from "./measuring.ts";

/** Multiply-adds of simulated arrays, seconds of one core, above which threads are worth their start. */
const LONG_PRODUCTS = 1e10;

/** Callbacks during a comparison. */
export interface CompareListener {
  /** Receives the activations that attention runs over. */
  readonly onActivations?: (activations: Activations) => void;
  /** Receives what the first screen says, long before the rest is known. */
  readonly onFirst?: (results: FirstResults) => void;
  /** Receives an estimate of the run time, where the run is long. */
  readonly note?: (text: string) => void;
  /** Receives the simulated schedule of the config's own design, pass by pass. */
  readonly onPass?: (pass: PlayedPass) => void;
}

/**
 * Runs a comparison: captures activations, simulates quality, and prices every design; then prices other
 * lengths and inputs, which take longer than all before.
 */
export async function compare(
  document: Located,
  { catalogue, plugins }: Models,
  choice: ModelChoice & { readonly seed?: number; readonly workers?: number },
  progress: Progress,
  { onActivations = () => {}, onFirst = () => {}, note = () => {}, onPass }: CompareListener = {},
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
  const source = { value: document.value, plugins };
  const runTrials = trialRunner(source, config.seed, choice.workers, {
    bytes: arrayBytes(config, activations.length),
    isLong: forecast !== null && forecast.simulated.least > LONG_PRODUCTS,
  });
  const run: Run = { config, settled, workload, activations, plan, rng, options: { kernels, runTrials } };
  const made = { source, seed: config.seed, point, workers: choice.workers };
  const quality = startMeasuring(run, contenders, made, progress);
  // Threads simulate from here on while this one prices.
  await quality.started;
  const subject = { config, workload, point, pointOf, contenders };
  const known = {
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
    ...pricedFirst(subject),
    readDisturb: measureDisturb(design, workload, createRng(config.seed).fork("read disturb"), kernels),
    margin: plan.margin,
    provenance: provenanceOf(comparedComponents(contenders, settled)),
    assumedReach: assumedReach(contenders, settled, point),
    inLibrary: await inShippedLibrary(contenders, settled, point),
    fidelity: await quality.fidelity,
  };
  // The threads of the trials are done: the search for crossovers takes a core of theirs.
  return whileCrossing(startCrossing(made, workload, design), async (crossing) => {
    const first: FirstResults = { ...known, searched: await quality.searched() };
    onFirst(first);
    const changed = startChanged(run, made, progress);
    await changed.started;
    const comparison: Comparison = {
      ...first,
      ...(await pricedElsewhere(subject, crossing, { stream, progress })),
      ...played({ onPass }, subject, stream, captured?.loads),
      isoQuality:
        plan.mode === "iso-quality"
          ? await isoQuality(design, workload, point, plan.margin, meterOf(run, progress))
          : null,
      changed: await changed.found(),
    };
    progress.done();
    return comparison;
  });
}

/** Prices at all lengths, bands, and what else follows from prices; a thread of its own finds where designs cross. */
async function pricedElsewhere(
  subject: Priced,
  crossing: Crossing,
  { stream, progress }: Pricing,
): Promise<
  PricedLengths &
    Pick<Comparison, "capacities" | "why"> &
    ReturnType<typeof banded> &
    ReturnType<typeof others>
> {
  const { config, workload, point, pointOf, contenders } = subject;
  const { design } = config;
  const started = performance.now();
  let forecast = "";
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
  const found = {
    ...banded(contenders, design, workload, point, solved, stream.fork("three-point costs")),
    ...others({ ...subject, pointOf: solved }),
  };
  progress.update("pricing: where designs cross");
  const crossover = await crossing.found();
  return {
    curves: points,
    capacities,
    crossover,
    why: whyLines(crossover, design, workload, point),
    ...found,
  };
}

/** Time from the first length to the end over that of this length, measured on the default comparison and two cores. */
const PRICES = 68;

/** ", about 20 to 60 s in all" from the time of the first of PRICES, ms; nothing where it is short. */
function pricingTime(first: number): string {
  const seconds = (PRICES * first) / 1000;
  return seconds < 5 ? "" : `, about ${Math.round(0.6 * seconds)} to ${Math.round(1.5 * seconds)} s in all`;
}

interface Pricing {
  readonly stream: Rng;
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
const played = (
  { onPass }: Pick<CompareListener, "onPass">,
  { contenders, workload, point }: Priced,
  stream: Rng,
  loads?: PlayedLoads,
): PlayedMovement => {
  const player = onPass === undefined ? null : { id: askedDesign(workload).id, played: onPass };
  return playedMovement(contenders, workload, point, stream.fork("events"), loads, player);
};

/** A config's designs with their prices. */
interface Priced {
  readonly config: Config;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly pointOf: SolvePoint;
  readonly contenders: readonly DesignResult[];
}

/** What the first screen says that follows from prices alone. */
function pricedFirst({ config: { design }, workload, point, pointOf, contenders }: Priced) {
  const asked = askedDesign(workload);
  return {
    ownRanges: ownRanges(contenders, point),
    alternatives: alternatives(design, (other) => priceAll(other, workload, pointOf(other, workload))),
    bestChange: bestChange(asked, twinOf(asked) ?? BASELINE, design, workload, pointOf),
    planTies: planTies(contenders, design, workload, point),
  };
}

/** Results for the page that follow from prices only. */
const others = ({ config: { design }, workload, point, pointOf }: Priced) => ({
  equalNodes: equalNodes(design, workload, pointOf),
  flips: FLIPPED.flatMap((pair) => findFlip(pair, design, workload, pointOf) ?? []),
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
 * over the constants alone; and why medians are not the nominal ratios.
 */
export function banded(
  contenders: readonly DesignResult[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  pointOf: SolvePoint,
  rng: Rng,
  draws = BAND_DRAWS,
): Pick<Comparison, "bands" | "constantBands" | "offCentre"> {
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
