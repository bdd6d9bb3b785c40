import type { Rng } from "#base";
import { drawnFactors } from "../cost/calibrated.ts";
import { rollUp } from "../cost/cost-report.ts";
import { constantKey } from "../cost/overrides.ts";
import { componentsOfAll, priceList } from "../cost/price-list.ts";
import {
  type Band,
  bandOf,
  type ConstantGroup,
  constantGroups,
  type Draw,
  drawGroups,
  mirroredDraw,
  shareBelowOne,
} from "../cost/three-point.ts";
import { type Calibration, classOf } from "../design/calibration.ts";
import type { Design } from "../design/design.ts";
import type { PricedInstance } from "../design/slots.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { DesignResult, FeasibleResult, Ratio, Ratios } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";
import { ratios } from "./priced-comparison.ts";
import { type Axis, otherModels, type Variation } from "./variations.ts";

/** Draws of a band: their 5th and 95th percentiles have ten values beyond them. */
export const BAND_DRAWS = 200;

/** Energy, latency and area over draws of the constants; null where a design is infeasible. */
export interface CostBand {
  readonly energy: Band;
  readonly latency: Band;
  readonly area: Band;
}

export interface RatioBand {
  readonly band: CostBand;
  /** Share of draws in which the ratio is below one. */
  readonly probabilityLower: { readonly energy: number; readonly latency: number; readonly area: number };
}

export interface CostBands {
  readonly draws: number;
  /** Ranges of the drawn assumed inputs, in words; empty where only constants are drawn. */
  readonly inputs: readonly string[];
  readonly contenders: Readonly<Record<string, CostBand | null>>;
  readonly ratios: Readonly<Record<string, RatioBand | null>>;
}

/** A band whose median is off its nominal ratio, or that does not contain it. */
export interface OffCentre {
  readonly pair: string;
  readonly quantity: keyof Ratio;
  readonly nominal: number;
  readonly median: number;
  /** Constants and inputs whose ranges move the band that way, the strongest first. */
  readonly causes: readonly string[];
}

/** All ratios with one unit's model replaced. */
export interface Alternative {
  /** "the systolic model of the MAC array" */
  readonly name: string;
  readonly ratios: Ratios;
}

type Triple = { readonly energy: number; readonly latency: number; readonly area: number };

/** A design's comparison and the operating point that it was priced at. */
export interface PricedAt {
  readonly contenders: readonly DesignResult[];
  readonly design: Design;
  readonly point: OperatingPoint;
}

/** Assumed inputs that are drawn with the constants, and how to price a design with other values of them. */
export interface DrawnInputs {
  readonly axes: readonly Axis[];
  readonly comparisonOf: (design: Design) => PricedAt;
}

/** The constants of a price, and the price with some of them replaced. */
export interface Drawable<T> {
  readonly groups: readonly ConstantGroup[];
  readonly priced: (overrides: Readonly<Record<string, number>>) => T;
}

/** How draws are taken: assumed inputs with the constants, a calibration's factors from its posterior. */
export interface DrawTerms<T> {
  readonly rng: Rng;
  readonly draws?: number;
  readonly axes?: readonly Axis[];
  readonly calibration?: Calibration;
  /** `ranged` with the metrics that a calibration measured taken from `drawn`. */
  readonly measured: (ranged: T, drawn: T, calibration: Calibration) => T;
}

/**
 * Returns prices under `draws` draws of the constants, and of the assumed inputs where given. Half of the
 * draws keep an input's own value, a quarter take a lower and a quarter a higher one, where there are such
 * values: its median is the config's own, as a constant's is its nominal one. Draws are seeded by number:
 * more of them keep the first ones. Metrics of a calibrated design come from its posterior: silicon was
 * measured at the config's own inputs, so neither they nor constants of a measured class move them.
 */
