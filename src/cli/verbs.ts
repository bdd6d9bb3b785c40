import type { Verb } from "./define-verb.ts";

/** Kinds of verbs, in the order of the help. */
export const VERB_KINDS = ["design", "quality", "study", "device", "other"] as const;
export type VerbKind = (typeof VERB_KINDS)[number];

/** A verb: its words, the name that it had before, and where it lives. */
export interface VerbEntry {
  /** What it is for, in the program's help; verbs of one kind follow one another. */
  readonly kind: VerbKind;
  readonly words: readonly [string] | readonly [group: string, name: string];
  /** Former names, still understood with a note that says the new words. */
  readonly was?: string | readonly string[];
  /**
   * A call loads the module of its own verb alone: charts, schemas and models take memory and start-up time that
   * `solve` or `pareto` need not pay.
   */
  readonly load: () => Promise<Verb>;
}

/** The verbs in the order of the help. */
export const VERBS: readonly VerbEntry[] = [
  {
    kind: "design",
    words: ["compare"],
    load: async () => (await import("./verbs/compare.ts")).compareVerb,
  },
  { kind: "design", words: ["explore"], load: async () => (await import("./verbs/explore.ts")).exploreVerb },
  {
    kind: "design",
    words: ["evaluate"],
    load: async () => (await import("./verbs/evaluate.ts")).evaluateVerb,
  },
  { kind: "design", words: ["budget"], load: async () => (await import("./verbs/budget.ts")).budgetVerb },
  {
    kind: "design",
    words: ["sensitivity"],
    load: async () => (await import("./verbs/sensitivity.ts")).sensitivityVerb,
  },
  {
    kind: "design",
    words: ["map"],
    was: ["study map", "study regions"],
    load: async () => (await import("./verbs/map.ts")).mapVerb,
  },
  { kind: "design", words: ["tiles"], load: async () => (await import("./verbs/tiles.ts")).tilesVerb },
  { kind: "quality", words: ["hash"], load: async () => (await import("./verbs/hash.ts")).hashVerb },
  { kind: "quality", words: ["lm"], load: async () => (await import("./verbs/lm.ts")).lmVerb },
  {
    kind: "study",
    words: ["study", "run"],
    was: "sweep",
    load: async () => (await import("./verbs/study-run.ts")).runVerb,
  },
  {
    kind: "study",
    words: ["study", "status"],
    was: "status",
    load: async () => (await import("./verbs/study-status.ts")).statusVerb,
  },
  {
    kind: "study",
    words: ["study", "export"],
    was: "export",
    load: async () => (await import("./verbs/study-export.ts")).exportVerb,
  },
  {
    kind: "study",
    words: ["study", "rerun"],
    was: "rerun",
    load: async () => (await import("./verbs/study-rerun.ts")).rerunVerb,
  },
  {
    kind: "study",
    words: ["study", "diff"],
    was: "diff",
    load: async () => (await import("./verbs/study-diff.ts")).diffVerb,
  },
  {
    kind: "study",
    words: ["study", "merge"],
    was: "merge",
    load: async () => (await import("./verbs/study-merge.ts")).mergeVerb,
  },
  {
    kind: "study",
    words: ["study", "submit"],
    was: "submit",
    load: async () => (await import("./verbs/study-submit.ts")).submitVerb,
  },
  {
    kind: "study",
    words: ["study", "ask"],
    was: "ask",
    load: async () => (await import("./verbs/study-ask.ts")).askVerb,
  },
  {
    kind: "study",
    words: ["study", "tell"],
    was: "tell",
    load: async () => (await import("./verbs/study-tell.ts")).tellVerb,
  },
  {
    kind: "study",
    words: ["study", "equal-quality"],
    load: async () => (await import("./verbs/study-equal-quality.ts")).equalQualityVerb,
  },
  { kind: "study", words: ["pareto"], load: async () => (await import("./verbs/pareto.ts")).paretoVerb },
  { kind: "study", words: ["report"], load: async () => (await import("./verbs/report.ts")).reportVerb },
  {
    kind: "device",
    words: ["device", "fit"],
    load: async () => (await import("./verbs/device-fit.ts")).deviceFitVerb,
  },
  {
    kind: "device",
    words: ["calibrate"],
    load: async () => (await import("./verbs/calibrate.ts")).calibrateVerb,
  },
  {
    kind: "device",
    words: ["component"],
    load: async () => (await import("./verbs/component.ts")).componentVerb,
  },
  { kind: "device", words: ["solve"], load: async () => (await import("./verbs/solve.ts")).solveVerb },
  {
    kind: "other",
    words: ["config", "init"],
    was: "init",
    load: async () => (await import("./verbs/config-init.ts")).initVerb,
  },
  {
    kind: "other",
    words: ["config", "check"],
    was: "check",
    load: async () => (await import("./verbs/config-check.ts")).checkVerb,
  },
  {
    kind: "other",
    words: ["config", "show"],
    was: "show",
    load: async () => (await import("./verbs/config-show.ts")).showVerb,
  },
  {
    kind: "other",
    words: ["config", "schema"],
    was: "schema",
    load: async () => (await import("./verbs/config-schema.ts")).schemaVerb,
  },
  {
    kind: "other",
    words: ["config", "cite"],
    was: "cite",
    load: async () => (await import("./verbs/config-cite.ts")).citeVerb,
  },
  {
    kind: "other",
    words: ["config", "tables"],
    load: async () => (await import("./verbs/config-tables.ts")).tablesVerb,
  },
  { kind: "other", words: ["explain"], load: async () => (await import("./verbs/explain.ts")).explainVerb },
  {
    kind: "other",
    words: ["validate"],
    load: async () => (await import("./verbs/validate.ts")).validateVerb,
  },
  {
    kind: "other",
    words: ["completion"],
    load: async () => (await import("./verbs/completion.ts")).completionVerb,
  },
];

/** What the verbs of a group have in common, for the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  device: "measurements of your own devices as a model",
  config: "start, check, print, describe, cite and hand on a config",
  study: "run a study of many designs, follow it, export it",
};
