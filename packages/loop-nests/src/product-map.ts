// Accesses, energy and cycles of a loop nest of a matrix product on a memory tree.

import { raise } from "#base";
import {
  bitsOf,
  type CheckedTree,
  DIMENSIONS,
  INDICES,
  isPassing,
  type Loop,
  leastTile,
  OPERANDS,
  type Operand,
  type Product,
  type ProductMapping,
  sizeOf,
} from "./memory-tree.ts";
import { ownSpread } from "./operand-edges.ts";

/** Accesses of an operand to one of its homes, bits. */
export interface HomeAccess {
  readonly operand: Operand;
  readonly memory: string;
  readonly reads: number;
  readonly writes: number;
  /** Bits of its tile in one instance. */
  readonly tile: number;
}

export interface MappedProduct {
  readonly mapping: ProductMapping;
  readonly accesses: readonly HomeAccess[];
  /** J */
  readonly energy: number;
  /** Cycles of the multipliers, and of the busiest memory where these are more. */
  readonly cycles: number;
}

/**
 * Accesses of one operand under loops; `outside` as in a mapping. Where an operand that bypasses the root
 * would have to be read again, the root's reads are Infinity.
 */
function accessesOf(
  operand: Operand,
  { homes, spread }: CheckedTree,
  product: Product,
  loops: readonly Loop[],
  outside: readonly number[],
): readonly HomeAccess[] {
  const own = homes[operand];
  const indices = INDICES[operand];
  const isOwn = (loop: Loop): boolean => indices.includes(loop.over);
  const inner = bitsOf(operand, product);
  const reads = own.map(() => 0);
  const writes = own.map(() => 0);
  const tiles = own.map(() => 0);
  const passes = isPassing(operand, product);
  let again = false;
  for (let h = 0; h <= own.length; h++) {
    // The multipliers come last and keep nothing.
    const isUnit = h === own.length;
    const cut = h === 0 ? 0 : isUnit ? loops.length : outside[h - 1];
    let tile = isUnit ? 1 : leastTile(operand, own[h]);
    for (const loop of loops.slice(cut)) if (isOwn(loop)) tile *= loop.times;
    if (!isUnit) tiles[h] = tile * inner;
    if (h === 0) continue;
    const { fills, distinct } = turnsOf(loops.slice(0, cut), isOwn, !isUnit);
    if (passes && h === 1 && fills > distinct) again = true;
    const parent = own[h - 1];
    const child = isUnit ? { instances: sizeOf(spread), below: { m: 1, n: 1, k: 1 } } : own[h];
    const moved = tile * parent.instances * ownSpread(indices, parent, child);
    const kept = tile * child.instances;
    if (operand !== "O") {
      reads[h - 1] += fills * moved * inner;
      if (!isUnit) writes[h] += fills * kept * inner;
      continue;
    }
    // Sums that no later loop adds to leave as finished outputs.
    const up = !isUnit && fills === distinct ? product.bits.final : inner;
    writes[h - 1] += fills * moved * up;
    reads[h - 1] += (fills - distinct) * moved * inner;
    if (!isUnit) {
      reads[h] += fills * kept * up;
      writes[h] += (fills - distinct) * kept * inner;
    }
  }
  if (passes) {
    reads[0] = again ? Number.POSITIVE_INFINITY : 0;
    writes[0] = 0;
    tiles[0] = 0;
  }
  return own.map(({ level }, h) => ({
    operand,
    memory: level.name,
    reads: reads[h],
    writes: writes[h],
    tile: tiles[h],
  }));
}

/** Moves of tiles, and number of tiles; one stays while only loops that do not index it turn around it. */
function turnsOf(around: readonly Loop[], isOwn: (loop: Loop) => boolean, stays: boolean) {
  let [fills, distinct] = [1, 1];
  let hasOwn = !stays;
  for (let n = around.length - 1; n >= 0; n--) {
    const { times } = around[n];
    if (isOwn(around[n])) {
      hasOwn ||= times > 1;
      distinct *= times;
      fills *= times;
    } else if (hasOwn) fills *= times;
  }
  return { fills, distinct };
}

