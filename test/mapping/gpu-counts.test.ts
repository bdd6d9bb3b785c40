import { describe, expect, it } from "vitest";
import { rollUp } from "../../src/cost/cost-report.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { price } from "../../src/evaluate.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
/** A kernel's start, and shares of the bandwidth and of 700 W, as measured on cards of the same generation. */
const [START, SHARE, DRAWN] = [65536 / 26e9, (3534 / 4800 + 1832 / 2039) / 2, 572];

/** Full power and no launch, as a roofline is drawn. */
const ROOFLINE = { "gpu:h100.powerUse": 1, "gpu:h100.launch": 0 };

function onGpu(workload: string, model = "h100", overrides: Readonly<Record<string, number>> = {}) {
  const { design: parsed, workload: own } = configOf(
    `{ workload: { ${workload} }, design: { baselines: { gpu: { model: "${model}" } } } }`,
  );
  const design = { ...parsed, platform: "gpu" as const };
  const mapping = mapWorkload(design, own);
  const count = (action: string): number =>
    mapping.counts.filter((c) => c.action === action).reduce((sum, c) => sum + c.count, 0);
  return { mapping, count, cost: rollUp(mapping, priceList(design, POINT, overrides)) };
}

const LONG = "layers: 1, heads: 16, headWidth: 128, length: 16384, attention: { causal: false }";

