import { describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import type { WeightSettings } from "../../../src/arrays/weights/settings.ts";
import { weightWires } from "../../../src/arrays/weights/wires.ts";
import { perfect } from "./array-product.ts";
import { randomModel, randomTokens, SMALL } from "./random-model.ts";
import { selecting, smallEngine } from "./small-engine.ts";

const model = randomModel({ ...SMALL, biases: true });
const { vocabulary, width } = model.dimensions;
const tokens = randomTokens(90, vocabulary, "text");
const apart = randomTokens(80, vocabulary, "calibration");

const engineWith = (settings: WeightSettings, more: { seed?: number; wires?: Float32Array } = {}) =>
  smallEngine(model, {
    arrays: { settings, seed: [more.seed ?? 1, 7], wires: more.wires ?? null, charge: 0 },
  });

const exactStates = async () => (await (await smallEngine(model)).prefill(tokens)).states;

async function readStates(settings: WeightSettings, more: { seed?: number; wires?: Float32Array } = {}) {
  const engine = await engineWith(settings, more);
  const errors = await engine.calibrateArrays(apart);
  const { states } = await engine.prefill(tokens);
  return { engine, errors, states };
}

const errorOf = (errors: readonly { readonly error: number }[]): number =>
  errors.reduce((sum, { error }) => sum + error, 0) / errors.length;

/** Σ (a − b)² / Σ b². */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [gaps, sizes] = [Array.from(a, (x, n) => (x - b[n]) ** 2), Array.from(b, (x) => x * x)];
  return gaps.reduce((sum, x) => sum + x, 0) / sizes.reduce((sum, x) => sum + x, 0);
};

const FINE = perfect({
  weightBits: 16,
  inputBits: 16,
  cellBits: 5,
  lineBits: 4,
  pairing: "differential",
  adcBits: Number.POSITIVE_INFINITY,
});
const PAIRS = perfect({ pairing: "differential", rangePercentile: 100 });

