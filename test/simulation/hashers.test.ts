// What a hash that is solved as a circuit sees of its inputs, by Ohm's law where lines are short.

import { expect, it } from "vitest";
import { createRng, dense, normals, row } from "#base";
import { drawProjections } from "../../src/attention/hash-code.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { circuitHasher, dacLevels } from "../../src/simulation/hashers.ts";
import { programSet } from "../../src/simulation/programmed-set.ts";
import { configOf } from "../design-under-test.ts";

const [WIDTH, TOKENS, OUTPUTS] = [8, 5, 4];
const vectors = dense(TOKENS, WIDTH, normals(TOKENS * WIDTH, createRng("vectors")));

it.each([
  ["amplitude", "bipolar", 0],
  ["amplitude", "two-phase", 0],
  ["amplitude", "offset", 0],
  ["amplitude", "offset", 0.25],
  ["bit-serial", "bipolar", 0],
  ["bit-serial", "two-phase", 0],
  ["bit-serial", "offset", 0],
] as const)(
  "a projection by %s, %s from %f, is Σ V · x · (g₊ − g₋), without the currents of an input of zero",
  (encoding, polarity, lowLevel) => {
    const { design } = configOf(
      `{ workload: { headWidth: ${WIDTH} }, design: { hashing: { encoding: "${encoding}", polarity: "${polarity}", lowLevel: ${lowLevel},
           array: { rows: ${WIDTH}, columns: ${2 * OUTPUTS}, tileRows: ${WIDTH}, tileColumns: ${2 * OUTPUTS}, wires: "solved", spares: 0, segmentResistance: "0.01 ohm" },
           memristor: { model: "normal", mean: "20 µS", spread: 0.2, readNoise: 0, stuckOn: 0, stuckOff: 0 },
           dac: { model: "capacitive", bits: 4, code: "${polarity === "offset" ? "offset-binary" : "sign-magnitude"}" }, driver: { model: "ideal" }, inputStage: { model: "ideal" }, tileSwitch: { model: "ideal" },
           readout: { family: "comparator", model: "ideal" } } } }`,
    );
    const found: Float64Array[] = [];
    const code = {
      ...simHashCode(1, OUTPUTS),
      encode: (values: Float64Array) => found.push(values.slice()),
    };
    const set = programSet(design, drawProjections(code, WIDTH, createRng("p")), createRng("array"));
    circuitHasher(design, set, code, { query: vectors, key: vectors })(vectors, "query");
    const [{ cells, plan }] = set.arrays;
    const volts = design.hashing.driver.behaviour.readVoltage;
    const levels = dacLevels(design, vectors);
    const most = volts * WIDTH * 0.2 * 20e-6;
    expect(found).toHaveLength(TOKENS);
    for (let t = 0; t < TOKENS; t++)
      for (let p = 0; p < OUTPUTS; p++) {
        const hand = row(levels, t).reduce((sum, x, i) => {
          const at = (column: number): number => cells.conductance[i * 2 * OUTPUTS + column];
          return sum + volts * x * (at(plan.plus(p)) - at(plan.minus(p) ?? 0));
        }, 0);
        expect(Math.abs(found[t][p] - hand) / most).toBeLessThan(1e-3);
      }
  },
);
