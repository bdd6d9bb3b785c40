import { expect, it } from "vitest";
import { memoryLayerAnswer } from "../../../src/commands/model/report/memory-layer.ts";
import { servingAnswer } from "../../../src/commands/model/report/serving.ts";
import type { MemoryLayerReport } from "../../../src/commands/model/run/memory-layer.ts";
import type { ServingReport } from "../../../src/commands/model/run/serving.ts";
import type { MemoryLayer } from "../../../src/comparison/memory-layer.ts";
import type { ServedDesign } from "../../../src/comparison/serving.ts";
import {
  columnsSay,
  distinctNumbers,
  jsonSays,
  numbersOf,
  says,
  sentencesOf,
  tablesOf,
} from "../../report/printed.ts";

const IDS = ["exact-digital", "lsh-memristor", "score-memristor"];

it("what serves a model: each column its own number, the least of all, the most that selection saves", () => {
  const next = distinctNumbers();
  const designs = IDS.map((id, n): ServedDesign => {
    const one = { id, title: id, chips: n + 2, copies: 7 - n, total: (n + 2) * (7 - n), batch: 20 + 3 * n };
    return {
      ...one,
      utilisation: next(),
      mostTokens: next(),
      toFirstToken: next(),
      perOutputToken: next(),
      energyPerToken: next() * (n === 1 ? 1e-3 : 1),
      power: next(),
      area: next() * 1e-6,
      weightBytes: 1e9 * next(),
      cacheBytes: 1e6 * next(),
      pagesPerSequence: 31 + n,
      attention: { energy: next() / 30, time: next() / 30 },
    };
  });
  const report = {
    name: "s",
    workload: { preset: "p", layers: 3, heads: 5, headWidth: 71, kvHeads: 1 },
    load: { requests: 11, prompt: 470, answer: 83, page: 16 },
    split: "heads",
    vocabulary: 0,
    designs: [...designs, { id: "gpu", title: "gpu", reason: "none" }],
  } as unknown as ServingReport;
  const answer = servingAnswer(report, "0");
  columnsSay(tablesOf(answer)[0], designs, {
    chips: ({ total, copies, chips }) => [total, copies, chips],
    batch: ({ batch }) => batch,
    "in use": ({ utilisation }) => utilisation,
    "first token": ({ toFirstToken }) => toFirstToken,
    "each token": ({ perOutputToken }) => perOutputToken,
    "energy a token": ({ energyPerToken }) => energyPerToken,
    power: ({ power }) => power,
    area: ({ area }) => area,
    "attention: energy": ({ attention }) => attention.energy,
    time: ({ attention }) => attention.time,
  });
  const [most, least] = sentencesOf(answer);
  const { energy, time } = designs[0].attention;
  says(most, [energy, time, 1 / (1 - energy), 1 / (1 - time)], "Amdahl");
  const fewest = Math.min(...designs.map(({ total }) => total));
  const owner = designs.find(({ total }) => total === fewest) as ServedDesign;
  says(least, [fewest, designs[1].energyPerToken], "least");
  expect(least).toContain(`${fewest} of ${owner.title}. Least energy`);
  expect(least).toContain(`by ${designs[1].title}`);
  const paragraphs = answer.blocks.flatMap((block) => (block.kind === "paragraph" ? block.lines : []));
  const { weightBytes, cacheBytes, pagesPerSequence } = designs[0];
  says(
    paragraphs.find((line) => line.startsWith("Memory of")) ?? "",
    [weightBytes, cacheBytes, pagesPerSequence],
    "memory",
  );
  const [about] = answer.blocks.flatMap((block) => (block.kind === "title" ? [block] : []));
  says(about.text, [11], "requests");
  says(about.about[0], [470, 83, 3, 5, 71, 1], "load");
  jsonSays((answer.json as { designs: unknown }).designs, designs, {
    chips_per_copy: "chips",
    chips: "total",
    weights_bytes: "weightBytes",
    cache_bytes: "cacheBytes",
    attention_energy_share: "energy",
    attention_time_share: "time",
    most_tokens_per_s: "mostTokens",
  });
  const { load } = answer.json as { load: Record<string, number> };
  expect(load).toEqual({ requests_per_s: 11, prompt_tokens: 470, answer_tokens: 83, page_tokens: 16 });
});

