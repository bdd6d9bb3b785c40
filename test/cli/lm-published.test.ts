import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askableModel } from "../language-model/gguf/gguf-writer.ts";
import { everyCase } from "../law.ts";
import { cli } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-published-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A decoder of two layers with random weights, and the same without a tokenizer. */
const model = join(root, "tiny.gguf");
writeFileSync(model, askableModel());
const mute = join(root, "mute.gguf");
writeFileSync(mute, askableModel([]));
const shortText = join(root, "short.txt");
writeFileSync(shortText, "Once upon a time there was too little text.\n".repeat(20));

describe("lm on a published model", () => {
  const bad: readonly (readonly [args: readonly string[], message: string])[] = [
    [["--model", model, "--set=languageModel.selection.shares=2"], "expected shares in (0, 1]"],
    [["--model", model, "--set=languageModel.selection.shares=1/0"], "expected shares in (0, 1]"],
    [["--model", model, "--set=languageModel.selection.setups=D"], "expected a list of A, B, C"],
    [["--model", model, "--set=languageModel.selection.depths=0.9,0.1"], "two rising shares"],
    [["--model", model, "--set=languageModel.selection.depths=0.5,1"], "two rising shares"],
    [["--model", model, "--length", "4096"], "at most the 2048 tokens of the model's context, received 4096"],
    [["--model", model, "--length", "100"], "expected more than the 128 tokens of the question"],
    [["--model", model, "--text", shortText, "--length", "768"], "short.txt"],
    [["--model", model, "--text", join(root, "none.txt")], "expected a file, found none"],
    [["--model", model, "--text", model], "expected UTF-8 text, received other bytes"],
    [["--model", model, "--select", "bucket"], 'received "bucket"; did you mean "buckets"?'],
    [
      ["--model", model, "--set=languageModel.selection.denseLayers=2"],
      "expected fewer than the model's 2 layers",
    ],
    [["--model", model, "--set=languageModel.selection.plan=index"], "expected no plan with --quick"],
    [["--model", model, "--tokens", shortText], "--tokens"],
    [["--model", mute], "expected a model with a tokenizer for its texts"],
    [["--model", join(root, "none.gguf")], "none.gguf"],
    [["--model", model, "--select", "score:bits=256"], "as an array has columns, 128"],
    [["--model", model, "--select", "score:bits=12"], "expected a multiple of 8 in [8, 1024]"],
    [["--model", model, "--select", "score:bit"], "expected parameter=value after a colon"],
    [["--model", model, "--select", "quest:page=2048"], "expected pages of at most the 1024 tokens"],
    [
      ["--model", model, "--select", "score", "--set=languageModel.selection.keys=1025"],
      "at most the 1024 keys of a sequence",
    ],
    [
      ["--model", model, "--select", "quest", "--set=languageModel.selection.masses=0.9"],
      "expected a budget that quest serves",
    ],
    [
      ["--model", model, "--select", "magicpig", "--set=languageModel.selection.estimateRest=true"],
      "already represents all keys",
    ],
    [
      ["--model", model, "--set=languageModel.selection.calibrationTokens=0"],
      "calibrationTokens: expected an integer in [1, 1048576], received 0",
    ],
    [["--set=languageModel.selection.setups=A"], "expected B or C for a model that is scored by windows"],
    [["--select", "quest:page=1025"], "expected pages of at most the 1024 tokens"],
    [["--select", "score", "--set=languageModel.selection.keys=1025"], "at most the 1024 keys of a sequence"],
    [["--select", "score:bits=136"], "as an array has columns, 128"],
    [["--set=languageModel.selection.depths=0.1,0.2"], "windows hide no needles"],
  ];

  it("refuses what cannot be asked, in one error each, before anything is run", async () => {
    const found: ({ args: string; message: string } & Awaited<ReturnType<typeof cli>>)[] = [];
    for (const [args, message] of bad) {
      const given = args.includes("--quick") ? args : ["--quick", ...args];
      found.push({ args: args.join(" "), message, ...(await cli("lm", ...given, "--json")) });
    }
    everyCase(found, 3 * bad.length, ({ message, code, data, note }) => {
      expect(note).toContain(message);
      expect(note).not.toMatch(/answers: about|\n\s+at /);
      expect([code === 0, data]).toEqual([false, ""]);
    });
  });
});
