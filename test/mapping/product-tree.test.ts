import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import {
  QUERIES_BY_KEYS,
  SIMPLE_CASES,
  sideProduct,
  simpleTree,
  TPU_LIKE,
} from "../../evidence/published/product-mappers.ts";
import type { Loop, ProductMapping } from "../../packages/loop-nests/src/memory-tree.ts";
import {
  checkTree,
  DIMENSIONS,
  type Dimension,
  INDICES,
  type MemoryTree,
  OPERANDS,
  type Operand,
  type Product,
} from "../../packages/loop-nests/src/memory-tree.ts";
import { mapped } from "../../packages/loop-nests/src/product-map.ts";
import { mapProduct } from "../../packages/loop-nests/src/product-search.ts";

const BITS = { A: 8, B: 4, partial: 16, final: 8 };

/** Three memories, the innermost of which holds no A, around one multiplier. */
const treeOf = (outer: number, inner: number): MemoryTree => ({
  mac: 0.3,
  levels: [
    { name: "main", capacity: Number.POSITIVE_INFINITY, keeps: ["A", "B", "O"], read: 20, write: 30 },
    { name: "buffer", inside: "main", capacity: outer, keeps: ["A", "B", "O"], read: 3, write: 4 },
    { name: "registers", inside: "buffer", capacity: inner, keeps: ["B", "O"], read: 0.5, write: 0.7 },
  ],
});

/** Loops of prime numbers of turns, in every order. */
function primeNests({ m, n, k }: Product): Loop[][] {
  const primes: Loop[] = [];
  for (const [over, size] of Object.entries({ m, n, k }) as [Dimension, number][]) {
    let rest = size;
    for (let p = 2; rest > 1; p++) for (; rest % p === 0; rest /= p) primes.push({ over, times: p });
  }
  const orders = (left: readonly Loop[]): Loop[][] => {
    if (left.length === 0) return [[]];
    const names = left.map(({ over, times }) => over + times);
    return left.flatMap((loop, at) =>
      names.indexOf(names[at]) < at
        ? []
        : orders(left.filter((_, other) => other !== at)).map((rest) => [loop, ...rest]),
    );
  };
  return orders(primes);
}

function rising(count: number, most: number, from = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: most - from + 1 }, (_, n) => from + n).flatMap((depth) =>
    rising(count - 1, most, depth).map((rest) => [depth, ...rest]),
  );
}

/**
 * Energy of an operand by walking the nest: each memory holds one tile, and whatever another tile replaces is moved. Null where a
 * tile is too large, with the bits of each memory else.
 */
function walked(
  operand: Operand,
  tree: MemoryTree,
  product: Product,
  loops: readonly Loop[],
  cuts: readonly number[],
) {
  const levels = tree.levels.filter(({ keeps }) => keeps.includes(operand));
  const isOwn = ({ over }: Loop): boolean => INDICES[operand].includes(over);
  const bits = operand === "O" ? BITS.partial : BITS[operand];
  const depths = [0, ...cuts, loops.length];
  const sizes = depths.map((depth) =>
    loops
      .slice(depth)
      .filter(isOwn)
      .reduce((size, { times }) => size * times, 1),
  );
  const held = new Map<number, string>();
  const seen = depths.map(() => new Set<string>());
  const left = new Map<string, number>();
  let energy = 0;
  const steps = product.m * product.n * product.k;
  /** Moves a tile in, or out of the memory below `h` − 1; a unit keeps nothing. */
  const move = (h: number, isUp: boolean, width: number): void => {
    const below = h < levels.length ? levels[h] : null;
    const above = levels[h - 1];
    const moved = sizes[h] * width;
    energy += moved * (isUp ? above.write : above.read);
    if (below !== null) energy += moved * (isUp ? below.read : below.write);
  };
  // Visits of each output that are still to come say whether its sum is finished.
  const counters = loops.map(() => 0);
  const nameAt = (h: number): string =>
    loops
      .slice(0, depths[h])
      .map((loop, n) => (isOwn(loop) ? counters[n] : "."))
      .join(",");
  const turns = depths.map(() => new Map<string, number>());
  const visits: string[][] = [];
  for (let step = 0; step < steps; step++) {
    let rest = step;
    for (let n = loops.length - 1; n >= 0; n--) {
      counters[n] = rest % loops[n].times;
      rest = Math.floor(rest / loops[n].times);
    }
    const row: string[] = [];
    for (let h = 1; h < depths.length; h++) {
      const name = nameAt(h);
      const isUnit = h === levels.length;
      if (isUnit || held.get(h) !== name) {
        held.set(h, name);
        row.push(`${h} ${name}`);
        turns[h].set(name, (turns[h].get(name) ?? 0) + 1);
      }
    }
    visits.push(row);
  }
  for (const row of visits)
    for (const entry of row) {
      const [at, name = ""] = entry.split(" ");
      const h = Number(at);
      const isFirst = !seen[h].has(name);
      seen[h].add(name);
      if (operand !== "O") {
        move(h, false, bits);
        continue;
      }
      if (!isFirst) move(h, false, bits);
      const all = Math.max(...turns[h].values());
      left.set(entry, (left.get(entry) ?? 0) + 1);
      move(h, true, h < levels.length && all === 1 ? BITS.final : bits);
    }
  const tiles = new Map(levels.map(({ name }, h) => [name, sizes[h] * bits]));
  return { energy, tiles };
}

