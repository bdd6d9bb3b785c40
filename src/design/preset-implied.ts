import { type ImpliedWorkload, presetOf } from "./shape-presets.ts";

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Longest sequence on which a preset's own way to attend is simulated unless the config says otherwise. */
const SIMULATED = 4096;

/**
 * The config with what its workload's preset implies: the model's longest sequence, its mask, its phase, how it
 * hashes, and on what its quality is measured. What the config says itself stays; a branch that is no object is left to the schema to complain about.
 */
export function withPreset(value: Tree): Tree {
  const workload = Object.hasOwn(value, "workload") ? value.workload : {};
  if (!isTree(workload)) return value;
  const preset = presetOf(workload.preset);
  if (preset === undefined) return value;
  const { attention: own = {} } = workload;
  if (!isTree(own)) return value;
  const { phase, attention, source }: ImpliedWorkload = preset.implies ?? {};
  const { length = preset.maxLength } = workload;
  const { fidelity = {} } = value;
  const measured =
    source === undefined || !isTree(fidelity) || fidelity.source !== undefined
      ? {}
      : { fidelity: { source, ...(Number(length) > SIMULATED ? { length: SIMULATED } : {}), ...fidelity } };
  return {
    ...value,
    ...measured,
    workload: {
      length: preset.maxLength,
      ...(phase === undefined ? {} : { phase }),
      ...workload,
      attention: { causal: preset.causal, ...attention, ...own },
    },
  };
}
