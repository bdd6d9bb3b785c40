import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");

/** One head of L tokens, chunk 64: peak memory of the process in bytes. */
function peakMemory(length: number, rounds: number): number {
  const settings = [
    "fidelity.source=duplication",
    "fidelity.arrays=2",
    "fidelity.queries=16",
    "design.mapping.search=false",
    "design.digital.sizes=stated",
    "workload.layers=1",
    "workload.heads=1",
    "workload.attention.chunk=64",
    `workload.attention.rounds=${rounds}`,
    `workload.length=${length}`,
  ];
  const script = `
    import { run } from ${JSON.stringify(join(ROOT, "dist", "program", "program.js"))};
    const output = { data() {}, pieces() {}, note(text) { process.stderr.write(text); } };
    const code = await run(${JSON.stringify(["compare", "--json", "--workers", "1", ...settings.flatMap((s) => ["--set", s])])}, output);
    process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
    process.exitCode = code;`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout);
}

describe("memory of a long sequence", () => {
  it("grows as L, not as L²", () => {
    // Two rounds: their ids and routes grow as the rest does.
    const [a, b, c] = [16_384, 32_768, 65_536].map((length) => peakMemory(length, 2));
    // Above the process's own 100 MB the rest is q, k, v, ids and routes: at most × 2 per doubling, with slack.
    expect(c - b).toBeLessThan(2.6 * (b - a));
    expect(c).toBeLessThan(1e9);
  });

  // An eighth of a million unless CROSSHASH_LONGEST asks for the million.
  it("a long document runs", () => {
    const length = process.env.CROSSHASH_LONGEST === undefined ? 1 << 17 : 1 << 20;
    expect(peakMemory(length, 2)).toBeLessThan(8e3 * length);
  });
});
