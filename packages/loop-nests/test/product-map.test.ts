// Cycles of a product: of units that are not all filled, and of memories that are slower than they.

import { describe, expect, it } from "vitest";
import { checkTree, type MemoryLevel, type MemoryTree, type Product } from "../src/memory-tree.ts";
import { cyclesOf, mapped } from "../src/product-map.ts";

const PRODUCT: Product = { m: 10, n: 6, k: 9, bits: { A: 8, B: 8, partial: 32, final: 16 } };

/** A memory around four rows of two units, one word of which is a sum; every row has a register file. */
const treeOf = (rates: Partial<Record<"main" | "row", MemoryLevel["bandwidth"]>>): MemoryTree => ({
  mac: 0.5,
  levels: [
    {
      name: "main",
      capacity: Number.POSITIVE_INFINITY,
      keeps: ["A", "B", "O"],
      read: 2,
      write: 3,
      bandwidth: rates.main,
      spread: { m: 4 },
    },
    {
      name: "row",
      inside: "main",
      capacity: 1000,
      keeps: ["O"],
      read: 0.25,
      write: 0.5,
      bandwidth: rates.row,
      spread: { k: 2 },
    },
  ],
});

/** Rows of A in threes, all columns of B, and the sum innermost: an output stays in its row until it is complete. */
const NEST = {
  loops: [
    { over: "m", times: 3 },
    { over: "n", times: 6 },
    { over: "k", times: 5 },
  ],
  outside: { A: [], B: [], O: [2] },
} as const;

const cycles = (rates: Parameters<typeof treeOf>[0]): number => {
  const checked = checkTree(treeOf(rates), PRODUCT);
  return mapped(checked, PRODUCT, { ...NEST, loops: [...NEST.loops], outside: { A: [], B: [], O: [2] } })
    .cycles;
};

describe("a product in units of four rows of two", () => {
  // Ten rows in threes of four, nine terms in fives of two.
  const OWN = 3 * 6 * 5;

  it("takes whole turns of partly filled units", () => {
    expect(cyclesOf(checkTree(treeOf({}), PRODUCT), PRODUCT)).toBe(OWN);
    expect(cycles({})).toBe(OWN);
  });

  it("takes energy for units that are idle in the last turns", () => {
    const checked = checkTree(treeOf({}), PRODUCT);
    const { energy, accesses } = mapped(checked, PRODUCT, {
      loops: [...NEST.loops],
      outside: { A: [], B: [], O: [2] },
    });
    const own = accesses.reduce((sum, { memory, reads, writes }) => {
      const [read, write] = memory === "main" ? [2, 3] : [0.25, 0.5];
      return sum + reads * read + writes * write;
    }, 0);
    expect(energy - own).toBeCloseTo(OWN * 8 * 0.5, 9);
  });

  it("waits for a memory that moves fewer bits in a cycle than it has to, reads and writes together or apart", () => {
    const { accesses } = mapped(checkTree(treeOf({}), PRODUCT), PRODUCT, {
      loops: [...NEST.loops],
      outside: { A: [], B: [], O: [2] },
    });
    const bits = (name: string, key: "reads" | "writes"): number =>
      accesses.filter(({ memory }) => memory === name).reduce((sum, one) => sum + one[key], 0);
    // Each cycle feeds eight units one word of A each, and one word of B for each term, which four rows share.
    expect(bits("main", "reads")).toBe(OWN * (8 * 8 + 2 * 8));
    const main = bits("main", "reads") + bits("main", "writes");
    expect(cycles({ main: 1 })).toBeCloseTo(main, 9);
    expect(cycles({ main: { read: 1, write: 1 } })).toBeCloseTo(
      Math.max(bits("main", "reads"), bits("main", "writes")),
      9,
    );
    // Each of four rows moves a quarter of what all of them do.
    const row = (bits("row", "reads") + bits("row", "writes")) / 4;
    expect(cycles({ row: 0.5 })).toBeCloseTo(row / 0.5, 9);
    expect(cycles({ main: 1e9, row: 1e9 })).toBe(OWN);
  });
});

describe("a memory of four rows of two columns of two units", () => {
  const bits = { A: 8, B: 8, partial: 32, final: 16 };
  const tree: MemoryTree = {
    mac: 0,
    levels: [
      { name: "main", capacity: Number.POSITIVE_INFINITY, keeps: ["A", "B", "O"], read: 1, write: 1 },
      {
        name: "buffer",
        inside: "main",
        capacity: 1e6,
        keeps: ["A", "B", "O"],
        read: 1,
        write: 1,
        spread: { m: 4, n: 2, k: 2 },
      },
    ],
  };
  // Two turns of each dimension.
  const product: Product = { m: 8, n: 4, k: 4, bits };
  const loops = (["m", "n", "k"] as const).map((over) => ({ over, times: 2 }));
  const run = (outside: number) =>
    mapped(checkTree(tree, product), product, {
      loops,
      outside: { A: [outside], B: [outside], O: [outside] },
    }).accesses;

  it("takes each operand once where it holds all of them", () => {
    const found = run(0).map(({ operand, memory, reads, writes, tile }) => [
      `${operand} ${memory}`,
      reads,
      writes,
      tile,
    ]);
    const [a, b, o] = [8 * 4, 4 * 4, 8 * 4];
    // Eight turns feed 16 units: four rows of two terms, and two columns of two terms; eight sums a turn.
    expect(found).toEqual([
      ["A main", a * 8, 0, a * 8],
      ["A buffer", 8 * 4 * 2 * 8, a * 8, a * 8],
      ["B main", b * 8, 0, b * 8],
      ["B buffer", 8 * 2 * 2 * 8, b * 8, b * 8],
      ["O main", 0, o * 16, o * 32],
      ["O buffer", o * 32 + o * 16, 8 * 8 * 32, o * 32],
    ]);
  });

  it("holds what its units take at once where every turn brings other operands", () => {
    const tiles = run(3)
      .filter(({ memory }) => memory === "buffer")
      .map(({ tile }) => tile);
    expect(tiles).toEqual([4 * 2 * 8, 2 * 2 * 8, 4 * 2 * 32]);
  });
});
