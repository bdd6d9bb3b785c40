import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const FOLDER = resolve(import.meta.dirname, "../../evidence/indexer");
const DIGEST = "a797786c332096d2a11cd12d32dd05a1c18b182d2edec0e7079d5667e8d2cf2d";

type Matrix = readonly Float64Array[];
type Layer = Readonly<Record<string, Matrix>>;
interface Head {
  readonly layers: number;
  readonly shapes: Readonly<Record<string, [rows: number, columns: number]>>;
  readonly rotary: number;
  readonly base: number;
}
type Row = Readonly<Record<string, unknown>>;

const stored = readFileSync(join(FOLDER, "weights.bin"));
const body = inflateSync(stored);
const headEnd = body.indexOf(10);
const head: Head = JSON.parse(body.subarray(0, headEnd).toString());
const sizeOfLayer = Object.values(head.shapes).reduce(
  (sum, [rows, columns]) => sum + rows * (4 + columns),
  0,
);

function layerAt(index: number): Layer {
  let at = headEnd + 1 + index * sizeOfLayer;
  const matrix = ([rows, columns]: [number, number]): Matrix => {
    const start = at;
    at += rows * (4 + columns);
    return Array.from({ length: rows }, (_, row) => {
      const scale = body.readFloatLE(start + 4 * row);
      const values = body.subarray(start + 4 * rows + row * columns).subarray(0, columns);
      return Float64Array.from(values, (byte) => scale * ((byte << 24) >> 24));
    });
  };
  return Object.fromEntries(Object.entries(head.shapes).map(([name, shape]) => [name, matrix(shape)]));
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const times = (matrix: Matrix, x: Float64Array): Float64Array =>
  Float64Array.from(matrix, (row) => dot(row, x));

function normed(x: Float64Array): Float64Array {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
  return x.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
}

function turned(x: Float64Array, position: number): Float64Array {
  const y = x.slice();
  for (let i = 0; i < head.rotary; i += 2) {
    const angle = position * head.base ** (-i / head.rotary);
    y[i] = x[i]! * Math.cos(angle) - x[i + 1]! * Math.sin(angle);
    y[i + 1] = x[i]! * Math.sin(angle) + x[i + 1]! * Math.cos(angle);
  }
  return y;
}

/** Score of a key's inputs for a query's, without the Hadamard matrix, which no exact product sees. */
function score(layer: Layer, query: [Float64Array, number], key: [Float64Array, number]): number {
  const k = turned(normed(times(layer.key!, key[0])), key[1]);
  const all = times(layer.up!, times(layer.down!, query[0]));
  const weights = times(layer.weight!, query[0]);
  return weights.reduce((sum, w, h) => {
    const q = turned(all.slice(h * k.length, (h + 1) * k.length), query[1]);
    return sum + (w / Math.sqrt(all.length)) * Math.max(0, dot(q, k));
  }, 0);
}

function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const size = exponent ? 2 ** (exponent - 25) * (1024 + (bits & 1023)) : 2 ** -24 * (bits & 1023);
  return bits >> 15 ? -size : size;
}

describe("the trained index of evidence/indexer", () => {
  it("is the one that was measured", () => {
    expect(createHash("sha256").update(stored).digest("hex")).toBe(DIGEST);
    expect(head.shapes).toEqual({ down: [20, 576], up: [256, 20], key: [32, 576], weight: [8, 576] });
    expect(body.length).toBe(headEnd + 1 + head.layers * sizeOfLayer);
    expect(stored.length).toBeLessThan(900_000);
  });

  it("gives the scores that the Python program gives", () => {
    const fixture = JSON.parse(readFileSync(join(FOLDER, "fixture.json"), "utf8"));
    const bytes = Buffer.from(fixture.halves, "hex");
    const input = (token: number): [Float64Array, number] => [
      Float64Array.from({ length: 576 }, (_, i) => half(bytes.readUInt16LE(2 * (576 * token + i)))),
      fixture.positions[token],
    ];
    const layer = layerAt(fixture.layer);
    for (const [query, key] of [
      [15, 0],
      [15, 15],
      [9, 3],
      [4, 2],
      [0, 0],
    ] as const) {
      const expected = fixture.scores[query][key];
      expect(score(layer, input(query), input(key))).toBeCloseTo(expected, 3);
    }
  });
});

