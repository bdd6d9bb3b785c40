import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { lpddr4Dram, stackedDram } from "#circuits";
import { createTechnology } from "#technology";
import { searchBoundary, searchPoints } from "../../../evidence/map/search-map.ts";
import { feasibleOf } from "../../../src/comparison/comparison-design.ts";
import { scoreMemristor } from "../../../src/comparison/designs/score-memristor.ts";
import type { Design } from "../../../src/design/design.ts";
import { configOf } from "../../design-under-test.ts";
import { boundaryReport } from "./boundary-report.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf(
  `{ workload: { layers: 4, heads: 8, kvHeads: 2, headWidth: 64, attention: { codes: { bits: 64, query: "signs" } } },
     design: { search: { model: "cam-2t2r" }, digital: { fetchBy: "gather", buffer: { model: "banked", capacity: "4 KiB" } } } }`,
);
const memoryOf = ({ model, schema }: typeof lpddr4Dram) => ({
  name: model,
  memory: schema.parse({ model }) as Design["memory"],
});
const SPACE = {
  phases: ["prefill", "decode"],
  nodes: [28],
  lengths: [4096, 65_536],
  memories: [memoryOf(lpddr4Dram), memoryOf(stackedDram), { name: "on chip", memory: null }],
  shares: [0.5, 0.0001],
} as const;
const points = [...searchPoints(design, workload, SPACE, () => POINT)];

describe("when searching pays", () => {
  it("every point of the space is priced, with boundaries for decodes alone", () => {
    expect(points).toHaveLength(2 * 2 * 3 * 2);
    for (const { phase, boundaries, contenders } of points) {
      expect(Object.keys(boundaries)).toHaveLength(phase === "decode" ? 3 : 0);
      // A block of queries does not fit the small buffer of a prefill.
      if (phase === "decode") expect(contenders.every(({ feasible }) => feasible)).toBe(true);
    }
  });

  it("κ* by hand: three searches of 4 query heads against 16 u d bits in LPDDR4, half of which is wasted", () => {
    const own = points.find(
      ({ phase, length, memory, share }) =>
        phase === "decode" && length === 65_536 && memory === "lpddr4" && share === 0.5,
    );
    const contender = feasibleOf(own?.contenders ?? [], scoreMemristor);
    const at28 = createTechnology(nanometres(28));
    const search = Number(contender?.design.search.cost(at28).actions.search.energy);
    const select = Number(contender?.design.topK.cost(at28).actions.select.energy);
    // k = L/2 less 17 near keys, of those that are not near: four heads by chance.
    const chosen = 0.5 * 65_536 - 17;
    const share = chosen / (65_536 - 17);
    const distinct = ((1 - (1 - share) ** 4) * (65_536 - 17) + 17) / (chosen + 17);
    const kappa = (4 * 3 * (search + select)) / (16 * distinct * 64 * (6e-12 / 0.5));
    expect(own?.boundaries["score-memristor"]?.kappa).toBeCloseTo(kappa, 9);
  });

  it("κ* of bfloat16 is half of that of int8: a key has twice the bits", () => {
    const kappas = ["int8", "bf16"].map((model) => {
      const mac = configOf(`{ design: { digital: { mac: { model: "${model}" } } } }`).design.digital.mac;
      const wide = { ...design, digital: { ...design.digital, mac } };
      const one = {
        ...SPACE,
        phases: ["decode"],
        lengths: [65_536],
        memories: [memoryOf(lpddr4Dram)],
      } as const;
      const [own] = searchPoints(wide, workload, one, () => POINT);
      return own.boundaries["score-memristor"]?.kappa ?? Number.NaN;
    });
    expect(kappas[0] / kappas[1]).toBeCloseTo(2, 9);
  });

  it("the formula says what the priced designs say, far from the boundary", () => {
    let compared = 0;
    for (const { boundaries } of points)
      for (const { share, kappa, search, fetch } of Object.values(boundaries)) {
        if (Math.max(share / kappa, kappa / share) < 5) continue;
        expect([share, kappa, share < kappa]).toEqual([share, kappa, search > fetch]);
        compared++;
      }
    expect(compared).toBeGreaterThan(15);
  });

  it("the first line says who wins, and at how many points", () => {
    const report = boundaryReport(searchBoundary, {
      name: "test",
      workload: "w",
      kernels: "k",
      space: SPACE,
      points,
    });
    const [first, second] = report.blocks.flatMap((block) =>
      block.kind === "findings" ? block.sentences : [],
    );
    expect(first).toMatch(
      /^Of the designs that search codes, least energy: (?:[FGH] \([a-z-]+\)|[FGH]( and [FGH])+ tie) at \d+/,
    );
    const counts = [...first.matchAll(/ at (\d+)/g)].map(([, count]) => Number(count));
    const priced = points.filter(({ contenders }) => contenders.some(({ feasible }) => feasible));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(priced.length);
    expect(second).toContain("F over G: ");
  });
});
