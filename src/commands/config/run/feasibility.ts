import type { Located } from "../../../base/document.ts";
import { InfeasibleError } from "../../../base/errors.ts";
import { askedDesign } from "../../../comparison/comparison-designs.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import type { Config } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";

/** Prices a config's own design once, and returns why it cannot be built; null where it can. */
export async function infeasibility(document: Located, parsed: Config): Promise<string | null> {
  try {
    const { activations, config } = await measure(document, parsed, {});
    const { design, workload } = config;
    const point = rememberedPoints(activations, loadKernels())(design, workload);
    const priced = priceContender(askedDesign(workload), design, workload, point);
    return priced.feasible ? null : priced.reason;
  } catch (error) {
    if (error instanceof InfeasibleError) return error.message;
    throw error;
  }
}
