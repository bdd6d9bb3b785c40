import { describe, expect, it } from "vitest";
import { searchBoundary, searchPoints } from "../../evidence/map/search-map.ts";
import { sensitivityAnswer } from "../../src/commands/sensitivity/report/text.ts";
import type { SensitivityReport } from "../../src/commands/shared/sensitivity-result.ts";
import { feasibleOf, NUMBER_WORDS } from "../../src/comparison/comparison-design.ts";
import { gpu } from "../../src/comparison/designs/gpu.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import type { Design } from "../../src/design/design.ts";
import { configOf } from "../design-under-test.ts";
import { boundaryReport } from "../evidence/map/boundary-report.ts";
import { columnsSay, says, sentencesOf, tablesOf } from "./printed.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

it("the sentence of a GPU says its own energy and latency", () => {
  const { design, workload } = configOf("{ workload: { length: 2048 } }");
  const contender = feasibleOf(priceAll(design, workload, POINT), gpu);
  if (contender === null) throw new Error("infeasible");
  const timing = { ...contender.cost.timing, latency: 3e-3, interval: 2e-3 };
  const own = { ...contender, cost: { ...contender.cost, energy: 5e-3, timing } };
  const [text] = gpu.sentence?.(own, { contenders: [], ratios: {} } as never, NUMBER_WORDS) ?? [];
  says(text.slice(text.indexOf("takes")), [5e-3, 3e-3], "GPU");
});

describe("a map of searches", () => {
  const { design, workload } = configOf(
    "{ workload: { layers: 2, heads: 4, kvHeads: 2, headWidth: 64, attention: { codes: { bits: 64 } } } }",
  );
  const space = {
    phases: ["prefill", "decode"],
    nodes: [28],
    lengths: [4096],
    memories: [{ name: "as it is", memory: design.memory as Design["memory"] }],
    shares: [0.5, 0.01],
  } as const;
  const points = [...searchPoints(design, workload, space, () => POINT)];
  const report = boundaryReport(searchBoundary, { name: "map", workload: "w", kernels: "k", space, points });
  type Contender = { readonly id: string; readonly energy_J: number | null };
  const json = report.json as {
    points: readonly {
      share: number;
      designs: readonly Contender[];
      boundaries: Readonly<
        Record<string, { kappa: number; search_J: number; fetch_J: number; share: number }>
      >;
    }[];
  };
  const energyOf = (contenders: readonly Contender[], { id }: { readonly id: string }): number | null =>
    contenders.find((contender) => contender.id === id)?.energy_J ?? null;
  const ratioOf = (contenders: readonly Contender[], rival: { readonly id: string }): number | null => {
    const [own, other] = [energyOf(contenders, scoreMemristor), energyOf(contenders, rival)];
    return own === null || other === null ? null : own / other;
  };

  it("prints the energies of its JSON, their quotients and both sides of the boundary", () => {
    const [all, decodes] = tablesOf(report);
    columnsSay(all, json.points, {
      attended: ({ share }) => share,
      A: ({ designs: contenders }) => energyOf(contenders, { id: "exact-digital" }),
      F: ({ designs: contenders }) => energyOf(contenders, scoreMemristor),
      G: ({ designs: contenders }) => energyOf(contenders, scoreDigital),
      H: ({ designs: contenders }) => energyOf(contenders, lowBitKeys),
      "F/G": ({ designs: contenders }) => ratioOf(contenders, scoreDigital),
      "F/H": ({ designs: contenders }) => ratioOf(contenders, lowBitKeys),
    });
    const boundaries = json.points.flatMap((point) => Object.values(point.boundaries));
    expect(boundaries.length).toBeGreaterThan(3);
    columnsSay(decodes, boundaries, {
      "k/L": ({ share }) => share,
      "κ*": ({ kappa }) => kappa,
      "search and top-k": ({ search_J }) => search_J,
      fetch: ({ fetch_J }) => fetch_J,
    });
    const more = decodes.rows.map((row) => row[decodes.head.indexOf("more, as priced")]);
    expect(more).toEqual(boundaries.map((one) => (one.search_J > one.fetch_J ? "search" : "fetch")));
  });

  it.each([scoreDigital, lowBitKeys])("says the range of the quotients, least first: over $id", (rival) => {
    const text = sentencesOf(report).find((one) => one.startsWith(`F over ${rival.letter}: `)) ?? "";
    const own = json.points.flatMap(({ designs: contenders }) => ratioOf(contenders, rival) ?? []);
    says(text.slice(0, text.indexOf(" energy")), [Math.min(...own), Math.max(...own)], rival.id);
    says(
      text.slice(
        text.indexOf("wins at"),
        text.includes(";", text.indexOf("wins at")) ? text.lastIndexOf(";") : undefined,
      ),
      [own.filter((ratio) => ratio < 0.99).length, own.length],
      rival.id,
    );
  });
});

describe("what a price depends on", () => {
  const share = (n: number) => ({ share: n, low: n - 0.03, high: n + 0.05, draws: 100 });
  const row = (name: string, n: number) => ({
    name,
    places: [name],
    low: 2 * n,
    nominal: 3 * n,
    high: 5 * n,
    atLow: 1 - 0.1 * n,
    atHigh: 1 + 0.23 * n,
    reason: "",
    source: "assumed",
    note: "",
    rank: 0.3 * n,
    index: { first: 0.2 * n, firstInterval: 0.01 * n, total: 0.37 * n, totalInterval: 0.02 * n },
  });
  const rows = [{ ...row("b", 2), places: ["p", "q", "r"] }, row("a", 1)];
  const report = {
    name: "s",
    workload: "w",
    kernels: "k",
    metric: "energy_J",
    nominal: 1,
    draws: 100,
    samples: 64,
    band: { p05: 0.7, p50: 1.1, p95: 1.9 },
    probabilities: { energy_vs_exact: share(0.4) },
    constants: rows,
    parameters: rows,
    front: {
      objectives: ["energy_J"],
      points: 9,
      of: 9,
      rows: [{ point: 4, sets: {}, isNominal: true, membership: share(0.6) }],
    },
  } as unknown as SensitivityReport;
  const answer = sensitivityAnswer(report, "0");

  it("prints ends, swings, ranks and indices in their own columns, and intervals from their low to their high", () => {
    const [constants, parameters, front] = tablesOf(answer);
    const ends = {
      "low … high": ({ low, high }: (typeof rows)[number]) => [low, high],
      "at low": ({ atLow }: (typeof rows)[number]) => atLow,
      "at high": ({ atHigh }: (typeof rows)[number]) => atHigh,
      swing: ({ atLow, atHigh }: (typeof rows)[number]) => atHigh - atLow,
    };
    columnsSay(parameters, rows, { ...ends, value: ({ nominal }) => nominal });
    columnsSay(constants, rows, {
      ...ends,
      "rank ρ": ({ rank }) => rank,
      "first order": ({ index }) => [index.first, index.firstInterval],
      total: ({ index }) => [index.total, index.totalInterval],
    });
    expect(constants.rows.map(([name]) => name)).toEqual(["b (3 places)", "a"]);
    columnsSay(front, [0.6], {
      "on the front": (own) => own,
      "95 % interval": (own) => [own - 0.03, own + 0.05],
    });
    const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block.about] : []));
    says(about[0].slice(about[0].indexOf("design: "), about[0].indexOf(" from")), [1, 0.7, 1.9], "band");
    says(about[1].slice(about[1].indexOf("= ")), [0.4, 95e-2, 0.37, 0.45], "share");
  });
});
