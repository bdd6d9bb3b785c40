import { expect, it } from "vitest";
import { cli } from "./run.ts";

const SMALL = ["--model", "smollm2-135m", "--set", "workload.length=256"];

it("model puts a whole model on one chip, what selection can save first", async () => {
  const { code, data } = await cli("model", ...SMALL);
  expect(code).toBe(0);
  const [first] = data.split("\n").filter((line) => line.startsWith("•"));
  expect(first).toMatch(
    /^• With weights in tuned arrays, exact attention is [\d.]+ % of the energy and [\d.]+ % of the time of a token: no selection of keys can save more/,
  );
  expect(data).toMatch(/^│ weights +│ attention +│ decode: a token │ decode: tokens\/s │/m);
  expect(data).toMatch(/^│ smollm2-135m +│ +134 479 872 │ +537 919 488 │/m);
});

it.each([
  [["--set", "workload.pass=training"], /workload\.pass: expected "forward", .*received "training"/],
  [["--answer", "5"], /^--answer \(root\): expected --requests with it/],
  [["--model", "smollm"], /^model --model: expected a preset, .*received "smollm"/],
] as const)("model %j has one located error", async (args, message) => {
  const { code, data, note } = await cli("model", ...args);
  expect(code).toBe(2);
  expect(data).toBe("");
  expect(note.trim().split("\n")[0]).toMatch(message);
});
