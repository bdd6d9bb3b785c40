import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");

it("one worker and two give the same bytes", () => {
  // Long enough that the pool does start threads; on the built package, where it can.
  const args = [
    "compare",
    "--json",
    "--set",
    "workload.length=1024",
    "--set",
    "fidelity.arrays=2",
    "--set",
    "fidelity.queries=64",
    "--set",
    "design.hashing.array.wires=ideal",
    "--set",
    "design.mapping.search=false",
  ];
  const [one, two] = ["1", "2"].map((workers) =>
    spawnSync(process.execPath, [join(ROOT, "dist", "cli", "main.js"), ...args, "--workers", workers], {
      encoding: "utf8",
      maxBuffer: 1 << 24,
    }),
  );
  expect(one.stderr + two.stderr).toBe("");
  expect(one.status).toBe(0);
  expect(two.stdout).toBe(one.stdout);
});
