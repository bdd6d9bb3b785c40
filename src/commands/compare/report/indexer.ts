// The comparison of the designs of a trained index: one screen, the ledger behind it, lengths, and a chart.

import type { ChartConfiguration } from "chart.js";
import { digits, engineering, factor, groupDigits, lengthLabel, percent } from "#base";
import { framed } from "#charts";
import { type Block, drawing, figure, findings, type Report, type Tabular, table, title } from "#reports";
import { INDEX_CLASSES } from "../../../comparison/indexer/index-design.ts";
import { INDEX_BASELINE } from "../../../comparison/indexer/index-designs.ts";
import type { IndexPrice, IndexResult } from "../../../comparison/indexer/index-price.ts";
import { isAsGood, LEAST_OVERLAP, qualityOf } from "../../../comparison/indexer/index-quality.ts";
import type { IndexComparison } from "../run/indexer.ts";

/** The comparison as a report. */
export const indexAnswer = (comparison: IndexComparison): Report => ({
  json: indexJson(comparison),
  blocks: [...screenBlocks(comparison), ...restBlocks(comparison)],
  screen: screenBlocks(comparison).length,
  files: () => [{ name: "lengths.csv", content: lengthsCsv(comparison) }],
});

type Feasible = Extract<IndexResult, { readonly reason: null }>;

const feasible = (results: readonly IndexResult[]): Feasible[] =>
  results.filter((result): result is Feasible => result.price !== null);

const baseOf = (results: readonly IndexResult[]): IndexPrice | null =>
  results.find(({ record }) => record === INDEX_BASELINE)?.price ?? null;

/** Energy of a token over the baseline's; null without one of them. */
const ratioOf = (result: IndexResult, results: readonly IndexResult[]): number | null => {
  const base = baseOf(results);
  return result.price === null || base === null ? null : result.price.token.total / base.token.total;
};

/** The designs as good as the baseline, the least energy of a token first. */
const ranked = (results: readonly IndexResult[]): Feasible[] =>
  feasible(results)
    .filter(({ record }) => isAsGood(record.store))
    .sort((a, b) => a.price.token.total - b.price.token.total);

function screenBlocks(comparison: IndexComparison): Block[] {
  const { preset, setting } = comparison;
  const { indexer, length, batch } = setting;
  const about = `${preset}, decode: ${indexer.layers} layers with an index, ${indexer.heads} heads × ${indexer.width}, top ${groupDigits(indexer.topK)}`;
  const size = `L = ${groupDigits(length)}, batch ${batch}${indexer.compression > 1 ? `, ${indexer.compression} tokens a key` : ""}`;
  return [
    title(`${comparison.name}, ${size}`, about),
    findings(sentencesOf(comparison)),
    table(designTable(comparison), { isPlain: true }),
  ];
}

/** What was found, the unfavourable first. */
function sentencesOf(comparison: IndexComparison): string[] {
  const { results, traffic, bands } = comparison;
  const [best] = ranked(results);
  const cim = results.find(({ record }) => record.id === "digital-cim");
  const base = qualityOf(INDEX_BASELINE.store);
  const worstLoss = Math.max(...results.map(({ record }) => qualityOf(record.store).loss ?? 0));
  return [
    `No store of 4 bits chooses ${percent(LEAST_OVERLAP)} of what exact keys choose: MXFP4 ${percent(base.sparse)}, digital CIM ${percent(qualityOf("int4").sparse)}, analog pairs ${percent(qualityOf("analog").sparse)}; a small model's perplexity loses at most ${percent(worstLoss)}.`,
    ...(best === undefined
      ? []
      : [
          `Least energy of those as good as MXFP4: ${best.record.name}, ${factor(ratioOf(best, results))} of MXFP4's${bandText(bands[best.record.id])}, on ${area(best.price)}.`,
        ]),
    ...(cim?.price
      ? [
          `Digital CIM: ${factor(ratioOf(cim, results))} on ${area(cim.price)}; of its energy ${percent(cim.price.token.energy.static / cim.price.token.total)} is standing power.`,
        ]
      : []),
    ...results.flatMap(({ record, reason }) =>
      reason === null ? [] : [`${record.name}: no price, ${reason}.`],
    ),
    `Index keys are ${percent(traffic.fp8.share)} of what a step reads with FP8 keys, ${percent(traffic.fp4.share)} with MXFP4.`,
  ];
}

