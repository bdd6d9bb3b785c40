import type { Constant } from "#base";
import { loadSolverKernel } from "#crossbar-solver";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { faults, type JudgedFact } from "../published/fact.ts";
import { validationFacts } from "../published/facts.ts";
import { type PriceOf, pricing } from "../published/pricing.ts";
import { type ReadoutTrade, readoutTrade } from "../published/readout-trade.ts";

/** What `validate` found. */
export interface Validation {
  readonly facts: readonly JudgedFact[];
  readonly trade: ReadoutTrade;
  /** Constants of all models, with a source and without. */
  readonly constants: { readonly cited: number; readonly assumed: number };
}

/** Every figure, the readout trade and the provenance of the whole catalogue. */
export function validation(quick: boolean, price: PriceOf = pricing(shippedCatalogue)): Validation {
  return {
    facts: validationFacts(shippedCatalogue, price, { quick, kernel: loadSolverKernel() }),
    trade: readoutTrade(price),
    constants: constantCounts(),
  };
}

/** Whether a sum or a law that a model states misses its published figure. */
export const isFailed = (facts: readonly JudgedFact[]): boolean => faults(facts).length > 0;

function constantCounts(): Validation["constants"] {
  const constants = Object.values(shippedCatalogue.families)
    .flat()
    .flatMap((model): Constant[] => Object.values(model.constants));
  const assumed = constants.filter(({ source }) => source === "assumed").length;
  return { cited: constants.length - assumed, assumed };
}
