import { describe, expect, it } from "vitest";
import { createRng, dense, dot, normals, row } from "#base";
import { idealResponse } from "#crossbar-arrays";
import { noiseKey } from "../../packages/vmm/src/noise.ts";
import { plainVmmKernel } from "../../packages/vmm/src/plain-vmm.ts";
import { varianceForm } from "../../packages/vmm/src/vmm.ts";
import { drawProjections, projectionHasher } from "../../src/attention/hash-code.ts";
import { crossPolytopeCode } from "../../src/attention/hashes/cross-polytope.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { crossbarHasher } from "../../src/simulation/hashers.ts";
import { programSet } from "../../src/simulation/programmed-set.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

const CODE = simHashCode(8, 6);
const WIDTH = 64;
const TOKENS = 2000;
const vectors = dense(TOKENS, WIDTH, normals(TOKENS * WIDTH, createRng("vectors")));

describe("ideal hardware", () => {
  it.each([
    ["SimHash", CODE, "simhash", "comparator"],
    ["cross-polytope", crossPolytopeCode(8, [32]), "cross-polytope", "wta"],
    ["factorised cross-polytope", crossPolytopeCode(4, [16, 12]), "cross-polytope", "wta"],
  ] as const)(
    "gives the software codes of %s for every token whose projections are not ties",
    (_, code, hash, family) => {
      const { design } = configOf(
        `{ workload: { attention: { hash: "${hash}" } }, design: { ${IDEAL_HARDWARE.replace("readout: {", `readout: { family: "${family}",`)} } }`,
      );
      const projections = drawProjections(code, WIDTH, createRng("projections"));
      const set = programSet(design, projections, createRng("array"));
      const ties: string[] = [];
      for (let t = 0; t < TOKENS; t++)
        for (let p = 0; p < projections.rows; p++) {
          const [w, x] = [row(projections, p), row(vectors, t)];
          if (Math.abs(dot(w, 0, x, 0, WIDTH)) <= 1e-12 * Math.hypot(...w) * Math.hypot(...x))
            ties.push(`${t}/${p}`);
        }
      expect(ties).toEqual([]);
      const hardware = crossbarHasher(design, set, code, createRng("reads"))(vectors, "query");
      expect(hardware).toEqual(projectionHasher(projections, code)(vectors, "query"));
    },
  );
});

describe("an untuned array", () => {
  // Little resistance, so that most of the signal is left beside the noise.
  const { design } = configOf(
    `{ design: { hashing: { driver: { outputResistance: "10 ohm" }, inputStage: { inputResistance: "10 ohm" }, tileSwitch: { onResistance: "20 ohm" } } } }`,
  );
  const set = programSet(design, drawProjections(CODE, WIDTH, createRng("p")), createRng("array"));

  it("hashes by its own conductances: with exact converters it is their software hash", () => {
    const exact = configOf(
      `{ design: { hashing: { memristor: { model: "lognormal", readNoise: 0 }, dac: { model: "ideal" }, readout: { model: "ideal" } } } }`,
    ).design;
    const quiet = programSet(exact, drawProjections(CODE, WIDTH, createRng("p")), createRng("array"));
    const codes = crossbarHasher(exact, quiet, CODE, createRng("reads"))(vectors, "key");
    expect(codes).toEqual(projectionHasher(quiet.response.transfer, CODE)(vectors, "key"));
  });

  it("is one matrix: the same set disagrees with itself by noise only, another set by chance", () => {
    const hash = (stream: string, of = set) =>
      crossbarHasher(design, of, CODE, createRng(stream))(vectors, "key");
    const agreement = (a: Int32Array, b: Int32Array): number =>
      a.reduce((sum, id, n) => sum + (id === b[n] ? 1 : 0), 0) / a.length;
    const other = programSet(
      design,
      drawProjections(CODE, WIDTH, createRng("p")),
      createRng("another array"),
    );
    expect(agreement(hash("first read"), hash("second read"))).toBeGreaterThan(0.8);
    expect(agreement(hash("first read"), hash("first read"))).toBe(1);
    expect(agreement(hash("first read"), hash("first read", other))).toBeLessThan(0.03); // 1/64 by chance
  });
});

describe("read noise on a column", () => {
  it("has the deviation of independent devices added up", () => {
    const { design } = configOf(
      '{ design: { hashing: { array: { wires: "ideal", rows: 16, columns: 8 } } } }',
    );
    const [array] = programSet(design, dense(4, 16), createRng("noise")).arrays;
    const { conductance } = array.cells;
    const reads = 20_000;
    const voltage = normals(16, createRng("v"));
    const voltages = dense(
      reads,
      16,
      Float64Array.from({ length: reads * 16 }, (_, n) => voltage[n % 16]),
    );
    const response = idealResponse(array, 0.2);
    const vmm = plainVmmKernel.prepare({
      transfer: response.transfer,
      cubic: null,
      noise: varianceForm(response),
      readNoise: 0.1,
      readVoltage: 1,
      dacBits: null,
      adc: null,
    });
    const key = noiseKey(createRng("reads"));
    const currents = vmm.currents({ inputs: voltages.data, dacFullScale: 1, key, firstVector: 0 });
    for (let p = 0; p < 4; p++) {
      let mean = 0;
      let variance = 0;
      for (let i = 0; i < 16; i++) {
        const [plus, minus] = [conductance[i * 8 + 2 * p], conductance[i * 8 + 2 * p + 1]];
        mean += voltage[i] * (plus - minus);
        // Each of the two devices fluctuates by a tenth of its own current.
        variance += (0.1 * voltage[i] * plus) ** 2 + (0.1 * voltage[i] * minus) ** 2;
      }
      const column = Float64Array.from({ length: reads }, (_, t) => currents[t * 4 + p]);
      const average = column.reduce((sum, x) => sum + x, 0) / reads;
      const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - average) ** 2, 0) / reads);
      expect(Math.abs(average - mean)).toBeLessThan((4.9 * Math.sqrt(variance)) / Math.sqrt(reads));
      expect(deviation / Math.sqrt(variance)).toBeGreaterThan(1 - 4.9 / Math.sqrt(2 * reads));
      expect(deviation / Math.sqrt(variance)).toBeLessThan(1 + 4.9 / Math.sqrt(2 * reads));
    }
  });
});