const bandText = (band: { readonly p05: number; readonly p95: number } | null): string =>
  band === null ? "" : ` (${digits(band.p05)} to ${digits(band.p95)} with all constants' ranges)`;

const area = ({ area: own }: IndexPrice): string => `${groupDigits(Math.round(own * 1e6))} mm²`;

function designTable({ results, bands }: IndexComparison): Tabular {
  return {
    head: ["index", "× MXFP4", "5–95 %", "token", "time", "mm²", "same"],
    rows: results.map((result) => {
      const { record, price } = result;
      const band = bands[record.id];
      const quality = `${percent(qualityOf(record.store).sparse).replace(" ", "")}${isAsGood(record.store) ? "" : "–"}`;
      return price === null || band === null
        ? [record.name, "–", "–", "–", "–", "–", quality]
        : [
            record.name,
            factor(ratioOf(result, results)),
            record === INDEX_BASELINE ? "–" : `${digits(band.p05)}–${digits(band.p95)}`,
            engineering(price.token.total, "J"),
            engineering(price.token.latency, "s"),
            groupDigits(Math.round(price.area * 1e6)),
            quality,
          ];
    }),
  };
}

const NOTES = [
  "× MXFP4, token, time: all layers that attend, without their projections; 5–95 %: × MXFP4 over the ranges of all constants; mm²: the chip, all keys of the sequence on it where a store holds them (memory dies not counted)",
  "same: share of the exact keys' choice that the store's keys make, best 128 of 8 192, on indexes distilled on SmolLM2-135M (evidence/indexer); –: less than MXFP4 keys",
];

function restBlocks(comparison: IndexComparison): Block[] {
  const { results } = comparison;
  return [
    table(classTable(results), {
      title: "Energy of one token in one layer with a search of its own, µJ",
      notes: NOTES,
    }),
    ...feasible(results).map((result) =>
      table(ledgerTable(result), {
        title: `${result.record.name}: every action of that layer`,
        notes: [ledgerNote(result, comparison)],
      }),
    ),
    table(lengthTable(comparison), { title: "Energy of a token by length: × MXFP4 in HBM, and its joules" }),
    table(areaTable(comparison), { title: "Area of the chip by length, mm²" }),
    figure(
      drawing(
        "energy-by-length",
        "Energy of a token over that of MXFP4 keys in HBM, by length",
        ratioChart(comparison),
        560,
        900,
      ),
    ),
  ];
}

const micro = (energy: number): string => digits(energy * 1e6);

const classTable = (results: readonly IndexResult[]): Tabular => ({
  head: ["index", ...INDEX_CLASSES, "all"],
  rows: feasible(results).map(({ record, price: { layer } }) => [
    record.name,
    ...INDEX_CLASSES.map((name) => micro(layer.energy[name])),
    micro(layer.total),
  ]),
});

const ledgerTable = ({ price: { layer } }: Feasible): Tabular => ({
  head: ["class", "action", "count", "each (pJ)", "µJ"],
  words: [0, 1],
  rows: layer.lines.map(({ of, what, count, each }) => [
    of,
    what,
    groupDigits(Math.round(count * 1000) / 1000),
    (each * 1e12).toPrecision(6),
    (count * each * 1e6).toPrecision(6),
  ]),
});

function ledgerNote({ price, record }: Feasible, { setting }: IndexComparison): string {
  const { times, energy, latency } = price.layer;
  const worn =
    price.contexts === null ? "" : ` A row survives ${groupDigits(Math.round(price.contexts))} contexts.`;
  return `Static: ${engineering(price.standing, "W")} for ${engineering(latency, "s")}${setting.batch === 1 ? "" : ` over ${setting.batch} sequences`}, ${micro(energy.static)} µJ; search ${engineering(times.search, "s")}, re-rank ${engineering(times.rerank, "s")}, attention ${engineering(times.attend, "s")}.${record.sharedBy === undefined ? "" : ` ${record.sharedBy} layers use one search.`}${worn}`;
}

