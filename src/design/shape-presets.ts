import { editDistance, nearest } from "#base";
import { crossPolytope } from "../attention/hashes/cross-polytope.ts";
import { simHash } from "../attention/hashes/simhash.ts";

/** Widths of a transformer layer around its attention. */
export interface ModelWidths {
  /** Residual stream, D. */
  readonly modelWidth: number;
  /** Feed-forward layer, F. */
  readonly hiddenWidth: number;
  /** Whether the feed-forward layer has a gate: three matrices of D × F in place of two. */
  readonly gated: boolean;
}

/** What a model's attention implies for a workload beyond its shape, in the spelling of a config. */
export interface ImpliedWorkload {
  readonly phase?: "decode";
  readonly attention?: Readonly<Record<string, unknown>>;
  /** Source of its quality, where the embedded model attends differently. */
  readonly source?: "duplication";
}

/** Attention of a published model. Widths, and a shape from `assumed`, are remembered, not looked up. */
export interface ShapePreset extends ModelWidths {
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Longest sequence of the model; the default length of a workload. */
  readonly maxLength: number;
  readonly causal: boolean;
  /** Origin of layers, heads, head width and length: a key of references.bib, or `assumed`. */
  readonly source: string;
  readonly implies?: ImpliedWorkload;
}

type Row = readonly [
  shape: readonly [layers: number, heads: number, kvHeads: number, headWidth: number],
  widths: readonly [modelWidth: number, hiddenWidth: number],
  maxLength: number,
  source: string,
];

const preset = (
  [[layers, heads, kvHeads, headWidth], [modelWidth, hiddenWidth], maxLength, source]: Row,
  { causal = true, gated = false, implies }: Partial<Pick<ShapePreset, "causal" | "gated" | "implies">> = {},
): ShapePreset => ({
  layers,
  heads,
  kvHeads,
  headWidth,
  modelWidth,
  hiddenWidth,
  gated,
  maxLength,
  causal,
  source,
  implies,
});

const encoder = (...row: Row) => preset(row, { causal: false });
const decoder = (...row: Row) => preset(row);
const gatedDecoder = (...row: Row) => preset(row, { gated: true });
/** A decoder whose keys a trained indexer selects at every step. */
const indexed = (...row: Row) => preset(row, { gated: true, implies: { phase: "decode" } });
/** A Reformer's LSH layers: argmax over rotations, one hash for query and key, own position last resort. */
const reformer = (rounds: number, chunk: number, causal: boolean, ...row: Row) =>
  preset(row, {
    causal,
    implies: {
      // One vector for query and key, unlike in the embedded model.
      source: "duplication",
      attention: {
        hash: crossPolytope.name,
        rounds,
        chunk,
        buckets: "2L/chunk",
        duplicates: "count",
        localWindow: 0,
        sink: 0,
        sharedQK: true,
      },
    },
  });

/**
 * Attention shapes by model: layers, heads, key heads, head width; model and hidden width; longest sequence.
 * From [litgpt-2026] and [trax-2021] where stated, otherwise, and for all widths, remembered; recall-lm is
 * this project's. The widths of `reformer-enwik8` are also those of its gin file, which names 1024 for
 * machines with more memory. `reformer-enwik8` and `reformer-hf` count their LSH layers: 3 of 12 and 3 of 6.
 * A sliding window of Mistral v0.1 and of every other layer of Gemma 2 is left out.
 */
