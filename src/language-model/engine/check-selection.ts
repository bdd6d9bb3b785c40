import { ConfigError, didYouMean, fault, type Issue, raise } from "#base";
import {
  MOST_EXPONENT,
  type Selector,
  type SelectorShape,
  TOTALS,
} from "../../attention/selectors/selector.ts";
import type { Selection } from "./engine.ts";

/** Fills in the selector's defaults. Throws ConfigError for a selection that its selector cannot serve. */
export function checkedSelection(
  select: Selection,
  isCalibrated: boolean,
  shape: SelectorShape,
  selectors: readonly Selector[],
): Selection {
  const { name, params } = select.selector;
  const fail = (path: string, message: string): never => raise("selection", path, message);
  const selector = selectors.find((known) => known.name === name);
  const names = selectors.map((known) => known.name);
  if (selector === undefined)
    return fail(
      "selector.name",
      `expected one of ${names.join(", ")}, received "${name}"${didYouMean(name, names)}`,
    );
  const parsed = selector.params.safeParse(params);
  const issuesOf = (found: readonly { path: readonly PropertyKey[]; message: string }[]): Issue[] =>
    found.map(({ path, message }) => ({
      place: "selection",
      path: ["selector", "params", ...path].join("."),
      message,
    }));
  if (!parsed.success) throw new ConfigError(issuesOf(parsed.error.issues));
  const misfits = selector.misfits(parsed.data, shape);
  if (misfits.length > 0) throw new ConfigError(issuesOf(misfits));
  const { budget, sink, window, denseLayers } = select;
  if (!selector.budgets.includes(budget.kind))
    fail(
      "budget.kind",
      `expected one of ${selector.budgets.join(", ")} for ${name}, received "${budget.kind}"`,
    );
  if (budget.kind === "fixed") {
    checkInteger("budget.keys", budget.keys, 1);
    if (budget.keys > shape.length)
      fail("budget.keys", `expected at most the ${shape.length} keys of a sequence, received ${budget.keys}`);
  }
  if (budget.kind === "share") checkShare("budget.share", budget.share);
  if (budget.kind === "mass") checkShare("budget.p", budget.p);
  if (budget.kind === "threshold") {
    checkShare("budget.tau", budget.tau);
    const { exponent = 0 } = budget;
    if (!(exponent >= 0 && exponent <= MOST_EXPONENT))
      fail("budget.exponent", `expected a number from 0 to ${MOST_EXPONENT}, received ${exponent}`);
    if (!TOTALS.includes(budget.total))
      fail("budget.total", `expected one of ${TOTALS.join(", ")}, received "${budget.total}"`);
  }
  checkInteger("sink", sink, 0);
  checkInteger("window", window, 1);
  checkInteger("denseLayers", denseLayers, 0);
  if (select.rest === "estimated" && selector.isSample === true)
    fail("rest", `expected rest "dropped" for ${name}, which samples all keys, received "estimated"`);
  if (selector.needsCalibration && !isCalibrated)
    fail(
      "selector.name",
      `expected a calibrated engine for ${name}, received one without a calibration text`,
    );
  return { ...select, selector: { name, params: parsed.data } };
}

function checkInteger(path: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw fault("selection", path, `expected an integer of at least ${least}, received ${value}`);
}

function checkShare(path: string, value: number): void {
  if (value > 0 && value <= 1) return;
  throw fault("selection", path, `expected a number in (0, 1], received ${value}`);
}
