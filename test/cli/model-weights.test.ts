import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askableModel } from "../language-model/gguf/gguf-writer.ts";
import { everyCase } from "../law.ts";
import { cli } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-weights-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A decoder of two layers with random weights, and the same without a tokenizer. */
const model = join(root, "tiny.gguf");
writeFileSync(model, askableModel());
const mute = join(root, "mute.gguf");
writeFileSync(mute, askableModel([]));
const text = join(root, "book.txt");
writeFileSync(text, "The harbour was quiet, and nobody had counted the boats that came home.\n".repeat(100));
const shortText = join(root, "short.txt");
writeFileSync(shortText, "Too little.");

const READ = ["--workload-from", model, "--text", text, "--tokens", "32", "--set", "workload.length=32"];
const set = (settings: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(settings).flatMap(([key, value]) => ["--set", `design.weights.${key}=${value}`]);

interface PredictionsJson {
  readonly loss: { readonly mean_nats: number; readonly interval_nats: number };
  readonly lost: { readonly mean_nats: number } | null;
  readonly divergence_nats: number | null;
}
interface QualityJson {
  readonly tokens: number;
  readonly stored: PredictionsJson;
  readonly rounded: PredictionsJson;
  readonly arrays: PredictionsJson;
  readonly selected: {
    readonly design: string;
    readonly attended_stored: number;
    readonly stored: PredictionsJson;
    readonly arrays: PredictionsJson;
  } | null;
  readonly errors: readonly { readonly name: string; readonly error: number }[];
}

async function quality(...args: readonly string[]): Promise<QualityJson> {
  const { code, data } = await cli("model", ...READ, ...args, "--json");
  expect(code).toBe(0);
  return (JSON.parse(data) as { quality: QualityJson }).quality;
}

describe("model --text", () => {
  it("prints perplexity with its interval, tokens a joule and area in one table, the loss first", async () => {
    const { code, data, note } = await cli("model", ...READ);
    expect(code).toBe(0);
    // Four slices of eight bits, bit by bit.
    expect(note).toMatch(/^weights in arrays: about \d+ s, as a product takes 32 reads of every cell$/m);
    const [first, second, third] = data.split("\n").filter((line) => line.startsWith("•"));
    expect(first).toMatch(
      /^• With its weights in these arrays, .* predicts 32 tokens of book\.txt with a perplexity .* higher/,
    );
    expect(second).toMatch(/^• Outputs of a matrix are off by [\d.]+ % of their size/);
    expect(third).toMatch(/^• Simulated at [\d.]+ tokens\/s, ×[\d.]+ of the time of the stored weights\.$/);
    expect(data).toMatch(
      /^│ weights +│ +perplexity \(95 %\) │ +rise \(95 %\) │ +divergence │ +tokens\/J │ +tokens\/s │ +area │$/m,
    );
    expect(data).toMatch(
      /^│ as stored, from the memory +│ [^│]*\d[^│]*│ +– │ +– │ +[\d ]+ │ +[\d ]+ │ +[\d.]+ .m² │$/m,
    );
    expect(data).toMatch(
      /^│ in arrays +│ [^│]*\d[^│]*│[^│]*%[^│]*│[^│]*nat │ +[\d ]+ │ +[\d ]+ │ +[\d.]+ .m² │$/m,
    );
  });

  it("loses what errors cost: more bits and fewer errors lose less, and one seed is one chip", async () => {
    const pairs = { pairing: "differential", inputBits: 10, weightBits: 9, rangePercentile: 100 };
    const fine = set({ ...pairs, programmingError: 0, readNoise: 0 });
    const [good, bad, again, other] = [
      await quality(...fine),
      await quality(...set({ ...pairs, programmingError: 0.05, readNoise: 0 })),
      await quality(...set({ ...pairs, programmingError: 0.05, readNoise: 0 })),
      await quality(...set({ ...pairs, programmingError: 0.05, readNoise: 0 }), "--set", "seed=2"),
    ];
    const error = ({ errors }: QualityJson): number => errors.reduce((sum, one) => sum + one.error, 0);
    expect(error(bad) / error(good)).toBeGreaterThan(5);
    expect((bad.arrays.divergence_nats ?? 0) / (good.arrays.divergence_nats ?? 0)).toBeGreaterThan(10);
    expect(good.arrays.lost?.mean_nats).toBeCloseTo(
      good.arrays.loss.mean_nats - good.stored.loss.mean_nats,
      9,
    );
    // Bits alone are those of a chip without errors or narrow converters.
    expect(bad.rounded.loss).toEqual(good.rounded.loss);
    expect(again.arrays.loss).toEqual(bad.arrays.loss);
    expect(other.arrays.loss).not.toEqual(bad.arrays.loss);
    expect(other.stored.loss).toEqual(bad.stored.loss);
  });

  it("reads with a design's selected keys too, on stored weights, in arrays, and at its price", async () => {
    const few = [
      "--set",
      "workload.attention.budget.kind=share",
      "--set",
      "workload.attention.budget.share=0.3",
    ];
    const { code, data } = await cli("model", ...READ, ...few, "--attention", "F", "--json");
    expect(code).toBe(0);
    const { quality: own } = JSON.parse(data) as { quality: QualityJson };
    expect(own.selected?.design).toBe("score-memristor");
    // Every query sees its window and sink, which is most of so short a text.
    expect(own.selected?.attended_stored).toBeGreaterThan(0.25);
    expect(own.selected?.attended_stored).toBeLessThan(0.9);
    expect(own.selected?.stored.divergence_nats).toBeGreaterThan(0);
    const plain = await quality();
    expect({ ...own, selected: null }).toMatchObject({
      stored: { loss: plain.stored.loss },
      rounded: { loss: plain.rounded.loss },
    });
    // With all keys selected both readings are the same, cell by cell but for the noise of reads.
    const all = await quality(
      ...["--set", "workload.attention.budget.kind=share"],
      ...["--set", "workload.attention.budget.share=1"],
      "--attention",
      "F",
    );
    expect(all.selected?.attended_stored).toBe(1);
    expect(all.selected?.stored.lost?.mean_nats).toBeCloseTo(0, 5);
    const buckets = await quality("--attention", "C");
    expect(buckets.selected?.design).toBe("lsh-memristor");
    const printed = await cli("model", ...READ, ...few, "--attention", "F");
    expect(printed.data).toMatch(
      /^• With the keys of .*memristor code.* of them\) the stored weights' perplexity is/m,
    );
    expect(printed.data).toMatch(
      /^│ in arrays, selected keys +│ [^│]*\d[^│]*│[^│]*%[^│]*│[^│]*nat │ +[\d ]+ │ +[\d ]+ │ +[\d.]+ .m² │$/m,
    );
  });

  const bad: readonly (readonly [args: readonly string[], message: string])[] = [
    [
      ["--text", text],
      "--text (root): expected a model's files (--workload-from) that read it, received none",
    ],
    [["--workload-from", model, "--tokens", "64"], "--tokens (root): expected --text with it, received none"],
    [
      ["--workload-from", model, "--text", text, "--layer"],
      "--text (root): expected a whole model, received --layer",
    ],
    [
      ["--workload-from", model, "--text", text, "--requests", "2/s"],
      "expected a whole model, received --requests",
    ],
    [
      ["--workload-from", model, "--text", text, "--tokens", "31"],
      "argument '31' is invalid. expected a whole number from 32 to 32768",
    ],
    [["--workload-from", model, "--text", join(root, "none.txt")], "expected a file, found none"],
    [
      ["--workload-from", model, "--text", shortText],
      "expected at least 256 tokens, of which the last 128 calibrate",
    ],
    [
      ["--workload-from", model, "--text", text, "--tokens", "4096"],
      "--tokens (root): expected at most the 2048 tokens of",
    ],
    [
      ["--workload-from", model, "--attention", "F"],
      "--attention (root): expected --text with it, received none",
    ],
    [
      ["--workload-from", model, "--text", text, "--attention", "B"],
      "'B' is invalid. Allowed choices are C, F.",
    ],
    [["--workload-from", mute, "--text", text], "expected a model with a tokenizer, received one without"],
    [
      ["--workload-from", model, ...set({ cellBits: 9 })],
      "design.weights.cellBits: expected an integer in [1, 6], received 9",
    ],
    [["--workload-from", model, ...set({ cellBit: 2 })], 'did you mean "cellBits"?'],
  ];

  it("prices arrays before it simulates them: a read of too little charge is infeasible at once", async () => {
    const { code, data, note } = await cli("model", ...READ, ...set({ onResistance: "1Gohm" }));
    expect([code, data]).toEqual([1, ""]);
    expect(note).toContain(
      "infeasible: expected a read of one-transistor arrays of 1290 ns or more (design.weights.readTime)",
    );
    expect(note).not.toContain("stored weights");
  });

  it("refuses what cannot be read, in one error each", async () => {
    const found: ({ message: string } & Awaited<ReturnType<typeof cli>>)[] = [];
    for (const [args, message] of bad) found.push({ message, ...(await cli("model", ...args)) });
    everyCase(found, 3 * bad.length, ({ message, code, data, note }) => {
      expect(note).toContain(message);
      expect(note).not.toMatch(/\n\s+at /);
      expect([code, data]).toEqual([2, ""]);
    });
  });
});
