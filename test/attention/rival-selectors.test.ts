import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import { grayRank } from "../../src/attention/hash-code.ts";
import { selectorNamed } from "../../src/attention/selectors/index.ts";
import { twoCollisions } from "../../src/attention/selectors/magicpig.ts";
import type { BudgetKind, SelectorTools } from "../../src/attention/selectors/selector.ts";
import { everyCase } from "../law.ts";
import { wantedAt } from "./wanted.ts";

const WIDTH = 8;
const KEYS = 70;
const SITE = { layer: 0, keyValueHead: 0, head: 0 };
const MEAN = Float64Array.from({ length: WIDTH }, (_, c) => (c % 3) / 2);

const normals = (name: string, count: number): Float32Array => {
  const rng = createRng(name);
  return Float32Array.from({ length: count }, () => rng.normal());
};
const keys = normals("keys", KEYS * WIDTH);
const values = normals("values", KEYS * WIDTH).map((x, n) => x * (1 + (Math.floor(n / WIDTH) % 5)));
const queries = normals("queries", KEYS * WIDTH);
const row = (data: ArrayLike<number>, n: number): number[] =>
  Array.from({ length: WIDTH }, (_, c) => data[n * WIDTH + c]);
const dotOf = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, n) => sum + x * b[n], 0);
const lengthOf = (a: readonly number[]): number => Math.sqrt(dotOf(a, a));
const centred = (j: number): number[] => row(keys, j).map((x, c) => x - MEAN[c]);

/** Gaussian rows, of round r from r · columns on. */
const projections = (count: number): number[][] => {
  const rng = createRng("projections");
  return Array.from({ length: count }, () => Array.from({ length: WIDTH }, () => rng.normal()));
};

const tools = (budget: BudgetKind): SelectorTools => ({
  queryHeads: 1,
  keyValueHeads: 1,
  width: WIDTH,
  length: KEYS,
  budget,
  draws: createRng("draws"),
  codeOf: () => {
    throw new Error("not asked");
  },
  hasherOf: (_word, { rounds, columns }) => {
    const rows = projections(rounds * columns);
    return (vectors) => {
      const ids = new Int32Array(rounds * vectors.rows);
      for (let t = 0; t < vectors.rows; t++)
        for (let r = 0; r < rounds; r++) {
          let word = 0;
          for (let b = 0; b < columns; b++)
            word = (word << 1) | (dotOf(rows[r * columns + b], row(vectors.data, t)) >= 0 ? 1 : 0);
          ids[r * vectors.rows + t] = grayRank(word);
        }
      return ids;
    };
  },
  valuesOf: (_word, { rounds, columns }) => {
    const rows = projections(rounds * columns);
    return (vectors) =>
      dense(
        vectors.rows,
        rows.length,
        Float64Array.from({ length: vectors.rows * rows.length }, (_, n) =>
          dotOf(rows[n % rows.length], row(vectors.data, Math.floor(n / rows.length))),
        ),
      );
  },
  keyMean: () => MEAN,
  writtenHasherOf: () => {
    throw new Error("not asked");
  },
  querySamples: () => {
    throw new Error("not asked");
  },
  keySamples: () => ({ rows: KEYS, width: WIDTH, data: keys, position: (s) => s }),
  unrotated: ({ data }) => data.slice(),
});

const FIRST = 45;
const FROM = 2;
const toOf = (i: number): number => i - 3;

