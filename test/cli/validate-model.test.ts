import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-"));
afterAll(() => rmSync(folder, { recursive: true }));
const MODEL = resolve(import.meta.dirname, "../../models/recall-lm");

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const empty = join(folder, "empty");
mkdirSync(empty);
const noJson = file("no.json", "[[1, 2");
const foreign = file("foreign.json", "[[1, 2, 99999]]");
const short = file("short.json", JSON.stringify([Array.from({ length: 40 }, () => 1)]));

describe("validate --claims with a model of the user's", () => {
  it.each([
    [
      "no such folder",
      ["--model", join(folder, "nowhere")],
      /nowhere.*expected a model's folder.*received nothing/,
    ],
    ["a folder without a model", ["--model", empty], /expected model\.json, config\.json or one checkpoint/],
    ["tokens that are no JSON", ["--model", MODEL, "--tokens", noJson], /no\.json/],
    [
      "a token that the model has not",
      ["--model", MODEL, "--tokens", foreign],
      /foreign\.json.*received 99999/,
    ],
    [
      "too few tokens",
      ["--model", MODEL, "--tokens", short, "--length", "32"],
      /short\.json.*expected 2 windows of 32/,
    ],
    [
      "a length beyond the context",
      ["--model", MODEL, "--length", "100000"],
      /--length.*context.*received 100000/,
    ],
    ["no length at all", ["--model", MODEL, "--length", "many"], /--length/],
    [
      "a setting that does not exist",
      ["--model", MODEL, "--set", "workload.attention.chunks=8"],
      /--set workload\.attention\.chunks/,
    ],
    ["a length without a model", ["--length", "64"], /--length.*expected --model with it/],
    ["a setting without a model", ["--set", "workload.length=64"], /expected --model with it/],
    ["nothing to test", [], /--alone.*expected --model with it/],
  ])("%s: one error, nothing on standard output", async (_, options, expected) => {
    const { code, data, note } = await cli("validate", "--claims", "--alone", ...options);
    expect(code).toBe(2);
    expect(data).toBe("");
    expect(note).toMatch(expected);
  });

  it("asks for --claims beside what only they take", async () => {
    for (const option of [["--alone"], ["--length", "64"], ["--set", "workload.length=64"]]) {
      const { code, note } = await cli("validate", ...option);
      expect(code).toBe(2);
      expect(note).toMatch(/expected --claims with it/);
    }
  });
});
