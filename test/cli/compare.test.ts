import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { measure } from "../../src/commands/shared/activations.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { run } from "../../src/program/program.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { type Fidelity, simulate } from "../../src/simulation/simulate.ts";
import { simulationRng } from "../../src/simulation/trials.ts";
import { byTier } from "../tier.ts";
import { cli } from "./run.ts";
import { SHORT_COMPARE } from "./short-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-"));
afterAll(() => rmSync(folder, { recursive: true }));

const IDS = COMPARISON_DESIGNS.map(({ id }) => id);

interface Answer {
  readonly ratios: Readonly<Record<string, RatioAnswer>>;
  readonly bands: { readonly draws: number; readonly designs: Readonly<Record<string, unknown>> };
}
type Term = "energy" | "latency" | "area";
type RatioAnswer = Readonly<Record<Term, number>> & {
  readonly band: Readonly<Record<Term, { p05: number; p50: number; p95: number }>>;
  readonly probabilityLower: Readonly<Record<Term, number>>;
};

/** Each ratio stands near its band, and the share of draws below one fits the band's ends. */
function checkBands({ ratios, bands }: Answer): void {
  expect(bands.draws).toBe(200);
  expect(Object.keys(bands.designs)).toEqual(IDS);
  for (const ratio of Object.values(ratios))
    for (const term of ["energy", "latency", "area"] as const) {
      const { p05, p50, p95 } = ratio.band[term];
      expect(p05).toBeLessThanOrEqual(p50);
      expect(p50).toBeLessThanOrEqual(p95);
      // Nominal values stand at an end of some ranges, so the ratio may lie a little outside.
      expect(ratio[term]).toBeGreaterThan(p05 / 1.2);
      expect(ratio[term]).toBeLessThan(p95 * 1.2);
      expect(ratio.probabilityLower[term]).toBeGreaterThanOrEqual(p95 < 1 ? 0.95 : 0);
      expect(ratio.probabilityLower[term]).toBeLessThanOrEqual(p05 > 1 ? 0.05 : 1);
    }
}

describe("compare", () => {
  const out = join(folder, "report");
  const written: { text: string; isThere: boolean }[] = [];
  // Once for all, and by the first test that needs it: what starts at collection outlives `vitest list`.
  let running: Promise<number> | null = null;
  async function answered(): Promise<string> {
    running ??= run(["compare", ...SHORT_COMPARE, "--out", out], {
      data: (text) => void written.push({ text, isThere: existsSync(join(out, "result.json")) }),
      pieces: () => {},
      note: () => {},
    });
    expect(await running).toBe(0);
    return readFileSync(join(out, "result.json"), "utf8");
  }

  it("prints its screen before the report is written: what the report begins with", async () => {
    await answered();
    expect(written.map(({ isThere }) => isThere)).toEqual([false, true]);
    expect(readFileSync(join(out, "report.txt"), "utf8").startsWith(written[0].text)).toBe(true);
    expect(written[0].text).toMatch(/^P top-k/m);
    expect(written[1].text).toMatch(/^Page: .*\nNext.*: crosshash compare .*\n$/);
  });

  it("writes charts, a page without outer links, and bands around its ratios", async () => {
    const data = await answered();
    for (const name of ["energy.png", "latency.png", "breakdown.png"]) {
      const png = readFileSync(join(out, name));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.length).toBeGreaterThan(20_000);
    }
    const page = readFileSync(join(out, "index.html"), "utf8");
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).toContain("default-src 'none'");
    expect(data).not.toMatch(/\/tmp|\/work|20\d\d-\d\d-\d\d/);
    checkBands(JSON.parse(data));
  });

  it("tells of every design its precision, what rewriting it takes, and attention's share of the model", async () => {
    const answer = JSON.parse(await answered());
    const [exact, , chip, analog, gpu] = answer.designs;
    expect(answer.designs.map(({ id }: { id: string }) => id)).toEqual(IDS);
    expect(exact).toMatchObject({
      precision_bits: { query: 8, keyValue: 8 },
      rewriting: null,
      lifetime_years: null,
    });
    expect(analog).toMatchObject({ precision_bits: { query: 4, keyValue: 3 }, lifetime_years: "Infinity" });
    expect(analog.rewriting.energy_J).toBeGreaterThan(0);
    expect(analog.rewriting.share).toBeCloseTo(analog.rewriting.energy_J / analog.energy_J, 12);
    expect(gpu.precision_bits).toEqual({ query: 16, keyValue: 16 });
    for (const { attentionShare } of [exact, chip, analog, gpu])
      for (const share of Object.values<number>(attentionShare)) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(1);
      }
    expect(exact.attentionShare.macs).toBe(analog.attentionShare.macs);
    const ratio = answer.ratios["lsh-memristor/exact-analog"];
    expect(ratio.energy).toBeCloseTo(chip.energy_J / analog.energy_J, 12);
    expect(Object.keys(answer.ratios).filter((name) => name.includes("gpu"))).toEqual([]);
  });
});

