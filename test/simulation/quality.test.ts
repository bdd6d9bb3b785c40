import { describe, expect, it } from "vitest";
import { createRng, dense, row } from "#base";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { planOf } from "../../src/design/workload.ts";
import { prepareHeads, sampleQueries } from "../../src/simulation/quality.ts";
import { measuredWorkload } from "../../src/simulation/simulate.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

describe("prepareHeads", () => {
  const activations = syntheticActivations(40, 8, 1);
  const [head] = activations.heads;

  it('with "unit-keys" attends by q · k / ‖k‖, without a 1/√d', () => {
    const { design, workload } = configOf(
      `{ workload: { attention: { scale: "unit-keys" } }, design: { ${IDEAL_HARDWARE} } }`,
    );
    const plan = planOf(measuredWorkload(workload, activations));
    const queries = sampleQueries(40, 40, createRng(1));
    const [prepared] = prepareHeads(
      activations,
      plan,
      design.digital.mac.behaviour,
      workload.attention,
      queries,
    );
    const unit = dense(40, 8);
    for (let i = 0; i < 40; i++) {
      const norm = Math.hypot(...row(head.k, i));
      row(unit, i).set(row(head.k, i).map((x) => x / norm));
    }
    const expected = exactAttention(head.q, unit, head.v, { causal: true, self: "allowed", scale: 1 });
    prepared.exact.output.data.forEach((x, n) => {
      expect(x).toBeCloseTo(expected.output.data[n], 12);
    });
    // The hash sees the key itself: its direction is the same.
    expect(prepared.hashedKeys).toBe(head.k);
  });

  it("centres what is hashed by the calibrated mean, and refuses to without one", () => {
    const { design, workload } = configOf("{ workload: { attention: { centreKeys: true } } }");
    const plan = planOf(measuredWorkload(workload, activations));
    const queries = sampleQueries(40, 4, createRng(1));
    const prepare = (keyMeans: ReadonlyMap<string, Float64Array>) =>
      prepareHeads(
        { ...activations, keyMeans },
        plan,
        design.digital.mac.behaviour,
        workload.attention,
        queries,
      );
    expect(() => prepare(new Map())).toThrow("expected a calibrated key mean");
    const mean = Float64Array.from({ length: 8 }, (_, c) => c / 10);
    const [prepared] = prepare(new Map([["0/0", mean]]));
    expect(row(prepared.hashedKeys, 3)).toEqual(row(head.k, 3).map((x, c) => x - mean[c]));
  });
});

describe("sampleQueries", () => {
  it("draws one position from each stretch, ascending, or takes all", () => {
    const drawn = sampleQueries(1000, 10, createRng(3));
    drawn.forEach((position, n) => {
      expect(Math.floor(position / 100)).toBe(n);
    });
    expect([...sampleQueries(5, 9, createRng(3))]).toEqual([0, 1, 2, 3, 4]);
  });
});
