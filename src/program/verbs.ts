import type { Verb } from "../cli/define-verb.ts";

/** Kinds of verbs, in the order of the help. */
export const VERB_KINDS = ["design", "quality", "study", "device", "other"] as const;
export type VerbKind = (typeof VERB_KINDS)[number];

/** A verb: its words and its module. */
export interface VerbEntry {
  /** Purpose, for the program's help; verbs of one kind are adjacent. */
  readonly kind: VerbKind;
  readonly words: readonly [string] | readonly [group: string, name: string];
  /**
   * Loads only the called verb's module: charts, schemas and models cost memory and start-up time that
   * `solve` or `study pareto` need not pay.
   */
  readonly load: () => Promise<Verb>;
}

/** The verbs in the order of the help. */
export const VERBS: readonly VerbEntry[] = [
  {
    kind: "design",
    words: ["compare"],
    load: async () => (await import("../commands/compare/command.ts")).compareVerb,
  },
  {
    kind: "design",
    words: ["explore"],
    load: async () => (await import("../commands/explore/command.ts")).exploreVerb,
  },
  {
    kind: "design",
    words: ["evaluate"],
    load: async () => (await import("../commands/evaluate/command.ts")).evaluateVerb,
  },
  {
    kind: "design",
    words: ["budget"],
    load: async () => (await import("../commands/budget/command.ts")).budgetVerb,
  },
  {
    kind: "design",
    words: ["model"],
    load: async () => (await import("../commands/model/command.ts")).modelVerb,
  },
  {
    kind: "design",
    words: ["sensitivity"],
    load: async () => (await import("../commands/sensitivity/command.ts")).sensitivityVerb,
  },
  {
    kind: "design",
    words: ["tiles"],
    load: async () => (await import("../commands/tiles/command.ts")).tilesVerb,
  },
  {
    kind: "quality",
    words: ["hash"],
    load: async () => (await import("../commands/hash/command.ts")).hashVerb,
  },
  { kind: "quality", words: ["lm"], load: async () => (await import("../commands/lm/command.ts")).lmVerb },
  {
    kind: "study",
    words: ["study", "run"],
    load: async () => (await import("../commands/study/run-command.ts")).runVerb,
  },
  {
    kind: "study",
    words: ["study", "pareto"],
    load: async () => (await import("../commands/study/pareto-command.ts")).paretoVerb,
  },
  {
    kind: "study",
    words: ["study", "report"],
    load: async () => (await import("../commands/study/report-command.ts")).reportVerb,
  },
  {
    kind: "study",
    words: ["study", "status"],
    load: async () => (await import("../commands/study/status-command.ts")).statusVerb,
  },
  {
    kind: "study",
    words: ["study", "export"],
    load: async () => (await import("../commands/study/export-command.ts")).exportVerb,
  },
  {
    kind: "study",
    words: ["study", "rerun"],
    load: async () => (await import("../commands/study/rerun-command.ts")).rerunVerb,
  },
  {
    kind: "study",
    words: ["study", "diff"],
    load: async () => (await import("../commands/study/diff-command.ts")).diffVerb,
  },
  {
    kind: "study",
    words: ["study", "merge"],
    load: async () => (await import("../commands/study/merge-command.ts")).mergeVerb,
  },
  {
    kind: "study",
    words: ["study", "submit"],
    load: async () => (await import("../commands/study/submit-command.ts")).submitVerb,
  },
  {
    kind: "study",
    words: ["study", "equal-quality"],
    load: async () => (await import("../commands/study/equal-quality-command.ts")).equalQualityVerb,
  },
  {
    kind: "device",
    words: ["import", "device"],
    load: async () => (await import("../commands/import/device-command.ts")).importDeviceVerb,
  },
  {
    kind: "device",
    words: ["import", "silicon"],
    load: async () => (await import("../commands/import/silicon-command.ts")).importSiliconVerb,
  },
  {
    kind: "device",
    words: ["import", "tables"],
    load: async () => (await import("../commands/import/tables-command.ts")).importTablesVerb,
  },
  {
    kind: "device",
    words: ["import", "cells"],
    load: async () => (await import("../commands/import/cells-command.ts")).importCellsVerb,
  },
  {
    kind: "device",
    words: ["solve"],
    load: async () => (await import("../commands/solve/command.ts")).solveVerb,
  },
  {
    kind: "other",
    words: ["config", "init"],
    load: async () => (await import("../commands/config/init-command.ts")).initVerb,
  },
  {
    kind: "other",
    words: ["config", "check"],
    load: async () => (await import("../commands/config/check-command.ts")).checkVerb,
  },
  {
    kind: "other",
    words: ["config", "show"],
    load: async () => (await import("../commands/config/show-command.ts")).showVerb,
  },
  {
    kind: "other",
    words: ["config", "schema"],
    load: async () => (await import("../commands/config/schema-command.ts")).schemaVerb,
  },
  {
    kind: "other",
    words: ["config", "cite"],
    load: async () => (await import("../commands/config/cite-command.ts")).citeVerb,
  },
  {
    kind: "other",
    words: ["config", "completion"],
    load: async () => (await import("../commands/config/completion-command.ts")).completionVerb,
  },
  {
    kind: "other",
    words: ["explain"],
    load: async () => (await import("../commands/explain/command.ts")).explainVerb,
  },
  {
    kind: "other",
    words: ["validate"],
    load: async () => (await import("../commands/validate/command.ts")).validateVerb,
  },
];

/** Short names of verbs, which no list has. */
export const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = { ground: ["import", "cells"] };

/** Descriptions of verb groups for the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  config: "start, check, print, describe, cite, complete a config",
  import: "measured devices, silicon, cells; tables of components",
  study: "run a study of many designs; its front, report, table",
};