export function inDraws<T>(
  at: (changes: readonly Variation[]) => Drawable<T>,
  { rng, draws = BAND_DRAWS, axes = [], calibration, measured }: DrawTerms<T>,
): T[] {
  const known = new Map<string, Drawable<T>>();
  const drawable = (changes: readonly Variation[]): Drawable<T> => {
    const key = changes.map(({ name }) => name).join("; ");
    const found = known.get(key) ?? at(changes);
    known.set(key, found);
    return found;
  };
  return Array.from({ length: draws }, (_, n) => {
    const draw = mirroredDraw(rng, n);
    const own = drawable(drawnVariations(axes, draw));
    const ranged = own.priced(drawGroups(own.groups, draw));
    if (calibration === undefined) return ranged;
    const built = drawable([]);
    return measured(
      ranged,
      built.priced(calibratedDraw(built.groups, calibration, draw, rng.fork(n))),
      calibration,
    );
  });
}

/** Bands over `draws` draws of the constants, shared by all designs, and of assumed inputs where given. */
export function costBands(
  contenders: readonly DesignResult[],
  design: Design,
  point: OperatingPoint,
  rng: Rng,
  draws = BAND_DRAWS,
  inputs: DrawnInputs = { axes: [], comparisonOf: () => ({ contenders, design, point }) },
): CostBands {
  const { axes, comparisonOf } = inputs;
  const comparisons = inDraws<readonly DesignResult[]>(
    (changes) => {
      const changed = changes.reduce((value, change) => change.design(value), design);
      const own = changes.length === 0 ? { contenders, design, point } : comparisonOf(changed);
      return {
        groups: constantGroups(comparedComponents(own.contenders, own.design)),
        priced: (overrides) => repriced(own.contenders, own.point, overrides),
      };
    },
    { rng, draws, axes, calibration: design.calibration, measured: measuredIn },
  );
  const quotients = comparisons.map(ratios);
  const names = Object.keys(ratios(contenders));
  return {
    draws,
    inputs: axes.map(({ range }) => range),
    contenders: Object.fromEntries(
      contenders.map(({ id }, n) => [id, costBand(comparisons.map((comparison) => comparison[n]))]),
    ),
    ratios: Object.fromEntries(names.map((name) => [name, ratioBand(quotients.map((ratio) => ratio[name]))])),
  };
}

/** A draw of a calibration's factors, and of constants of components whose factors it does not determine. */
function calibratedDraw(
  groups: readonly ConstantGroup[],
  calibration: Calibration,
  draw: Draw,
  rng: Rng,
): Record<string, number> {
  const known = new Set(Object.values(calibration.metrics).flatMap(({ determined }) => determined));
  const open = groups.map((group) => ({
    ...group,
    members: group.members.filter(({ component }) => !known.has(classOf(component) ?? "")),
  }));
  return { ...drawGroups(open, draw), ...drawnFactors(calibration, rng) };
}

/** Results of `ranged` with the metrics that the calibration measured taken from `drawn`. */
const measuredIn = (
  ranged: readonly DesignResult[],
  drawn: readonly DesignResult[],
  { metrics }: Calibration,
): DesignResult[] =>
  ranged.map((contender, n) => {
    const own = drawn[n];
    if (!contender.feasible || !own.feasible) return contender;
    const { energy, area, timing } = own.cost;
    return {
      ...contender,
      cost: {
        ...contender.cost,
        ...(metrics.energy === undefined ? {} : { energy }),
        ...(metrics.area === undefined ? {} : { area }),
        ...(metrics.latency === undefined ? {} : { timing }),
      },
    };
  });

/**
 * Returns the component instances of the feasible designs, each once: components that a record adds or
 * chooses have constants of their own. Slots that no design uses are those of `design`.
 */
export const comparedComponents = (
  contenders: readonly DesignResult[],
  design: Design,
): readonly PricedInstance[] =>
  componentsOfAll(
    design,
    contenders.filter((contender) => contender.feasible),
  );

