import { describe, expect, it } from "vitest";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { INDEXERS } from "../../src/design/indexer.ts";
import { resolveConfig } from "../../src/design/resolved.ts";
import { SHAPE_PRESETS } from "../../src/design/shape-presets.ts";
import { hashCodeOf } from "../../src/design/workload.ts";
import { configOf } from "../design-under-test.ts";

type Tree = { readonly workload: Record<string, unknown> & { attention: Record<string, unknown> } };
const resolved = (workload: Record<string, unknown>): Tree["workload"] =>
  (resolveConfig({ workload }, shippedCatalogue) as Tree).workload;

describe.each(Object.entries(SHAPE_PRESETS))("preset %s", (name, preset) => {
  it("brings its longest sequence, its mask and its shape, and show prints what is priced", () => {
    const { workload } = configOf(`{ workload: { preset: "${name}" } }`);
    const { layers, heads, kvHeads, headWidth, maxLength: length } = preset;
    expect(workload).toMatchObject({ layers, heads, kvHeads, headWidth, length });
    expect(workload.attention.causal).toBe(preset.causal);
    const shown = resolved({ preset: name });
    const { attention, model: _, indexer, ...rest } = workload;
    expect(shown).toMatchObject(rest);
    // What a config may change of an index is shown as it is priced.
    for (const [key, value] of Object.entries(shown.indexer ?? {}))
      expect(indexer).toMatchObject({ [key]: value });
    expect(shown.indexer === undefined).toBe(indexer === undefined);
    expect(shown.attention).toEqual(attention);
  });

  it("gives way to what the config says", () => {
    const isIndexed = Object.hasOwn(INDEXERS, name);
    const textOf = (phase: string) =>
      `{ workload: { preset: "${name}", length: 300, phase: "${phase}", attention: { causal: true, rounds: 3, chunk: 10 } } }`;
    if (isIndexed) expect(() => configOf(textOf("prefill"))).toThrow(/workload\.phase: expected "decode"/);
    const phase = isIndexed ? "decode" : "prefill";
    const { workload } = configOf(textOf(phase));
    expect(workload).toMatchObject({ length: 300, phase });
    expect(workload.attention).toMatchObject({ causal: true, rounds: 3, chunk: 10 });
  });
});

it.each([
  ["reformer-enwik8", 2, 256, [512], true],
  ["reformer-imagenet64", 2, 128, [192], true],
  ["reformer-hf", 1, 64, [128], false],
])(
  "%s hashes as its configuration does: %i rounds, chunks of %i",
  (name, rounds, chunk, [buckets], causal) => {
    const { workload, design } = configOf(`{ workload: { preset: "${name}" } }`);
    expect(workload.attention).toMatchObject({ rounds, chunk, causal, sharedQK: true, lookBack: 1 });
    expect(hashCodeOf(workload.attention, workload.length).buckets).toBe(buckets);
    expect(design.hashing.readout.family).toBe("wta");
    // The embedded model hashes queries and keys apart; what shares them is measured on the constructed task.
    const { fidelity } = configOf(`{ workload: { preset: "${name}" } }`);
    expect(fidelity.source).toBe("duplication");
    expect(fidelity.length ?? workload.length).toBe(4096);
    const own = configOf(
      `{ workload: { preset: "${name}", length: 512 }, fidelity: { arrays: 3 } }`,
    ).fidelity;
    expect(own).toMatchObject({ source: "duplication", arrays: 3 });
    expect(own.length).toBeUndefined();
    expect(
      configOf(`{ workload: { preset: "${name}" }, fidelity: { source: "model" } }`).fidelity.source,
    ).toBe("model");
  },
);

it("reformer-enwik8 has the widths of its gin file", () => {
  expect(SHAPE_PRESETS["reformer-enwik8"]).toMatchObject({ modelWidth: 768, hiddenWidth: 2048 });
});

it("retrieval after MagicPIG is a decode over 150 tables of ten bits", () => {
  const { workload } = configOf('{ workload: { preset: "magicpig-llama-3.1-8b" } }');
  const code = hashCodeOf(workload.attention, workload.length);
  expect(workload).toMatchObject({ phase: "decode", length: 131_072 });
  expect(code).toMatchObject({ buckets: 1024, columns: 10 });
  expect(workload.attention.rounds).toBe(150);
});

it("a config without a preset is what it was", () => {
  const { workload } = configOf("{}");
  expect(workload).toMatchObject({ preset: "recall-lm", length: 4096, phase: "prefill" });
});

it.each([
  ["lama-2-7b", 'did you mean "llama-2-7b"'],
  ["constructor", "expected a preset, one of 35, such as"],
])("refuses the preset %s", (name, words) => {
  expect(() => configOf(`{ workload: { preset: "${name}" } }`)).toThrow(words);
});

it.each([
  ['analog: { model: "gain-cel" }', 'did you mean "gain-cell"'],
  ['gpu: { model: "h10" }', "did you mean"],
  ['analogOn: "cheap"', "expected one of"],
  ["gpus: {}", 'did you mean "gpu"'],
])("refuses the baseline %s", (baseline, words) => {
  expect(() => configOf(`{ design: { baselines: { ${baseline} } } }`)).toThrow(words);
});

it("naming arrays of exact analog attention takes them", () => {
  const named = configOf('{ design: { baselines: { analog: { model: "one-selector" } } } }').design.baselines;
  expect(named.analogOn).toBe("named");
  expect(configOf("{}").design.baselines.analogOn).toBe("cheapest");
});
