import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { calibrationFile } from "../../src/commands/import/report/calibrate.ts";
import { calibrate } from "../../src/commands/import/run/calibrate.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { costBands } from "../../src/comparison/bands.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { assumedInputs } from "../../src/comparison/variations.ts";
import { parseConfig } from "../../src/design/config.ts";
import { price } from "../../src/evaluate.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { shippedModels } from "../../src/runtime/plugins.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-calibrate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SILENT = { update: () => {}, done: () => {} };
const POINT = { pairPower: 4.5e-6, devicePower: 4.4e-6, peakLineCurrent: 1e-4 };

/** Hidden factors of the energies of four classes. */
const HIDDEN: Readonly<Record<string, number>> = { arrays: 1.7, logic: 0.6, sram: 1.4, dram: 0.75 };
const CLASS: Readonly<Record<string, string>> = {
  array: "arrays",
  tileSwitch: "arrays",
  driver: "arrays",
  mux: "arrays",
  dac: "arrays",
  inputStage: "arrays",
  readout: "arrays",
  sorter: "logic",
  softmax: "logic",
  mac: "logic",
  projection: "logic",
  control: "logic",
  clock: "logic",
  network: "logic",
  buffer: "sram",
  memory: "dram",
};

/** Sixteen configs that differ in what they share out: rounds, length, read time, buffer, and two comparison designs. */
const CONFIGS = [
  ["lsh-memristor", 1024, 4, "10 ns", "2 MiB"],
  ["lsh-memristor", 1024, 8, "100 ns", "2 MiB"],
  ["lsh-memristor", 4096, 8, "10 ns", "2 MiB"],
  ["lsh-memristor", 4096, 2, "1 us", "2 MiB"],
  ["lsh-memristor", 8192, 8, "10 ns", "2 MiB"],
  ["lsh-memristor", 8192, 4, "100 ns", "8 MiB"],
  ["lsh-memristor", 2048, 16, "1 us", "2 MiB"],
  ["lsh-memristor", 512, 8, "10 us", "1 MiB"],
  ["exact-digital", 1024, 8, "10 ns", "2 MiB"],
  ["exact-digital", 8192, 8, "10 ns", "2 MiB"],
  ["exact-digital", 16384, 8, "10 ns", "8 MiB"],
  ["lsh-digital", 2048, 8, "10 ns", "2 MiB"],
  ["lsh-memristor", 2048, 4, "50 ns", "4 MiB"],
  ["lsh-digital", 8192, 4, "10 ns", "2 MiB"],
  ["exact-digital", 4096, 8, "10 ns", "1 MiB"],
  ["lsh-memristor", 16384, 8, "200 ns", "2 MiB"],
] as const;

const HEADER = [
  "design",
  "workload.length",
  "workload.attention.rounds",
  "design.hashing.readTime",
  "design.digital.buffer.capacity",
  "design.mapping.search",
  "energy (nJ)",
].join(",");

describe("calibrate", () => {
  it("finds four hidden factors within 10 %, narrows the band of a verdict by two, and holds rows it has not seen", async () => {
    // Energies by class as the models itemise them, times the hidden factors, measured to 1 %.
    const rng = createRng("silicon");
    const measured = await Promise.all(
      CONFIGS.map(async ([id, length, rounds, readTime, capacity]) => {
        const document = readConfig(defaultConfig(), [
          `workload.length=${length}`,
          `workload.attention.rounds=${rounds}`,
          `design.hashing.readTime=${readTime}`,
          `design.digital.buffer.capacity=${capacity}`,
          "design.mapping.search=false",
        ]);
        const config = parseConfig(document, shippedModels.catalogue);
        const { design, workload } = config;
        const contender = COMPARISON_DESIGNS.find((one) => one.id === id);
        if (contender === undefined) throw new Error(id);
        const { activations } = await measure(document, config, {});
        const point = rememberedPoints(activations, loadKernels())(design, workload);
        const { cost } = price(contender.design(design), contender.workload(workload), point);
        return cost.breakdown.reduce(
          (sum, { component, energy }) => sum + energy * HIDDEN[CLASS[component]],
          0,
        );
      }),
    );
    const lines = measured.map((energy, n) => {
      return `${CONFIGS[n].join(",")},false,${1e9 * energy * (1 + 0.01 * rng.normal())}`;
    });
    const [fitted, held] = [join(folder, "silicon.csv"), join(folder, "held.csv")];
    writeFileSync(fitted, `${HEADER}\r\n${lines.slice(0, 12).join("\r\n")}\r\n`);
    writeFileSync(held, `${HEADER}\n${lines.slice(12).join("\n")}\n`);
    const result = await calibrate(fitted, shippedModels, { check: held }, SILENT);
    const own = result.metrics.energy;
    if (own === undefined) throw new Error("no factors");
    const found = Object.fromEntries(own.classes.map((name, k) => [name, Math.exp(own.mean[k])]));
    expect(Object.keys(HIDDEN).map((name) => Math.abs(found[name] / HIDDEN[name] - 1) < 0.1)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(own.determined).toEqual(Object.keys(HIDDEN));
    const unseen = result.rows.filter(({ isHeldBack }) => isHeldBack);
    expect(unseen.map(({ isInside }) => isInside)).toEqual([true, true, true, true]);

    const file = join(folder, "my-silicon.json");
    writeFileSync(file, JSON.stringify(calibrationFile(result)));
    const width = (settings: readonly string[]): number => {
      const document = readConfig(defaultConfig(), settings);
      const { design, workload } = parseConfig(document, shippedModels.catalogue);
      const comparisonOf = (changed: typeof design) => ({
        design: changed,
        point: POINT,
        contenders: priceAll(changed, workload, POINT),
      });
      const inputs = { axes: assumedInputs(design), comparisonOf };
      const bands = costBands(priceAll(design, workload, POINT), design, POINT, createRng(1), 100, inputs);
      const band = bands.ratios["lsh-memristor/lsh-digital"]?.band.energy;
      return band === undefined ? Number.NaN : Math.log(band.p95 / band.p05);
    };
    const [before, after] = [width([]), width([`design.calibration=${JSON.stringify(file)}`])];
    expect(before / after).toBeGreaterThan(2);
  });
});
