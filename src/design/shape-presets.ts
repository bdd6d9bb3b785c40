/** Attention shape of a published model. Source: [litgpt-2026], [trax-2021]; recall-lm is ours. */
export interface ShapePreset {
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly source: string;
}

export const SHAPE_PRESETS = {
  "recall-lm": { layers: 2, heads: 2, kvHeads: 2, headWidth: 64, source: "crosshash-recall-lm" },
  "pythia-160m": { layers: 12, heads: 12, kvHeads: 12, headWidth: 64, source: "litgpt-2026" },
  "tinyllama-1.1b": { layers: 22, heads: 32, kvHeads: 4, headWidth: 64, source: "litgpt-2026" },
  "llama-2-7b": { layers: 32, heads: 32, kvHeads: 32, headWidth: 128, source: "litgpt-2026" },
  "llama-3-8b": { layers: 32, heads: 32, kvHeads: 8, headWidth: 128, source: "litgpt-2026" },
  "mistral-7b": { layers: 32, heads: 32, kvHeads: 8, headWidth: 128, source: "litgpt-2026" },
  "reformer-enwik8": { layers: 3, heads: 8, kvHeads: 8, headWidth: 64, source: "trax-2021" },
} as const satisfies Record<string, ShapePreset>;

export type PresetName = keyof typeof SHAPE_PRESETS;
