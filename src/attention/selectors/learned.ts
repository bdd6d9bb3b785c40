import { z } from "zod";
import { choice, createRng, type Dense, dense, fault, integer, multiple, real, rowProducts } from "#base";
import { grayWord } from "../hash-code.ts";
import { simHashCode } from "../hashes/simhash.ts";
import type { Examples } from "../learning/train-hash.ts";
import { trainHash } from "../learning/train-hash.ts";
import {
  centred,
  columnMisfits,
  type Draws,
  defineSelector,
  type Misfit,
  type SelectorTools,
  type Site,
} from "./selector.ts";
import { type SignProjection, signSelector, signWords } from "./sign-codes.ts";

/** Near and first tokens that training leaves out, as windows and sinks attend them anyway (assumed). */
const NEAR = 16;
const SINK = 4;
/** Fewest keys that a query ranks in training. */
const FEWEST = 8;
/** Shortest calibration text with which a query has keys to rank. */
const LEAST_TEXT = SINK + FEWEST + NEAR;
/** Limit of steps × bits: some minutes per head of 64 dimensions. */
const MOST_WORK = 1 << 18;

/**
 * Signs of projections trained on the model's own queries and keys, one set per key head, as in [hata-2025]
 * but with another loss; no fast transform computes them. Memristor arrays are tuned to the rows by
 * write-verify, each row over a pair's whole range; queries use a map fitted to what the arrays write.
 */
export const learnedSelector = defineSelector({
  name: "learned",
  title: "the keys of the best scores by signs of trained projections",
  source: "hata-2025",
  params: z.strictObject({
    hash: choice(
      ["memristor", "software"],
      "what projects the keys: tuned arrays, or exact products",
    ).prefault("memristor"),
    bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
    steps: integer(
      { min: 0, max: 8192 },
      "steps of training; 0 keeps the random orthogonal rows it starts from",
    ).prefault(256),
    query: choice(["map"], "queries through a map fitted to what the arrays write").prefault("map"),
    noise: real(
      { min: 0, max: 1 },
      "error of each weight while training, standard deviation relative to the largest of its row (assumed: √2 × 5 %, what write-verify leaves of a pair)",
    ).prefault(0.07),
    seed: integer({ min: 0, max: 1 << 30 }, "seed of training; its rows are the same on every chip").prefault(
      0,
    ),
    teacher: choice(
      ["own", "shuffled"],
      "whose attention a query is trained on: its own, or that of another query of the text, a control that must not help",
    ).prefault("own"),
  }),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  leastCalibration: LEAST_TEXT,
  hasHardware: false,
  keyWords: ({ bits }) => signWords(bits),
  misfits({ hash, bits, steps }, shape) {
    const found: Misfit[] = [...columnMisfits(hash, bits, "bits", shape)];
    if (steps * bits > MOST_WORK)
      found.push({
        path: ["steps"],
        message: `expected at most ${Math.floor(MOST_WORK / bits)} steps of ${bits} bits, received ${steps}`,
      });
    return found;
  },
  prepare({ hash, seed, teacher, query, bits, steps, noise }, tools) {
    const training = { bits, steps, noise };
    const code = simHashCode(bits / 8, 8);
    const rowsOf = (site: Site): Dense => {
      const { layer, keyValueHead } = site;
      const { buffer } = tools.keySamples(site).data;
      const text = trained.get(buffer) ?? new Map<string, Dense>();
      trained.set(buffer, text);
      const key = JSON.stringify([layer, keyValueHead, seed, teacher, training]);
      const known = text.get(key);
      if (known !== undefined) return known;
      const draws = createRng(seed).fork("learned hash").fork(layer).fork(keyValueHead);
      const examples = examplesOf(tools, site, teacher === "shuffled" ? draws.fork("teachers") : null);
      const rows = fullRange(trainHash(examples, training, draws));
      text.set(key, rows);
      return rows;
    };
    const projection: SignProjection = {
      bits,
      values: (queries, site) => productsOf(rowsOf(site), queries),
      signs(vectors, site, role, keyMean) {
        const signs = new Uint8Array(vectors.rows * code.rounds);
        const rows = rowsOf(site);
        if (hash === "memristor") {
          const ids = tools.writtenHasherOf(rows, code, site, keyMean)(vectors, role);
          for (let r = 0; r < code.rounds; r++)
            for (let t = 0; t < vectors.rows; t++)
              signs[t * code.rounds + r] = grayWord(ids[r * vectors.rows + t]);
          return signs;
        }
        productsOf(rows, vectors).data.forEach((value, n) => {
          if (value >= 0) signs[n >> 3] |= 1 << (n & 7);
        });
        return signs;
      },
    };
    return signSelector(projection, { query, norm: true, centreKeys: true }, tools);
  },
});

/** Trained rows by the buffer of their keys and all other inputs: one training serves all chips. */
const trained = new WeakMap<ArrayBufferLike, Map<string, Dense>>();

/** Products of vectors and rows, vectors × rows. */
function productsOf(rows: Dense, { rows: count, columns, data }: Dense): Dense {
  const products = dense(count, rows.rows);
  for (let t = 0; t < count; t++)
    rowProducts(data, t * columns, rows.data, rows.rows, columns, 1, products.data, t * rows.rows);
  return products;
}

/** Rows scaled to a largest weight of 1: signs stay the same, and each row uses a pair's whole range. */
function fullRange(rows: Dense): Dense {
  const data = rows.data.slice();
  for (let b = 0; b < rows.rows; b++) {
    const own = data.subarray(b * rows.columns, (b + 1) * rows.columns);
    const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
    for (let c = 0; c < own.length; c++) own[c] /= largest;
  }
  return dense(rows.rows, rows.columns, data);
}

/**
 * Centred keys of a head of the calibration text and the queries of all heads that read them. A query ranks
 * the keys before it, except the last `NEAR` and the first `SINK` tokens.
 */
function examplesOf(tools: SelectorTools, site: Site, shuffle: Draws | null): Examples {
  const { queryHeads, keyValueHeads, width } = tools;
  const samples = tools.keySamples(site);
  const positions = Int32Array.from({ length: samples.rows }, (_, s) => samples.position(s));
  const first = positions.findIndex((position) => position >= SINK);
  const endOf = (position: number): number => {
    const end = positions.findIndex((other) => other > position - NEAR);
    return end < 0 ? positions.length : end;
  };
  const heads = Array.from({ length: queryHeads }, (_, h) => h).filter(
    (head) => Math.floor((head * keyValueHeads) / queryHeads) === site.keyValueHead,
  );
  const asked = heads.flatMap((head) => {
    const { rows, data, position } = tools.querySamples({ ...site, head });
    return Array.from({ length: rows }, (_, s) => ({
      query: data.subarray(s * width, (s + 1) * width),
      end: endOf(position(s)),
    })).filter(({ end }) => first >= 0 && end - first >= Math.min(FEWEST, samples.rows / 2));
  });
  if (asked.length === 0)
    throw fault(
      "selection",
      "selector.name",
      `expected a calibration text of at least ${LEAST_TEXT} tokens, which learned is trained on, received ${samples.rows} samples of one`,
    );
  const queries = dense(asked.length, width);
  for (const [n, { query }] of asked.entries()) queries.data.set(query, n * width);
  const from = new Int32Array(asked.length).fill(first);
  const to = Int32Array.from(asked, ({ end }) => end);
  const examples = { keys: centred(samples, tools.keyMean(site)), queries, from, to };
  if (shuffle === null) return examples;
  return {
    ...examples,
    teacher: Int32Array.from({ length: queries.rows }, () => shuffle.integer(queries.rows)),
  };
}
