// Lengths from which on a decode that selects pays, and areas of the stores of its codes.

import { digits, groupDigits } from "#base";
import { table } from "#reports";
import { MEMORIES } from "../../src/comparison/cache-memory.ts";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import { type Boundary, columned, renamed } from "./boundary.ts";
import { type DecodePoint, decodeParts, FORMED_STORES, pricedDecode } from "./decode-points.ts";
import { decodeTotals, resistiveArea, scanArea } from "./search-forms.ts";

/** Length from which on a decode that selects takes less energy than an exact one. */
export interface PayingLength {
  readonly memory: string;
  readonly store: string;
  readonly nm: number;
  readonly keys: number;
  /** By the closed forms: dynamic energy. */
  readonly formula: number;
  /** Priced lengths on both sides with the energy over that of exact attention, leakage and standby included. */
  readonly below: { readonly length: number; readonly ratio: number } | null;
  readonly above: { readonly length: number; readonly ratio: number } | null;
}

/** Area of the stores of all codes of a model, m². */
export interface StoreAreas {
  readonly nm: number;
  /** Bytes of codes. */
  readonly bytes: number;
  readonly sram: number;
  readonly resistive: number;
}

/** Keys that a token attends. */
export const KEYS = 256;
const LENGTHS = Array.from({ length: 12 }, (_, n) => 512 * 2 ** n);

/** Formula and priced lengths on both sides for every memory and store that has a closed form. */
export function payingLengths(design: Design, workload: Workload, nodes: readonly number[]): PayingLength[] {
  return nodes.flatMap((nm) =>
    MEMORIES.flatMap((memory) =>
      FORMED_STORES.map(({ store, contender }): PayingLength => {
        const at = (length: number): DecodePoint => ({
          nm,
          length,
          heads: 4 * workload.kvHeads,
          kvHeads: workload.kvHeads,
          width: workload.headWidth,
          bits: 128,
          keys: KEYS,
          memory,
          store,
          contender,
        });
        const ratioAt = (length: number): number | null => {
          const priced = pricedDecode(design, workload, at(length));
          return "reason" in priced ? null : priced.selected.cost.energy / priced.exact.cost.energy;
        };
        const priced = LENGTHS.flatMap((length) => {
          const ratio = ratioAt(length);
          return ratio === null ? [] : [{ length, ratio }];
        });
        const first = priced.findIndex(({ ratio }) => ratio < 1);
        return {
          memory: memory.name,
          store: store.model,
          nm,
          keys: KEYS,
          formula: formulaLength(design, workload, at),
          below: (first < 0 ? priced[priced.length - 1] : priced[first - 1]) ?? null,
          above: first < 0 ? null : priced[first],
        };
      }),
    ),
  );
}

/** Lengths an octave at which the closed forms are asked. */
const STEPS = 16;

/**
 * Least length from which on the closed forms have selection take less, Infinity where there is none. They are asked length by
 * length: an energy a bit changes where the buffer no longer holds the cache.
 */
function formulaLength(design: Design, workload: Workload, at: (length: number) => DecodePoint): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = STEPS * Math.log2(LENGTHS[LENGTHS.length - 1]); n >= STEPS * Math.log2(KEYS); n--) {
    const length = Math.round(2 ** (n / STEPS));
    const { form, parts } = decodeParts(design, workload, at(length));
    const { exact, selected } = decodeTotals(form, parts);
    if (selected >= exact) break;
    least = length;
  }
  return least;
}

const AREAS = [2 ** 20, 2 ** 24, 2 ** 27];

/** Rows of 136 bits, 128 signs and a length, in macros of 1024 keys. */
export function storeAreas(nm: number): StoreAreas[] {
  const form = { bits: 136, keys: 1024, nm };
  const [sram, resistive] = [scanArea(form, 16), resistiveArea(form)];
  return AREAS.map((bytes) => ({ nm, bytes, sram: 8 * bytes * sram, resistive: 8 * bytes * resistive }));
}

const sideText = (side: PayingLength["above"]): string =>
  side === null ? "–" : `${groupDigits(side.length)} (${digits(side.ratio)})`;

export const payingBoundary: Boundary<readonly PayingLength[]> = {
  called: "lengths at which selection pays",
  find: ({ design, workload, query }) => payingLengths(design, workload, query.nodes),
  json: (found) =>
    found.map((own) =>
      renamed({ ...own, formula: Number.isFinite(own.formula) ? own.formula : null }, { nm: "node_nm" }),
    ),
  screen: (found) => [
    table(
      columned(
        found,
        {
          "K and V in": ({ memory }) => memory,
          node: ({ nm }) => `${nm} nm`,
          store: ({ store }) => store,
          formula: ({ formula }) => (Number.isFinite(formula) ? groupDigits(formula) : "never"),
          "priced: no": ({ below }) => sideText(below),
          yes: ({ above }) => sideText(above),
        },
        [0, 2],
      ),
      {
        title: `Decode: context from which on selecting ${found[0]?.keys ?? 0} keys takes less than all`,
      },
    ),
  ],
};

export const areasBoundary: Boundary<readonly StoreAreas[]> = {
  called: "areas of stores",
  find: ({ query }) => query.nodes.flatMap(storeAreas),
  json: (found) =>
    found.map((own) =>
      renamed(own, { nm: "node_nm", bytes: "bytes", sram: "sram_m2", resistive: "resistive_m2" }),
    ),
  pages: (found) => [
    table(
      columned(found, {
        node: ({ nm }) => `${nm} nm`,
        codes: ({ bytes }) => `${bytes / 2 ** 20} MiB`,
        SRAM: ({ sram }) => `${digits(sram * 1e6)} mm²`,
        resistive: ({ resistive }) => `${digits(resistive * 1e6)} mm²`,
        "resistive over SRAM": ({ sram, resistive }) => digits(resistive / sram),
      }),
      { title: "Area of stores of codes, 136 bits a key" },
    ),
  ],
};
