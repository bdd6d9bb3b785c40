import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { lpddr4Dram, stackedDram } from "#circuits";
import { fewestKeys, readMeasured } from "../../../src/commands/study/run/equal-quality/measured.ts";
import { type DesignId, feasibleOf } from "../../../src/comparison/comparison-design.ts";
import { contenderOf } from "../../../src/comparison/comparison-designs.ts";
import { atOneNode } from "../../../src/comparison/equal-nodes.ts";
import { equalPoints, type NeededBudget } from "../../../src/comparison/equal-quality.ts";
import { priceAll } from "../../../src/comparison/priced-comparison.ts";
import type { Design } from "../../../src/design/design.ts";
import { cli } from "../../cli/run.ts";
import { configOf } from "../../design-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "equal-quality-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows as [selector, parameters, budget's mass, attended, mean and end of the loss in nats, points lost]. */
type Row = readonly [string, Record<string, unknown>, number, number, number, number | null, number];

const ROWS: readonly Row[] = [
  ["score", { bits: 64 }, 0.9, 0.1, 0.02, 0.03, 0],
  ["score", { bits: 128 }, 0.95, 0.15, 0.004, 0.009, 0.01],
  ["score", { bits: 256 }, 0.95, 0.15, 0.003, 0.008, 0.01],
  ["score", { bits: 128, hash: "software" }, 0.9, 0.05, 0, 0.001, 0],
  ["hadamard", { bits: 128 }, 0.95, 0.12, 0.001, 0.009, 0.021],
  ["hadamard", { bits: 128, norm: false }, 0.98, 0.2, 0.002, 0.00994, 0.02],
  ["low-bit-keys", { bits: 2 }, 0.95, 0.13, 0.001, null, 0],
  ["low-bit-keys", { bits: 4 }, 0.98, 0.3, 0.001, 0.00996, 0],
  ["quest", {}, 0.9, 0.01, 0, 0.001, 0],
];

const reportOf = (rows: readonly Row[]) => ({
  model: { name: "a model", file: "m.gguf", layers: 3, heads: 4, keyValueHeads: 2, headWidth: 64 },
  plan: {
    arms: [
      ...rows.map(([name, params, p], n) => ({
        ...{ id: `${name} ${n}`, role: "subject", sink: 2, window: 8 },
        ...{ selector: { name, params }, budget: { kind: "mass", p } },
      })),
      {
        ...{ id: "oracle", role: "oracle", sink: 2, window: 8 },
        ...{ selector: { name: "oracle", params: {} }, budget: { kind: "mass", p: 0.98 } },
      },
    ],
    parts: [{ shape: { length: 512 } }],
  },
  lines: [
    ...rows.map(([name, , , attendedShare, mean, upper95, lost], n) => ({
      ...{ setup: "B", arm: `${name} ${n}`, attendedShare },
      measures: [
        { measure: "perplexity", loss: { mean, lower95: -0.001, upper95 } },
        { measure: "divergence", loss: { mean: 9, lower95: 9, upper95: 9 } },
        { measure: "numbers", loss: { mean: lost, lower95: null, upper95: null } },
      ],
    })),
    { setup: "B", arm: "oracle", attendedShare: 0.01, measures: [] },
  ],
});

const write = (value: unknown, name = "result.json"): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
};

describe("the fewest keys at one quality", () => {
  it("are of a row whose interval ends within the margin and that loses at most two points, then of the fewest bits", () => {
    const { rows, length, sink, window } = readMeasured(write(reportOf(ROWS)), "B");
    expect([length, sink, window, rows.length]).toEqual([512, 2, 8, 7]);
    // ln 1.01 = .00995: .00994 is within it, .00996 is not; two points are, 2.1 are not.
    expect(fewestKeys(rows, 0.01).map(({ name, bits, isKept }) => [name, bits, isKept])).toEqual([
      ["score 1", 128, true],
      ["hadamard 5", 128, true],
      ["low-bit-keys 7", 4, false],
    ]);
    expect(fewestKeys(rows, 0.05).map(({ name }) => name)).toEqual([
      "score 0",
      "hadamard 5",
      "low-bit-keys 7",
    ]);
  });

  it("faults of a report are located, and cost nothing", async () => {
    const whole = reportOf(ROWS);
    for (const [value, words] of [
      ["{", "(root): expected the result.json that lm writes, received no JSON"],
      [{ ...whole, lines: [] }, "lines: expected a row of score, hadamard, low-bit-keys"],
      [reportOf(ROWS.slice(-1)), "lines: expected a row of"],
      [
        { ...whole, model: { ...whole.model, heads: 0 } },
        "model.heads: expected the result.json that lm writes",
      ],
      [
        { ...whole, lines: [{ ...whole.lines[0], attendedShare: 1.5 }] },
        "lines.0.attendedShare: expected the result.json that lm writes",
      ],
    ] as const) {
      const ran = await cli("study", "equal-quality", write(value, "bad.json"));
      expect([ran.code, ran.data]).toEqual([2, ""]);
      expect(ran.note).toContain(words);
    }
    const twice = await cli("study", "equal-quality", write(whole), write(whole, "again.json"));
    expect([twice.code, twice.data]).toEqual([2, ""]);
    expect(twice.note).toContain("expected one report a model and length");
    expect((await cli("study", "equal-quality", write(whole), "--margin", "0")).code).toBe(2);
  });
});

