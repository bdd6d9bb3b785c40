import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { csvRecord, digits, engineering, factor } from "#base";
import { type Block, drawingsOf, htmlSink, paragraph } from "#reports";
import { comparePage } from "../../../../src/commands/compare/report/page.ts";
import { compareAnswer } from "../../../../src/commands/compare/report/text.ts";
import { verdict } from "../../../../src/commands/compare/report/verdict.ts";
import type { Comparison } from "../../../../src/commands/compare/run/comparison.ts";
import { slug } from "../../../../src/commands/shared/config-file.ts";
import { feasibleOf } from "../../../../src/comparison/comparison-design.ts";
import { SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { plainComparison } from "./plain-comparison.ts";

const HOSTILE = [
  "</script><script>alert(1)</script>",
  `"><img src=x onerror='alert(1)'>`,
  "<!--",
  "]]>",
  "</title><base href=//x>",
  "=1+1",
  "&lt;script&gt;",
];

const comparison = await plainComparison();

/** The page with a text in every place that a user's files or a model's can fill. */
const page = (name: string): string => {
  const blocks = comparePage(
    {
      ...comparison,
      name,
      version: name,
      contenders: comparison.contenders.map((own) => ({ ...own, title: name })),
      fidelity: { ...comparison.fidelity, model: name, description: name },
      provenance: comparison.provenance.map((item) => ({ ...item, note: name })),
    },
    { live: name, change: name },
  );
  const [first] = drawingsOf(blocks);
  return htmlSink(blocks, [{ name: first.name, title: name, png: new Uint8Array([1, 2, 3]) }]);
};

const harmless = page("plain");

describe("the report page", () => {
  it.each(HOSTILE)("keeps %s as text, wherever it comes from", (name) => {
    // As long, as a longer title leaves less room for findings.
    const [html, plain] = [page(name), page(name.replaceAll(/\S/g, "x"))];
    // The same tags in the same order as with a harmless name: nothing of the name became markup.
    expect(tagsOf(html)).toEqual(tagsOf(plain));
    expect(html).not.toContain("alert(1)</script>");
    expect(slug(name)).toMatch(/^[a-z0-9-]{1,60}$/);
  });

  it("may load nothing, and run nothing but the script of its tabs", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(harmless)?.[1];
    const [[, script], ...others] = [...harmless.matchAll(/<script>([\s\S]*?)<\/script>\n/g)];
    const digest = createHash("sha256").update(script).digest("base64");
    expect(others).toEqual([]);
    expect(policy).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${digest}'`,
    );
    const html = harmless.replace(script, "").replace("<script></script>", "");
    expect(html).not.toMatch(/<script|<link|<iframe|@import|url\(|\son\w+=/i);
    for (const [, address] of html.matchAll(/(?:src|action)="([^"]*)"/g))
      expect(address).toMatch(/^data:image\/png;base64,/);
    // Links save what the page holds, or the chart's own file beside it.
    const links = [...html.matchAll(/<a download="[^"]*" href="([^"]*)"/g)].map(([, address]) => address);
    expect(links.length).toBe((html.match(/href=/g) ?? []).length);
    for (const address of links)
      expect(address).toMatch(/^(?:data:(?:text\/csv|image\/svg\+xml);charset=utf-8,[^<>]*|[\w-]+\.png)$/);
  });
});

describe("the page of a comparison", () => {
  const { blocks } = compareAnswer(comparison);
  const arranged = comparePage(comparison, { live: null, change: null });
  const flat = (own: readonly Block[]): Block[] =>
    own.flatMap((block) => {
      if (block.kind === "tabs") return block.tabs.flatMap((tab) => flat(tab.blocks));
      return block.kind === "details" || block.kind === "folded" ? flat(block.blocks) : [block];
    });
  const saidIn = (own: readonly Block[]): string[] =>
    flat(own)
      .filter(({ kind }) => kind !== "bars")
      .map((block) => (block.kind === "figure" ? block.drawing.name : JSON.stringify(block)))
      .sort();

  it("says what the text says, each once, but for the screen's table, whose place its own has", () => {
    const isScreens = (block: Block): boolean => block.kind === "table" && block.isPlain === true;
    expect(saidIn(arranged)).toEqual(saidIn(blocks.filter((block) => !isScreens(block))));
    const tablesOf = (own: readonly Block[]) =>
      flat(own).flatMap((block) => (block.kind === "table" ? [block] : []));
    const screens = tablesOf(blocks).find(isScreens);
    const [prices] = tablesOf(arranged);
    const { head, rows } = prices.table;
    expect(head).toEqual([
      ...["design", "energy", "latency", "area", "power", "peak power", "heat, W/mm²", "temperature"],
      ...["recall", "output error", "prompt tokens/s", "output tokens/s"],
    ]);
    // Every design, also the one whose recall nothing simulates.
    expect(rows.map(([name]) => name)).toEqual(comparison.contenders.map(({ title }) => title));
    expect(prices.notes?.join(" ")).toMatch(
      /^Recall: .* TOPS\/W .* count the operations that exact attention \(A\) does .* Nothing simulates the recall of D, E, F, G, H, P\./,
    );
    // The screen's rows are those of the table without peak power and the intervals of recall.
    const short = rows.map((own) =>
      own
        .slice(0, head.indexOf("output error") + 1)
        .filter((_, n) => !["peak power", "heat, W/mm²", "temperature"].includes(head[n]))
        .map((cell) => cell.replace(/ ± [\d.]+(?= %$)/, "")),
    );
    for (const row of screens?.table.rows ?? []) expect(short).toContainEqual(row);
    // The error of C's outputs is that of its simulation; nothing simulates E.
    const errorOf = (id: string): string =>
      rows[comparison.contenders.findIndex((own) => own.id === id)][head.indexOf("output error")];
    const { outputError } = comparison.fidelity.variants.memristor;
    expect(Number(errorOf("lsh-memristor")) / outputError.mean).toBeCloseTo(1, 2);
    expect(errorOf("gpu")).toBe("–");
    expect(Number(errorOf("exact-digital")) / comparison.fidelity.exactDigital.outputError.mean).toBeCloseTo(
      1,
      2,
    );
    // Tokens of the workload over the whole model's time; the model at hand has no other layers in its preset.
    const known = { wholeToFirstToken: 0.5, wholePerOutputToken: 0.02 };
    const timed = new Map([...comparison.tokenTimes].map(([id, times]) => [id, { ...times, ...known }]));
    const [rated] = tablesOf(comparePage({ ...comparison, tokenTimes: timed }, { live: null, change: null }));
    expect(rated.table.rows[0].slice(-2)).toEqual([digits(comparison.workload.length / 0.5), "50"]);
    for (const contender of comparison.contenders) {
      if (!contender.feasible) continue;
      const { power, breakdown, timing, area, heat } = contender.cost;
      const row = rows.find(([name]) => name === contender.title);
      expect(row).toContain(engineering(power.peak, "W"));
      const [density, silicon] = row?.slice(head.indexOf("heat, W/mm²")) ?? [];
      if (contender.id === "gpu") {
        expect([density, silicon]).toEqual(["–", "–"]);
        continue;
      }
      // Power of the memory heats another chip.
      const inside = breakdown.filter(({ component }) => component !== "memory");
      const joules = inside.reduce((sum, { energy }) => sum + energy, 0);
      expect(Number(density) / (joules / timing.latency / (area * 1e6))).toBeCloseTo(1, 2);
      expect(silicon).toBe(`${heat.temperature.toFixed(0)} K`);
    }
  });

  it("says what to change with its gain, over the command that does", () => {
    const command = "crosshash compare --what-if design.hashing.readTime=1ns";
    const flatPage = (own: Comparison): Block[] => flat(comparePage(own, { live: null, change: command }));
    const at = (own: Comparison): unknown => {
      const all = flatPage(own);
      return all[all.findIndex((block) => block.kind === "code" && block.text === command) - 1];
    };
    const best = { name: "reads of 1 ns", setting: "x=1", energy: 0.99, latency: 0.804, area: 1.4 };
    const bestChange = {
      contender: "lsh-memristor",
      tried: 13,
      changes: [],
      best: { ...best, energyOverRival: null },
    };
    expect(at({ ...comparison, bestChange })).toEqual(
      paragraph(
        "Best of 13 changes: reads of 1 ns, ×0.99 energy, ×0.804 latency, ×1.4 area. The command to try next, which simulates quality as well:",
      ),
    );
    expect(at({ ...comparison, bestChange: null })).toEqual(
      paragraph("The command to try next, which simulates quality as well:"),
    );
  });

  it("has a bar for every design but that of another node, and says which", () => {
    const [, bars] = arranged;
    if (bars.kind !== "bars") throw new Error("kind");
    const shown = bars.bars.rows.map(({ name }) => name);
    const left = comparison.contenders.filter(({ title }) => !shown.includes(title));
    expect(left.map(({ title }) => title)).toEqual(["E exact, GPU"]);
    expect(bars.bars.notes.join(" ")).toContain("No bar for E exact, GPU, which has another node");
    expect(bars.bars.head.at(-1)).toBe("recall");
    expect(bars.bars.rows[0].cells.at(-1)).toEqual({ text: "100 %", share: 1 });
  });

  it("has lines under the bars of the constants alone, and how sure ratios are with and without other inputs", () => {
    const band = (p05: number, p95: number) => ({ p05, p50: (p05 + p95) / 2, p95 });
    const ratio = (factor: number, share: number) => ({
      band: { energy: band(factor, 2 * factor), latency: band(3 * factor, 4 * factor), area: band(1, 1) },
      probabilityLower: { energy: share, latency: 0, area: 0 },
    });
    const pair = "lsh-memristor/lsh-digital";
    const own = { energy: band(1e-3, 2e-3), latency: band(1, 1), area: band(1, 1) };
    const drawn = (inputs: string[], factor: number, share: number) => ({
      draws: 200,
      inputs,
      contenders: { "lsh-memristor": own },
      ratios: { [pair]: ratio(factor, share) },
    });
    const other = { ...own, energy: band(5e-3, 6e-3) };
    const bands = { ...drawn(["nodes of 7 to 65 nm"], 0.5, 0.25), contenders: { "lsh-memristor": other } };
    const seen = { ...comparison, bands, constantBands: drawn([], 0.25, 0.75) };
    const page = comparePage(seen, { live: null, change: null });
    const [, bars] = page;
    if (bars.kind !== "bars") throw new Error("kind");
    expect(bars.bars.rows.flatMap(({ band: one }) => one?.text ?? [])).toEqual(["1 mJ to 2 mJ"]);
    expect(bars.bars.notes[0]).toContain(
      "200 draws of the constants, the same for all designs, with the inputs",
    );
    // Of C's draws half take more than 1.5 mJ, and what it takes as priced is less.
    const note = bars.bars.notes.find((text) => text.startsWith("Half of the draws"));
    expect(note).toContain("give C more than 1.5 mJ: the ranges of its constants are longer above");
    const { cost } = feasibleOf(comparison.contenders, SUBJECT) ?? {};
    expect(cost?.energy).toBeLessThan(1.4e-3);
    const sure = flat(page).flatMap((block) =>
      block.kind === "table" && block.table.head.includes("by constants") ? [block] : [],
    );
    expect(sure).toHaveLength(1);
    const { energy, latency } = comparison.ratios[pair];
    expect(sure[0].table.head.slice(9)).toEqual(
      comparison.alternatives.length === 0 ? [] : ["energy by others", "latency by others"],
    );
    expect(sure[0].table.head.slice(0, 9)).toEqual([
      ...["ratio", "energy", "by constants", "below 1", "by inputs too", "below 1"],
      ...["latency", "by constants", "by inputs too"],
    ]);
    expect(sure[0].table.rows.map((row) => row.slice(0, 9))).toEqual([
      [
        ...["C/B", factor(energy), "×0.25 to ×0.5", "75 %", "×0.5 to ×1", "25 %"],
        ...[factor(latency), "×0.75 to ×1", "×1.5 to ×2"],
      ],
    ]);
    expect(sure[0].title).toContain("By inputs too: with inputs drawn as well (nodes of 7 to 65 nm)");
    // Without inputs to draw there is one band.
    const alone = flat(comparePage({ ...seen, bands: seen.constantBands }, { live: null, change: null }));
    expect(JSON.stringify(alone)).not.toContain("by inputs too");
  });

  it("gives the recall of changes of quality, and says of which it is the same or unknown", () => {
    const { trials, recall } = comparison.fidelity.variants.memristor;
    const changed = { "workload.attention.rounds=4": trials.map((own) => own.recall - 0.05) };
    const [table] = flat(comparePage({ ...comparison, changed }, { live: null, change: null })).flatMap(
      (block) => (block.kind === "table" && block.table.head[0] === "change" ? [block.table] : []),
    );
    const cell = (setting: string): string =>
      table.rows.find((row) => row.at(-1) === setting)?.[table.head.indexOf("recall")] ?? "";
    expect(Number.parseFloat(cell("workload.attention.rounds=4"))).toBeCloseTo(100 * (recall.mean - 0.05), 2);
    expect(cell("workload.attention.rounds=16")).toBe("–");
    expect(cell("design.hashing.readTime=1ns")).toBe("–");
    expect(cell("design.digital.buffer.capacity=1MiB")).toBe("same");
  });

  it("opens with the picture, then four tabs", () => {
    expect(arranged.map(({ kind }) => kind)).toEqual(["title", "bars", "tabs"]);
    const [, bars, tabs] = arranged;
    if (bars.kind !== "bars" || tabs.kind !== "tabs") throw new Error("kinds");
    expect(tabs.tabs.map(({ name }) => name)).toEqual(["Verdict", "Where it goes", "Quality", "Everything"]);
    for (const { name, parts, band } of bars.bars.rows) {
      const own = comparison.contenders.find(({ title }) => title === name);
      const sum = parts.reduce((total, part) => total + part, 0);
      expect(own?.feasible && sum / own.cost.energy).toBeCloseTo(1, 9);
      expect(Number(band?.low)).toBeLessThan(Number(band?.high));
    }
  });
});

/** Tags with their attributes' names, as a reader of HTML would find them. */
const tagsOf = (html: string): string[] =>
  [...html.matchAll(/<\/?[a-z!][^>"]*(?:"[^"]*"[^>"]*)*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, ""));

describe("the sentence about analog arrays", () => {
  it("says who wins: both, none, or one of energy and latency", () => {
    const word = (energy: number, latency: number) =>
      verdict({
        ...comparison,
        name: "plain",
        version: "0",
        ratios: { ...comparison.ratios, "lsh-memristor/exact-analog": { energy, latency, area: 1 } },
      }).find((sentence) => sentence.includes("(D)"));
    expect(word(0.5, 0.5)).toContain("The memristor design (C) beats attention to all keys");
    expect(word(2, 2)).toContain("(C) loses to attention to all keys");
    expect(word(0.5, 2)).toContain("(C) trades with attention to all keys");
    expect(word(2, 0.5)).toMatch(
      /trades with .*: ×2 energy, ×0.5 latency, ×1 area, at recall [\d.]+ % against unknown\.$/,
    );
  });
});

describe("CSV cells", () => {
  it.each(["=1+1", "@SUM(A1)", "\t=1", "+cmd|' /C calc'!A0", "-2+3"])("disarm the formula %j", (cell) => {
    expect(csvRecord([cell])).toMatch(/^"?'/);
  });

  it("keep numbers and quote what would break a record", () => {
    expect(csvRecord([-1, "-1", 'a"b,c', "a\r\nb"])).toBe('-1,-1,"a""b,c","a\r\nb"\r\n');
  });
});
