// Matrix products on memory trees as other tools map and price them.

import type { MemoryTree, Product } from "#loop-nests";
import { mapProduct } from "#loop-nests";
import type { Fact } from "./fact.ts";

const PICO = 1e-12;

/** ZigZag's `tpu_like`: a systolic array of 32 × 32, energies in pJ of accesses of 64, 2048, 8 and 16 bits. Source: [zigzag-run-2026]. */
export const TPU_LIKE: MemoryTree = {
  mac: 0.04 * PICO,
  levels: [
    {
      name: "dram",
      capacity: 1e10,
      keeps: ["A", "B", "O"],
      read: (700 / 64) * PICO,
      write: (750 / 64) * PICO,
      bandwidth: 64,
    },
    {
      name: "sram",
      inside: "dram",
      capacity: 16_777_216,
      keeps: ["A", "O"],
      read: (416.16 / 2048) * PICO,
      write: (378.4 / 2048) * PICO,
      bandwidth: { read: 2048, write: 2048 },
      spread: { n: 32, k: 32 },
    },
    {
      name: "weights",
      inside: "sram",
      capacity: 1024,
      keeps: ["B"],
      read: (0.095 / 8) * PICO,
      write: (0.095 / 8) * PICO,
    },
    {
      name: "sums",
      inside: "sram",
      capacity: 16,
      keeps: ["O"],
      read: (0.021 / 16) * PICO,
      write: (0.021 / 16) * PICO,
    },
  ],
};

/** Queries times keys of a head: 128 of either, 64 wide. */
export const QUERIES_BY_KEYS: Product = {
  m: 128,
  n: 128,
  k: 64,
  bits: { A: 8, B: 8, partial: 16, final: 8 },
};

/** AccelForge's `simple`: two memories and one multiplier, energies of a bit and of a product in one unit. */
export const simpleTree = (buffer: number, main: number, bandwidth?: number): MemoryTree => ({
  mac: 1,
  levels: [
    {
      name: "main",
      capacity: Number.POSITIVE_INFINITY,
      keeps: ["A", "B", "O"],
      read: main,
      write: main,
    },
    {
      name: "buffer",
      inside: "main",
      capacity: buffer,
      keeps: ["A", "B", "O"],
      read: 1,
      write: 1,
      bandwidth,
    },
  ],
});

/**
 * Products of m × side × side at 8 bits on `simple`: bits of the buffer, energy of a bit of the main memory, bits a cycle of the buffer; then
 * what AccelForge's mapper finds with the least energy as its metric. Source: [accelforge-run-2026].
 */
export const SIMPLE_CASES = [
  { m: 64, side: 32, buffer: 8192, main: 50, energy: 5_070_848, cycles: 65_536 },
  { m: 128, side: 64, buffer: 32_768, main: 100, energy: 40_402_944, cycles: 524_288 },
  { m: 256, side: 64, buffer: 32_768, main: 20, bandwidth: 8, energy: 43_417_600, cycles: 4_231_168 },
] as const satisfies readonly {
  readonly [key: string]: number | undefined;
  readonly bandwidth?: number;
}[];

export const sideProduct = (m: number, side: number): Product => ({
  m,
  n: side,
  k: side,
  bits: { A: 8, B: 8, partial: 8, final: 8 },
});

/** Least energy of a product and the cycles of that mapping, ours and theirs. */
export function productFacts(): Fact[] {
  const base = {
    topic: "matrix products on memory trees",
    evidence: "independent prediction",
    tolerance: 0.05,
  } as const;
  const ours = mapProduct(TPU_LIKE, QUERIES_BY_KEYS);
  const zigzag = { ...base, source: "zigzag-run-2026" };
  const name = "Q·Kᵀ, 128 × 64 × 128, on ZigZag's tpu_like";
  const others = SIMPLE_CASES.flatMap(({ m, side, buffer, main, energy, cycles, ...rest }): Fact[] => {
    const { bandwidth } = rest as { readonly bandwidth?: number };
    const own = mapProduct(simpleTree(buffer, main, bandwidth), sideProduct(m, side));
    const fact = {
      ...base,
      source: "accelforge-run-2026",
      note: "its example `simple`; a unit is the energy of a bit of the buffer",
    };
    const product = `${m} × ${side} × ${side} on AccelForge's simple, buffer of ${buffer / 8192} KiB`;
    return [
      { ...fact, quantity: `${product}: energy`, unit: "units", published: energy, ours: own.energy },
      { ...fact, quantity: `${product}: cycles`, unit: "cycles", published: cycles, ours: own.cycles },
    ];
  });
  return [
    {
      ...zigzag,
      quantity: `${name}: energy`,
      unit: "µJ",
      published: 3.283_215_36,
      ours: ours.energy * 1e6,
      note: "it reads a sum before its first addition and drains sums at 16 bits",
    },
    {
      ...zigzag,
      quantity: `${name}: cycles`,
      unit: "cycles",
      published: 3135,
      ours: ours.cycles,
      note: "its loads of both operands share the DRAM's one port at once; 4 096 words of 64 bits take 4 096 cycles there",
    },
    ...others,
  ];
}
