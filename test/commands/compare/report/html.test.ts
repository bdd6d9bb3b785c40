import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { csvRecord } from "../../../../src/base/table.ts";
import { comparePage } from "../../../../src/commands/compare/report/page.ts";
import { compareAnswer } from "../../../../src/commands/compare/report/text.ts";
import { verdict } from "../../../../src/commands/compare/report/verdict.ts";
import type { Comparison } from "../../../../src/commands/compare/run/compare.ts";
import { slug } from "../../../../src/commands/shared/config-file.ts";
import { type Block, drawingsOf, paragraph } from "../../../../src/report/report.ts";
import { htmlSink } from "../../../../src/report/sinks/html.ts";
import { engineering } from "../../../../src/text/format.ts";
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
      ...["recall", "output error"],
    ]);
    // Every design, also the one whose recall nothing simulates.
    expect(rows.map(([name]) => name)).toEqual(comparison.contenders.map(({ title }) => title));
    expect(prices.notes?.join(" ")).toMatch(
      /^Recall: .* TOPS\/W .* count the operations that exact attention \(A\) does .* Nothing simulates the recall of D, E, F, G, H, P\./,
    );
    // The screen's rows are those of the table without peak power and the intervals of recall.
    const short = rows.map((own) =>
      own
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
    const best = { name: "reads of 1 ns", setting: "x=1", energy: 0.99, latency: 0.804 };
    const bestChange = {
      contender: "lsh-memristor",
      tried: 13,
      changes: [],
      best: { ...best, energyOverRival: null },
    };
    expect(at({ ...comparison, bestChange })).toEqual(
      paragraph(
        "Best of 13 changes by energy × latency: reads of 1 ns, ×0.99 and ×0.804. The command to try next, which simulates quality as well:",
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
