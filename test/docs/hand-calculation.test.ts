import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { describe, expect, it } from "vitest";
import type { ComparisonDesign, FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { selectedKeys } from "../../src/mapping/selection.ts";
import { configOf } from "../design-under-test.ts";
import { ROOT, readDocument } from "./code-blocks.ts";

const DOCUMENT = "docs/background/hand-calculation.md";
const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf("{ workload: { length: 4096 } }");
const contenders = priceAll(design, workload, POINT);
const { layers, heads, batch, length: L, headWidth: d } = workload;
/** Heads of all layers and sequences; pairs of a causal head; blocks of 64 keys that its queries see. */
const H = layers * heads * batch;
const P = (L * (L + 1)) / 2;
const B = Array.from({ length: L }, (_, i) => Math.ceil((i + 1) / 64)).reduce((sum, n) => sum + n, 0);
/** 64 bytes, the word of memory and buffer. */
const WORD = 512;
const words = (rows: number): number => (rows * H * L * d * 8) / WORD;

/** One line of a derivation: what acts, how often by hand, and the energy of one action. */
type Line = readonly [what: string, formula: string, component: string, action: string, count: number];

function found(record: ComparisonDesign): FeasibleResult {
  const contender = contenders.find(({ id }) => id === record.id);
  if (!contender?.feasible) throw new Error(`${record.id} is infeasible`);
  return contender;
}

/** The table of a derivation, which ends with what the floorplan and the time add. Its lines and their sum are those that are priced. */
function derived(contender: FeasibleResult, lines: readonly Line[]): string {
  const prices = priceList(contender.design, POINT) as unknown as Record<
    string,
    { actions: Record<string, { energy: number }> }
  >;
  const rows: string[][] = [];
  let [byHand, priced] = [0, 0];
  for (const [what, formula, component, action, count] of lines) {
    const own = contender.cost.breakdown.filter(
      (item) => item.component === component && item.action === action,
    );
    const each = prices[component].actions[action].energy;
    expect(own.reduce((sum, item) => sum + item.count, 0) / count, what).toBeCloseTo(1, 9);
    byHand += count * each;
    priced += own.reduce((sum, item) => sum + item.energy, 0);
    rows.push([what, formula, count.toPrecision(5), each.toPrecision(4), (count * each).toPrecision(4)]);
  }
  expect(byHand / priced).toBeCloseTo(1, 9);
  const rest = (of: (component: string) => boolean): number =>
    contender.cost.breakdown
      .filter((item) => !lines.some((line) => line[2] === item.component && line[3] === item.action))
      .filter(({ component, action }) => of(action === "leak" || action === "standby" ? "static" : component))
      .reduce((sum, { energy }) => sum + energy, 0);
  const chip = ["clock", "control", "network"];
  const others = rest((name) => name !== "static" && !chip.includes(name));
  const [joined, still] = [rest((name) => chip.includes(name)), rest((name) => name === "static")];
  expect((byHand + others + joined + still) / contender.cost.energy).toBeCloseTo(1, 12);
  if (others > 0)
    rows.push(["other words of memory and buffer, other adds", "", "", "", others.toPrecision(4)]);
  rows.push(["clock, control and network, of the floorplan", "", "", "", joined.toPrecision(4)]);
  rows.push(["leakage and standby over the time", "", "", "", still.toPrecision(4)]);
  rows.push(["**all**", "", "", "", `**${contender.cost.energy.toPrecision(4)}**`]);
  const table = [["what", "count", "=", "J each", "J"], ["---", "---", "---", "---", "---"], ...rows];
  return table.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const analog = found(exactAnalog);
const lowBits = found(lowBitKeys);
const attended = lowBits.mapping.pairs?.attended ?? Number.NaN;
/** Codes that a causal search in blocks of 256 queries goes through, and the work of the unit that chooses the best of them. */
const { most } = selectedKeys(lowBitKeys.workload(workload));
const work = { searched: 0, scan: 0, select: 0, weigh: 0 };
for (let to = 256; to <= L; to += 256) {
  const one = lowBits.design.topK.behaviour.work(to, Math.min(to, most), "k");
  work.searched += H * 256 * one.searches * to;
  for (const action of ["scan", "select", "weigh"] as const) work[action] += H * 256 * one[action];
}
const chosen = (["select", "scan", "weigh"] as const)
  .filter((action) => work[action] > 0)
  .map((action): Line => {
    const formula = action === "select" ? "H·256·Σ to" : "H·L·129·8";
    return [`the unit that chooses: ${action}`, formula, "topK", action, work[action]];
  });

const TABLES = {
  D: () =>
    derived(analog, [
      ["words read from memory: q, k, v", "3·H·L·d·8 / 512", "memory", "read", words(3)],
      ["words written to memory: outputs", "H·L·d·8 / 512", "memory", "write", words(1)],
      ["words written to the buffer", "3·H·L·d·8 / 512", "buffer", "write", words(3)],
      ["words read from it: k and v, q, outputs", "4·H·L·d·8 / 512", "buffer", "read", words(4)],
      ["cells written", "2·H·L·d", "dynamicArray", "write", 2 * H * L * d],
      ["word lines driven by queries", "H·d·B", "dynamicDac", "drive", H * d * B],
      ["cells read, both products", "2·H·P·d", "dynamicArray", "read", 2 * H * P * d],
      [
        "conversions: scores and blocks of outputs",
        "H·P + H·d·B",
        "dynamicAdc",
        "convert",
        H * P + H * d * B,
      ],
      ["blocks of outputs added", "H·d·(B − L)", "mac", "add", H * d * (B - L)],
    ]),
  H: () =>
    derived(lowBits, [
      ["words read from memory: q, k, v", "3·H·L·d·8 / 512", "memory", "read", words(3)],
      ["words written to memory: outputs", "H·L·d·8 / 512", "memory", "write", words(1)],
      ["codes searched, blocks of 256 queries", "H·256·Σ to", "search", "search", work.searched],
      ...chosen,
      ["exponents", "A", "softmax", "exponent", attended],
      [
        "products: scores, values, queries, outputs",
        "2·A·d + 4·H·L·d",
        "mac",
        "mac",
        2 * attended * d + 4 * H * L * d,
      ],
    ]),
};

describe("the energies of D and H by hand", () => {
  it.each(Object.entries(TABLES))(
    "%s: the page has the table of counts and prices, which sum to the price",
    (letter, tableOf) => {
      const own = tableOf();
      const text = readDocument(DOCUMENT);
      const [before, after] = [`<!-- derived: ${letter} -->\n\n`, "\n\n<!-- end -->"];
      const from = text.indexOf(before) + before.length;
      const to = text.indexOf(after, from);
      expect(from).toBeGreaterThan(before.length);
      if (process.env.WRITE_DOCUMENTS !== undefined)
        writeFileSync(join(ROOT, DOCUMENT), text.slice(0, from) + aligned(own) + text.slice(to));
      else expect(cells(text.slice(from, to))).toEqual(cells(own));
    },
  );
});

describe("what one action of H takes by hand", () => {
  const prices = priceList(lowBits.design, POINT);
  const text = readDocument(DOCUMENT);
  /** Energies at 45 nm over those at 28 nm, and J a bit of an adder, a register and a comparison. */
  const f = 0.5267;
  const [a, r, c] = [3.125e-15, 5.3e-15, 2.3e-15];
  /** J a bit that is read from and written to a macro of 176 rows and 256 columns, in words of 64 bits. */
  const swing = 256 * Math.sqrt(176);
  const read = (0.056 * (1.379e-12 + 64 * 0.1983e-12 + swing * 0.018871e-12)) / 64;
  const write = (0.056 * (3.309e-12 + 64 * 0.2968e-12 + swing * 0.020717e-12)) / 64;
  it.each([
    [
      "search",
      8 * (68 * 0.284e-15 + (0.76 * 63.5 + 12) * a * f) + 4 * 12 * r * f,
      prices.search.actions.search,
    ],
    ["select", (13 * (a + 2 * r) + 11 * (r + c)) * f + 11 * (read + write), prices.topK.actions.select],
    ["scan", (13 * (a + r) + 8 * 11 * c) * f, prices.topK.actions.scan],
  ] as const)("%s: the page's sum is the price", (name, byHand, { energy }) => {
    const [, printed = ""] = new RegExp(`- ${name} = [^\\n]* = ([\\d.]+) pJ`).exec(text) ?? [];
    expect(byHand / energy).toBeCloseTo(1, 3);
    expect(Number(printed)).toBe(Number((energy * 1e12).toPrecision(3)));
  });
  it("reaches as many counts as the page says", () => {
    expect(work.select).toBe(work.searched);
    expect(work.scan).toBe(H * L * 129 * 8);
    expect(lowBits.design).toMatchObject({ search: { model: "digital-cim" }, topK: { model: "counting" } });
  });
});

const aligned = (table: string): string =>
  markdownTable(
    table.split("\n").flatMap((line, n) =>
      n === 1
        ? []
        : [
            line
              .split("|")
              .slice(1, -1)
              .map((cell) => cell.trim()),
          ],
    ),
  );

/** A table without the spaces and dashes that align it. */
const cells = (table: string): string[] =>
  table
    .trim()
    .split("\n")
    .map((line) => line.replaceAll(/ *\| */g, "|").replaceAll(/-+/g, "-"));
