import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { SOURCES } from "./vitest.config.ts";

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
  // Lines of progress depend on the time that a machine takes.
  env: { CROSSHASH_CACHE: "off", CROSSHASH_PROGRESS: "off" },
};

/** Files that take about a minute or more, the longest first, so that none of them is left to run by itself at the end. */
const LONGEST = named(
  "package",
  "documents",
  "tutorial",
  "cli/what-if",
  "real-model",
  "hash-experiments",
  "agreement",
  "library",
  "replicated-arrays",
  "plugin",
  "worker-count",
  "long-sequence",
  "slurm",
  "range-ends",
  "python-client",
  "live-page",
  "python-searches",
  "same-digits",
  "calibrate",
  "study-kill",
  "stories-table",
  "estimate",
  "benches",
  "language-model-table",
  "search",
  "passive-arrays",
  "remembered-prices",
  "claims",
);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** The slow tier: statistics and real peers (ngspice, Chromium, Slurm); `npm run test:long`. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...SOURCES,
        test: {
          ...SHARED,
          name: "together",
          include: ["test/long/**/*.test.ts"],
          exclude: ALONE,
          // One more than the cores of a small machine: many start programs (ngspice, a scheduler, a browser) and wait for them.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...SOURCES,
        test: { ...SHARED, name: "alone", include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