/** The comparison with other constants. */
export const repriced = (
  contenders: readonly DesignResult[],
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>>,
): DesignResult[] =>
  contenders.map((contender) => {
    if (!contender.feasible) return contender;
    return { ...contender, cost: rollUp(contender.mapping, priceList(contender.design, point, overrides)) };
  });

/** Input values of a draw that differ from the config's own. */
export const drawnVariations = (axes: readonly Axis[], draw: Draw): Variation[] =>
  axes.flatMap((axis) => drawnOf(axis, draw(`input ${axis.name}`)));

/** Value of an input at a quantile: lower in the first quarter, higher in the last, extremes outermost. */
function drawnOf(axis: Axis, share: number): Variation[] {
  const { below, above } = sidesOf(axis);
  const side = share < 0.5 ? below : above;
  const place = Math.floor(4 * Math.min(share, 1 - share) * side.length);
  return place < side.length ? [side[place]] : [];
}

/** Values of an input on each side of the config's own, the farthest first. */
export const sidesOf = ({ others }: Axis): { readonly below: Variation[]; readonly above: Variation[] } => {
  const sorted = [...others].sort((a, b) => a.step - b.step);
  return {
    below: sorted.filter(({ step }) => step < 0),
    above: sorted.filter(({ step }) => step > 0).reverse(),
  };
};

function costBand(results: readonly DesignResult[]): CostBand | null {
  const costs = results.flatMap((result): Triple[] =>
    result.feasible
      ? [{ energy: result.cost.energy, latency: result.cost.timing.latency, area: result.cost.area }]
      : [],
  );
  return costs.length === 0 ? null : bandsOf(costs);
}

function ratioBand(quotients: readonly Ratio[]): RatioBand | null {
  const values = quotients.flatMap(({ energy, latency, area }): Triple[] =>
    energy === null || latency === null || area === null ? [] : [{ energy, latency, area }],
  );
  if (values.length === 0) return null;
  return {
    band: bandsOf(values),
    probabilityLower: {
      energy: shareBelowOne(values.map(({ energy }) => energy)),
      latency: shareBelowOne(values.map(({ latency }) => latency)),
      area: shareBelowOne(values.map(({ area }) => area)),
    },
  };
}

const bandsOf = (values: readonly Triple[]): CostBand => ({
  energy: bandOf(values.map(({ energy }) => energy)),
  latency: bandOf(values.map(({ latency }) => latency)),
  area: bandOf(values.map(({ area }) => area)),
});

/** Ratios with each other model; `pricedAll` maps and prices its designs anew. */
export const alternatives = (
  design: Design,
  pricedAll: (design: Design) => readonly DesignResult[],
): Alternative[] =>
  otherModels(design).flatMap(({ others }) =>
    others.map(({ name, design: change }) => ({ name, ratios: ratios(pricedAll(change(design))) })),
  );

/** Energy and latency with the constants of a design's own parts all at their low ends, and all at high. */
export interface OwnRange {
  readonly low: { readonly energy_J: number; readonly latency_s: number };
  readonly high: { readonly energy_J: number; readonly latency_s: number };
}

/**
 * Bounds a design's energy and latency over the ranges of the constants that only its own parts have: no
 * price falls as one of them grows, so all low and all high ends bound it. Null where its record names none.
 */
export function ownRange(contender: FeasibleResult, point: OperatingPoint): OwnRange | null {
  const parts = contenderOf(contender.id).ownParts?.(contender.design);
  if (parts === undefined) return null;
  const at = (end: "low" | "high") => {
    const ends = parts.flatMap((part) =>
      Object.entries(part.constants).map(([name, k]) => [constantKey(part, name), k[end] ?? k.nominal]),
    );
    const [found] = repriced([contender], point, Object.fromEntries(ends));
    if (!found.feasible) throw new RangeError(`ownRange: expected a price of ${contender.id}, received none`);
    return { energy_J: found.cost.energy, latency_s: found.cost.timing.latency };
  };
  return { low: at("low"), high: at("high") };
}
