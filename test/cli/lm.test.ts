import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { recallSequence } from "#model-files";
import { GPT2_CONFIG, safetensorsBytes, tinyGpt2 } from "../language-model/huggingface/tiny-folders.ts";
import { cli } from "./run.ts";
import { SHORT_LM } from "./short-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-lm-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly arm: string;
  readonly name: string;
  readonly budget: string;
  readonly role: string;
  readonly attendedShare: number;
  readonly computedShare: number;
  readonly verdict: string;
  readonly measures: readonly {
    readonly measure: string;
    readonly perplexityRatio?: number;
    readonly loss: { readonly mean: number };
  }[];
}
interface Answer {
  readonly model: { readonly name: string; readonly family: string };
  readonly verdict: readonly string[];
  readonly lines: readonly Line[];
  readonly haystacks: readonly {
    readonly exact: { readonly items: readonly { readonly nll: readonly number[] }[] };
  }[];
}

const answerOf = async (...args: string[]): Promise<Answer> => {
  const { code, data, note } = await cli("lm", ...args, "--json");
  expect([code, note.match(/.*expected.*/)?.[0]]).toEqual([0, undefined]);
  return JSON.parse(data) as Answer;
};

const tokenFile = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe("lm", () => {
  it("compares the design's buckets with the oracle and controls, at their own budget and at shares", async () => {
    const { lines, haystacks, verdict, model } = await answerOf(...SHORT_LM);
    expect(model.name).toBe("recall-lm");
    expect(haystacks).toHaveLength(2);
    expect(lines.map(({ arm, role }) => `${role}: ${arm}`)).toEqual([
      "subject: memristor buckets, own budget",
      "subject: software buckets, own budget",
      "control: local window, own budget",
      "control: random keys, own budget",
      "control: second array, own budget",
      "subject: memristor buckets, 1/4",
      "subject: software buckets, 1/4",
      "oracle: oracle, 1/4",
      "control: local window, 1/4",
      "control: random keys, 1/4",
      "control: second array, 1/4",
    ]);
    const [memristor, software, window, random, second] = lines;
    // Controls attend as many keys as the first subject.
    for (const control of [window, random, second])
      expect(control.attendedShare).toBeCloseTo(memristor.attendedShare, 1);
    expect(software.computedShare).toBeCloseTo(memristor.computedShare, 6);
    for (const { measures } of lines)
      for (const { perplexityRatio, loss } of measures)
        if (perplexityRatio !== undefined) expect(perplexityRatio).toBe(Math.exp(loss.mean));
    expect(verdict[0]).toContain("A drop-in for exact attention");
  });

  it("says that a text on which a control passes has no power", async () => {
    // 2 rounds of 2 × 64 slots are the whole of 96 tokens: a local window of as many is exact attention.
    const { lines } = await answerOf(...SHORT_LM, "--length=96", "--set=workload.attention.chunk=32");
    const own = lines.find(({ arm }) => arm === "memristor buckets, own budget");
    expect(own?.verdict).toBe("no power");
  });

  it("hashes by arrays whose reads are solved as circuits where it is asked to", async () => {
    const tiny = ["--quick", "--windows=1", "--length=16", "--set=workload.attention.localWindow=4"];
    const of = (hash: string): string => `buckets:hash=${hash}:rounds=1:chunk=4:buckets=8`;
    const { lines } = await answerOf(...tiny, "--select", `${of("memristor")},${of("circuit")}`);
    const [memristor, circuit] = lines;
    expect([memristor, circuit].map(({ role, name }) => [role, name])).toEqual([
      ["subject", of("memristor")],
      ["subject", of("circuit")],
    ]);
    expect(circuit.computedShare).toBe(memristor.computedShare);
    // Without read noise a bit or two may fall otherwise: the keys are not the same, but nearly.
    expect(circuit.attendedShare).not.toBe(memristor.attendedShare);
    expect(Math.abs(circuit.attendedShare - memristor.attendedShare)).toBeLessThan(0.02);
    const { code, note } = await cli(
      "lm",
      ...tiny,
      "--select",
      of("circuit"),
      "--set=design.hashing.encoding=pulse-width",
    );
    expect(code).toBe(2);
    expect(note).toContain("expected inputs as voltages");
  });

  it("writes a report folder, and prints the verdict before the table", async () => {
    const out = join(folder, "report");
    const { code, data } = await cli("lm", ...SHORT_LM, "--out", out);
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "answers",
      "index.html",
      "perplexity-C.png",
      "report.json",
      "report.txt",
      "result.json",
      "retrieval-C.png",
    ]);
    expect(data.startsWith(readFileSync(join(out, "report.txt"), "utf8"))).toBe(true);
    expect(data.indexOf("• ")).toBeLessThan(data.indexOf("all (exact attention)"));
  });

  it("scores a file of token ids, as many windows as it has, and calibrates on the last alone", async () => {
    const text = (last: number) =>
      tokenFile(`ids-${last}.json`, [
        recallSequence(11, 64).tokens,
        recallSequence(12, 64).tokens,
        recallSequence(last, 64).tokens,
      ]);
    const buckets = "buckets:hash=memristor:rounds=2:chunk=4:buckets=16";
    const settings = ["--select", buckets, ...SHORT_LM.filter((option) => !/windows|length/.test(option))];
    const [one, other] = [
      await answerOf("--tokens", text(13), ...settings),
      await answerOf("--tokens", text(14), ...settings),
    ];
    expect(one.haystacks).toHaveLength(2);
    expect(other.haystacks[0].exact).toEqual(one.haystacks[0].exact);
    expect(other.lines[0].measures).not.toEqual(one.lines[0].measures);
  });

  it("runs the families that it knows by their checkpoints alone, such as GPT-2", async () => {
    const place = join(folder, "tiny-gpt2");
    mkdirSync(place);
    writeFileSync(join(place, "config.json"), JSON.stringify(GPT2_CONFIG));
    writeFileSync(join(place, "model.safetensors"), safetensorsBytes(tinyGpt2()));
    const sequence = (n: number) => Array.from({ length: 9 }, (_, t) => (t * t + n) % 11);
    const ids = tokenFile("gpt2.json", [0, 1, 2].map(sequence));
    const { model, haystacks } = await answerOf(
      ...[
        "--quick",
        "--model",
        place,
        "--tokens",
        ids,
        "--length",
        "8",
        "--windows",
        "2",
        "--select",
        "oracle",
      ],
    );
    expect([model.name, model.family]).toEqual(["tiny-gpt2", "float32 decoder"]);
    expect(haystacks).toHaveLength(2);
  });

  it.each([
    [["--length=5000"], "--length (root): expected at most the 4096 tokens"],
    [["--tokens", "nowhere.json"], "nowhere.json (file): expected a file, found none"],
    [["--text", "nowhere.txt"], "nowhere.txt (file): expected a file, found none"],
    [["--text", "README.md"], "expected token ids for recall-lm, which has no tokenizer"],
    [["--windows=0"], "expected a whole number from 1 to 4096"],
    [["--text=a", "--tokens=b"], "cannot be used with"],
    [["--set=languageModel.candidates=bucket"], "languageModel.candidates"],
    [["--model", "nowhere"], "nowhere (file): expected a file, found none"],
  ])("%j: one clear error, nothing on standard output", async (args, message) => {
    const { code, data, note } = await cli("lm", ...args);
    expect(code).toBe(2);
    expect(data).toBe("");
    expect(note).toContain(message);
  });

  it("needs a window to calibrate on that it does not score", async () => {
    const { code, note } = await cli("lm", "--tokens", tokenFile("one.json", recallSequence(1, 80).tokens));
    expect(code).toBe(2);
    expect(note).toContain("expected 2 windows of 80 tokens and one to predict");
    expect(note).toContain("received 1");
  });
});
