import { componentsOf, provenance } from "../cost/provenance.ts";
import type { Design } from "../design/design.ts";
import { SHAPE_PRESETS } from "../design/shape-presets.ts";
import { type AttentionConfig, hashOf, type Workload } from "../design/workload.ts";

/** A key of references.bib and what of a config rests on it. */
export interface CitedSource {
  readonly key: string;
  readonly usedBy: readonly string[];
}

/** Everything that a config rests on. */
export interface CitedSources {
  /** In order of first use. */
  readonly sources: readonly CitedSource[];
  /** Numbers without a source. */
  readonly assumed: number;
}

const ASSUMED = "assumed";

/** Sources of the ways to search a study. */
const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  nsga2: ["deb-2002"],
  sobol: ["joe-kuo-2008", "owen-1995"],
  "latin-hypercube": ["mckay-1979"],
};

/** Sources of a design's models and constants, its scaling laws, its workload and its way to attend; those of a search. */
export function citedSources(
  { design, workload }: { readonly design: Design; readonly workload: Workload },
  search: string | null = null,
): CitedSources {
  const uses = new Map<string, Set<string>>();
  const add = (key: string, use: string): void => {
    if (key === ASSUMED) return;
    const known = uses.get(key) ?? new Set();
    uses.set(key, known.add(use));
  };
  for (const [key, use] of attentionSources(design, workload.attention)) add(key, use);
  const preset = SHAPE_PRESETS[workload.preset as keyof typeof SHAPE_PRESETS];
  if (preset !== undefined) add(preset.source, `workload ${workload.preset}`);
  for (const [component, { model, source }] of componentsOf(design)) add(source, `${component} ${model}`);
  const numbers = provenance(design);
  for (const { component, model, source } of numbers) add(source, `${component} ${model}`);
  for (const key of search === null ? [] : (SEARCHES[search] ?? [])) add(key, `search ${search}`);
  return {
    sources: [...uses].map(([key, usedBy]) => ({ key, usedBy: [...usedBy] })),
    assumed: numbers.filter(({ source }) => source === ASSUMED).length,
  };
}

/** What the algorithm comes from. */
const attentionSources = ({ hashing }: Design, attention: AttentionConfig): [key: string, use: string][] =>
  attention.kind === "exact"
    ? []
    : [
        ["kitaev-2020", "LSH attention"],
        ...(hashing.unit === "crossbar"
          ? ([["cai-iscas-2024", "hashing by untuned memristor arrays"]] as [string, string][])
          : []),
        [hashOf(attention).source, `hash ${attention.hash}`],
      ];
