import { existsSync, readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { SOURCES } from "./vitest.config.ts";

/** Those that hold a program to a time: nothing else runs meanwhile. */
const ALONE = named("explorer-page", "fuzz", "hostile-texts", "paused-sweep");

function named(...names: string[]): string[] {
  return names.map((name) => {
    const file = `test/long/${name}.test.ts`;
    if (!existsSync(new URL(file, import.meta.url)))
      throw new RangeError(`${file}: expected a test, found none`);
    return file;
  });
}

/** Files of the quick tier whose laws are tried on more cases here: those that call `byTier`. */
const REPEATED = readdirSync(new URL("test", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts") && !name.startsWith("long"))
  .map((name) => `test/${name}`)
  .filter((file) => readFileSync(new URL(file, import.meta.url), "utf8").includes("byTier("))
  .sort();

const SHARED = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  expect: { requireAssertions: true },
  // Studies of tests share no points with those of whoever runs them.
  // Lines of progress depend on the time that a machine takes.
  env: { CROSSHASH_CACHE: "off", CROSSHASH_PROGRESS: "off" },
};

/**
 * Long runs of what other tests check in small, in parts that take about as long as one another. CI runs one part
 * a commit (CROSSHASH_PART, from 1 on), so that it ends within 20 minutes; without that variable all of them run.
 * What needs another program (ngspice, Chromium, other Nodes) is in none of them, but for the longest: a
 * scheduler's jobs, the package's installations, the live page, the Python client, traces and regular expressions.
 */
const PARTS = [
  named("documents"),
  named("tutorial"),
  named("agreement", "search"),
  named("slurm", "stories-table"),
  named("study-kill", "range-ends"),
  named("cli/what-if", "remembered-prices", "perfetto", "whole-model"),
  named("package", "long-sequence"),
  named("library", "ranges", "replicated-arrays"),
  named("live-page", "regular-expressions"),
  named("contributing", "python-client", "weights-in-arrays"),
  named(
    "kill-merge",
    "lsf-scripts",
    "closed-forms",
    "cache-age",
    "enlarged-study",
    "study-levels",
    "chip-question",
  ),
  named("hash-experiments", "real-model", "passive-arrays", "worker-count"),
  named(...["plugin", "neighbours", "other-models", "selection-quality", "calibrate", "device-fit"]),
  named("python-searches"),
  named(
    ...["seeds", "fuzz", "hostile-texts", "estimate", "benches", "store-faults", "plan-brute-force"],
    ...["workload-from", "hardware-units", "claims", "language-model-table", "study-parts"],
    ...["lm-published", "hash-law-coverage", "sensitivity", "config-fuzz"],
  ),
];

/** The files of the parts that this run leaves out. */
function leftOut(part = process.env.CROSSHASH_PART): string[] {
  if (part === undefined || part === "") return [];
  const number = Number(part);
  if (!Number.isInteger(number) || number < 1 || number > PARTS.length)
    throw new RangeError(`CROSSHASH_PART: expected 1 to ${PARTS.length}, received "${part}"`);
  // The repeated laws take minutes, too: a third of their files a part.
  const repeated = REPEATED.filter((_, n) => n % 3 !== number % 3);
  return [...PARTS.filter((_, n) => n !== number - 1).flat(), ...repeated];
}

/** Files that take about a minute or more, the longest first, so that none of them is left to run by itself at the end. */
const LONGEST = named(
  "package",
  "slurm",
  "documents",
  "tutorial",
  "python-searches",
  "agreement",
  "study-kill",
  "long-sequence",
  "range-ends",
  "python-client",
  "cli/what-if",
  "library",
  "stories-table",
  "worker-count",
  "live-page",
  "plugin",
  "replicated-arrays",
  "real-model",
  "same-digits",
  "hash-experiments",
  "passive-arrays",
  "claims",
  "calibrate",
  "estimate",
  "benches",
  "language-model-table",
  "search",
  "remembered-prices",
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
          exclude: [...ALONE, ...leftOut()],
          // One more than the cores of a small machine: many start programs (ngspice, a scheduler, a browser) and wait for them.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...SOURCES,
        test: {
          ...SHARED,
          name: "repeated",
          include: REPEATED,
          exclude: leftOut(),
          env: { ...SHARED.env, CROSSHASH_TIER: "slow" },
          maxWorkers: 3,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...SOURCES,
        test: {
          ...SHARED,
          name: "alone",
          include: ALONE,
          exclude: leftOut(),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