describe("fidelity on the embedded model", () => {
  /** What `compare` simulates, without what it prices. */
  const at = async (...set: string[]): Promise<Fidelity> => {
    const document = readConfig(defaultConfig(), ["design.hashing.array.wires=ideal", ...set]);
    const { activations, config } = await measure(document, parseConfig(document, shippedCatalogue), {});
    const { design, workload, fidelity: plan, seed } = config;
    return simulate(design, workload, activations, plan, simulationRng(seed), { kernels: loadKernels() });
  };

  it("LSH on software and on memristors stays far below the controls at the same computed pairs", async () => {
    const arrays = byTier(3, 5);
    const { variants, massLoss } = await at(
      "workload.length=1024",
      "workload.attention.chunk=16",
      `fidelity.arrays=${arrays}`,
    );
    const { software, memristor, "random-buckets": random, "local-window": local } = variants;
    // Arrays of a fixed seed; the gaps are tens of intervals wide.
    for (const variant of [software, memristor]) {
      expect(variant.outputError.samples).toBe(arrays);
      expect(variant.outputError.mean + variant.outputError.interval).toBeLessThan(0.2);
      expect(variant.outputError.mean * 2).toBeLessThan(
        random.outputError.mean - random.outputError.interval,
      );
      expect(variant.outputError.mean * 2).toBeLessThan(local.outputError.mean);
    }
    expect(random.computedPairs).toBe(software.computedPairs);
    expect(memristor.computedPairs).toBe(1024 * (8 * 32 + 17));
    expect(Math.abs(local.computedPairs / software.computedPairs - 1)).toBeLessThan(0.01);
    expect(Math.abs(massLoss.mean)).toBeLessThan(0.02);
  });

  it("ideal hardware is the software hash to the last digit", async () => {
    const ideal = ["memristor", "dac", "driver", "readout"].map(
      (part) => `design.hashing.${part}={model:"ideal"}`,
    );
    const { variants, massLoss } = await at("workload.length=256", "fidelity.arrays=2", ...ideal);
    expect(variants.memristor).toEqual(variants.software);
    expect(massLoss.mean).toBe(0);
  });

  it.each([1, 5])("one chunk ≥ L with %i rounds and exact units has no error", async (rounds) => {
    const { variants } = await at(
      "workload.length=256",
      "workload.attention.chunk=256",
      `workload.attention.rounds=${rounds}`,
      "workload.attention.localWindow=0",
      "workload.attention.sink=0",
      'workload.attention.duplicates="count"',
      "fidelity.arrays=2",
      'design.digital.mac={model:"ideal"}',
      'design.digital.softmax={model:"ideal"}',
    );
    for (const variant of ["software", "digital", "memristor", "random-buckets"] as const) {
      expect(variants[variant].outputError.mean).toBeLessThan(1e-12);
      expect(variants[variant].recall.mean).toBeGreaterThan(1 - 1e-12);
    }
  });
});

it("refuses to measure beyond the model's context, and to attend otherwise than the model does", async () => {
  const long = await cli("compare", "--set", "fidelity.length=8192");
  expect(long).toEqual({
    code: 2,
    data: "",
    note: "--set fidelity.length: expected at most the 4096 tokens of the model's context, received 8192",
  });
  const shared = await cli(
    "compare",
    "--set",
    "workload.attention.sharedQK=true",
    "--set",
    "fidelity.length=64",
  );
  expect(shared.note).toContain(
    "workload.attention.sharedQK: expected false, as the model recall-lm attends",
  );
});

describe("compare without its model", () => {
  it("names a missing model folder and missing tokens", async () => {
    expect(await cli("compare", "--model", join(folder, "none"))).toMatchObject({ code: 2, data: "" });
    expect((await cli("compare", "--tokens", "x.json")).note).toContain("expected --model DIR with it");
  });
});

describe("sweep and pareto", () => {
  it("go from a study to a front", async () => {
    const study = join(folder, "study.json5");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(
      study,
      `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2 }, levels: ["simulate"],
         space: { "design.hashing.dac.bits": [1, 4], "workload.attention.rounds": [1, 4], "design.hashing.array.rows": [32, 64] } }`,
    );
    const swept = await cli("study", "run", study, "--out", join(folder, "out"), "--json");
    expect(JSON.parse(swept.data)).toMatchObject({ points: 8, ok: 4, infeasible: 4, failed: 0 });
    expect((await cli("study", "export", join(folder, "out"), "--csv")).code).toBe(0);
    const csv = readFileSync(join(folder, "out", "results.csv"), "utf8").split("\r\n");
    expect(csv[0]).toContain("index,status,level,design.hashing.dac.bits");
    expect(csv.filter((line) => line.includes("infeasible"))).toHaveLength(4);
    const front = await cli(
      "study",
      "pareto",
      join(folder, "out"),
      "--objectives",
      "energy_J:min,recall:max",
      "--json",
    );
    const answer = JSON.parse(front.data);
    expect(answer).toMatchObject({ points: 8, infeasible: 4 });
    expect(answer.front.length).toBeGreaterThan(1);
    expect((await cli("study", "run", study, "--out", join(folder, "again"))).code).toBe(0);
    expect((await cli("study", "export", join(folder, "again"), "--csv")).code).toBe(0);
    expect(readFileSync(join(folder, "again", "results.csv"), "utf8").split("\r\n")).toEqual(csv);
  });

  it("refuses a study with a wrong path, and pareto a wrong column", async () => {
    const study = join(folder, "wrong.json5");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(study, '{ space: { "design.hashing.dac.bit": [1] } }');
    expect((await cli("study", "run", study, "--out", folder)).note).toBe(
      `${study}:1:38 space.design.hashing.dac.bit: expected a config path, received "design.hashing.dac.bit"; did you mean "design.hashing.dac.bits"?`,
    );
    const table = join(folder, "t.csv");
    writeFileSync(table, "a,b\n1,2\n2,1\n1,2\n3,3\n");
    expect(
      JSON.parse((await cli("study", "pareto", table, "--objectives", "a:min,b:min", "--json")).data).front,
    ).toEqual([0, 1, 2]);
    expect((await cli("study", "pareto", table, "--objectives", "a:min,c:min")).code).toBe(2);
  });
});
