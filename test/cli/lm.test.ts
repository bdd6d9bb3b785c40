import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { recallSequence } from "../../src/language-model/recall-grammar.ts";
import { cli } from "./run.ts";
import { SHORT_LM } from "./short-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-lm-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Backend {
  readonly backend: string;
  readonly looksAhead: boolean;
  readonly perplexityRatio: { readonly mean: number; readonly upper95: number };
  readonly computedPairs: number;
  readonly usefulPairs: number;
  readonly attentionRecall: number;
  readonly energy_J: number | null;
}
interface Answer {
  readonly versions: { readonly kernel: string };
  readonly plan: { readonly windows: number; readonly length: number };
  readonly verdict: readonly string[];
  readonly backends: readonly Backend[];
  readonly attendedPairs: readonly { readonly weighted: number; readonly topMass: number }[];
}

const tokenFile = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe("lm", () => {
  it("compares every backend with its controls at equal computed pairs, and prices the design", async () => {
    const { code, data } = await cli("lm", ...SHORT_LM, "--json");
    expect(code).toBe(0);
    const { backends, attendedPairs, verdict, versions, plan } = JSON.parse(data) as Answer;
    expect(versions.kernel).toBe("wasm-simd");
    // What was run, not what the config says.
    expect({ windows: plan.windows, length: plan.length }).toEqual({ windows: 2, length: 160 });
    expect(backends.map(({ backend, looksAhead }) => [backend, looksAhead])).toEqual([
      ["exact", false],
      ["lsh-software", false],
      ["lsh-memristor", false],
      ["lsh-software", true],
      ["random-buckets", false],
      ["second-array", false],
      ["local-window", false],
      ["top-k", false],
    ]);
    const [exact, software, memristor, , random, second, local, top] = backends;
    expect(exact.perplexityRatio.mean).toBe(1);
    for (const other of [memristor, random, second])
      expect(other.computedPairs).toBeCloseTo(software.computedPairs, 12);
    // A window is whole positions a query.
    expect(Math.abs(local.computedPairs - software.computedPairs) * 80).toBeLessThan(1);
    // The oracle spends LSH's distinct pairs, less those of the first queries, and holds more attention.
    expect(top.usefulPairs).toBeLessThan(software.usefulPairs * 1.02);
    expect(top.attentionRecall).toBeGreaterThan(software.attentionRecall);
    expect([exact, software, memristor, random].map(({ energy_J }) => energy_J !== null)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(attendedPairs).toHaveLength(4);
    for (const { weighted } of attendedPairs) expect(Math.abs(weighted)).toBeLessThanOrEqual(1);
    expect(verdict.join(" ")).toContain("The memristor hash");
  });

  it("says that a text on which a control passes has no power", async () => {
    // 2 rounds of 2 × 64 slots are the whole of 96 tokens: a local window of as many is exact attention.
    const { data } = await cli(
      "lm",
      ...SHORT_LM,
      "--length=96",
      "--set=workload.attention.chunk=32",
      "--json",
    );
    expect((JSON.parse(data) as Answer).verdict[0]).toMatch(/^No power: .*local-window/);
  });

  it("hashes by arrays whose reads are solved as circuits where it is asked to", async () => {
    const tiny = [
      "--windows=1",
      "--length=24",
      "--set=workload.attention.chunk=4",
      "--set=workload.attention.rounds=1",
    ];
    const { code, data } = await cli(
      "lm",
      ...tiny,
      "--set=languageModel.arrays=1",
      "--set=languageModel.circuitReads=true",
      "--json",
    );
    expect(code).toBe(0);
    const { backends, verdict } = JSON.parse(data) as Answer;
    const [memristor, circuit] = ["lsh-memristor", "lsh-circuit"].map((name) =>
      backends.find(({ backend }) => backend === name),
    );
    expect(circuit?.energy_J).toBe(memristor?.energy_J);
    expect(circuit?.computedPairs).toBe(memristor?.computedPairs);
    // Without read noise a bit or two may fall otherwise: the pairs are not the same, but nearly.
    expect(Math.abs((circuit?.usefulPairs ?? 0) - (memristor?.usefulPairs ?? 1))).toBeLessThan(0.1);
    expect(verdict.join(" ")).toContain("With every read solved as a circuit");
  });

  it("writes a report folder, and prints the verdict before the tables", async () => {
    const out = join(folder, "report");
    const { code, data } = await cli("lm", ...SHORT_LM, "--out", out);
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "index.html",
      "perplexity.png",
      "report.json",
      "report.txt",
      "result.json",
    ]);
    expect(data.startsWith(readFileSync(join(out, "report.txt"), "utf8"))).toBe(true);
    expect(data.indexOf("• ")).toBeLessThan(data.indexOf("perplexity ratio ± SE"));
  });

  it("scores a file of token ids, and calibrates on its last window alone", async () => {
    const text = (last: number) =>
      tokenFile(`ids-${last}.json`, [
        recallSequence(11, 120).tokens,
        recallSequence(12, 120).tokens,
        recallSequence(last, 120).tokens,
      ]);
    const settings = [...SHORT_LM.filter((option) => !/windows|length/.test(option)), "--json"];
    const answers = [13, 14].map(async (last) => {
      const { data } = await cli(
        "lm",
        "--tokens",
        text(last),
        ...settings,
        "--set=workload.attention.centreKeys=true",
      );
      return (JSON.parse(data) as { backends: { backend: string; nll_nats: number; windows: number }[] })
        .backends;
    });
    const [one, other] = await Promise.all(answers);
    expect(one[0].windows).toBe(2);
    expect(other[0].nll_nats).toBe(one[0].nll_nats);
    expect(other[1].nll_nats).not.toBe(one[1].nll_nats);
  });

  it.each([
    [["--length=5000"], "--length (root): expected at most the 4096 tokens"],
    [["--tokens", "nowhere.json"], "nowhere.json (file): expected a file, found none"],
    [["--text", "nowhere.txt"], "nowhere.txt (file): expected a file, found none"],
    [["--text", "README.md"], "expected token ids for recall-lm, which has no tokenizer"],
    [
      ["--set=languageModel.circuitReads=true", "--set=design.hashing.encoding=pulse-width"],
      'languageModel.circuitReads: expected inputs as voltages, received the encoding "pulse-width"',
    ],
    [["--windows=0"], "expected a whole number from 1 to 4096"],
    [["--text=a", "--tokens=b"], "cannot be used with"],
    [["--set=languageModel.candidates=all"], 'languageModel.candidates: expected one of "prefix-window"'],
    [["--model", "nowhere"], "nowhere (file): expected a model's folder or a checkpoint, received nothing"],
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
