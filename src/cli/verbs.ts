import type { Verb } from "./define-verb.ts";
import { former } from "./former-verb.ts";

/** A verb: its words, the name that it had before, and where it lives. */
export interface VerbEntry {
  readonly words: readonly [string] | readonly [group: string, name: string];
  /** Still understood, with a note that says the new words. */
  readonly was?: string;
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
    load: async () => former((await import("./compare-command.ts")).addCompare, "compare"),
  },
  { words: ["hash"], load: async () => (await import("./verbs/hash.ts")).hashVerb },
  { words: ["lm"], load: async () => former((await import("./lm-command.ts")).addLm, "lm") },
  { words: ["budget"], load: async () => former((await import("./budget-command.ts")).addBudget, "budget") },
  {
    words: ["sensitivity"],
    load: async () => former((await import("./sensitivity-command.ts")).addSensitivity, "sensitivity"),
  },
  { words: ["tiles"], load: async () => (await import("./verbs/tiles.ts")).tilesVerb },
  { words: ["pareto"], load: async () => former((await import("./pareto-command.ts")).addPareto, "pareto") },
  { words: ["report"], load: async () => former((await import("./report-command.ts")).addReport, "report") },
  { words: ["solve"], load: async () => (await import("./verbs/solve.ts")).solveVerb },
  { words: ["component"], load: async () => (await import("./verbs/component.ts")).componentVerb },
  { words: ["explain"], load: async () => (await import("./verbs/explain.ts")).explainVerb },
  {
    words: ["validate"],
    load: async () => former((await import("./validate-command.ts")).addValidate, "validate"),
  },
  { words: ["completion"], load: async () => (await import("./verbs/completion.ts")).completionVerb },
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
    words: ["study", "run"],
    was: "sweep",
    load: async () => former((await import("./sweep-command.ts")).addSweep, "sweep"),
  },
  {
    words: ["study", "status"],
    was: "status",
    load: async () => former((await import("./store-commands.ts")).addStoreVerbs, "status"),
  },
  {
    words: ["study", "export"],
    was: "export",
    load: async () => former((await import("./export-command.ts")).addExport, "export"),
  },
  {
    words: ["study", "rerun"],
    was: "rerun",
    load: async () => former((await import("./rerun-command.ts")).addRerun, "rerun"),
  },
  {
    words: ["study", "diff"],
    was: "diff",
    load: async () => former((await import("./diff-command.ts")).addDiff, "diff"),
  },
  {
    words: ["study", "merge"],
    was: "merge",
    load: async () => former((await import("./store-commands.ts")).addStoreVerbs, "merge"),
  },
  {
    words: ["study", "submit"],
    was: "submit",
    load: async () => former((await import("./submit-command.ts")).addSubmit, "submit"),
  },
  {
    words: ["study", "ask"],
    was: "ask",
    load: async () => former((await import("./drive-commands.ts")).addDriveVerbs, "ask"),
  },
  {
    words: ["study", "tell"],
    was: "tell",
    load: async () => former((await import("./drive-commands.ts")).addDriveVerbs, "tell"),
  },
];

/** What the verbs of a group have in common, for the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  config: "start, check, print, describe and cite a config",
  study: "run a study of many designs, follow it, export it",
};