/** Energy of an operand's accesses, J. */
const accessEnergy = ({ homes }: CheckedTree, accesses: readonly HomeAccess[]): number =>
  accesses.reduce((sum, { operand, reads, writes }, n) => {
    const { level } = homes[operand][n];
    return sum + reads * level.read + writes * level.write;
  }, 0);

/** Cycles of the multipliers; a partly filled tile counts as whole. */
export const cyclesOf = ({ spread }: CheckedTree, product: Product): number =>
  DIMENSIONS.reduce((cycles, dimension) => cycles * Math.ceil(product[dimension] / spread[dimension]), 1);

/** A mapping with its accesses, energy and cycles; capacities are not checked. */
export function mapped(checked: CheckedTree, product: Product, mapping: ProductMapping): MappedProduct {
  const { homes, tree } = checked;
  const accesses = OPERANDS.flatMap((operand) =>
    accessesOf(operand, checked, product, mapping.loops, mapping.outside[operand]),
  );
  const macs = cyclesOf(checked, product) * sizeOf(checked.spread);
  let energy = macs * tree.mac;
  for (const operand of OPERANDS)
    energy += accessEnergy(
      checked,
      accesses.filter((one) => one.operand === operand),
    );
  let cycles = cyclesOf(checked, product);
  for (const { name, bandwidth } of tree.levels) {
    if (bandwidth === undefined) continue;
    const own = accesses.filter(({ memory }) => memory === name);
    const home = OPERANDS.flatMap((operand) => homes[operand]).find(({ level }) => level.name === name);
    const bits = (key: "reads" | "writes"): number =>
      own.reduce((sum, access) => sum + access[key], 0) / (home?.instances ?? 1);
    const busy =
      typeof bandwidth === "number"
        ? (bits("reads") + bits("writes")) / bandwidth
        : Math.max(bits("reads") / bandwidth.read, bits("writes") / bandwidth.write);
    cycles = Math.max(cycles, busy);
  }
  return { mapping, accesses, energy, cycles };
}

/** Throws ConfigError where a mapping does not cover the product, or a memory does not hold its tiles. */
export function checkMapping(checked: CheckedTree, product: Product, mapping: ProductMapping): void {
  const fail = (path: string, message: string): never => raise("mapping", path, message);
  for (const dimension of DIMENSIONS) {
    const times = mapping.loops
      .filter(({ over }) => over === dimension)
      .reduce((whole, loop) => whole * loop.times, 1);
    const needed = Math.ceil(product[dimension] / checked.spread[dimension]);
    if (times !== needed)
      fail("loops", `expected loops over ${dimension} of ${needed} together, received ${times}`);
  }
  for (const operand of OPERANDS) {
    const cuts = mapping.outside[operand];
    const most = mapping.loops.length;
    if (cuts.length !== checked.homes[operand].length - 1)
      fail(
        `outside.${operand}`,
        `expected ${checked.homes[operand].length - 1} depths, received ${cuts.length}`,
      );
    if (cuts.some((cut, n) => !Number.isSafeInteger(cut) || cut < (cuts[n - 1] ?? 0) || cut > most))
      fail(`outside.${operand}`, `expected rising depths of 0 to ${most}, received ${cuts.join(", ")}`);
  }
  const { accesses } = mapped(checked, product, mapping);
  for (const { name, capacity } of checked.tree.levels) {
    const own = accesses.filter(({ memory }) => memory === name);
    const needed = own.reduce((sum, { tile }) => sum + tile, 0);
    if (needed > capacity)
      fail(
        `${name}.capacity`,
        `expected at least the ${needed} bits of the tiles of ${own.map(({ operand }) => operand).join(", ")}, received ${capacity}`,
      );
  }
}
