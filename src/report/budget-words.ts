import type { Slack } from "../explore/budget.ts";
import type { ChoiceQuality } from "./budget-report.ts";
import { digits, plusMinus } from "./format.ts";
import { quantityName } from "./quantity-text.ts";

/** Captured mass of a choice in percent; a dash where it is not known. */
export const massText = (quality: ChoiceQuality | null): string =>
  quality?.capturedMass == null ? "–" : massOf(quality.capturedMass);

export const massOf = ({ mean, interval }: { readonly mean: number; readonly interval: number }): string =>
  mean === 1 && interval === 0
    ? "100 %"
    : `${interval > 0 ? plusMinus(100 * mean, 100 * interval) : digits(100 * mean)} %`;

/** Names of the constraints that bind. */
export function bindingText(slacks: readonly Slack[], together: boolean): string {
  const names = slacks.filter(({ binds }) => binds).map(({ name }) => quantityName(name));
  return names.length > 0 ? names.join(", ") : together ? "all together" : "none";
}
