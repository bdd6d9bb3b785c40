import { InfeasibleError, type Located, quantityText } from "#base";
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

/** States of a device by their keys, the one that conducts more, or resists less, first. */
const STATES = [
  { keys: ["on", "off"], unit: "S", isOrdered: (on: number, off: number) => on >= off },
  { keys: ["rOn", "rOff"], unit: "ohm", isOrdered: (on: number, off: number) => on <= off },
] as const;

/** What a valid config probably does not mean: states that are exchanged, a preset's width next to a model's own. */
export function doubts({ value }: Located, { design, workload }: Config): string[] {
  const params: Readonly<Record<string, unknown>> = design.hashing.memristor.params;
  const exchanged = STATES.flatMap(({ keys, unit, isOrdered }) => {
    const [on, off] = keys.map((key) => params[key]);
    if (typeof on !== "number" || typeof off !== "number" || isOrdered(on, off)) return [];
    return [
      `design.hashing.memristor.${keys[0]} is ${quantityText(on, unit)} and ${keys[1]} ${quantityText(off, unit)}: are they exchanged?`,
    ];
  });
  const own = (value as { readonly workload?: Readonly<Record<string, unknown>> } | null)?.workload ?? {};
  const isLeft = "heads" in own && "modelWidth" in own && !("headWidth" in own || "preset" in own);
  const width = Number(own.modelWidth) / workload.heads;
  const isOther = isLeft && Number.isInteger(width) && width !== workload.headWidth;
  return isOther
    ? [
        ...exchanged,
        `workload.headWidth is ${workload.headWidth}, of ${workload.preset}, and ${own.modelWidth} / ${workload.heads} is ${width}: is it left out?`,
      ]
    : exchanged;
}