const lengthTable = ({ curves }: IndexComparison): Tabular => ({
  head: ["index", ...curves.map(({ length }) => lengthLabel(length))],
  rows: [
    ...curves[0].results.map(({ record }, n) => [
      record.name,
      ...curves.map(({ results }) => factor(ratioOf(results[n], results))),
    ]),
    [
      "MXFP4 in HBM",
      ...curves.map(({ results }) => {
        const base = baseOf(results);
        return base === null ? "–" : engineering(base.token.total, "J");
      }),
    ],
    ["least, as good", ...curves.map(({ results }) => ranked(results)[0]?.record.id ?? "–")],
  ],
});

const areaTable = ({ curves }: IndexComparison): Tabular => ({
  head: ["index", ...curves.map(({ length }) => lengthLabel(length))],
  rows: curves[0].results.map(({ record }, n) => [
    record.name,
    ...curves.map(({ results }) => {
      const { price } = results[n];
      return price === null ? "–" : groupDigits(Math.round(price.area * 1e6));
    }),
  ]),
});

function ratioChart({ curves }: IndexComparison): ChartConfiguration<"line", { x: number; y: number }[]> {
  return {
    type: "line",
    data: {
      datasets: curves[0].results.map(({ record }, n) => ({
        label: record.name,
        data: curves.flatMap(({ length, results }) => {
          const ratio = ratioOf(results[n], results);
          return ratio === null ? [] : [{ x: length, y: ratio }];
        }),
        borderColor: record.colour,
        backgroundColor: record.colour,
        borderDash: isAsGood(record.store) ? [] : [5, 4],
        borderWidth: 2.5,
        pointRadius: 2.5,
      })),
    },
    options: {
      ...framed("Energy of a token over that of MXFP4 keys in HBM (dashed: finds less)", {}),
      scales: {
        x: {
          type: "logarithmic",
          title: { display: true, text: "length (tokens)" },
          ticks: { callback: (value) => lengthLabel(Number(value)) },
          afterBuildTicks: (axis) => {
            axis.ticks = curves.map(({ length }) => ({ value: length }));
          },
        },
        y: { type: "logarithmic", title: { display: true, text: "energy over MXFP4 in HBM (ratio)" } },
      },
    },
  };
}

const lengthsCsv = ({ curves }: IndexComparison): string =>
  [
    "length (tokens),design,energy of a token (J),time of a token (s),area (m²)",
    ...curves.flatMap(({ length, results }) =>
      feasible(results).map(({ record, price }) =>
        [length, record.id, price.token.total, price.token.latency, price.area].join(","),
      ),
    ),
    "",
  ].join("\r\n");

const indexJson = ({ name, version, preset, setting, results, bands, curves, traffic }: IndexComparison) => ({
  schemaVersion: 1,
  versions: { crosshash: version },
  name,
  preset,
  length_tokens: setting.length,
  batch: setting.batch,
  indexer: setting.indexer,
  traffic,
  designs: results.map(({ record, price, reason }) => ({
    id: record.id,
    name: record.name,
    quality: qualityOf(record.store),
    isAsGoodAsMxfp4: isAsGood(record.store),
    energyOverMxfp4: ratioOf({ record, price, reason } as IndexResult, results),
    energyOverMxfp4_band: bands[record.id],
    reason,
    ...(price === null
      ? {}
      : {
          layer: {
            energy_J: price.layer.energy,
            total_J: price.layer.total,
            latency_s: price.layer.latency,
            actions: price.layer.lines.map(({ of, what, count, each }) => ({
              class: of,
              what,
              count,
              energy_J: each,
            })),
          },
          token: {
            energy_J: price.token.energy,
            total_J: price.token.total,
            latency_s: price.token.latency,
          },
          area_m2: price.area,
          storeArea_m2: price.storeArea,
          standing_W: price.standing,
          contexts: price.contexts,
        }),
  })),
  curves: curves.map(({ length, results: own }) => ({
    length_tokens: length,
    designs: feasible(own).map(({ record, price }) => ({
      id: record.id,
      energy_J: price.token.total,
      latency_s: price.token.latency,
      area_m2: price.area,
    })),
  })),
});