describe("the roofline", () => {
  it("gives 16 heads of 128 at 16 384 tokens in 3.394 ms and 2.376 J of an H100", () => {
    const { cost } = onGpu(LONG, "h100", ROOFLINE);
    expect(Math.abs(cost.timing.latency / 3.394e-3 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(cost.energy / 2.376 - 1)).toBeLessThan(1e-3);
  });

  it.each([
    ["a100", 153],
    ["h100", 295],
  ])("%s has its ridge at %d FLOP/B", (model, ridge) => {
    const { design } = configOf(`{ design: { baselines: { gpu: { model: "${model}" } } } }`);
    const { gpu, gpuMemory } = priceList(design, POINT, {
      [`gpu:${model}.bandwidthUse`]: 1,
    });
    const own = gpuMemory.actions.byte.interval / gpu.actions.flop.interval;
    expect(Math.abs(own / ridge - 1)).toBeLessThan(0.002);
    expect(gpuMemory.area + gpuMemory.leakage).toBe(0);
  });

  it.each([
    ["h100", 64, 16_384, false, 497e12],
    ["h100", 64, 16_384, true, 473e12],
    ["h100", 128, 1 << 20, true, 616e12],
    ["h100", 256, 16_384, false, 756e12],
    ["h100", 512, 16_384, false, 756e12],
    ["h100", 64, 512, false, 333e12],
    ["h100", 128, 100, false, 467e12],
    ["h100", 32, 16_384, false, 248.5e12],
    ["h100", 96, 16_384, false, 572.5e12],
    // Halfway between 512 and 16 384 in the logarithm.
    ["h100", 64, 512 * 2 ** 2.5, false, 415e12],
    // A mask costs the same share of it everywhere.
    ["h100", 64, 512, true, (333e12 * 473) / 497],
    ["h100", 64, 512 * 2 ** 2.5, true, (415e12 * 473) / 497],
    ["a100", 64, 16_384, false, 176e12],
    ["a100", 128, 16_384, true, 189e12],
    ["a100", 64, 512, false, 132e12],
    // Short heads of 128 lose the share that heads of 64 lose.
    ["a100", 128, 512, false, 152.25e12],
  ])("%s over heads of %i at %d tokens, causal %s: %d FLOP/s", (model, width, length, causal, rate) => {
    const { design } = configOf(`{ design: { baselines: { gpu: { model: "${model}" } } } }`);
    const { behaviour, constants } = design.baselines.gpu;
    const reached = behaviour.utilisation(width, length, causal) * constants.peak.nominal;
    expect(reached / rate).toBeCloseTo(1, 9);
  });

  it("is bound by the memory where there is little to compute, and starts a kernel a layer", () => {
    const text = 'layers: 4, heads: 32, kvHeads: 8, headWidth: 128, length: 65536, batch: 3, phase: "decode"';
    const { cost, count } = onGpu(text);
    const bytes = 4 * 3 * 2 * 65_536 * 8 * 128 * 2;
    expect(count("byte")).toBe(bytes);
    expect(count("flop")).toBe(4 * 3 * 4 * 32 * 65_536 * 128);
    expect(count("launch")).toBe(4);
    expect(cost.timing.latency).toBeCloseTo(bytes / (SHARE * 3350e9) + 4 * START, 12);
    expect(cost.energy).toBeCloseTo(DRAWN * cost.timing.latency, 12);
  });
});

it("prefill: 4·B·H·L²·d operations and 2·B·L·d·(2H + 2H_k) bytes a layer; a mask leaves L(L + 1)/2 pairs", () => {
  const shape = "layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: 1024, batch: 3";
  const { count, mapping } = onGpu(`${shape}, attention: { causal: false }`);
  expect(count("flop")).toBe(2 * 4 * 3 * 8 * 1024 ** 2 * 64);
  expect(count("byte")).toBe(2 * 2 * 3 * 1024 * 64 * (16 + 4));
  expect(onGpu(shape).count("flop")).toBe(2 * 4 * 3 * 8 * ((1024 * 1025) / 2) * 64);
  expect(mapping.census).toEqual({ gpu: 1 });
});

it("training: 7/2 of the operations and two kernels; also 2·B·L·d·(4H + 4H_k) bytes of gradients, and twice 4·B·H·L of sums", () => {
  const shape =
    "layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: 1024, batch: 3, attention: { causal: false }";
  const { count } = onGpu(`${shape}, pass: "training"`);
  expect(count("flop")).toBe((7 / 2) * 2 * 4 * 3 * 8 * 1024 ** 2 * 64);
  // Queries and outputs, keys and values, and with their gradients once more; a sum of 32 bits a row is written and read.
  const [forward, gradients, sums] = [2 * 64 * (16 + 4), 2 * 64 * (32 + 8), 2 * 4 * 8];
  expect(count("byte")).toBe(2 * 3 * 1024 * (forward + gradients + sums));
  expect(count("launch")).toBe(2 * 2);
  const share = count("flop") / (count("flop") + count("stall"));
  const plain = onGpu(shape);
  expect(share).toBeCloseTo(plain.count("flop") / (plain.count("flop") + plain.count("stall")), 12);
});

it("n cards draw n times the power, at work and idle, for an n-th of the time", () => {
  const { design: parsed, workload } = configOf(
    `{ workload: { ${LONG} }, design: { baselines: { gpu: { model: "h100", cards: 5 } } } }`,
  );
  const { cost } = price({ ...parsed, platform: "gpu" }, workload, POINT);
  const flops = 4 * 16 * 16_384 ** 2 * 128;
  const latency = flops / 648e12 / 5 + START;
  expect(cost.timing.latency / latency).toBeCloseTo(1, 9);
  const watts = 5 * DRAWN;
  expect(cost.power.average / watts).toBeCloseTo(1, 9);
  expect(cost.power.peak / watts).toBeCloseTo(1, 9);
  expect(cost.power.idle / watts).toBeCloseTo(1, 9);
  expect(cost.energy / (watts * latency)).toBeCloseTo(1, 9);
  expect(cost.area).toBeCloseTo(5 * 814e-6, 12);
});

it("does not scale with the design's node", () => {
  const costAt = (node: string) => {
    const { design, workload } = configOf(`{ workload: { ${LONG} }, design: { logicNode: "${node}" } }`);
    const gpu = { ...design, platform: "gpu" as const };
    return rollUp(mapWorkload(gpu, workload), priceList(gpu, POINT));
  };
  expect(costAt("7 nm")).toEqual(costAt("65 nm"));
});

it.each(["a100", "h100"])("%s holds 80 GB a card, five cards 400 GB", (model) => {
  for (const cards of [1, 5]) {
    const { design } = configOf(`{ design: { baselines: { gpu: { model: "${model}", cards: ${cards} } } } }`);
    expect(design.baselines.gpu.behaviour.capacity).toBe(cards * 80e9);
  }
});
