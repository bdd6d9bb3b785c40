import { createRng } from "#base";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { type Constructed, constructedClaims } from "../claims/constructed.ts";
import { PLAN_SEED } from "../claims/plan.ts";

/** Claims of the plan that need no model, under settings laid over the seed design; a thread runs this beside the models. */
export default function constructed({ quick }: { readonly quick: boolean }): Constructed {
  return constructedClaims({
    settingOf: (settings) => parseConfig(readConfig(defaultConfig(), settings), shippedCatalogue),
    rng: createRng(PLAN_SEED).fork("claims"),
    kernels: loadKernels(),
    quick,
  });
}
