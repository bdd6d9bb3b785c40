import { describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const V32 = ["compare", "--set", "workload.preset=deepseek-v3.2", "--set", "workload.length=131072"];

describe("a model with a trained index", () => {
  it("is compared on a screen of 80 columns and 24 lines, the unfavourable first", async () => {
    const { code, data } = await cli(...V32, "--json");
    expect(code).toBe(0);
    const { designs } = JSON.parse(data);
    const best = designs.find(({ id }: { id: string }) => id === "analog-pairs");
    expect(best.energyOverMxfp4).toBeLessThan(0.3);
    expect(best.energyOverMxfp4_band.p05).toBeLessThan(best.energyOverMxfp4);
    expect(best.energyOverMxfp4_band.p95).toBeGreaterThan(best.energyOverMxfp4);
    // The layer's printed actions and its standing power are its energy.
    for (const { layer, standing_W } of designs) {
      const acted = layer.actions.reduce(
        (sum: number, { count, energy_J }: { count: number; energy_J: number }) => sum + count * energy_J,
        0,
      );
      expect((acted + standing_W * layer.latency_s) / layer.total_J).toBeCloseTo(1, 9);
    }
  });

  it("has a share of reads by its key's bytes, and curves that agree with the point", async () => {
    const { data } = await cli(...V32, "--json");
    const { traffic, curves, designs } = JSON.parse(data);
    expect(traffic.fp8.share).toBeCloseTo(0.928, 3);
    const own = curves.find(({ length_tokens }: { length_tokens: number }) => length_tokens === 131_072);
    for (const { id, energy_J } of own.designs)
      expect(energy_J).toBe(designs.find((one: { id: string }) => one.id === id).token.total_J);
  });

  it("is refused where it is one of several, where activations are given, and in a prefill", async () => {
    const several = await cli(...V32, "--what-if", "workload.length=8192");
    expect(several.note).toMatch(/expected workloads without a trained indexer where several are compared/);
    const given = await cli(...V32, "--tokens", "x.json");
    expect(given.note).toMatch(/--tokens.*expected none with a workload that has a trained indexer/);
    const prefill = await cli(...V32, "--set", "workload.phase=prefill");
    expect(prefill.note).toMatch(/workload\.phase: expected "decode" for "deepseek-v3\.2"/);
    for (const { code } of [several, given, prefill]) expect(code).not.toBe(0);
  });

  it("keeps an indexer's keys to presets that have one", async () => {
    const { code, note } = await cli("compare", "--set", "workload.indexer.topK=64");
    expect(code).not.toBe(0);
    expect(note).toMatch(/expected none for "recall-lm", which has no trained indexer/);
  });
});
