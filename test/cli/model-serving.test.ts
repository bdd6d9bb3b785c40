import { expect, it } from "vitest";
import { cli } from "./run.ts";

const SMALL = ["--model", "smollm2-135m", "--requests", "2/s", "--prompt", "512", "--answer", "64"];

it("model --requests serves a model with every design, what is left to selection first", async () => {
  const { code, data } = await cli("model", ...SMALL);
  expect(code).toBe(0);
  const findings = data.split("\n").filter((line) => line.startsWith("•"));
  const [, energy, gain] =
    /^• Selection can save at most ([\d.]+) % of the energy and [\d.]+ % of the time: .*\(Amdahl: ×([\d.]+) and ×[\d.]+ at best\)/.exec(
      findings[0],
    ) ?? [];
  // Amdahl: 1 / (1 − s).
  expect(Number(gain) * (1 - Number(energy) / 100)).toBeCloseTo(1, 2);
  const rows = data.split("\n").filter((line) => /^│ [A-H] /.test(line));
  expect(rows.length).toBeGreaterThan(5);
  expect(data).toContain("keys and values in 36 pages a sequence");
});

it.each([
  [["--requests", "0/s"], /^--requests \(root\): expected a rate above 0 .*received "0\/s"/],
  [
    [...SMALL, "--chips", "64"],
    /^--chips \(root\): expected a number that the 9 heads .*\(1, 3, 9\), received "64"/,
  ],
  [[...SMALL, "--split", "rows"], /^--split \(root\): expected heads or layers, received "rows"/],
  [
    ["--model", "smollm2-135m", "--prompt", "9"],
    /^--prompt \(root\): expected --requests with it, such as "2\/s"/,
  ],
  [
    ["--model", "smollm2-135m", "--requests", "2/s", "--prompt", "9000"],
    /^--prompt \(root\): expected prompt and answer within the 8192 tokens .*received 9000 \+ 256/,
  ],
  [
    ["--model", "bert-base", "--requests", "2/s"],
    /workload\.attention\.causal: expected a model that decodes, received one that sees later tokens/,
  ],
] as const)("model %j has one located error", async (args, message) => {
  const { code, data, note } = await cli("model", ...args);
  expect(code).toBe(2);
  expect(data).toBe("");
  expect(note.trim().split("\n")[0]).toMatch(message);
});
