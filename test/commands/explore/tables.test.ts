import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { LiveAnswer, LiveCosts } from "../../../src/commands/explore/report/live-data.ts";
import {
  classTable,
  designTable,
  type Pin,
  pinTable,
  ratioTable,
} from "../../../src/commands/explore/report/page/results.ts";
import { exactDigital } from "../../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../../src/comparison/designs/lsh-memristor.ts";
import { says } from "../../report/printed.ts";

/** What tables need of a page. */
class Part {
  readonly parts: (Part | string)[] = [];
  readonly tag: string;
  constructor(tag: string) {
    this.tag = tag;
  }
  setAttribute(): void {}
  addEventListener(): void {}
  append(...parts: (Part | string)[]): void {
    this.parts.push(...parts);
  }
  get text(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : part.text)).join(" ");
  }
  all(tag: string): Part[] {
    return this.parts.flatMap((part) =>
      typeof part === "string" ? [] : [...(part.tag === tag ? [part] : []), ...part.all(tag)],
    );
  }
}

beforeAll(() => {
  vi.stubGlobal("document", { createElement: (tag: string) => new Part(tag) });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** Texts of a table by heading, a row each, without its first column. */
function cellsOf(table: unknown): ReadonlyMap<string, string>[] {
  const [head, ...rows] = (table as Part).all("tr");
  const names = head.all("th").map(({ text }) => text);
  return rows.map((row) => new Map(row.all("td").map(({ text }, n) => [names[n + 1] ?? "", text] as const)));
}

const CLASSES = [
  ["attention", "#111111"],
  ["hash", "#222222"],
] as const;
const costs = (n: number) =>
  ({
    energy: 1.1e-3 * n,
    latency: 2.3e-4 * n ** 1.5,
    area: 3.7e-6 * n ** 0.4,
    power: 0.91 * n ** 0.2,
    throughput: 51_000 / n,
    classes: [
      ["attention", 0.8e-3 * n],
      ["hash", 0.3e-3 * n],
    ],
  }) as unknown as LiveCosts;
const answer = (scale: number): LiveAnswer =>
  ({
    designs: [exactDigital, lshDigital, lshMemristor].map(({ id, letter }, n) => ({
      id,
      letter,
      title: id,
      reason: null,
      binding: null,
      rivals: [],
      costs: costs(scale * (n + 1)),
    })),
    ratios: [{ above: lshDigital.id, below: exactDigital.id, energy: 0.71, latency: 1.3, area: null }],
  }) as unknown as LiveAnswer;

const COLUMNS = ["energy", "latency", "area", "power", "throughput"] as const;

it("a design's row has its costs with their units, each over that of the first design", () => {
  const rows = cellsOf(designTable(answer(1)));
  expect(rows).toHaveLength(3);
  const named = (designTable(answer(1)) as unknown as Part)
    .all("tr")
    .map((row) => row.all("td").map(({ text }) => text));
  named.slice(1).forEach((cells, n) => {
    const [own, first] = [costs(n + 1), costs(1)];
    const wanted = COLUMNS.flatMap((key) =>
      key === "throughput" ? [own[key]] : [own[key], own[key] / first[key]],
    );
    expect(cells).toHaveLength(wanted.length);
    cells.forEach((text, at) => {
      says(text, [wanted[at]], `row ${n}, cell ${at}`);
    });
  });
});

it("pairs have their quotients, and classes the energy of each design", () => {
  const [pair] = cellsOf(ratioTable(answer(1)));
  says(pair.get("energy") ?? "", [0.71], "energy");
  says(pair.get("latency") ?? "", [1.3], "latency");
  expect(pair.get("area")).toBe("–");
  const [attention, hash] = cellsOf(classTable(answer(1), CLASSES));
  ["A", "B", "C"].forEach((letter, n) => {
    says(attention.get(letter) ?? "", [0.8e-3 * (n + 1)], letter);
    says(hash.get(letter) ?? "", [0.3e-3 * (n + 1)], letter);
  });
});

it("pinned settings have their costs, and under each how much it differs from now", () => {
  const pin = (scale: number, mass: number): Pin => ({ changes: { a: scale }, answer: answer(scale), mass });
  const [now, more, less] = [pin(1, 0.6), pin(1.3, 0.7), pin(0.8, 0.45)];
  const table = pinTable([more, less], now, lshDigital.id, { restore: () => {}, remove: () => {} });
  const rows = cellsOf(table);
  [now, more, less].forEach(({ answer: { designs }, mass }, n) => {
    const [own, base] = [designs[1].costs as LiveCosts, now.answer.designs[1].costs as LiveCosts];
    for (const key of COLUMNS) {
      const change = own[key] / base[key] - 1;
      says(
        (rows[n].get(key) ?? "").replace("+", ""),
        n === 0 ? [own[key]] : [own[key], change],
        `${key}, row ${n}`,
      );
    }
    const points = 100 * (Number(mass) - 0.6);
    says(
      (rows[n].get("estimated recall") ?? "").replace("+", ""),
      n === 0 ? [mass] : [mass, points],
      `recall, row ${n}`,
    );
  });
});
