import type { Verb } from "./define-verb.ts";

/** A verb: its words, the name that it had before, and where it lives. */
export interface VerbEntry {
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
    words: ["compare"],
    load: async () => (await import("./verbs/compare.ts")).compareVerb,
  },
  { words: ["explore"], load: async () => (await import("./verbs/explore.ts")).exploreVerb },
  { words: ["hash"], load: async () => (await import("./verbs/hash.ts")).hashVerb },
  { words: ["lm"], load: async () => (await import("./verbs/lm.ts")).lmVerb },
  { words: ["budget"], load: async () => (await import("./verbs/budget.ts")).budgetVerb },
  { words: ["sensitivity"], load: async () => (await import("./verbs/sensitivity.ts")).sensitivityVerb },
  {
    words: ["map"],
    was: ["study map", "study regions"],
    load: async () => (await import("./verbs/map.ts")).mapVerb,
  },
  { words: ["tiles"], load: async () => (await import("./verbs/tiles.ts")).tilesVerb },
  { words: ["pareto"], load: async () => (await import("./verbs/pareto.ts")).paretoVerb },
  { words: ["report"], load: async () => (await import("./verbs/report.ts")).reportVerb },
  { words: ["evaluate"], load: async () => (await import("./verbs/evaluate.ts")).evaluateVerb },
  { words: ["solve"], load: async () => (await import("./verbs/solve.ts")).solveVerb },
  { words: ["component"], load: async () => (await import("./verbs/component.ts")).componentVerb },
  { words: ["explain"], load: async () => (await import("./verbs/explain.ts")).explainVerb },
  {
    words: ["validate"],
    load: async () => (await import("./verbs/validate.ts")).validateVerb,
  },
  { words: ["completion"], load: async () => (await import("./verbs/completion.ts")).completionVerb },
  { words: ["calibrate"], load: async () => (await import("./verbs/calibrate.ts")).calibrateVerb },
  {
    words: ["device", "fit"],
    load: async () => (await import("./verbs/device-fit.ts")).deviceFitVerb,
  },
  {
    words: ["config", "init"],
    was: "init",
    load: async () => (await import("./verbs/config-init.ts")).initVerb,
  },
  {
    words: ["config", "check"],
    was: "check",
    load: async () => (await import("./verbs/config-check.ts")).checkVerb,
  },
  {
    words: ["config", "show"],
    was: "show",
    load: async () => (await import("./verbs/config-show.ts")).showVerb,
  },
  {
    words: ["config", "schema"],
    was: "schema",
    load: async () => (await import("./verbs/config-schema.ts")).schemaVerb,
  },
  {
    words: ["config", "cite"],
    was: "cite",
    load: async () => (await import("./verbs/config-cite.ts")).citeVerb,
  },
  {
    words: ["config", "tables"],
    load: async () => (await import("./verbs/config-tables.ts")).tablesVerb,
  },
  {
    words: ["study", "run"],
    was: "sweep",
    load: async () => (await import("./verbs/study-run.ts")).runVerb,
  },
  {
    words: ["study", "status"],
    was: "status",
    load: async () => (await import("./verbs/study-status.ts")).statusVerb,
  },
  {
    words: ["study", "export"],
    was: "export",
    load: async () => (await import("./verbs/study-export.ts")).exportVerb,
  },
  {
    words: ["study", "rerun"],
    was: "rerun",
    load: async () => (await import("./verbs/study-rerun.ts")).rerunVerb,
  },
  {
    words: ["study", "diff"],
    was: "diff",
    load: async () => (await import("./verbs/study-diff.ts")).diffVerb,
  },
  {
    words: ["study", "merge"],
    was: "merge",
    load: async () => (await import("./verbs/study-merge.ts")).mergeVerb,
  },
  {
    words: ["study", "submit"],
    was: "submit",
    load: async () => (await import("./verbs/study-submit.ts")).submitVerb,
  },
  {
    words: ["study", "ask"],
    was: "ask",
    load: async () => (await import("./verbs/study-ask.ts")).askVerb,
  },
  {
    words: ["study", "tell"],
    was: "tell",
    load: async () => (await import("./verbs/study-tell.ts")).tellVerb,
  },
  {
    words: ["study", "equal-quality"],
    load: async () => (await import("./verbs/study-equal-quality.ts")).equalQualityVerb,
  },
];

/** What the verbs of a group have in common, for the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  device: "measurements of your own devices as a model",
  config: "start, check, print, describe, cite and hand on a config",
  study: "run a study of many designs, follow it, export it",
};
