import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");

/** Benches are in one folder, and in one of each package that has any. */
const BENCHES = [
  "bench",
  ...readdirSync(join(ROOT, "packages"))
    .sort()
    .map((name) => `packages/${name}/bench`)
    .filter((folder) => existsSync(join(ROOT, folder))),
].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => `${folder}/${name}`),
);

/** How each bench is called for a run of seconds: it must end well and print what it measured, which is no measurement. */
const SMOKE: Readonly<Record<string, { readonly args: readonly string[]; readonly prints: RegExp }>> = {
  "bench/array.bench.mjs": { args: ["64"], prints: /^\| 64 × 128, 16² \| 8\d\.\d % \| [\d.]+ \(/m },
  "bench/axes.bench.mjs": {
    args: ["2"],
    prints: /^25 shapes of tiles, all metrics, read time 10 ns: 2 of 2 ok, [\d.]+ points a CPU second$/m,
  },
  "bench/evaluate.bench.mjs": {
    args: ["3"],
    prints: /^cores, without search: [\d.]+ ms a point in the mean/m,
  },
  "bench/evaluation.bench.mjs": { args: ["50"], prints: /^all designs: mapping, price, timing +[\d.]+ µs/m },
  "bench/live.bench.mjs": { args: ["--smoke"], prints: /^smoke run: the page is not measured$/m },
  "bench/lm-real.bench.mjs": {
    args: ["--smoke"],
    prints: /^tail 16 after 48: buckets on memristors 1.8 +[\d.]+ \(/m,
  },
  "bench/lm.bench.mjs": { args: ["--smoke"], prints: /^\| oracle \| [\d.]+ \(/m },
  "packages/cell-library/bench/cells.bench.mjs": {
    args: ["--smoke"],
    prints: /^\| 4 × 4 multiplier, delays of cells \| 20 cycles \| [\d.]+ \(/m,
  },
  "packages/pareto/bench/pareto.bench.mjs": {
    args: ["0.001"],
    prints: /^\| hypervolume, 5-D \| \d+ \| [\d.]+ \(/m,
  },
  "bench/report.bench.mjs": { args: ["--smoke"], prints: /^study report of 1000 rows: [\d.]+ s of CPU/m },
  "bench/search.bench.mjs": { args: ["1", "5"], prints: /^\| ZDT1 \| [\d.]+ \(/im },
  "packages/crossbar-solver/bench/solver.bench.mjs": { args: ["16"], prints: /^\| 16², 5 Ω \| [\d.]+ \(/m },
  "bench/study.bench.mjs": { args: ["40"], prints: /evaluated: [\d.]+ µs a point/ },
  "bench/vmm.bench.mjs": { args: ["16", "0.05"], prints: /^\| 16 × 16 \| [\d.e+]+ \(/m },
};

it("is a smoke run of every bench", () => {
  expect(Object.keys(SMOKE).sort()).toEqual([...BENCHES].sort());
});

it.each(Object.entries(SMOKE))("%s runs", (name, { args, prints }) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, name), ...args], {
    encoding: "utf8",
    timeout: 300_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(prints);
  expect(stdout).not.toMatch(/NaN|undefined/);
});
