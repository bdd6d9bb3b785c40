import { type ImpliedWorkload, presetOf } from "./shape-presets.ts";

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The config with what its workload's preset implies: the model's longest sequence, its mask, its phase and how it
 * hashes. What the config says itself stays; a branch that is no object is left to the schema to complain about.
 */
export function withPreset(value: Tree): Tree {
  const workload = Object.hasOwn(value, "workload") ? value.workload : {};
  if (!isTree(workload)) return value;
  const preset = presetOf(workload.preset);
  if (preset === undefined) return value;
  const { attention: own = {} } = workload;
  if (!isTree(own)) return value;
  const { phase, attention }: ImpliedWorkload = preset.implies ?? {};
  return {
    ...value,
    workload: {
      length: preset.maxLength,
      ...(phase === undefined ? {} : { phase }),
      ...workload,
      attention: { causal: preset.causal, ...attention, ...own },
    },
  };
}
