import type { RealModel } from "#model-files";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import type { Selection } from "../../../src/language-model/engine/engine.ts";
import { type EngineOptions, openEngine } from "../../../src/runtime/real-engine.ts";

const place = (): string => "test";
const { design, workload } = parseConfig(
  { file: "test", value: {}, place, keyPlace: place },
  shippedCatalogue,
);

export const HASHING = {
  design,
  attention: workload.attention,
  config: { value: {}, plugins: [] },
} as const;

/** An engine on this thread, with the hashing of the default config. */
export const smallEngine = (model: RealModel, options: Partial<EngineOptions> = {}) =>
  openEngine(model, { hashing: HASHING, ...options });

/** A selection with sink 2 and window 4. */
export const selecting = (
  name: string,
  budget: Selection["budget"],
  more: Partial<Selection> & { readonly params?: Readonly<Record<string, unknown>> } = {},
): Selection => {
  const { params = {}, ...rest } = more;
  return {
    selector: { name, params },
    budget,
    sink: 2,
    window: 4,
    denseLayers: 0,
    seed: 1,
    array: 0,
    ...rest,
  };
};
