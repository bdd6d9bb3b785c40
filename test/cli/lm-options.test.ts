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
});

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

it("weights in arrays change what a model answers, are named, and are refused where they cannot be simulated", async () => {
  const asked = [
    ...[
      "lm",
      "--model",
      model,
      "--quick",
      "--windows",
      "1",
      "--length",
      "512",
      "--select",
      "low-bit-keys:bits=4",
    ],
    ...["--set=languageModel.selection.setups=B", "--set=languageModel.selection.shares=1/8"],
    ...["--set=languageModel.selection.references=false", "--json"],
  ];
  const inArrays = "--set=languageModel.selection.weights=arrays";
  const stored = await cli(...asked);
  const fine = ["pairing=differential", "weightBits=12", "inputBits=12", "programmingError=0", "readNoise=0"];
  const read = await cli(...asked, inArrays, ...fine.map((one) => `--set=design.weights.${one}`));
  const nll = (data: string): number =>
    JSON.parse(data).haystacks[0].exact.reduce(
      (sum: number, one: { nll_nats: number }) => sum + one.nll_nats,
      0,
    );
  expect(nll(read.data)).not.toBe(nll(stored.data));
  expect(nll(read.data) / nll(stored.data)).toBeCloseTo(1, 2);
  expect(JSON.parse(read.data).model.name).toBe(`${JSON.parse(stored.data).model.name}, weights in arrays`);
  const coarse = await cli(...asked, inArrays, "--set=design.weights.programmingError=0.2");
  expect(Math.abs(nll(coarse.data) / nll(stored.data) - 1)).toBeGreaterThan(
    Math.abs(nll(read.data) / nll(stored.data) - 1),
  );
  const wide = await cli(
    ...asked,
    inArrays,
    "--set=design.weights.rows=4096",
    "--set=design.weights.columns=4096",
  );
  expect(wide.code).toBe(2);
  expect(wide.note).toContain("expected arrays of at most 262144 cells for languageModel.selection.weights");
});
