import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { readConfig } from "../../src/commands/shared/config-file.ts";
import { checkLatencies, LATENCY_TOLERANCE, type LatencyCheck } from "../../src/comparison/latency-check.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { INDEXERS } from "../../src/design/indexer.ts";
import { type PresetName, SHAPE_PRESETS } from "../../src/design/shape-presets.ts";
import type { CandidateLoad } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };

/** Buckets of very different sizes, as a skewed hash has them. */
const LOADS: readonly CandidateLoad[] = Array.from({ length: 64 }, (_, n) => {
  const size = 4 * 1.08 ** n;
  return { listed: size, distinct: 3 * size, fetched: 4 * size };
});

const errorOf = ({ closedForm, simulated }: LatencyCheck): number =>
  Math.abs(closedForm / Number(simulated) - 1);

function checksOf(text: string): LatencyCheck[] {
  const { design, workload } = configOf(text);
  return checkLatencies(priceAll(design, workload, POINT), workload, POINT, createRng(2));
}

// A trained index is priced without a schedule.
const presets = Object.keys(SHAPE_PRESETS).filter((name) => !Object.hasOwn(INDEXERS, name)) as PresetName[];
const isCausal = (preset: PresetName): boolean =>
  configOf(`{ workload: { preset: "${preset}" } }`).workload.attention.causal;

describe.each(presets.filter((_, n) => n % byTier(4, 1) === 0))("%s", (preset) => {
  it.each(byTier([12], [1, 12]))(
    "%i heads, prefill and decode: closed form within 10 % of the played schedule, or a reason",
    (heads) => {
      const phases = isCausal(preset) ? ["prefill", "decode"] : ["prefill"];
      for (const phase of phases) {
        const checks = checksOf(
          `{ workload: { preset: "${preset}", phase: "${phase}", heads: ${heads} },
             design: { hashing: { array: { rows: 256 } }, mapping: { search: ${heads > 1} } } }`,
        );
        expect(checks.length).toBeGreaterThanOrEqual(3);
        for (const check of checks) {
          expect(check.simulated, `${phase} ${check.id}`).toBeGreaterThan(0);
          expect(check.reason === null, `${phase} ${check.id}`).toBe(errorOf(check) <= LATENCY_TOLERANCE);
          // With a reason, such as stages of different heads that meet, by no more than half as much again.
          const most = check.reason === null ? LATENCY_TOLERANCE : 1.5 * LATENCY_TOLERANCE;
          expect(errorOf(check), `${phase} ${check.id}: ${check.reason}`).toBeLessThan(most);
        }
      }
    },
  );
});

const CONFIGS = resolve(import.meta.dirname, "../../configs");
const chips = readdirSync(CONFIGS).filter((name) => name.endsWith(".json5") && !name.startsWith("study-"));

// Units that are just large enough wait for one another: H on one chip by 15.6 %.
it.each(chips.slice(0, byTier(1, chips.length)))(
  "%s: closed form within 10 % of the played schedule, with a reason within 16 %",
  (name) => {
    for (const set of ["phase=prefill", "phase=decode", "pass=training"]) {
      const { design, workload } = parseConfig(
        readConfig(join(CONFIGS, name), [`workload.${set}`]),
        shippedCatalogue,
      );
      for (const check of checkLatencies(priceAll(design, workload, POINT), workload, POINT, createRng(2))) {
        const most = check.reason === null ? LATENCY_TOLERANCE : 1.6 * LATENCY_TOLERANCE;
        expect(errorOf(check), `${set} ${check.id}: ${check.reason}`).toBeLessThan(most);
      }
    }
  },
);

it("a decode that meets buckets of very different sizes is played with them, and says so where it matters", () => {
  const { design, workload } = configOf('{ workload: { phase: "decode", heads: 12, length: 65536 } }');
  const contenders = priceAll(design, workload, POINT);
  const [even, skewed] = [[], LOADS].map((loads) =>
    checkLatencies(contenders, workload, POINT, createRng(2), loads).find(({ id }) => id === "lsh-memristor"),
  );
  expect(skewed?.simulated).not.toBe(even?.simulated);
  // Exact attention meets no buckets.
  const [exact, same] = [[], LOADS].map((loads) =>
    checkLatencies(contenders, workload, POINT, createRng(2), loads).find(({ id }) => id === "exact-digital"),
  );
  expect(same?.simulated).toBe(exact?.simulated);
});

it.each([1, 5])(
  "%i equal loads of buckets are played as the expected load is, whatever their size",
  (count) => {
    const { design, workload } = configOf('{ workload: { phase: "decode", heads: 12, length: 65536 } }');
    const contenders = priceAll(design, workload, POINT);
    const loads = Array.from({ length: count }, () => ({ listed: 7, distinct: 90, fetched: 130 }));
    const [even, same] = [[], loads].map((own) =>
      checkLatencies(contenders, workload, POINT, createRng(2), own),
    );
    const hashed = even.filter(({ id }) => id.startsWith("lsh"));
    expect(hashed.length).toBeGreaterThan(1);
    for (const { id, simulated } of hashed) {
      const own = same.find((check) => check.id === id);
      expect(Number(own?.simulated) / Number(simulated), id).toBeCloseTo(1, 9);
    }
  },
);

it("loads in turns of three to one are played with one and a half and a half of the expected keys", () => {
  const { design, workload } = configOf(
    '{ workload: { phase: "decode", heads: 1, kvHeads: 1, layers: 5, length: 65536 } }',
  );
  const contenders = priceAll(design, workload, POINT);
  const simulated = (loads: readonly CandidateLoad[]): number =>
    Number(
      checkLatencies(contenders, workload, POINT, createRng(2), loads).find(({ id }) => id === "lsh-digital")
        ?.simulated,
    );
  const load = (size: number): CandidateLoad => ({ listed: size, distinct: size, fetched: size });
  // One head: the first load alone is played, as a share of the mean of both.
  const [half, even, more] = [[load(1), load(3)], [load(2)], [load(3), load(1)]].map(simulated);
  expect(half).toBeLessThan(even);
  expect((half + more) / 2 / even).toBeCloseTo(1, 1);
});
