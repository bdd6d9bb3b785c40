import { defineConfig } from "vitest/config";

/** Tests that start programs (the built command, ngspice, a scheduler, a browser), which mostly wait: two at a time. */
const PROGRAMS = named(
  "benches",
  "budget-twin",
  "claims",
  "contributing",
  "documents",
  "drive",
  "evaluate",
  "evaluate-serve",
  "kill-all-or-none",
  "library",
  "live-page",
  "long-sequence",
  "lsf-scripts",
  "ngspice",
  "package",
  "plugin",
  "python-client",
  "report-page",
  "slurm",
  "store-faults",
  "study-kill",
  "study-parts",
  "tutorial",
  "cli/what-if",
);

/** Those that hold a program to a time: nothing else runs meanwhile. */
const ALONE = named("explorer-page", "fuzz", "hostile-texts", "paused-sweep");

function named(...names: string[]): string[] {
  return names.map((name) => `test/long/${name}.test.ts`);
}

const SHARED = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  expect: { requireAssertions: true },
  // Studies of tests share no points with those of whoever runs them.
  env: { CROSSHASH_CACHE: "off" },
};

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
          exclude: [...PROGRAMS, ...ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...SHARED,
          name: "programs",
          include: PROGRAMS,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...SHARED, name: "alone", include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
