import { createRng } from "../../../base/rng.ts";
import { shippedCatalogue } from "../../../design/catalogue.ts";
import { parseConfig } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { type Constructed, constructedClaims } from "../../../validation/claims/constructed.ts";
import { PLAN_SEED } from "../../../validation/claims/plan.ts";
import { defaultConfig, readConfig } from "../../shared/config-file.ts";

/** Claims of the plan that need no model, under settings laid over the seed design; a thread runs this beside the models. */
export default function constructed({ quick }: { readonly quick: boolean }): Constructed {
  return constructedClaims({
    settingOf: (settings) => parseConfig(readConfig(defaultConfig(), settings), shippedCatalogue),
    rng: createRng(PLAN_SEED).fork("claims"),
    kernels: loadKernels(),
    quick,
  });
}
