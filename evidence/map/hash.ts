// Bits from which on arrays hash for less energy than a digital unit.

import { digits, engineering } from "#base";
import { type Tabular, table } from "#reports";
import { denseInt8Projection, fastHadamardProjection } from "../../src/peripherals/projection/projection.ts";
import { type Asked, type Boundary, microsiemens, renamed } from "./boundary.ts";
import { arrayHash, denseHash, hadamardHash } from "./hash-forms.ts";
import { type HashPoint, hashOnArrays, hashOnUnit } from "./hash-points.ts";

/** Where hashing on arrays becomes cheaper than on a digital unit as codes grow. */
export interface HashBoundary {
  readonly hash: "random" | "learned";
  readonly nm: number;
  readonly width: number;
  /** S; s */
  readonly conductance: number;
  readonly readTime: number;
  /** Least bits from which on arrays take less, by the formula, up to `MOST_BITS`; null where they never do. */
  readonly boundary: number | null;
  /** Energies of arrays over the unit, as priced, by bits; null where a design cannot be built. */
  readonly priced: readonly {
    readonly bits: number;
    readonly ratio: number | null;
    readonly formula: number | null;
  }[];
  /** Neighbouring numbers of bits between which the priced ratio passes 1; null where it does not. */
  readonly between: readonly [number, number] | null;
}

const MOST_BITS = 4096;
const BITS = [32, 64, 128, 256, 512, 1024];
const WIDTHS = [64, 128];
/** S and s: as published [cai-crossbar-2023], and of small conductances read fast. */
export const READS = [
  [61.7e-6, 10e-9],
  [10e-6, 2e-9],
  [1e-6, 2e-9],
] as const;

/** Kinds of hashes by the digital unit that makes each, and the unit's closed form. */
const KINDS = [
  { hash: "random", model: fastHadamardProjection, form: hadamardHash },
  { hash: "learned", model: denseInt8Projection, form: denseHash },
] as const;

export const hashBoundary: Boundary<readonly HashBoundary[]> = {
  called: "hash boundaries",
  find: hashBoundaries,
  json: (found) =>
    found.map((own) =>
      renamed(own, {
        nm: "node_nm",
        conductance: "conductance_S",
        readTime: "readTime_s",
        boundary: "boundary_bits",
        between: "between_bits",
      }),
    ),
  screen: (found) => [
    table(hashTable(found), {
      title: "Bits from which on arrays hash for less energy than the digital unit",
    }),
  ],
  pages: (found) => [
    table(ratioTable(found), { title: "Energy of a hash on arrays over that of the unit: priced (formula)" }),
  ],
};

function hashBoundaries({ design, workload, query, solve }: Asked): HashBoundary[] {
  return query.nodes.flatMap((nm) =>
    WIDTHS.flatMap((width) =>
      READS.flatMap(([conductance, readTime]) => {
        const point = (bits: number): HashPoint => ({ nm, width, conductance, readTime, bits, columns: 128 });
        const arrays = BITS.map((bits) => hashOnArrays(design, workload, point(bits), solve));
        const one = arrays.find((own) => own !== null);
        return KINDS.map(({ hash, model, form }): HashBoundary => {
          const priced = BITS.map((bits, n) => {
            const own = arrays[n];
            const unit = hashOnUnit(design, workload, point(bits), model);
            return own === null
              ? { bits, ratio: null, formula: null }
              : { bits, ratio: own.model / unit, formula: own.formula / form(width, bits, nm) };
          });
          return {
            hash,
            nm,
            width,
            conductance,
            readTime,
            boundary:
              one === undefined
                ? null
                : boundaryOf((bits) => arrayHash(one.form, bits) / form(width, bits, nm)),
            priced,
            between: crossingOf(priced),
          };
        });
      }),
    ),
  );
}

/** Least bits from which on a ratio stays below 1, in steps of 8. */
function boundaryOf(ratio: (bits: number) => number): number | null {
  let least: number | null = null;
  for (let bits = MOST_BITS; bits >= 8 && ratio(bits) < 1; bits -= 8) least = bits;
  return least;
}

function crossingOf(priced: HashBoundary["priced"]): readonly [number, number] | null {
  for (let n = priced.length - 1; n > 0; n--) {
    const [before, after] = [priced[n - 1].ratio, priced[n].ratio];
    if (before !== null && after !== null && before >= 1 && after < 1)
      return [priced[n - 1].bits, priced[n].bits];
  }
  return null;
}

/** A row a read and width, a column a node: the formula's bits, and the priced ones on both sides. */
function hashTable(hash: readonly HashBoundary[]): Tabular {
  const nodes = [...new Set(hash.map(({ nm }) => nm))];
  const rows = hash.filter(({ nm }) => nm === nodes[0]);
  return {
    head: ["hash", "d", "read", ...nodes.map((nm) => `${nm} nm`)],
    rows: rows.map((row) => [
      row.hash,
      String(row.width),
      `${microsiemens(row.conductance)} ${engineering(row.readTime, "s")}`,
      ...nodes.map((nm) => {
        const own = hash.find(
          (one) =>
            one.nm === nm &&
            one.hash === row.hash &&
            one.width === row.width &&
            one.conductance === row.conductance &&
            one.readTime === row.readTime,
        );
        return own === undefined ? "–" : boundaryText(own);
      }),
    ]),
    words: [0, 2],
  };
}

/** "208 (128-256)": the formula, and the priced numbers of bits on both sides of it. */
function boundaryText({ boundary, between, priced }: HashBoundary): string {
  if (boundary === null) return "never";
  if (between !== null) return `${boundary} (${between[0]}-${between[1]})`;
  const first = priced.find(({ ratio }) => ratio !== null);
  return first !== undefined && Number(first.ratio) < 1 ? "always" : String(boundary);
}

const ratioTable = (hash: readonly HashBoundary[]): Tabular => ({
  head: ["hash", "node", "d", "read", ...(hash[0]?.priced ?? []).map(({ bits }) => `${bits} bits`)],
  rows: hash.map(({ hash: kind, nm, width, conductance, readTime, priced }) => [
    kind,
    `${nm} nm`,
    String(width),
    `${microsiemens(conductance)} ${engineering(readTime, "s")}`,
    ...priced.map(({ ratio, formula }) =>
      ratio === null || formula === null ? "infeasible" : `${digits(ratio)} (${digits(formula)})`,
    ),
  ]),
  words: [0, 3],
});
