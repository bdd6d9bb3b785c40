import type { z } from "zod";
import { parseQuantity } from "#base";
import { CELSIUS, memristors } from "#memristors";
import { HASHES } from "../attention/hashes/index.ts";
import { converters } from "../peripherals/index.ts";
import { ELECTRICS_PRESETS } from "./array-design.ts";
import { READ_TIME, READOUT_FALLBACKS, READOUT_OF } from "./design.ts";
import { type ImpliedWorkload, presetOf } from "./shape-presets.ts";

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Adds implied values where none are set: a preset implies its model's attention; a hash, its usual readout
 * of signs, the largest or values; ideal memristors, ideal wires, switches and input stages; ideal readouts,
 * ideal input stages; a resistance preset, its values; a named projection unit or analog array, its use.
 */
export function withImplied(config: unknown): unknown {
  if (!isTree(config)) return config;
  const value = withPreset(config);
  const hash = childOf(childOf(value, "workload"), "attention")?.hash;
  const design = childOf(value, "design");
  const hashing = childOf(design, "hashing");
  const readout = childOf(hashing, "readout");
  // A branch that exists but is no object is left to the schema to report.
  if (design === null || hashing === null || readout === null) return value;
  const { reads } = HASHES.find(({ name }) => name === hash) ?? HASHES[0];
  const family = readout?.family ?? READOUT_OF[reads];
  const model = readout?.model ?? READOUT_FALLBACKS[family as keyof typeof READOUT_FALLBACKS];
  const named = childOf(hashing, "memristor");
  const implied = {
    ...impliedRate(hashing, String(family), String(model)),
    ...readout,
    family,
    ...(model === undefined ? {} : { model }),
  };
  const memristor = isTree(named) ? { ...impliedHeat(design, named), ...named } : named;
  const array = childOf(hashing, "array");
  const isIdeal = memristor?.model === "ideal";
  const wired = {
    ...(isTree(memristor) ? { memristor } : {}),
    ...(isIdeal && array !== null ? { array: { wires: "ideal", ...array } } : {}),
    ...electricsPreset(hashing),
    ...(isIdeal && hashing?.tileSwitch === undefined ? { tileSwitch: { model: "ideal" } } : {}),
    ...((isIdeal || readout?.model === "ideal") && hashing?.inputStage === undefined
      ? { inputStage: { model: "ideal" } }
      : {}),
  };
  const digital = childOf(design, "digital");
  const projects =
    isTree(digital?.projection) && digital.projectOn === undefined
      ? { digital: { ...digital, projectOn: "unit" } }
      : {};
  const baselines = childOf(design, "baselines");
  const rivals =
    isTree(baselines?.analog) && baselines.analogOn === undefined
      ? { baselines: { ...baselines, analogOn: "named" } }
      : {};
  return {
    ...value,
    design: {
      ...design,
      ...projects,
      ...rivals,
      ...impliedSearch(design),
      hashing: { ...hashing, ...wired, readout: implied },
    },
  };
}

/** A named code store or choosing unit is used. */
const impliedSearch = (design: Tree | undefined): Tree => ({
  ...(isTree(design?.search) && design.searchOn === undefined ? { searchOn: "named" } : {}),
  ...(isTree(design?.topK) && design.topKOn === undefined ? { topKOn: "named" } : {}),
});

/** Resistances of an electrics preset, overridden by the config's own; empty where it names no preset. */
function electricsPreset(hashing: Tree | undefined): Tree {
  const preset = ELECTRICS_PRESETS[String(hashing?.electrics)];
  if (hashing === undefined || preset === undefined) return {};
  return Object.fromEntries(
    Object.entries(preset).flatMap(([key, stated]) => {
      const own = childOf(hashing, key);
      // Anything but an object is left to the schema, and an ideal part has no resistance.
      return own === null || own?.model === "ideal" ? [] : [[key, { ...stated, ...own }]];
    }),
  );
}

const knows = (
  models: readonly { readonly model: string; readonly params: z.ZodObject }[],
  model: string,
  key: string,
): boolean => models.some((one) => one.model === model && Object.hasOwn(one.params.shape, key));

/** Least and largest rate of the models that take one, S/s. */
const RATES = { min: 1e6, max: 1e10 };

/** A converter with a rate makes one conversion a read, in the time for which the read's voltage is held. */
function impliedRate(hashing: Tree | undefined, family: string, model: string): Tree {
  const adcs = converters.filter((one) => one.family === family);
  if (!knows(adcs, model, "rate")) return {};
  const time = parseQuantity(String(hashing?.readTime ?? READ_TIME), "s");
  if (typeof time === "string" || !(time > 0)) return {};
  return { rate: `${Math.min(RATES.max, Math.max(RATES.min, 1 / time))} S/s` };
}

/** Devices with a temperature law take the design's temperature, within the range of their laws. */
function impliedHeat(design: Tree | undefined, memristor: Tree): Tree {
  if (design?.temperature === undefined || !knows(memristors, String(memristor.model), "temperatureCelsius"))
    return {};
  const temperature = parseQuantity(String(design.temperature), "K");
  if (typeof temperature === "string" || !(temperature > 0)) return {};
  const celsius = Math.min(CELSIUS.max, Math.max(CELSIUS.min, temperature - 273.15));
  return { temperatureCelsius: Number(celsius.toFixed(6)) };
}

/** A subtree; undefined where it is missing, null where it is something else. */
function childOf(tree: Tree | null | undefined, key: string): Tree | null | undefined {
  if (tree === null || tree === undefined) return tree;
  const child = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return child === undefined || isTree(child) ? child : null;
}

/** Longest sequence on which a preset's attention is simulated by default. */
const SIMULATED = 4096;

/**
 * Adds the values that a workload's preset implies: the model's longest sequence, mask, phase and hash, and
 * the source of its quality. Own values stay; branches that are no objects are left to the schema.
 */
function withPreset(value: Tree): Tree {
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
