import type { Dimensions } from "#model-files";
import { KEY_SAMPLES } from "#transformer";
import { stepProducts } from "../../../attention/learning/train-hash.ts";
import { SELECTORS } from "../../../attention/selectors/index.ts";
import { arraysFor } from "../../../attention/selectors/replicas.ts";
import { RUNNING_SAMPLES } from "../../../attention/selectors/running-map.ts";
import type { StudyPlan } from "../../../language-model/evaluation/study-plan.ts";

/** Cost of one subject's query maps. */
export interface CalibrationCost {
  /** Name in the table. */
  readonly name: string;
  /** Data that maps are fitted on: keys of another text, Gaussian inputs of their size, or cached keys. */
  readonly from: "text" | "probes" | "cache";
  /** Tokens of another text to run first; for probes they give the mean key and the size of keys. */
  readonly textTokens: number;
  /** Multiplications and additions of training projections, if any: of all heads, once. */
  readonly trainMacs: number;
  /** One map per array of each key head. */
  readonly maps: number;
  /** Vectors per fit; for the cache the maximum. */
  readonly samples: number;
  /** Multiplications and additions of all fits: BᵀB, BᵀK, Cholesky and the solution per dimension. */
  readonly fitMacs: number;
  /** Per query of each head: M q for every array that wrote keys. */
  readonly queryMacs: number;
  /** Bytes of the maps and means, at two bytes per number (assumed). */
  readonly storedBytes: number;
}

const BYTES = 2;

/** Multiplications and additions of one fit between `bits` signs and `width` dimensions. */
function fitOf(bits: number, width: number, samples: number): number {
  const gram = (samples * bits * (bits + 1)) / 2;
  const solve = bits ** 3 / 6 + bits ** 2 * width;
  return gram + samples * bits * width + solve;
}

/** Selector parameters that determine the cost of maps. */
interface MapParams {
  readonly bits?: number;
  readonly query?: string;
  readonly calibration?: "text" | "cache";
  readonly steps?: number;
  readonly probes?: number;
  readonly replicas?: number;
  readonly epoch?: number;
}

/** Costs of every subject of a plan that maps its queries. */
export function calibrationCosts(
  { variants, parts }: StudyPlan,
  { layers, keyValueHeads, headWidth }: Pick<Dimensions, "layers" | "keyValueHeads" | "headWidth">,
  tokens: number,
): CalibrationCost[] {
  const length = Math.max(...parts.map(({ shape }) => shape.length));
  const subjects = new Map(
    variants.filter(({ role }) => role === "subject").map((variant) => [variant.name, variant]),
  );
  return [...subjects.values()].flatMap(({ name, selector, denseLayers }): CalibrationCost[] => {
    const known = SELECTORS.find((one) => one.name === selector.name);
    // A selector of a plugin has no map that this table knows of.
    if (known === undefined) return [];
    const params = known.params.parse(selector.params) as MapParams;
    const { bits, query, calibration, steps = 0, probes = 0, replicas = 1, epoch = 0 } = params;
    if (query !== "map" || bits === undefined) return [];
    const heads = (layers - denseLayers) * keyValueHeads;
    const arrays = arraysFor({ replicas, epoch }, length);
    const common = {
      name,
      maps: heads * arrays,
      queryMacs: arrays * bits * headWidth,
      storedBytes: BYTES * heads * headWidth * (arrays * bits + 1),
    };
    if (calibration === "cache") {
      // One fit per doubling of the cache.
      const epochs = Array.from({ length: Math.max(1, Math.floor(Math.log2(length))) }, (_, n) => 2 ** n);
      const fits = epochs.map((keys) => fitOf(bits, headWidth, Math.min(RUNNING_SAMPLES, keys)));
      const fitMacs = Math.round(heads * fits.reduce((sum, macs) => sum + macs, 0));
      const samples = Math.min(RUNNING_SAMPLES, length);
      return [{ ...common, from: "cache", textTokens: 0, trainMacs: 0, samples, fitMacs }];
    }
    const keys = Math.min(KEY_SAMPLES, tokens);
    const samples = probes === 0 ? keys : probes;
    return [
      {
        ...common,
        from: probes === 0 ? "text" : "probes",
        textTokens: tokens,
        trainMacs: heads * steps * stepProducts(bits, headWidth, keys),
        samples,
        fitMacs: Math.round(common.maps * fitOf(bits, headWidth, samples)),
      },
    ];
  });
}
