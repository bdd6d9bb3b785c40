import { describe, expect, it } from "vitest";
import { groupDigits } from "#base";
import type { Drawing } from "#reports";
import { type Block, drawingsOf } from "#reports";
import { createRenderer } from "../../../../packages/reports/src/render.ts";
import { capacityChart, capacityMessage, occupancyMessage } from "../../../../src/charts/buffers.ts";
import { DATA_WORDS, loopsMessage, placeCells } from "../../../../src/charts/loops.ts";
import { compareJson } from "../../../../src/commands/compare/report/json.ts";
import { movementBlocks } from "../../../../src/commands/compare/report/movement.ts";
import { BASELINE, contenderOf, SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import type { CapacityCurve } from "../../../../src/comparison/curves.ts";
import { lshDigital } from "../../../../src/comparison/designs/lsh-digital.ts";
import type { DataPlace } from "../../../../src/mapping/flows/data-places.ts";
import { plainComparison } from "./plain-comparison.ts";

const comparison = await plainComparison();
const { movement } = comparison;
const capacities = comparison.capacities as CapacityCurve;
const { first, others } = movementBlocks(comparison);
const drawings = new Map(drawingsOf([...first, ...others]).map((own) => [own.name, own]));
const chartOf = (name: string): Drawing => drawings.get(name) as Drawing;
const pointsOf = (name: string, label: string) =>
  chartOf(name).configuration.data.datasets.find((own) => own.label === label)?.data as {
    x: number;
    y: number;
  }[];

describe("the pictures of data movement", () => {
  it("are the roofline, the loops of A and C, the traffic by buffer size, and their buffers over time", () => {
    expect(drawingsOf(first).map(({ name }) => name)).toEqual([
      "roofline",
      `loops-${BASELINE.id}`,
      `loops-${SUBJECT.id}`,
      "buffer-size",
      `buffer-${BASELINE.id}`,
      `buffer-${SUBJECT.id}`,
    ]);
    // The others' are the same pictures, each with a message for its title.
    expect(drawingsOf(others).length).toBe(2 * (Object.keys(movement.places).length - 2));
    for (const { title } of drawings.values()) expect(title).toMatch(/\d/);
  });

  it("draw the numbers of the result: dots, lines, steps and cells", () => {
    for (const [id, { intensity, rate }] of Object.entries(movement.rooflines)) {
      const { letter, name } = contenderOf(id);
      expect(pointsOf("roofline", `${letter} ${name}`)).toEqual([{ x: intensity, y: rate }]);
    }
    for (const [n, { id }] of capacities.points[0].designs.entries())
      expect(pointsOf("buffer-size", contenderOf(id).letter)).toEqual(
        capacities.points.map(({ capacity, designs }) => ({ x: capacity, y: designs[n].bytes })),
      );
    const { steps, time } = movement.occupancies[SUBJECT.id];
    const keys = steps.map(({ at, kept }) => ({ x: at, y: kept.keys ?? 0 }));
    expect(pointsOf(`buffer-${SUBJECT.id}`, "keys")).toEqual([
      ...keys,
      { ...keys[keys.length - 1], x: time },
    ]);
    const { configuration, width, height } = chartOf(`loops-${SUBJECT.id}`);
    const svg = createRenderer().svg(configuration, width, height);
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    const { data, loops } = movement.places[SUBJECT.id];
    for (const place of data)
      for (const text of [DATA_WORDS[place.name] ?? place.name, ...placeCells(place)])
        expect(texts).toContain(text);
    for (const { name, count } of loops) expect(texts).toContain(`for each ${name}: ${groupDigits(count)}`);
  });

  it("say why where no design has a plan", () => {
    const none = {
      movement: { rooflines: {}, places: {}, occupancies: {} },
      capacities: null,
      contenders: [],
    };
    const [said, ...more] = movementBlocks(none).first;
    expect(more).toEqual([]);
    expect(JSON.stringify(said)).toContain("No design has one plan whose loops could be drawn");
  });

  it("have a table each, whose rows are the result's", () => {
    const tables = first.flatMap((block: Block) => (block.kind === "folded" ? block.blocks : []));
    const heads = tables.map((block) => (block.kind === "table" ? block.table.head[0] : ""));
    expect(heads).toContain("roofline");
    expect(heads).toContain("data of C");
    expect(heads).toContain("traffic with a buffer of");
    expect(heads).toContain("buffer of C from");
  });

  it("have their numbers in result.json under keys with units", () => {
    const json = compareJson(comparison) as unknown as {
      readonly rooflines: readonly (Record<string, number> & { readonly design: string })[];
      readonly dataPlaces: readonly { readonly data: readonly Record<string, number>[] }[];
      readonly bufferSizes: {
        readonly config_B: number;
        readonly points: readonly { readonly capacity_B: number }[];
      };
      readonly occupancy: readonly {
        readonly steps: readonly { readonly at_s: number; readonly kept_B: object }[];
      }[];
    };
    const [one] = json.rooflines;
    expect(Object.keys(one)).toEqual([
      "design",
      "peak_per_s",
      "memory_B_per_s",
      "operations",
      "traffic_B",
      "operations_per_B",
      "rate_per_s",
    ]);
    expect(one.operations / one.traffic_B).toBeCloseTo(one.operations_per_B, 9);
    expect(Object.keys(json.dataPlaces[0].data[0])).toEqual([
      "name",
      "share",
      "kept_B",
      "traffic_B",
      "reads",
      "loop",
      "stages",
    ]);
    expect(json.bufferSizes.points.map(({ capacity_B }) => capacity_B / json.bufferSizes.config_B)).toContain(
      16,
    );
    expect(json.occupancy[0].steps[0]).toEqual({
      at_s: 0,
      kept_B: movement.occupancies[BASELINE.id].steps[0].kept,
    });
  });
});

/** Traffic of A and B, B, at capacities from 1 MiB on; null for no price. */
function curve(own: number, a: readonly (number | null)[], b: readonly (number | null)[]): CapacityCurve {
  const costs = { energy: 1, latency: 1, reason: null };
  const points = a.map((bytes, n) => ({
    capacity: 2 ** (20 + n),
    designs: [
      { id: BASELINE.id, bytes, ...costs },
      { id: lshDigital.id, bytes: b[n], ...costs },
    ],
  }));
  const settled = points.findIndex((_, n) =>
    [a, b].every((all) => all.slice(n).every((own) => own === all[n])),
  );
  return { own: own * 2 ** 20, points, settled: settled === a.length - 1 ? null : 2 ** (20 + settled) };
}

describe("the titles", () => {
  it("of traffic name the capacity beyond which no design moves less, and what the config moves over that", () => {
    expect(capacityMessage(curve(1, [9, 4, 4], [6, 4, 4]))).toBe(
      "Beyond 2 MiB no design moves fewer bytes; with 1 MiB, the config's, A moves ×2.25 as many",
    );
    expect(capacityMessage(curve(1, [6, 4, 4], [6, 4, 4]))).toContain("A and B move ×1.5 as many");
    expect(capacityMessage(curve(4, [6, 4, 4], [6, 4, 4]))).toBe(
      "Beyond 2 MiB no design moves fewer bytes; the config has 4 MiB",
    );
    expect(capacityMessage(curve(1, [6, 5, 4], [4, 4, 4]))).toBe(
      "Up to 4 MiB a larger buffer still moves fewer bytes (A)",
    );
    // A design without a price leaves a gap in its curve.
    const { datasets } = capacityChart(curve(1, [null, 5, 5], [4, 4, 4])).data;
    expect(datasets[0].data).toEqual([2, 4].map((mebibytes) => ({ x: mebibytes * 2 ** 20, y: 5 })));
  });

  it("of loops say what is not kept, of buffers how full they get", () => {
    const place = (name: DataPlace["name"], share: number | null, reads: number | null): DataPlace => ({
      name,
      share,
      kept: 1,
      moved: 1e6,
      reads,
      loop: 0,
      stages: null,
    });
    const [q, k, v] = [place("queries", 1, 1), place("keys", 0.5, 8), place("values", 0, 4)];
    const said = (data: readonly DataPlace[]) => loopsMessage(BASELINE, { loops: [], data });
    expect(said([q])).toBe(
      "Exact attention (A) moves 1 MB to and from the memory; its buffer holds all data that it uses again; its units read queries most often: each once",
    );
    expect(said([q, k, v])).toContain(
      "holds all data that it uses again, but of keys 50 % and of values 0 %; its units read keys most often: each 8 times",
    );
    expect(said([q, k, v, place("orders", 0, 2)])).toContain(
      "holds 1 of the 4 kinds of data that it uses again, the others in part",
    );
    const steps = [
      { at: 0, kept: { keys: 2 ** 18 } },
      { at: 1, kept: { keys: 2 ** 18, outputs: 2 ** 19 } },
    ];
    const full = { capacity: 2 ** 20, head: 1, time: 2, steps };
    expect(occupancyMessage(SUBJECT, { ...full, heads: 1 })).toBe(
      "The memristor design (C) fills at most 75 % of the buffer, 768 KiB of 1 MiB, with one head on a core; outputs take most",
    );
    expect(occupancyMessage(SUBJECT, { ...full, heads: 3 })).toContain("with 3 heads on a core");
  });
});