const fits = (tree: MemoryTree, tiles: readonly ReadonlyMap<string, number>[]): boolean =>
  tree.levels.every(
    ({ name, capacity }) => tiles.reduce((sum, own) => sum + (own.get(name) ?? 0), 0) <= capacity,
  );

/** Energy of the best of all nests of prime loops with all depths, by walking each. */
function bruteForce(tree: MemoryTree, product: Product): number {
  let best = Number.POSITIVE_INFINITY;
  for (const loops of primeNests(product)) {
    const ways = OPERANDS.map((operand) => {
      const homes = tree.levels.filter(({ keeps }) => keeps.includes(operand)).length;
      return rising(homes - 1, loops.length).map((cuts) => walked(operand, tree, product, loops, cuts));
    });
    for (const a of ways[0])
      for (const b of ways[1])
        for (const o of ways[2]) {
          const energy = a.energy + b.energy + o.energy + product.m * product.n * product.k * tree.mac;
          if (energy < best && fits(tree, [a.tiles, b.tiles, o.tiles])) best = energy;
        }
  }
  return best;
}

describe("a product on a memory tree", () => {
  it("takes under any nest, with any depths, what walking it takes", () => {
    const rng = createRng("nests");
    const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.uniform() * list.length)];
    const product = { m: 4, n: 6, k: 4, bits: BITS };
    const tree = treeOf(1e9, 1e9);
    const checked = checkTree(tree, product);
    const nests = primeNests(product);
    for (let n = 0; n < 100; n++) {
      const loops = pick(nests);
      const outside = { A: pick(rising(1, 6)), B: pick(rising(2, 6)), O: pick(rising(2, 6)) };
      const walks = OPERANDS.map((operand) => walked(operand, tree, product, loops, outside[operand]).energy);
      const energy = walks.reduce((sum, own) => sum + own, 96 * tree.mac);
      const found = mapped(checked, product, { loops, outside }).energy;
      expect(Math.abs(found - energy), JSON.stringify({ loops, outside })).toBeLessThan(1e-9 * energy);
    }
  });

  it("takes what walking the nest takes, and the search finds the least of all nests", () => {
    const rng = createRng("trees");
    let tight = 0;
    for (let n = 0; n < 16; n++) {
      const pick = (...choices: number[]): number => choices[Math.floor(rng.uniform() * choices.length)];
      const product = { m: pick(1, 2, 3, 4), n: pick(2, 3), k: pick(2, 4), bits: BITS };
      const tree = treeOf(pick(40, 64, 96, 160, 4000), pick(20, 36, 60));
      const found = mapProduct(tree, product);
      const least = bruteForce(tree, product);
      expect(Math.abs(found.energy - least), JSON.stringify([product, tree])).toBeLessThan(1e-9 * least);
      if (mapProduct(treeOf(1e9, 1e9), product).energy < 0.999 * least) tight++;
    }
    // Capacity decides some of them.
    expect(tight).toBeGreaterThan(4);
  });

  it("has the energy of ZigZag's Q·Kᵀ on tpu_like within 1 %, and moves its 4 096 words through a port of one a cycle", () => {
    const { energy, cycles, accesses } = mapProduct(TPU_LIKE, QUERIES_BY_KEYS);
    expect(energy * 1e12).toBeCloseTo(3_266_700.288, 2);
    expect(Math.abs(energy * 1e12 - 3_283_215.36) / 3_283_215.36).toBeLessThan(0.0051);
    const bits = (memory: string, key: "reads" | "writes") =>
      accesses.filter((one) => one.memory === memory).reduce((sum, one) => sum + one[key], 0);
    // Words of the run: 1024 of either input and 2048 of outputs of 64 bits; 128 of A and 64 drained of 2048 bits.
    expect([bits("dram", "reads") / 64, bits("dram", "writes") / 64]).toEqual([2048, 2048]);
    expect([bits("sram", "reads") / 2048, bits("sram", "writes") / 2048]).toEqual([128 + 64, 32 + 64]);
    expect([bits("weights", "reads") / 8, bits("weights", "writes") / 8]).toEqual([1_048_576, 8192]);
    expect(cycles).toBe(4096);
    const wide = TPU_LIKE.levels.map((level) =>
      level.name === "dram" ? { ...level, bandwidth: 1e6 } : level,
    );
    expect(mapProduct({ ...TPU_LIKE, levels: wide }, QUERIES_BY_KEYS).cycles).toBe(1024);
  });

  it.each(SIMPLE_CASES)("is AccelForge's on simple, $m × $side × $side, in energy and cycles", (one) => {
    const { m, side, buffer, main, energy, cycles } = one;
    const tree = simpleTree(buffer, main, "bandwidth" in one ? one.bandwidth : undefined);
    const found = mapProduct(tree, sideProduct(m, side));
    expect([found.energy, found.cycles]).toEqual([energy, cycles]);
  });

  it("spreads over cores: what all read comes once, what they add goes up as one sum", () => {
    const cores = (spread: Partial<Record<Dimension, number>>): MemoryTree => ({
      ...treeOf(4000, 60),
      levels: treeOf(4000, 60).levels.map((level) =>
        level.name === "buffer" ? { ...level, spread } : level,
      ),
    });
    const product = { m: 8, n: 8, k: 8, bits: BITS };
    const loops: Loop[] = [
      { over: "m", times: 4 },
      { over: "n", times: 8 },
      { over: "k", times: 8 },
    ];
    const outside = { A: [0], B: [0, 3], O: [0, 2] };
    const checked = checkTree(cores({ m: 2 }), product);
    const { accesses } = mapped(checked, product, { loops, outside });
    const of = (operand: Operand, memory: string) =>
      accesses.find((one) => one.operand === operand && one.memory === memory);
    // Both cores take the same element of B at once, and each its own rows of A.
    expect(of("B", "buffer")?.reads).toBe(4 * 8 * 8 * BITS.B);
    expect(of("B", "registers")?.writes).toBe(2 * 4 * 8 * 8 * BITS.B);
    expect(of("A", "buffer")?.reads).toBe(512 * BITS.A);
    const sums = mapped(checkTree(cores({ k: 2 }), product), product, {
      loops: [
        { over: "m", times: 8 },
        { over: "n", times: 8 },
        { over: "k", times: 4 },
      ],
      outside,
    }).accesses.find(({ operand, memory }) => operand === "O" && memory === "buffer");
    expect(sums?.writes).toBe(8 * 8 * BITS.final);
  });
});