export const SHAPE_PRESETS = {
  "recall-lm": gatedDecoder([2, 2, 2, 64], [128, 256], 4096, "crosshash-recall-lm"),
  "bert-base": encoder([12, 12, 12, 64], [768, 3072], 512, "assumed"),
  "bert-large": encoder([24, 16, 16, 64], [1024, 4096], 512, "assumed"),
  "vit-b-16": encoder([12, 12, 12, 64], [768, 3072], 197, "assumed"),
  "vit-l-16": encoder([24, 16, 16, 64], [1024, 4096], 197, "assumed"),
  "smollm2-135m": gatedDecoder([30, 9, 3, 64], [576, 1536], 8192, "assumed"),
  "gpt2-small": decoder([12, 12, 12, 64], [768, 3072], 1024, "assumed"),
  "gpt2-medium": decoder([24, 16, 16, 64], [1024, 4096], 1024, "assumed"),
  "gpt2-xl": decoder([48, 25, 25, 64], [1600, 6400], 1024, "assumed"),
  "opt-125m": decoder([12, 12, 12, 64], [768, 3072], 2048, "assumed"),
  "opt-1.3b": decoder([24, 32, 32, 64], [2048, 8192], 2048, "assumed"),
  "opt-6.7b": decoder([32, 32, 32, 128], [4096, 16_384], 2048, "assumed"),
  "pythia-160m": decoder([12, 12, 12, 64], [768, 3072], 2048, "litgpt-2026"),
  "pythia-1.4b": decoder([24, 16, 16, 128], [2048, 8192], 2048, "litgpt-2026"),
  "tinyllama-1.1b": gatedDecoder([22, 32, 4, 64], [2048, 5632], 2048, "litgpt-2026"),
  "llama-2-7b": gatedDecoder([32, 32, 32, 128], [4096, 11_008], 4096, "litgpt-2026"),
  "llama-2-70b": gatedDecoder([80, 64, 8, 128], [8192, 28_672], 4096, "litgpt-2026"),
  "llama-3-8b": gatedDecoder([32, 32, 8, 128], [4096, 14_336], 8192, "litgpt-2026"),
  "llama-3.1-8b": gatedDecoder([32, 32, 8, 128], [4096, 14_336], 131_072, "litgpt-2026"),
  "llama-3.2-1b": gatedDecoder([16, 32, 8, 64], [2048, 8192], 131_072, "litgpt-2026"),
  "mistral-7b": gatedDecoder([32, 32, 8, 128], [4096, 14_336], 32_768, "litgpt-2026"),
  "mistral-7b-v0.1": gatedDecoder([32, 32, 8, 128], [4096, 14_336], 32_768, "litgpt-2026"),
  "mistral-7b-v0.3": gatedDecoder([32, 32, 8, 128], [4096, 14_336], 32_768, "litgpt-2026"),
  "gemma-2-9b": gatedDecoder([42, 16, 8, 256], [3584, 14_336], 8192, "litgpt-2026"),
  "phi-3-mini-128k": gatedDecoder([32, 32, 32, 96], [3072, 8192], 131_072, "litgpt-2026"),
  "qwen2.5-7b": gatedDecoder([28, 28, 4, 128], [3584, 18_944], 131_072, "litgpt-2026"),
  "qwen2.5-7b-1m": gatedDecoder([28, 28, 4, 128], [3584, 18_944], 1_010_000, "litgpt-2026"),
  // Attention to latent vectors, and to keys of four heads, that a trained indexer selects; see `indexer.ts`. Widths
  // and longest sequences are remembered.
  "deepseek-v3.2": indexed([61, 128, 1, 576], [7168, 18_432], 163_840, "vllm-indexers-2026"),
  "deepseek-v4-flash": indexed([43, 64, 1, 512], [4096, 18_432], 1_048_576, "vllm-indexers-2026"),
  "glm-5": indexed([78, 64, 1, 576], [6144, 12_288], 202_752, "glm5-support-2026"),
  "minimax-m3": indexed([60, 64, 4, 128], [6144, 12_288], 1_048_576, "minimax-m3-2026"),
  "reformer-enwik8": reformer(2, 256, true, [3, 8, 8, 64], [768, 2048], 65_536, "trax-2021"),
  "reformer-imagenet64": reformer(2, 128, true, [6, 8, 8, 64], [1024, 4096], 12_288, "trax-2021"),
  "reformer-hf": reformer(1, 64, false, [3, 12, 12, 64], [256, 512], 4096, "transformers-2026"),
  // Retrieval by many tables of few bits [magicpig-2024], each token a decode against the whole context. That
  // a key must collide twice is remembered; a list is taken whole.
  "magicpig-llama-3.1-8b": preset([[32, 32, 8, 128], [4096, 14_336], 131_072, "litgpt-2026"], {
    gated: true,
    implies: {
      phase: "decode",
      attention: {
        hash: simHash.name,
        rounds: 150,
        buckets: 1024,
        collisions: 2,
        listCap: 1 << 17,
        localWindow: 64,
        sink: 4,
      },
    },
  }),
} as const satisfies Record<string, ShapePreset>;

