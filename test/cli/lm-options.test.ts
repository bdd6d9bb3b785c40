import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { askableModel } from "../language-model/gguf/gguf-writer.ts";
import { sidecarFor, tinyCheckpoint } from "../language-model/tiny-checkpoint.ts";
import { everyCase } from "../law.ts";
import { cli } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-options-"));
afterAll(() => rmSync(root, { recursive: true }));

const model = join(root, "tiny.gguf");
writeFileSync(model, askableModel());

const divergenceOf = (data: string): unknown =>
  JSON.parse(data).lines.map(({ measures }: { measures: readonly { measure: string; value: number }[] }) =>
    measures.find(({ measure }) => measure === "divergence"),
  )[0].value;

it("a choice shared by query heads, an estimate of the rest and dense layers change what the model answers", async () => {
  const common = [
    "lm",
    "--model",
    model,
    "--quick",
    "--set=languageModel.selection.setups=B",
    "--windows",
    "1",
    "--length",
    "512",
    "--set=languageModel.selection.shares=1/8",
  ];
  const asked = [...common, "--select", "low-bit-keys:bits=4", "--workers", "1", "--json"];
  const base = await cli(...asked);
  expect(base.note).not.toContain("expected");
  const options = ["shareKeys=true", "estimateRest=true", "denseLayers=1"].map((key) => [
    `--set=languageModel.selection.${key}`,
  ]);
  const found = [];
  for (const option of options)
    found.push({ option: option.join(" "), value: divergenceOf((await cli(...asked, ...option)).data) });
  everyCase(found, options.length, ({ value }) => {
    expect(Number.isFinite(value)).toBe(true);
    expect(value).not.toBe(divergenceOf(base.data));
  });
  expect(new Set(found.map(({ value }) => value)).size).toBe(options.length);
}, 60_000);

it("query heads that share keys are refused a common choice by a model that is scored by windows", async () => {
  const folder = join(root, "windows");
  mkdirSync(folder);
  const bytes = tinyCheckpoint();
  writeFileSync(join(folder, "tiny.bin"), bytes);
  writeFileSync(join(folder, "model.json"), JSON.stringify(sidecarFor(bytes)));
  const { code, note } = await cli(
    "lm",
    "--model",
    folder,
    "--select",
    "oracle",
    "--set=languageModel.selection.shareKeys=true",
  );
  expect(code).not.toBe(0);
  expect(note).toMatch(
    /^languageModel\.selection\.shareKeys .*received one scored by windows with 4 query heads on 2 key heads$/,
  );
});