describe("an engine with weights in arrays", () => {
  it("is the plain engine until it is calibrated", async () => {
    const engine = await engineWith(perfect({ programmingError: 0.1 }));
    const [{ states }, exact] = [await engine.prefill(tokens), await exactStates()];
    expect(states.data).toEqual(exact.data);
  });

  it("tends to the plain engine with its bits: 16 of them are within 2e-4 of the states' size, and of its logits", async () => {
    const { engine, states, errors } = await readStates(FINE);
    const exact = await exactStates();
    expect(Math.sqrt(distance(states.data, exact.data))).toBeLessThan(2e-4);
    expect(Math.sqrt(errorOf(errors))).toBeLessThan(1e-4);
    const plain = await smallEngine(model);
    const [read, wanted] = [await engine.logits(states, 89), await plain.logits(exact, 89)];
    expect(Math.sqrt(distance(read, wanted))).toBeLessThan(3e-4);
    const targets = [...tokens.slice(1), 0];
    const [scored, other] = [await engine.score(states, targets, exact), await plain.score(exact, targets)];
    for (const [n, x] of scored.nll.entries()) expect(Math.abs(x - other.nll[n])).toBeLessThan(0.01);
    for (const x of scored.divergence ?? []) expect(x).toBeLessThan(1e-5);
  });

  it("names every matrix once, and the output head last", async () => {
    const { errors } = await readStates(PAIRS);
    expect(errors.map(({ name }) => name)).toHaveLength(3 * 7 + 1);
    expect(new Set(errors.map(({ name }) => name)).size).toBe(22);
    expect(errors[21].name).toBe("embedding");
  });

  it("gives the error of a text that it has not seen: half as many bits of an input err as that text does", async () => {
    const exact = await exactStates();
    const [fine, coarse] = [await readStates(PAIRS), await readStates({ ...PAIRS, inputBits: 5 })];
    expect(errorOf(coarse.errors) / errorOf(fine.errors)).toBeGreaterThan(4);
    expect(distance(coarse.states.data, exact.data)).toBeGreaterThan(
      4 * distance(fine.states.data, exact.data),
    );
  });

  it("undoes drift that all cells share, by the gain of each output", async () => {
    const fresh = await readStates(PAIRS);
    const aged = await readStates({ ...PAIRS, drift: 0.1, age: 1e6 as WeightSettings["age"] });
    expect(errorOf(aged.errors) / errorOf(fresh.errors)).toBeLessThan(2.5);
    const spread = await readStates({
      ...PAIRS,
      drift: 0.1,
      driftSpread: 0.03,
      age: 1e6 as WeightSettings["age"],
    });
    expect(errorOf(spread.errors) / errorOf(fresh.errors)).toBeGreaterThan(5);
  });

  it("undoes most of what wires take", async () => {
    const settings = { ...PAIRS, rows: 72, columns: 64, onResistance: 1e4 as WeightSettings["onResistance"] };
    const wires = weightWires(settings, 3);
    const lost = 1 - Math.min(...wires);
    expect(lost).toBeGreaterThan(0.15);
    const { errors } = await readStates(settings, { wires });
    expect(Math.sqrt(errorOf(errors))).toBeLessThan(lost / 4);
  });

  it("gives converters the range that a percentile of sums reaches: a lower one cuts more off", async () => {
    const errors: number[] = [];
    for (const rangePercentile of [100, 98, 80])
      errors.push(
        errorOf(
          (await readStates({ ...PAIRS, adcBits: 6, cellBits: 4, lineBits: 4, rangePercentile })).errors,
        ),
      );
    expect(errors[1] / errors[0]).toBeGreaterThan(1.5);
    expect(errors[2] / errors[1]).toBeGreaterThan(3);
  });

  it("gives inputs the range that a percentile of them reaches: too low a one cuts off, too high a one is coarse", async () => {
    const at = async (inputPercentile: number | undefined, inputBits: number): Promise<number> =>
      errorOf(
        (
          await readStates({
            ...PAIRS,
            weightBits: 12,
            inputBits,
            ...(inputPercentile === undefined ? {} : { inputPercentile }),
          })
        ).errors,
      );
    // With many bits nothing is lost but what is cut off.
    expect(await at(100, 14)).toBeLessThan(1e-4);
    const cut = await at(80, 14);
    expect(cut).toBeGreaterThan(0.01);
    expect(await at(95, 14)).toBeLessThan(cut);
    // Four bits: of a vector's own largest they are finer than of all vectors' largest.
    const [own, all] = [await at(undefined, 4), await at(100, 4)];
    expect(all).toBeGreaterThan(own);
    // Gaussian inputs lose less where one in a hundred is cut off.
    expect(await at(99, 4)).toBeLessThan(all);
  });

  it("is one chip a seed, whose reads differ", async () => {
    const noisy = { ...PAIRS, programmingError: 0.01, readNoise: 0.02 };
    const [first, again, other] = [
      await readStates(noisy),
      await readStates(noisy),
      await readStates(noisy, { seed: 2 }),
    ];
    expect(again.states.data).toEqual(first.states.data);
    expect(again.errors).toEqual(first.errors);
    expect(distance(other.states.data, first.states.data)).toBeGreaterThan(0);
    const { states } = await first.engine.prefill(tokens);
    expect(distance(states.data, first.states.data)).toBeGreaterThan(0);
    const quiet = await readStates({ ...noisy, readNoise: 0 });
    expect((await quiet.engine.prefill(tokens)).states.data).toEqual(quiet.states.data);
  });

  it("serves selected keys too", async () => {
    const { engine } = await readStates(PAIRS);
    const window = selecting("window", { kind: "fixed", keys: 6 });
    const plain = await (await smallEngine(model)).prefill(tokens, window);
    const { states } = await engine.prefill(tokens, window);
    expect(distance(states.data, plain.states.data)).toBeLessThan(0.01);
    expect(states.width).toBe(width);
  });

  it("refuses to calibrate arrays that it does not have", async () => {
    const engine = await smallEngine(model);
    await expect(engine.calibrateArrays(apart)).rejects.toThrow(ConfigError);
    await expect(engine.calibrateArrays(apart)).rejects.toThrow(
      "expected weights in arrays, received stored weights",
    );
  });
});
