import type { AddVerb } from "./add-verb.ts";

/**
 * Where the verbs live. A call loads the module of its own verb alone: charts, schemas and models take memory and
 * start-up time that `solve` or `pareto` need not pay.
 */
export const VERBS: readonly { readonly names: readonly string[]; readonly load: () => Promise<AddVerb> }[] =
  [
    { names: ["compare"], load: async () => (await import("./compare-command.ts")).addCompare },
    { names: ["check", "show"], load: async () => (await import("./config-commands.ts")).addConfigVerbs },
    { names: ["init", "schema"], load: async () => (await import("./start-commands.ts")).addStartVerbs },
    { names: ["component"], load: async () => (await import("./component-command.ts")).addComponent },
    { names: ["hash"], load: async () => (await import("./hash-command.ts")).addHash },
    { names: ["lm"], load: async () => (await import("./lm-command.ts")).addLm },
    { names: ["budget"], load: async () => (await import("./budget-command.ts")).addBudget },
    {
      names: ["sensitivity"],
      load: async () => (await import("./sensitivity-command.ts")).addSensitivity,
    },
    { names: ["tiles"], load: async () => (await import("./tiles-command.ts")).addTiles },
    { names: ["sweep"], load: async () => (await import("./sweep-command.ts")).addSweep },
    { names: ["pareto"], load: async () => (await import("./pareto-command.ts")).addPareto },
    { names: ["diff"], load: async () => (await import("./diff-command.ts")).addDiff },
    { names: ["status", "merge"], load: async () => (await import("./store-commands.ts")).addStoreVerbs },
    { names: ["export"], load: async () => (await import("./export-command.ts")).addExport },
    { names: ["cite"], load: async () => (await import("./cite-command.ts")).addCite },
    { names: ["report"], load: async () => (await import("./report-command.ts")).addReport },
    { names: ["rerun"], load: async () => (await import("./rerun-command.ts")).addRerun },
    { names: ["ask", "tell"], load: async () => (await import("./drive-commands.ts")).addDriveVerbs },
    { names: ["submit"], load: async () => (await import("./submit-command.ts")).addSubmit },
    { names: ["validate"], load: async () => (await import("./validate-command.ts")).addValidate },
    { names: ["solve"], load: async () => (await import("./solve-verb.ts")).addSolve },
    { names: ["completion"], load: async () => (await import("./completion-command.ts")).addCompletion },
  ];