it("a layer in memory: parts, ways and designs, with the ends of their bands", () => {
  const next = distinctNumbers();
  const band = () => ({ p05: next(), p50: next(), p95: next() });
  const small = () => {
    const { p05, p50, p95 } = band();
    return { p05: p05 * 1e-6, p50: p50 * 1e-6, p95: p95 * 1e-6 };
  };
  const costs = () => ({ energy: band(), time: band(), area: small() });
  const layerOf = (id: string): MemoryLayer => {
    const parts = ["projections", "attention", "feed-forward"].map((name) => ({
      name,
      energy: next() / 4,
      time: next(),
      area: (next() * 1e-6) / 4,
      items: ["one", "two"].map((item) => ({ name: item, energy: next() / 9 })),
      network: {
        area: next() * 1e-6,
        routes: ["bufferToArrays", "arraysToBuffer"].map((route) => ({
          route,
          bits: 6_000_000 * next(),
          wire: next() * 1e-3,
          energy: next() * 1e-6,
        })),
      },
    }));
    return {
      id,
      parts,
      energy: (id === "lsh-memristor" ? 3 : 30) * next(),
      time: next(),
      area: 1e-5 * next(),
      perToken: id === "lsh-memristor" ? 1e-6 * next() : next(),
      network: { energy: next(), area: next() * 1e-6 },
      programming: { energy: 1e4 * next(), cells: 123_000 + Math.round(1000 * next()), pulses: 37 },
    } as unknown as MemoryLayer;
  };
  const layers = IDS.map(layerOf);
  const bands = {
    draws: 211,
    layers: Object.fromEntries(
      IDS.map((id) => [
        id,
        {
          ...costs(),
          perToken: band(),
          network: { energy: band(), area: small() },
          programming: band(),
          parts: [costs(), costs(), costs()],
        },
      ]),
    ),
  };
  const workload = {
    preset: "p",
    heads: 4,
    headWidth: 64,
    length: 100,
    batch: 3,
    phase: "prefill",
    model: null,
  };
  const report = { name: "m", workload, layers, bands } as unknown as MemoryLayerReport;
  const answer = memoryLayerAnswer(report, "0");
  const [parts, ways, designs] = tablesOf(answer);
  const [, , shown] = layers;
  const own = bands.layers[shown.id];
  type Ends = { readonly p05: number; readonly p95: number };
  /** What "1.2 to 3.4 mJ" says, the first in the unit of the second. */
  const rangeSays = (text: string, { p05, p95 }: Ends): void => {
    const [low, high] = text.split(" to ");
    const [, unit] = high.split(" ");
    says(low.includes(" ") ? low : `${low} ${unit}`, [p05], text);
    says(high, [p95], text);
  };
  const cellsUnder = (table: typeof parts, heading: string, nth = 0): string[] => {
    const at = table.head.flatMap((text, n) => (text === heading ? [n] : []))[nth];
    return table.rows.map((row) => row[at]);
  };
  columnsSay({ ...parts, rows: parts.rows }, shown.parts, {
    energy: ({ energy }) => energy,
    share: ({ energy }) => energy / shown.energy,
    time: ({ time }) => time,
    area: ({ area }) => area,
  });
  expect(parts.rows.map(([name]) => name)).toEqual(shown.parts.map(({ name }) => name));
  cellsUnder(parts, "share", 1).forEach((text, n) => {
    says(text, [shown.parts[n].area / shown.area], "share of the area");
  });
  cellsUnder(parts, "5 to 95 %").forEach((text, n) => {
    rangeSays(text, own.parts[n].energy);
  });
  cellsUnder(parts, "5 to 95 %", 1).forEach((text, n) => {
    rangeSays(text, own.parts[n].area);
  });
  cellsUnder(parts, "most of it").forEach((text, n) => {
    const { items, energy } = shown.parts[n];
    says(
      text,
      items.map((item) => item.energy / energy).sort((a, b) => b - a),
      text,
    );
  });
  const routes = shown.parts.flatMap(({ network }) => network.routes);
  columnsSay(ways, routes, {
    "bits a token": ({ bits }) => Math.round(bits / 300),
    wire: ({ wire }) => wire,
    "a bit": ({ energy, bits }) => energy / bits,
    energy: ({ energy }) => energy,
    share: ({ energy }) => energy / shown.energy,
  });
  const share = (layer: MemoryLayer): number => layer.parts[1].energy / layer.energy;
  columnsSay(designs, layers, {
    energy: ({ energy }) => energy,
    "a token": ({ perToken }) => perToken,
    "attention's share": share,
    time: ({ time }) => time,
    area: ({ area }) => area,
  });
  (["perToken", "time", "area"] as const).forEach((key, nth) => {
    cellsUnder(designs, "5 to 95 %", nth).forEach((text, n) => {
      rangeSays(text, bands.layers[IDS[n]][key]);
    });
  });
  const find = (part: string): string => sentencesOf(answer).find((text) => text.includes(part)) ?? "";
  says(find("Exact attention (A)").slice(20), [share(layers[0])], "exact");
  says(
    find("With the attention of"),
    [shown.perToken, share(shown), shown.energy / layers[0].energy, shown.time / layers[0].time],
    "with",
  );
  expect(find("Least energy")).toContain("the memristor design (C)");
  says(find("Least energy"), [layers[1].perToken], "least");
  expect(numbersOf(find("Over the ranges")).slice(-3)).toEqual([5, 0.95, 211]);
  says(
    find("What moves").replace(/\([^)]*\)/, ""),
    [
      shown.network.energy,
      shown.network.energy / shown.energy,
      shown.network.area,
      shown.network.area / shown.area,
    ],
    "moves",
  );
  const { energy, cells, pulses } = shown.programming;
  says(find("Writing").replace(/\([^)]*\)/, ""), [cells, pulses, energy, energy / shown.perToken], "writing");
  jsonSays(
    (answer.json as { layers: unknown }).layers,
    { layers, bands },
    {
      latency_s: ["time", "p05", "p50", "p95"],
      energy_per_token_J: "perToken",
      pulses_per_cell: "pulses",
    },
  );
});
