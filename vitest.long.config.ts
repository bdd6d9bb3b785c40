import { defineConfig } from "vitest/config";

/**
 * Tests that start programs (the built command, ngspice, a scheduler, a browser) or measure memory, and the one that
 * builds dist anew: one at a time.
 */
const ALONE = [
  "budget-twin",
  "benches",
  "claims",
  "contributing",
  "documents",
  "drive",
  "evaluate",
  "evaluate-serve",
  "explorer-page",
  "fuzz",
  "hostile-texts",
  "library",
  "kill-all-or-none",
  "long-sequence",
  "lsf-scripts",
  "ngspice",
  "package",
  "paused-sweep",
  "plugin",
  "python-client",
  "report-page",
  "slurm",
  "store-faults",
  "study-kill",
  "tutorial",
].map((name) => `test/long/${name}.test.ts`);

const SHARED = { testTimeout: 600_000, hookTimeout: 600_000, expect: { requireAssertions: true } };

/** The slow tier: statistics and real peers (ngspice, Chromium, Slurm); `npm run test:long`. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          ...SHARED,
          name: "simulations",
          include: ["test/long/**/*.test.ts"],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...SHARED, name: "alone", include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
