import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { hashCodeOf } from "../../src/design/workload.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { hasherFactory } from "../../src/simulation/trials.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";
import { createTally } from "./tally.ts";

const ADC = 'readout: { family: "adc", model: "ideal", bits: 16 }';

const designText = (rows: number, rest: string, readout = ""): string =>
  `{ workload: { layers: 1, heads: 1, headWidth: 64, length: 64, attention: { rounds: 2, chunk: 8 } },
     design: { hashing: { array: { rows: ${rows}, columns: 64, ${rest} }, memristor: { model: "lognormal", readNoise: 0 },
       dac: { model: "ideal" }, inputStage: { model: "ideal" }, ${readout} } } }`;

const activations = syntheticActivations(64, 64, 1);

function idsOf(text: string, tally = createTally()): Int32Array {
  const { design, workload } = configOf(text);
  const head = activations.heads[0];
  const code = hashCodeOf(workload.attention, 64);
  return hasherFactory("memristor", design, code, 64, createRng(4), { tally })(0, head)(head.q, "query");
}

const agreement = (a: Int32Array, b: Int32Array): number =>
  a.filter((id, n) => id === b[n]).length / a.length;

describe("a projection longer than the array", () => {
  it("with ideal wires hashes as one tall array does, joined or digitised without loss", () => {
    const tall = idsOf(designText(64, 'wires: "ideal"'));
    expect(idsOf(designText(16, 'wires: "ideal", rowSplit: "analog"'))).toEqual(tall);
    const whole = idsOf(designText(64, 'wires: "ideal"', ADC));
    expect(agreement(idsOf(designText(16, 'wires: "ideal", rowSplit: "digital"', ADC)), whole)).toBe(1);
  });

  it("over real wires: joined blocks are the tall array of as many rows; blocks with readouts of their own differ", () => {
    // A tall array and a stack of joined ones are one circuit.
    expect(idsOf(designText(16, 'rowSplit: "analog"'))).toEqual(idsOf(designText(64, "")));
    const split = idsOf(designText(16, 'rowSplit: "digital"', ADC));
    expect(agreement(split, idsOf(designText(64, "", ADC)))).toBeGreaterThan(0.9);
  });

  it("is refused with a reason where nothing can add its parts", () => {
    const map = (text: string) => {
      const { design, workload } = configOf(text);
      return mapWorkload(design, workload);
    };
    expect(() => map(designText(16, ""))).toThrow(InfeasibleError);
    expect(() => map(designText(16, ""))).toThrow(/needs 64 rows and the array has 16/);
    expect(() => map(designText(16, 'rowSplit: "digital"'))).toThrow(/signs do not add/);
    expect(() => map(designText(64, "spares: 32"))).toThrow(/expected fewer spares than its 32 projections/);
  });

  it.each([
    ["analog", 1],
    ["digital", 4],
  ] as const)("%s: counts, census and simulation agree on %i conversions a projection", (rowSplit, parts) => {
    const readout = rowSplit === "digital" ? ADC : "";
    const text = designText(16, `rowSplit: "${rowSplit}"`, readout);
    const { design, workload } = configOf(text);
    const { counts, census, placement } = mapWorkload(design, workload);
    const of = (component: string, action: string): number | undefined =>
      counts.find((c) => c.operation === "hash" && c.component === component && c.action === action)?.count;
    const pairs = 2 * hashCodeOf(workload.attention, 64).columns;
    expect(placement).toMatchObject({
      rowBlocks: 4,
      arraysPerGroup: 4,
      fill: (2 * pairs * 64) / (4 * 16 * 64),
    });
    // Queries and keys, each element on its own block alone.
    expect(of("dac", "drive")).toBe(2 * 64 * 64);
    const action = design.hashing.readout.behaviour.action;
    expect(of("readout", action)).toBe(2 * 64 * pairs * parts);
    expect(census.readout).toBe(32 * parts);
    expect(census.dac).toBe(4 * 16);
    const tally = createTally();
    idsOf(text, tally);
    expect(2 * (tally.counts.get(`hash/readout/${action}`) ?? 0)).toBe(of("readout", action));
    expect(2 * (tally.counts.get("hash/dac/drive") ?? 0)).toBe(of("dac", "drive"));
  });
});
