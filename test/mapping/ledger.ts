// A second bookkeeping of what moves between buffer, memory and units, against which counts of a mapping are held.

import { expect } from "vitest";
import type { Design } from "../../src/design/design.ts";
import type { ActionCount } from "../../src/mapping/action-counts.ts";

type Entries = Map<string, number>;

/** What hardware does, entered by a test one move at a time. */
export interface Ledger {
  readonly entries: Entries;
  /** Actions of a unit; `act` is "operation unit action". */
  readonly act: (act: string, count: number) => void;
  /** Bits that stream, `share` of them from the buffer and the others from memory. */
  readonly stream: (operation: string, action: "read" | "write", bits: number, share?: number) => void;
  /** Rows in random order: at least a word of the buffer each, with its waits, and the memory's waste. */
  readonly pick: (
    operation: string,
    action: "read" | "write",
    rows: number,
    bits: number,
    share?: number,
  ) => void;
}

/** A ledger of the memories of a design; `times` layers and sequences. Its memory has no rows to open. */
export function createLedger({ digital, memory }: Pick<Design, "digital" | "memory">, times = 1): Ledger {
  const entries: Entries = new Map();
  const [near, far] = [digital.buffer.behaviour, memory.behaviour];
  const act: Ledger["act"] = (key, count) => {
    if (count !== 0) entries.set(key, (entries.get(key) ?? 0) + times * count);
  };
  return {
    entries,
    act,
    stream: (operation, action, bits, share = 1) => {
      act(`${operation} buffer ${action}`, (bits * share) / near.bits);
      act(`${operation} memory ${action}`, (bits * (1 - share)) / far.bits);
    },
    pick: (operation, action, rows, bits, share = 1) => {
      const words = rows * share * Math.max(1, bits / near.bits);
      act(`${operation} buffer ${action}`, words);
      act(`${operation} buffer stall`, words * (1 / near.gatherEfficiency - 1));
      act(`${operation} memory ${action}`, (rows * (1 - share) * bits) / far.gatherEfficiency / far.bits);
    },
  };
}

/** Holds counts against the ledger, all of them but those that `isLeftOut` leaves out. */
export function expectCounts(
  counts: readonly ActionCount[],
  { entries }: Ledger,
  isLeftOut: (count: ActionCount) => boolean = () => false,
): void {
  const found: Entries = new Map();
  for (const one of counts) {
    if (one.count === 0 || isLeftOut(one)) continue;
    const key = `${one.operation} ${one.component} ${one.action}`;
    found.set(key, (found.get(key) ?? 0) + one.count);
  }
  expect([...found.keys()].sort()).toEqual([...entries.keys()].sort());
  for (const [key, count] of entries) expect((found.get(key) ?? 0) / count, key).toBeCloseTo(1, 9);
}