/** What a selector chooses for the queries from position 45 on, sink 2 and window 4, keys written in two blocks. */
function choices(name: string, params: object, budget: BudgetKind, count: number) {
  const selector = selectorNamed(name);
  const parsed = selector.params.parse(params) as Readonly<Record<string, unknown>>;
  const prepared = selector.prepare(parsed, tools(budget));
  const each = selector.keyWords(parsed, WIDTH);
  const codes = new Int32Array(KEYS * each);
  for (const [from, to] of [
    [0, 33],
    [33, KEYS],
  ])
    prepared.encodeKeys(
      {
        ...SITE,
        first: from,
        rows: to - from,
        width: WIDTH,
        data: keys.subarray(from * WIDTH, to * WIDTH),
        values: values.subarray(from * WIDTH, to * WIDTH),
        keys: keys.subarray(0, to * WIDTH),
      },
      codes.subarray(from * each, to * each),
    );
  const unused = (): never => {
    throw new Error("hardware knows no logits");
  };
  const chooser = prepared.begin({
    ...SITE,
    first: FIRST,
    rows: KEYS - FIRST,
    width: WIDTH,
    data: queries.subarray(FIRST * WIDTH),
    keys,
    codes,
    scores: unused,
    logit: unused,
    weights: unused,
  });
  return Array.from({ length: KEYS - FIRST }, (_, n) => {
    const i = FIRST + n;
    const into = new Int32Array(KEYS);
    const found = chooser.choose(n, wantedAt(i, { from: FROM, to: toOf(i), keys: count }), into);
    const chosen = [...into.subarray(0, found)];
    return { i, chosen, slots: chooser.slots(), shifts: chosen.map((__, k) => chooser.shift?.(k)) };
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

describe("quest", () => {
  it("takes pages by the bound on their products, of keys that a query may see", () => {
    everyCase(
      [1, 4, 7, 64].flatMap((page) => [5, 18].map((count) => ({ page, count }))),
      8 * (KEYS - FIRST),
      ({ page, count }) => {
        for (const { i, chosen, slots } of choices("quest", { page }, "fixed", count)) {
          const query = row(queries, i);
          const pages = range(Math.floor(FROM / page), Math.ceil(toOf(i) / page));
          const bound = (P: number): number => {
            const members = range(P * page, Math.min(i + 1, (P + 1) * page)).map((j) => row(keys, j));
            return query.reduce((sum, q, c) => sum + Math.max(...members.map((key) => q * key[c])), 0);
          };
          const order = [...pages].sort((a, b) => bound(b) - bound(a));
          const listed = order.flatMap((P) =>
            range(Math.max(FROM, P * page), Math.min(toOf(i), (P + 1) * page)).reverse(),
          );
          expect(ascending(chosen)).toEqual(ascending(listed.slice(0, count)));
          expect(slots).toBe(pages.length);
          // No key beats its page's bound.
          for (const P of pages)
            for (const j of range(P * page, Math.min(i + 1, (P + 1) * page)))
              if (dotOf(query, row(keys, j)) > bound(P) + 1e-6) throw new Error(`key ${j} beats page ${P}`);
        }
      },
    );
  });

  it("with pages of one key is the oracle", () => {
    const [pages, best] = [choices("quest", { page: 1 }, "fixed", 9), range(FIRST, KEYS)];
    everyCase(best, KEYS - FIRST, (i) => {
      const product = (j: number): number => dotOf(row(queries, i), row(keys, j));
      const top = range(FROM, toOf(i)).sort((a, b) => product(b) - product(a));
      expect(ascending(pages[i - FIRST].chosen)).toEqual(ascending(top.slice(0, 9)));
    });
  });
});

describe("magicpig", () => {
  const [bits, tables] = [3, 6];
  const rows = projections(bits * tables);
  const bucketOf = (vector: readonly number[], r: number): string =>
    range(0, bits)
      .map((b) => Number(dotOf(rows[r * bits + b], vector) >= 0))
      .join("");

  it("samples keys that collide in two tables, and weighs them by the probability of it", () => {
    const found = choices("magicpig", { bits, tables }, "design", 0);
    let sampled = 0;
    everyCase(found, 2 * (KEYS - FIRST), ({ i, chosen, shifts, slots }) => {
      const query = row(queries, i);
      const collisions = (j: number): number =>
        range(0, tables).filter((r) => bucketOf(query, r) === bucketOf(centred(j), r)).length;
      expect(chosen).toEqual(range(FROM, toOf(i)).filter((j) => collisions(j) >= 2));
      expect(slots).toBe(range(FROM, toOf(i)).reduce((sum, j) => sum + collisions(j), 0));
      chosen.forEach((j, k) => {
        const cosine = dotOf(query, centred(j)) / (lengthOf(query) * lengthOf(centred(j)));
        const table = (1 - Math.acos(cosine) / Math.PI) ** bits;
        const u = 1 - (1 - table) ** tables - tables * table * (1 - table) ** (tables - 1);
        expect(shifts[k]).toBeCloseTo(-Math.log(u + 1e-4), 5);
        sampled++;
      });
    });
    expect(sampled).toBeGreaterThan(100);
  });

  it("samples as often as its law says: 3 standard errors, one failure in 60 seeds of six angles", () => {
    const rng = createRng("two collisions");
    const trials = 16_000;
    everyCase([-0.3, 0, 0.3, 0.6, 0.8, 0.95], 6, (cosine) => {
      let hits = 0;
      for (let n = 0; n < trials; n++) {
        let count = 0;
        for (let t = 0; t < 8; t++) {
          let equal = true;
          for (let b = 0; b < 4; b++) {
            const [x, y] = [rng.normal(), rng.normal()];
            if (x >= 0 !== cosine * x + Math.sqrt(1 - cosine ** 2) * y >= 0) equal = false;
          }
          if (equal) count++;
        }
        if (count >= 2) hits++;
      }
      const u = twoCollisions(cosine, 4, 8);
      expect(Math.abs(hits / trials - u)).toBeLessThan(3 * Math.sqrt((u * (1 - u)) / trials));
    });
  });
});

describe("socket", () => {
  it("scores corners of a key by the query's softmax over all of them, times the length of its value", () => {
    everyCase(
      [1, 2, 4, 8].flatMap((bits) => [true, false].map((valueNorm) => ({ bits, valueNorm }))),
      8 * (KEYS - FIRST),
      ({ bits, valueNorm }) => {
        const [tables, temperature] = [5, 0.7];
        const rows = projections(bits * tables);
        const params = { bits, tables, temperature, valueNorm };
        for (const { i, chosen } of choices("socket", params, "fixed", 10)) {
          const score = (j: number): number => {
            let sum = 0;
            for (let r = 0; r < tables; r++) {
              const soft = range(0, bits).map((b) => Math.tanh(dotOf(rows[r * bits + b], row(queries, i))));
              const hard = range(0, bits).map((b) => (dotOf(rows[r * bits + b], row(keys, j)) >= 0 ? 1 : -1));
              const logits = range(0, 2 ** bits).map(
                (corner) => soft.reduce((a, z, b) => a + ((corner >> b) & 1 ? z : -z), 0) / temperature,
              );
              const all = logits.reduce((a, x) => a + Math.exp(x), 0);
              sum += Math.exp(dotOf(soft, hard) / temperature) / all;
            }
            return sum * (valueNorm ? lengthOf(row(values, j)) : 1);
          };
          const far = range(FROM, toOf(i));
          const least = Math.min(...chosen.map(score));
          // Of equal scores any will do.
          const missed = far.filter((j) => !chosen.includes(j) && score(j) > least * (1 + 1e-5));
          expect([chosen.length, missed]).toEqual([10, []]);
        }
      },
    );
  });
});

it("score by values of the query takes the keys of √(π/2)/n · (R q) · signs, times their length", () => {
  const rows = projections(24);
  everyCase(choices("score", { bits: 24, query: "values" }, "fixed", 8), KEYS - FIRST, ({ i, chosen }) => {
    const asked = rows.map((r) => dotOf(r, row(queries, i)));
    const score = (j: number): number =>
      dotOf(
        asked,
        rows.map((r) => (dotOf(r, centred(j)) >= 0 ? 1 : -1)),
      ) * lengthOf(centred(j));
    const top = range(FROM, toOf(i)).sort((a, b) => score(b) - score(a));
    expect(ascending(chosen)).toEqual(ascending(top.slice(0, 8)));
  });
});

describe("parameters that do not fit", () => {
  const shape = { width: 64, length: 256, columns: 128 };
  it("are named with the place, what was expected and what came", () => {
    const misfits = (name: string, params: object): string[] => {
      const selector = selectorNamed(name);
      return selector
        .misfits(selector.params.parse(params) as Record<string, unknown>, shape)
        .map(({ path, message }) => `${path.join(".")}: ${message}`);
    };
    expect(misfits("quest", { page: 257 })).toEqual([
      "page: expected pages of at most the 256 tokens of a sequence, received 257",
    ]);
    expect(misfits("score", { bits: 136 })[0]).toContain(
      "bits: expected at most as many signs of a key as an array has columns, 128",
    );
    expect(misfits("magicpig", { hash: "memristor" })[0]).toContain("received 1500");
    const fine: readonly (readonly [string, object])[] = [
      ["quest", { page: 256 }],
      ["score", { bits: 128 }],
      ["score", { bits: 512, hash: "software" }],
      ["magicpig", {}],
      ["socket", {}],
    ];
    everyCase(fine, fine.length, ([name, params]) => expect(misfits(name, params)).toEqual([]));
  });
});
