import { stepProducts } from "../../attention/learning/train-hash.ts";
import { selectorNamed } from "../../attention/selectors/index.ts";
import { RUNNING_SAMPLES } from "../../attention/selectors/running-map.ts";
import type { Dimensions } from "../../language-model/dimensions.ts";
import type { StudyPlan } from "../../language-model/evaluation/arms.ts";
import { KEY_SAMPLES } from "../../language-model/real/lane-job.ts";

/** What a query map costs, for all heads that have one of their own. */
interface MapCost {
  readonly maps: number;
  /** Keys that each is fitted on. */
  readonly samples: number;
  /** Multiplications and additions of fitting them once: BᵀB, BᵀK, Cholesky and the solution for each dimension. */
  readonly fitMacs: number;
  /** Of each query of each head: M q. */
  readonly queryMacs: number;
  /** Bytes of the maps and means, at two bytes a number (assumed). */
  readonly storedBytes: number;
}

const BYTES = 2;

/** Costs of maps between `bits` signs and `width` dimensions, fitted on `samples` keys each, `fits` times. */
function mapCost(bits: number, width: number, samples: number, maps: number, fits = 1): MapCost {
  const gram = (samples * bits * (bits + 1)) / 2;
  const solve = bits ** 3 / 6 + bits ** 2 * width;
  return {
    maps,
    samples,
    fitMacs: Math.round(fits * maps * (gram + samples * bits * width + solve)),
    queryMacs: bits * width,
    storedBytes: BYTES * maps * (bits * width + width),
  };
}

/** What the query maps of one subject cost. */
export interface CalibrationCost extends MapCost {
  /** Multiplications and additions of training projections, where they are trained: of all heads, once. */
  readonly trainMacs: number;
  /** As in the table. */
  readonly name: string;
  /** Where keys come from. */
  readonly from: "text" | "cache";
  /** Tokens of another text that the model has to run first. */
  readonly textTokens: number;
}

/** Costs of every subject of a plan that asks keys through a map. `kept`: keys of a calibration text that the engine keeps. */
export function calibrationCosts(
  { arms, parts }: StudyPlan,
  { layers, keyValueHeads, headWidth }: Pick<Dimensions, "layers" | "keyValueHeads" | "headWidth">,
  tokens: number,
  kept: number = KEY_SAMPLES,
): CalibrationCost[] {
  const length = Math.max(...parts.map(({ shape }) => shape.length));
  const subjects = new Map(arms.filter(({ role }) => role === "subject").map((arm) => [arm.name, arm]));
  return [...subjects.values()].flatMap(({ name, selector, denseLayers }): CalibrationCost[] => {
    const {
      bits,
      query,
      calibration,
      steps = 0,
    } = selectorNamed(selector.name).params.parse(selector.params) as {
      readonly bits?: number;
      readonly query?: string;
      readonly calibration?: "text" | "cache";
      readonly steps?: number;
    };
    if (query !== "map" || bits === undefined) return [];
    const maps = (layers - denseLayers) * keyValueHeads;
    if (calibration !== "cache")
      return [
        {
          ...{ name, from: "text", textTokens: tokens },
          trainMacs: maps * steps * stepProducts(bits, headWidth, Math.min(kept, tokens)),
          ...mapCost(bits, headWidth, Math.min(kept, tokens), maps),
        },
      ];
    // A fit whenever the cache has doubled.
    const fits = Math.max(1, Math.floor(Math.log2(length)));
    return [
      {
        ...{ name, from: "cache", textTokens: 0, trainMacs: 0 },
        ...mapCost(bits, headWidth, Math.min(RUNNING_SAMPLES, length), maps, fits),
      },
    ];
  });
}
