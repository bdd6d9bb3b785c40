import type { Constant } from "../../../base/component.ts";
import { EXIT } from "../../../cli/output.ts";
import { shippedCatalogue } from "../../../design/catalogue.ts";
import { loadSolverKernel } from "../../../runtime/solver-kernel.ts";
import { faults, type JudgedFact, tally } from "../../../validation/fact.ts";
import { validationFacts } from "../../../validation/facts.ts";
import { type PriceOf, pricing } from "../../../validation/pricing.ts";
import { type ReadoutTrade, readoutTrade } from "../../../validation/readout-trade.ts";
import { wholeSystems } from "../../../validation/whole-systems.ts";

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

export const exitCodeOf = (facts: readonly JudgedFact[]): number =>
  faults(facts).length > 0 ? EXIT.failed : EXIT.done;

function constantCounts(): Validation["constants"] {
  const constants = Object.values(shippedCatalogue.families)
    .flat()
    .flatMap((model): Constant[] => Object.values(model.constants));
  const assumed = constants.filter(({ source }) => source === "assumed").length;
  return { cited: constants.length - assumed, assumed };
}

/** The answer of `validate --json`. */
export function validationJson({ facts, trade, constants }: Validation): Record<string, unknown> {
  const { published, sets, conclusion } = trade;
  return {
    facts,
    summary: { facts: facts.length, ...tally(facts) },
    systems: wholeSystems(facts),
    constants,
    readoutTrade: {
      published,
      sets: sets.map(({ readouts, ...set }) => ({
        ...set,
        readouts: readouts.map(({ readout, model, energy, converter, refire, cells, time }) => ({
          readout,
          model,
          energy_J: energy,
          converter_J: converter,
          refire_J: refire,
          cells_J: cells,
          time_s: time,
        })),
      })),
      conclusion,
    },
  };
}