/** Vocabulary of each model, where its output layer is counted; remembered. */
export const VOCABULARIES: Readonly<Partial<Record<PresetName, number>>> = {
  "smollm2-135m": 49_152,
  "gpt2-small": 50_257,
  "gpt2-medium": 50_257,
  "gpt2-xl": 50_257,
  "tinyllama-1.1b": 32_000,
  "llama-2-7b": 32_000,
  "llama-2-70b": 32_000,
  "llama-3-8b": 128_256,
  "llama-3.1-8b": 128_256,
  "llama-3.2-1b": 128_256,
  "mistral-7b": 32_000,
};

export type PresetName = keyof typeof SHAPE_PRESETS;

/** The preset of a name, or undefined. */
export const presetOf = (name: unknown): ShapePreset | undefined =>
  typeof name === "string" && Object.hasOwn(SHAPE_PRESETS, name)
    ? SHAPE_PRESETS[name as PresetName]
    : undefined;

/** What other names of a model leave out or add: its publisher, and how it was trained. */
const bareName = (name: string): string =>
  name
    .slice(-128)
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/[\s_-]*(?:instruct|chat|base|hf|it|gguf|uncased|cased)\b/g, "")
    // 1.3 billion are not 13.
    .replace(/(\d)\.(?=\d)/g, "$1p")
    .replace(/[^a-z0-9]/g, "");

/** Most presets of a family that are named. */
const MOST_RELATED = 6;

/** Why a model is no preset: what it is called here or, where it is of another size or family, what can be done. */
export function otherPreset(word: string): string {
  const names = Object.keys(SHAPE_PRESETS);
  const received = `received ${JSON.stringify(word)}`;
  const bare = bareName(word);
  const sizes = (name: string): string => name.replace(/\D+/g, " ").trim();
  // Another number is another model, however near it is spelt.
  const own =
    names.find((name) => bareName(name) === bare) ??
    names.find((name) => bareName(name).startsWith(bare) && sizes(bareName(name)) === sizes(bare)) ??
    nearest(bare, names).find(
      (name) => sizes(bareName(name)) === sizes(bare) && editDistance(bareName(name), bare) <= 3,
    );
  if (own !== undefined) return `expected a preset, ${received}; did you mean "${own}"?`;
  const [family = ""] = /^[a-z]+/.exec(bare) ?? [];
  const related = names.filter((name) => family.length > 1 && bareName(name).startsWith(family));
  const list =
    related.length === 0
      ? `one of ${names.length}, such as ${nearest(bare, names).slice(0, 3).join(", ")}`
      : `of ${family} one of ${related.slice(0, MOST_RELATED).join(", ")}`;
  return `expected a preset, ${list}, ${received}; for another model give layers, heads, kvHeads, headWidth and length, or --workload-from its config.json`;
}

/** Keys of a workload that belong to its preset. */
const OF_A_PRESET = ["preset", "layers", "heads", "kvHeads", "headWidth", "length", "phase"];

type Tree = { readonly [key: string]: unknown };

/**
 * A config with its preset's own values removed for another preset: shape, length and phase, and attention
 * where the new preset states it. A study's axes and everything that the preset leaves open stay. The new
 * preset's name is not written.
 */
export function withOtherPreset(config: unknown, preset: ShapePreset): unknown {
  const tree = config as { readonly workload?: Tree } | null;
  const workload = tree?.workload;
  if (typeof workload !== "object" || workload === null || Array.isArray(workload)) return config;
  if (workload.preset === undefined || presetOf(workload.preset) === preset) return config;
  const replaced = new Set([
    ...OF_A_PRESET,
    ...(preset.implies?.attention === undefined ? [] : ["attention"]),
  ]);
  const kept = Object.entries(workload).filter(([key]) => !replaced.has(key));
  return { ...tree, workload: Object.fromEntries(kept) };
}