const rowsOf = (file: string): Row[] =>
  readFileSync(join(FOLDER, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Cells of the table after a heading of the page, header left out. */
function tableAfter(heading: string): string[][] {
  const page = readFileSync(join(FOLDER, "README.md"), "utf8");
  const lines = page.slice(page.indexOf(heading)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Value as the page prints it: no zero before the point. */
const printed = (value: number, digits: number): string =>
  value
    .toFixed(digits)
    .replace(/^(-?)0\./, "$1.")
    .replace("-", "−");

const OVERLAP = rowsOf("overlap.jsonl");
const QUALITY = rowsOf("quality.jsonl");
const CASES = [
  { tokens: 8192, k: 2048 },
  { tokens: 8192, k: 128 },
  { tokens: 2048, k: 512 },
];
/** Bits of keys and of converters, in the order of the page's columns. */
const COLUMNS = [
  [null, null],
  [4, 8],
  [4, 7],
  [4, 6],
  [4, 5],
  [4, 4],
  [3, 6],
  [2, 6],
] as const;
const FACTORS = [1.25, 1.5, 2, 3, 4];

function find(rows: readonly Row[], wanted: Row): Row {
  const found = rows.filter((row) => Object.entries(wanted).every(([name, value]) => row[name] === value));
  expect(found, JSON.stringify(wanted)).toHaveLength(1);
  return found[0]!;
}

const numbered = (row: Row, name: string, digits: number) => printed(Number(row[name]), digits);
const ranged = (row: Row, mean: string, digits: number) =>
  `${numbered(row, mean, digits)} [${numbered(row, "low", digits)}, ${numbered(row, "high", digits)}]`;

describe("the page's tables", () => {
  it("show the overlaps of the rows", () => {
    for (const [field, heading] of [
      ["attention", "### Attention held"],
      ["store", "### Overlap"],
    ] as const) {
      const table = tableAfter(heading);
      expect(table.length).toBeGreaterThan(2);
      for (const [name, ...cells] of table) {
        const expected = CASES.map((one) => ranged(find(OVERLAP, { ...one, [field]: name }), "mean", 3));
        expect([name, ...cells]).toEqual([name, ...expected]);
      }
    }
  });

  it("show the sweep of analog errors", () => {
    const table = tableAfter("### Analog");
    expect(table).toHaveLength(7);
    for (const [sigma, ...cells] of table) {
      const writing = Number((Number.parseFloat(sigma!) / 100).toFixed(4));
      const expected = COLUMNS.map(([keyBits, converterBits]) => {
        const row = { keyBits, converterBits, writing, reading: 0.005, drift: undefined, ...CASES[0] };
        return numbered(find(OVERLAP, { store: "analog", ...row }), "mean", 3);
      });
      expect([sigma, ...cells]).toEqual([sigma, ...expected]);
    }
  });

  it("show the shortlists by signs", () => {
    const table = tableAfter("### Two stages");
    expect(table).toHaveLength(12);
    for (const [k, signs, noise, searches, ...cells] of table) {
      const row = {
        store: "signs",
        k: Number(k!.replace(" ", "")),
        signs: Number(signs),
        searches: Number(searches),
      };
      const matchLine = Number.parseFloat(noise!) / 100;
      const expected = FACTORS.map((factor) =>
        numbered(find(OVERLAP, { ...row, matchLine, factor }), "mean", 3),
      );
      expect([k, signs, ...cells]).toEqual([k, signs, ...expected]);
    }
  });

  it("show the language model's answers", () => {
    const span = (row: Row, base: string) => (row[base] ? ranged(row[base] as Row, "loss", 2) : "–");
    const table = tableAfter("### Language model");
    expect(table.length).toBe(QUALITY.filter(({ task }) => task === "perplexity").length);
    for (const [name, keys, ...cells] of table) {
      const wanted = { name, k: keys === "all" ? null : Number(keys) };
      const row = find(QUALITY, { ...wanted, task: "perplexity" });
      const numbers = QUALITY.filter(
        (one) => one.task === "numbers" && one.name === name && one.k === wanted.k,
      );
      const accuracy = numbers.length ? numbered(numbers[0]!, "accuracy", 3) : "–";
      const spans = ["over exact attention", "over exact index"].map((base) => span(row, base));
      expect([name, ...cells]).toEqual([name, numbered(row, "perplexity", 3), ...spans, accuracy]);
    }
  });
});