describe("a tree or mapping at fault", () => {
  const product = sideProduct(8, 8);
  const tree = simpleTree(1024, 10);
  const said = (levels: readonly object[], pinned?: ProductMapping): string => {
    try {
      mapProduct({ mac: 1, levels } as MemoryTree, product, pinned);
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing";
  };
  const [main, buffer] = tree.levels;
  const loops = DIMENSIONS.map((over) => ({ over, times: 8 }));

  it.each([
    [
      "a level smaller than one tile",
      [main, { ...buffer, capacity: 23 }],
      "memory tree buffer.capacity: expected at least the 24 bits of one tile of A, B, O, received 23",
    ],
    [
      "a cycle",
      [main, { ...buffer, inside: "registers" }, { ...buffer, name: "registers", inside: "buffer" }],
      "memory tree buffer.inside: expected a way to the root, received a cycle: buffer in registers in buffer",
    ],
    [
      "an operand without a home",
      [
        { ...main, keeps: ["A", "O"] },
        { ...buffer, keeps: ["A", "O"] },
      ],
      "memory tree B: expected a home for it in main, where it comes from, received none",
    ],
    [
      "homes beside each other",
      [main, { ...buffer, keeps: ["A", "B"] }, { ...buffer, name: "other", keeps: ["B", "O"] }],
      "memory tree B: expected homes inside each other, received buffer beside other",
    ],
    [
      "an unknown parent",
      [main, { ...buffer, inside: "mian" }],
      'memory tree buffer.inside: expected the name of a memory, received "mian"; did you mean "main"?',
    ],
    [
      "two roots",
      [main, { ...main, name: "more" }],
      "memory tree levels: expected one root, received main, more",
    ],
    [
      "a number that is none",
      [main, { ...buffer, read: Number.NaN }],
      "memory tree buffer.read: expected an energy of at least 0 J, received NaN",
    ],
  ])("%s: one located line", (_, levels, message) => {
    expect(said(levels).split("\n")[0]).toBe(message);
  });

  it("a pinned mapping that does not fit, or that is of another product", () => {
    const outside = { A: [0], B: [0], O: [0] };
    expect(said(tree.levels, { loops, outside })).toBe(
      "mapping buffer.capacity: expected at least the 1536 bits of the tiles of A, B, O, received 1024",
    );
    expect(said(tree.levels, { loops: loops.slice(1), outside })).toBe(
      "mapping loops: expected loops over m of 8 together, received 1",
    );
    expect(said(tree.levels, { loops, outside: { ...outside, B: [4] } })).toBe(
      "mapping outside.B: expected rising depths of 0 to 3, received 4",
    );
  });

  it("a pinned mapping that fits is priced as it is", () => {
    const outside = { A: [1], B: [0], O: [2] };
    const found = mapProduct(tree, product, { loops, outside });
    expect(found.energy).toBeGreaterThanOrEqual(mapProduct(tree, product).energy);
    expect(found.mapping.loops).toBe(loops);
  });

  it("a search of too many nests is refused before it starts", () => {
    expect(() => mapProduct(TPU_LIKE, { ...QUERIES_BY_KEYS, m: 720_720, n: 720_720, k: 720_720 })).toThrow(
      /mapping search: expected at most 20000000 loop nests, received \d+/,
    );
  });
});
