import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const SMALL = [
  "--set",
  "fidelity.arrays=2",
  "--set",
  "workload.attention.rounds=2",
  "--set",
  "workload.length=256",
];

describe("hash --json", () => {
  it("answers the same bytes twice, which --out keeps, with numbers that agree with one another", async () => {
    const first = await cli("hash", "--json", ...SMALL);
    expect(first.code).toBe(0);
    const kept = mkdtempSync(join(tmpdir(), "crosshash-hash-"));
    expect((await cli("hash", "--json", ...SMALL, "--out", kept)).data).toBe(first.data);
    expect(readFileSync(join(kept, "result.json"), "utf8")).toBe(first.data);
    const answer = JSON.parse(first.data);
    expect(answer.collision.points).toHaveLength(7);
    for (const { law, lawWithNoise, secondArray } of answer.collision.points) {
      // Rounding may move a pair's cosine either way; noise only takes from the law.
      expect(lawWithNoise).toBeLessThan(law + 0.01);
      // Two arrays of 512 bits on 256 pairs: unrelated within .05.
      expect(Math.abs(secondArray.mean - 0.5)).toBeLessThan(0.05);
    }
    // Where devices are linear the simulated read is the circuit.
    expect(answer.circuit.flips.flipped).toBe(0);
    expect(answer.circuit.power_W.simulated / answer.circuit.power_W.circuit).toBeCloseTo(1, 6);
    expect(answer.signal.retained).toBeLessThan(answer.signal.retainedWithoutSwitches);
    expect(answer.duplication.perRoundHit).toBeGreaterThan(
      answer.duplication.hits["random-buckets"][0].mean + 0.1,
    );
    expect(answer.initialisation).toBe(null);
  });
});

describe("hash", () => {
  it("writes a report with its charts, whatever the hash and the device", async () => {
    const folder = join(mkdtempSync(join(tmpdir(), "crosshash-")), "report");
    const { code, data } = await cli(
      "hash",
      ...SMALL,
      "--set",
      "workload.attention.hash=cross-polytope",
      "--set",
      'design.hashing.memristor={ model: "tiox" }',
      "--out",
      folder,
    );
    expect(code).toBe(0);
    expect(data).toContain("P(bucket equal)");
    expect(data).toContain("Making an array random");
    expect(readdirSync(folder).sort()).toEqual([
      "collision.png",
      "conductance.png",
      "conductances.csv",
      "conductances.npy",
      "index.html",
      "ir-drop.png",
      "report.json",
      "report.txt",
      "result.json",
    ]);
    expect(data).toContain(readFileSync(join(folder, "report.txt"), "utf8").trim());
  });

  it("says what is wrong with a config in one line, and nothing else", async () => {
    const { code, data, note } = await cli("hash", "--set", "design.hashing.array.pairing=double");
    expect(code).toBe(2);
    expect(data).toBe("");
    expect(note).toContain("design.hashing.array.pairing: ");
    expect(note.trim().split("\n")).toHaveLength(1);
  });
});
