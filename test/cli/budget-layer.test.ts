import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cli } from "./run.ts";

const BERT = ["--layer", "--model", "bert-base", "--set", "workload.length=128"];

it("budget --layer holds a layer in memory, what another attention can save first", async () => {
  const { code, data } = await cli("budget", ...BERT);
  expect(code).toBe(0);
  const findings = data.split("\n").filter((line) => line.startsWith("•"));
  expect(findings[0]).toBe(
    "• Exact attention (A) is 1.69 % of the layer's energy: another attention can save no more.",
  );
  expect(findings[1]).toMatch(
    /^• With the attention of score-memristor \(F\) the layer takes 3\.81 µJ a token, of which attention 4\.2 %/,
  );
  for (const part of ["projections", "attention", "feed-forward", "sums and norms"])
    expect(data).toMatch(new RegExp(`^│ ${part} `, "m"));
});

it("budget --layer --json has the parts, which sum to the layer", async () => {
  const { code, data } = await cli("budget", ...BERT, "--json");
  expect(code).toBe(0);
  // What docs/results.md reads its numbers from.
  expect(data).toBe(readFileSync("reports/layer/bert-base-128.json", "utf8"));
  const { layers } = JSON.parse(data) as {
    readonly layers: readonly {
      readonly id: string;
      readonly energy_J: number;
      readonly parts: readonly { readonly energy_J: number }[];
    }[];
  };
  expect(layers.map(({ id }) => id)).toContain("selected-analog");
  for (const { energy_J, parts } of layers)
    expect(parts.reduce((sum, part) => sum + part.energy_J, 0) / energy_J).toBeCloseTo(1, 9);
});

it.each([
  [[...BERT, "--area", "5 mm2"], /^--area \(root\): expected no limit, condition or load with --layer/],
  [[...BERT, "--requests", "2/s"], /^--requests \(root\): expected no limit, condition or load with --layer/],
  [["--layer", "--set", "workload.pass=training"], /workload\.pass: expected "forward".*received "training"/],
] as const)("budget %j has one located error", async (args, message) => {
  const { code, data, note } = await cli("budget", ...args);
  expect(code).toBe(2);
  expect(data).toBe("");
  expect(note.trim().split("\n")[0]).toMatch(message);
});
