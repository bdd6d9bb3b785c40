// Lengths from which on a decode that selects pays, and areas of the stores of its codes.

import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import { decodeTotals, resistiveArea, scanArea } from "../../../ladder/closed-forms/search.ts";
import { type DecodePoint, decodeParts, FORMED_STORES, pricedDecode } from "./decode-points.ts";
import { MEMORIES } from "./search-map.ts";

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
      FORMED_STORES.map(({ store, rung }): PayingLength => {
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
          rung,
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
