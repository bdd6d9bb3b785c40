import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { SMALL_KEYS } from "../cli/short-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-study-levels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("levels of a study estimate attention recall, say what is unknown, and simulate what the estimate's front has", async () => {
  const text = (unknown: boolean): string => `{ ${SMALL_KEYS},
    levels: ["estimate", { level: "simulate", trials: 2, slack: 0, unknown: ${unknown} }],
    objectives: ["energy_J:min", "recall:max"],
    space: { "workload.attention.rounds": [1, 4], "design.hashing.array.openLines": [0, 0.01] } }`;
  const rowsOf = async (name: string, unknown: boolean): Promise<string[][]> => {
    const out = join(folder, name);
    const study = join(folder, `${name}.json5`);
    writeFileSync(study, text(unknown));
    const run = await cli("study", "run", study, "--out", out, "--json");
    expect(run.code).toBe(0);
    expect(JSON.parse(run.data)).toMatchObject({ unknown: 2, failed: 0 });
    await cli("study", "export", out, "--csv");
    const lines = readFileSync(join(out, "results.csv"), "utf8").trimEnd().split("\r\n");
    for (const line of lines.filter((one) => one.includes(",unknown,")))
      expect(line).toContain("no model of line faults");
    return lines.slice(1).map((line) => line.split(","));
  };
  const kept = await rowsOf("estimates", false);
  // The last axis turns fastest: points with open lines are the odd ones, and stay unknown.
  expect(kept.map((cells) => cells[1])).toEqual(kept.map((_, n) => (n % 2 === 1 ? "unknown" : "ok")));
  const simulated = kept.filter((cells) => cells[2] === "simulate");
  expect(simulated.length).toBeGreaterThan(0);
  const stored = readFileSync(join(folder, "estimates", "results.jsonl"), "utf8");
  for (const line of stored.trimEnd().split("\n")) expect(line.length).toBeLessThan(300);
  // Estimates have no say on a front beside what was simulated, unless they are asked for.
  const { front } = JSON.parse((await cli("study", "pareto", join(folder, "estimates"), "--json")).data);
  expect(front.every((row: number) => kept[row][2] === "simulate")).toBe(true);
  expect((await rowsOf("unknown", true)).filter((cells) => cells[2] === "simulate")).toHaveLength(
    simulated.length + 2,
  );
});
