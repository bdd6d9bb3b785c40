import { type Difference, isBeyond, isEquivalent, isWithin } from "./equivalence.ts";
import type { ClaimVerdict } from "./judged.ts";
import type { ArmResult, ModelMeasurement } from "./model-claims.ts";
import { CONTROL_LOSS, PERPLEXITY_MARGIN, RECALL_LOSS } from "./plan.ts";

/** Whether a test could have failed: what each control came to against the tested difference. */
export interface Power {
  readonly controls: readonly {
    readonly arm: ArmResult["arm"];
    readonly lower: number;
    readonly separated: boolean;
  }[];
  readonly sufficient: boolean;
}

/**
 * A control is told apart where its lower bound stands above LSH's upper bound and its mean costs 5 % of perplexity
 * or more.
 */
export function powerOf(
  tested: Difference,
  controls: readonly { readonly arm: ArmResult["arm"]; readonly loss: Difference }[],
): Power {
  const judged = controls.map(({ arm, loss }) => ({
    arm,
    lower: loss.lower,
    separated: loss.lower > tested.upper && loss.mean >= Math.log1p(CONTROL_LOSS),
  }));
  return { controls: judged, sufficient: judged.every(({ separated }) => separated) };
}

export interface ModelVerdicts {
  readonly memristorIsSoftware: { readonly verdict: ClaimVerdict; readonly power: Power };
  readonly lshIsExact: {
    readonly verdict: ClaimVerdict;
    readonly power: Power;
    /** Whether recall is shown to be within the margin, by the test that perplexity is put to; null without any. */
    readonly recallKept: boolean | null;
    readonly withinPairs: boolean;
  };
}

/** The two claims, which are never merged. `mostPairs`: largest share of computed pairs that the second may take. */
export function modelVerdicts(measured: ModelMeasurement, mostPairs: number): ModelVerdicts {
  const { memristor, deviceLoss, controlLosses, controls } = measured;
  const devicePower = powerOf(deviceLoss, controlLosses);
  const power = powerOf(memristor.loss, controls);
  const recallKept = memristor.recallLoss === null ? null : isWithin(memristor.recallLoss, RECALL_LOSS);
  const recallLost = memristor.recallLoss !== null && memristor.recallLoss.lower > RECALL_LOSS;
  const withinPairs = memristor.computedPairs <= mostPairs;
  const asGood = isEquivalent(memristor.loss, PERPLEXITY_MARGIN) && recallKept !== false;
  return {
    memristorIsSoftware: {
      verdict: verdictOf(
        isEquivalent(deviceLoss, PERPLEXITY_MARGIN),
        isBeyond(deviceLoss, PERPLEXITY_MARGIN),
        devicePower,
      ),
      power: devicePower,
    },
    lshIsExact: {
      // On a text that a control passes as well, too many pairs refute nothing that was shown: it has no power first.
      verdict:
        asGood && power.sufficient && !withinPairs
          ? "fails"
          : verdictOf(asGood, isBeyond(memristor.loss, PERPLEXITY_MARGIN) || recallLost, power),
      power,
      recallKept,
      withinPairs,
    },
  };
}

const verdictOf = (met: boolean, refuted: boolean, { sufficient }: Power): ClaimVerdict =>
  met ? (sufficient ? "holds" : "no power") : refuted ? "fails" : "not shown";