describe("its price", () => {
  const memoryOf = ({ model, schema }: typeof lpddr4Dram) => ({
    name: model,
    memory: schema.parse({ model }) as Design["memory"],
  });
  const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
  const need = (
    design: DesignId,
    bits: number,
    budget: NeededBudget,
    attended: number,
    p99: number | null,
    isKept = true,
  ) => ({ design, bits, budget, attended, p99, isKept });
  const NEEDS = [
    need("score-memristor", 64, { kind: "mass", p: 0.98 }, 0.02, 0.03),
    need("low-bit-keys", 4, { kind: "share" }, 0.1, null),
    need("score-digital", 128, { kind: "threshold", tau: 1e-3, exponent: 0.5 }, 0.001, 0.001, false),
  ];
  const SHAPE = 'layers: 2, heads: 4, kvHeads: 2, headWidth: 64, length: 8192, phase: "decode"';
  const { design, workload } = configOf(`{ workload: { ${SHAPE} } }`);
  const space = {
    phase: "decode",
    nodes: [28],
    memories: [lpddr4Dram, stackedDram].map(memoryOf),
    needs: NEEDS,
  } as const;
  const points = [...equalPoints(design, workload, space, () => POINT, createRng(1))];

  it("is that of a comparison whose config says those bits and keys", () => {
    for (const [{ design: id }, attention] of [
      [NEEDS[0], '{ codes: { bits: 64 }, budget: { kind: "mass", mass: 0.98, expected: 0.02 } }'],
      [NEEDS[1], '{ codes: { coordinateBits: 4 }, budget: { kind: "share", share: 0.1 } }'],
      [
        NEEDS[2],
        '{ codes: { bits: 128 }, budget: { kind: "threshold", tau: 1e-3, tauExponent: 0.5, expected: 0.001 } }',
      ],
    ] as const) {
      const said = configOf(`{ workload: { ${SHAPE}, attention: ${attention} } }`);
      const own = { ...atOneNode(said.design, 28), memory: space.memories[1].memory };
      const expected = feasibleOf(priceAll(own, said.workload, POINT), contenderOf(id))?.cost.energy;
      expect(feasibleOf(points[1].contenders, contenderOf(id))?.cost.energy).toBe(expected);
      expect(expected).toBeGreaterThan(0);
    }
  });

  it("a token at the 99th percentile takes longer on the same units, as long where its keys are the mean's", () => {
    for (const { contenders, p99 } of points) {
      const [exact, memristor, lowBits, hadamard] = contenders.map((one) =>
        one.feasible ? one.cost.timing.latency : Number.NaN,
      );
      expect(exact).toBeGreaterThan(0);
      expect([p99[0], p99[2]]).toEqual([null, null]);
      expect(lowBits).toBeGreaterThan(0);
      // Half as many keys again; the search of 8 192 codes, which takes nearly all of the time, is the same.
      expect(p99[1] as number).toBeGreaterThan(memristor);
      expect(p99[1] as number).toBeLessThan(1.5 * memristor);
      expect(p99[3]).toBeCloseTo(hadamard, 12);
    }
  });

  it("has a winner among the designs that keep the quality, which stays one in a share of the draws", () => {
    for (const { contenders, winner, stays } of points) {
      const energies = NEEDS.map(
        ({ design: id }) => feasibleOf(contenders, contenderOf(id))?.cost.energy ?? Number.NaN,
      );
      // The third attends fewest keys and takes least energy, but does not keep the quality.
      expect(Math.min(...energies)).toBe(energies[2]);
      expect(winner).toBe(NEEDS[energies[0] < energies[1] ? 0 : 1].design);
      expect(stays).toBeGreaterThan(0.5);
      expect(stays).toBeLessThanOrEqual(1);
    }
  });
});
