import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError } from "#base";
import { loadModel } from "#local-io";
import { recallSequence } from "#model-files";
import { hashCodeOf } from "../../src/design/workload.ts";
import { captureActivations } from "../../src/library/decoder.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import { multiplied } from "../../src/simulation/hashers.ts";
import { hasherFactory } from "../../src/simulation/trials.ts";
import { cli } from "../cli/run.ts";
import { configOf } from "../design-under-test.ts";

const L = 96;
const { checkpoint } = await loadModel(packagePath("models", "recall-lm"));
const tokens = recallSequence(3, L).tokens.slice(0, L);
const activations = captureActivations({
  model: "recall-lm",
  description: "",
  checkpoint,
  tokens,
  calibration: null,
  keepsInputs: true,
});

const textOf = (memristor: string, rest = "") =>
  `{ workload: { length: ${L}, attention: { rounds: 4, chunk: 8 } },
     design: { hashing: { folding: "write-verified", array: { rows: 128, columns: 64, ${rest} }, memristor: ${memristor}, dac: { model: "ideal" }, readout: { model: "ideal" } } } }`;

const PERFECT = '{ model: "ideal" }';

function idsOf(text: string, head: number, role: "query" | "key"): Int32Array {
  const { design, workload } = configOf(text);
  const code = hashCodeOf(workload.attention, L);
  const own = activations.heads[head];
  return hasherFactory("memristor", design, code, 64, createRng(5))(0, own)(
    role === "query" ? own.q : own.k,
    role,
  );
}

const agreement = (a: Int32Array, b: Int32Array): number =>
  a.filter((id, n) => id === b[n]).length / a.length;

describe("projections folded into the hash", () => {
  it("W x is the query before positions: it has the length of the turned one, and is it at position 0", () => {
    for (const { q, projected } of activations.heads) {
      if (projected === undefined) throw new Error("no inputs");
      const { inputs, query } = projected;
      for (let t = 0; t < L; t += 7) {
        const x = {
          rows: inputs.columns,
          columns: 1,
          data: inputs.data.slice(t * inputs.columns, (t + 1) * inputs.columns),
        };
        const own = multiplied(query, x).data;
        const turned = q.data.subarray(t * 64, (t + 1) * 64);
        const length = (v: Float64Array): number => Math.sqrt(v.reduce((sum, y) => sum + y * y, 0));
        // The pass is in single precision.
        expect(length(own) / length(turned)).toBeCloseTo(1, 5);
        if (t === 0)
          own.forEach((y, n) => {
            expect(y).toBeCloseTo(turned[n], 5);
          });
      }
    }
  });

  it("perfect arrays hash W x as software does before positions, queries and keys alike", () => {
    const { design, workload } = configOf(textOf(PERFECT));
    const code = hashCodeOf(workload.attention, L);
    const plain = { ...design, hashing: { ...design.hashing, folding: "none" as const } };
    for (const role of ["query", "key"] as const) {
      const own = activations.heads[1];
      if (own.projected === undefined) throw new Error("no inputs");
      const { inputs } = own.projected;
      const weights = own.projected[role];
      const unturned = { rows: L, columns: 64, data: new Float64Array(L * 64) };
      for (let t = 0; t < L; t++) {
        const x = {
          rows: inputs.columns,
          columns: 1,
          data: inputs.data.slice(t * inputs.columns, (t + 1) * inputs.columns),
        };
        unturned.data.set(multiplied(weights, x).data, t * 64);
      }
      const software = hasherFactory("software", plain, code, 64, createRng(5))(0, own)(unturned, role);
      expect(agreement(idsOf(textOf(PERFECT), 1, role), software)).toBe(1);
    }
  });

  it("an error of writing turns bits over, the more the larger it is", () => {
    const at = (error: number): number =>
      agreement(
        idsOf(
          textOf(`{ model: "normal", readNoise: 0, stuckOn: 0, stuckOff: 0, programmingError: ${error} }`),
          0,
          "query",
        ),
        idsOf(textOf(PERFECT), 0, "query"),
      );
    const [small, large] = [at(0.01), at(0.3)];
    expect(small).toBeGreaterThan(0.8);
    expect(large).toBeLessThan(small - 0.1);
  });

  it("counts one input a token for all heads, and the cells that are written", () => {
    const { design, workload } = configOf(textOf(PERFECT));
    const { counts, placement } = mapWorkload(design, workload);
    const of = (component: string, action: string): number | undefined =>
      counts.find((c) => c.operation === "hash" && c.component === component && c.action === action)?.count;
    const { columns } = hashCodeOf(workload.attention, L);
    // 2 layers, 2 query and 2 key heads, 4 rounds, an input of 128.
    const pairs = 4 * columns * 4;
    expect(placement).toMatchObject({
      rows: 128,
      groups: 2,
      pairsPerGroup: pairs,
      written: 2 * 2 * pairs * 128,
    });
    expect(of("dac", "drive")).toBe(2 * L * 128 * Math.ceil(pairs / 32));
    expect(of("readout", "decide")).toBe(2 * L * pairs);
    expect(of("buffer", "read")).toBeCloseTo((2 * L * 128 * 8) / 512, 9);
    // The input comes in beside q, k and v: 128 elements a token beside 3 · 128.
    const input = counts.find((c) => c.operation === "input" && c.component === "memory")?.count;
    expect(input).toBeCloseTo((2 * L * 4 * 128 * 8) / 512, 9);
  });

  it("is refused where there is nothing to fold", async () => {
    const { design, workload } = configOf(textOf(PERFECT).replace("length:", "heads: 4, length:"));
    expect(() => mapWorkload(design, workload)).toThrow(InfeasibleError);
    const fold = ["compare", "--set", "design.hashing.folding=write-verified", "--json"];
    const constructed = await cli(...fold, "--set", "fidelity.source=duplication");
    expect([constructed.code, constructed.data]).toEqual([2, ""]);
    expect(constructed.note).toMatch(
      /design\.hashing\.folding: expected "none" where fidelity\.source is "duplication"/,
    );
    const centred = await cli(...fold, "--set", "workload.attention.centreKeys=true");
    expect(centred.note).toMatch(/workload\.attention\.centreKeys: expected false/);
  });
});
