// Reads until signs flip, against a walk of one read after another through the device's own law.

import { expect, it } from "vitest";
import { createRng, dense, normals, row } from "#base";
import { drawProjections } from "../../src/attention/hash-code.ts";
import { hashCodeOf } from "../../src/design/workload.ts";
import { dacLevels } from "../../src/simulation/hashers.ts";
import { programArrays } from "../../src/simulation/programmed-set.ts";
import { measureDisturb } from "../../src/simulation/read-disturb.ts";
import { configOf } from "../design-under-test.ts";

const WIDTH = 16;
const configured = (encoding: string, workload = "") =>
  configOf(
    `{ workload: { headWidth: ${WIDTH}, length: 64, attention: { hash: "simhash", rounds: 4, buckets: 16 }, ${workload} },
       design: { hashing: { encoding: "${encoding}", dac: { bits: 4 }, memristor: { model: "vteam" }, readTime: "${encoding === "amplitude" ? 10 : 1} ns", array: { rows: 16, columns: 32, tileRows: 16, tileColumns: 32, wires: "ideal", spares: 0 } } } }`,
  );

/** The first read after which a share of 64 vectors' signs differs; eight vectors are read in turn. */
function walked(encoding: "amplitude" | "pulse-width"): readonly number[] {
  const { design, workload } = configured(encoding);
  const { memristor, driver, readTime } = design.hashing;
  const rng = createRng("disturb");
  const all = drawProjections(hashCodeOf(workload.attention, 64), WIDTH, rng.fork("projections"));
  const [array] = programArrays(
    design,
    dense(16, WIDTH, all.data.subarray(0, 16 * WIDTH)),
    rng.fork("array"),
  );
  const vectors = dense(72, WIDTH, normals(72 * WIDTH, rng.fork("vectors")));
  const levels = dacLevels(design, vectors);
  const { dynamics } = memristor.behaviour;
  if (dynamics === null) throw new Error("no law");
  const signs = (conductance: Float64Array): boolean[] =>
    Array.from({ length: 64 * 16 }, (_, n) => {
      const [t, p] = [Math.floor(n / 16), n % 16];
      let current = 0;
      for (let i = 0; i < WIDTH; i++)
        current += (conductance[i * 32 + 2 * p] - conductance[i * 32 + 2 * p + 1]) * row(levels, 8 + t)[i];
      return current >= 0;
    });
  let state = dynamics.fresh(array.cells.conductance, rng.fork("devices"));
  const before = signs(dynamics.cells(state).conductance);
  const found: number[] = [];
  for (let read = 1; found.length < 2 && read < 5000; read++) {
    const own = row(levels, read % 8);
    const isTimed = encoding === "pulse-width";
    // A pulse is at full voltage for its level's share of 7 read times, one a step of 4 bits, on average over the vector.
    const share = isTimed ? (7 * own.reduce((sum, x) => sum + Math.abs(x), 0)) / WIDTH : 1;
    const voltage = Float64Array.from({ length: 16 * 32 }, (_, k) => {
      const level = own[Math.floor(k / 32)];
      return driver.behaviour.readVoltage * (isTimed ? Math.sign(level) : level);
    });
    state = dynamics.pulse(state, voltage, readTime * share);
    const now = signs(dynamics.cells(state).conductance);
    const flipped = now.filter((sign, n) => sign !== before[n]).length / now.length;
    if (flipped >= [0.01, 0.25][found.length]) found.push(read);
  }
  return found;
}

it.each(["amplitude", "pulse-width"] as const)(
  "reads by %s flip a hundredth and a quarter of signs as a walk finds",
  (encoding) => {
    const { design, workload } = configured(encoding);
    const disturb = measureDisturb(design, workload, createRng("disturb"));
    const [onePercent, erased] = walked(encoding);
    // Steps between checks grow by 1.3.
    expect(Number(disturb?.toErased) / erased).toBeGreaterThan(0.7);
    expect(Number(disturb?.toErased) / erased).toBeLessThan(1.4);
    expect(Number(disturb?.toOnePercent) / onePercent).toBeGreaterThan(0.6);
    expect(Number(disturb?.toOnePercent) / onePercent).toBeLessThan(1.6);
  },
);

it("a run reads the queries and keys of all layers and sequences: 2 · 64 · 3 · 5 on the arrays of every layer alike", () => {
  const runOf = (sharing: string) => {
    const { design, workload } = configured("amplitude", "layers: 3, batch: 5, heads: 2, kvHeads: 2");
    const hashing = { ...design.hashing, sharing: sharing as "head" };
    return measureDisturb({ ...design, hashing }, workload, createRng("disturb"))?.runReads;
  };
  // Two heads of queries and keys, 64 tokens of 5 sequences.
  expect(runOf("head")).toBe(2 * 64 * 5);
  expect(runOf("layer")).toBe(2 * 2 * 64 * 5);
  expect(runOf("global")).toBe(3 * 2 * 2 * 64 * 5);
});
