// Laws that hold between neighbouring chips, over random configs.

import { createRng } from "#base";
import type { FeasibleResult } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import type { Config } from "../../src/design/config.ts";
import { configOf } from "../design-under-test.ts";

export const POINT = { pairPower: 4.5e-6, peakLineCurrent: 3e-5 };

export const PRESETS = ["recall-lm", "gpt2-small", "llama-3.2-1b", "llama-3-8b"] as const;

/** 16 to 32 nm in steps of 1 nm. */
export const NODES = Array.from({ length: 17 }, (_, n) => 16 + n);

/** A config at a node, nm. */
export const chipAtNode = (text: string, node: number): string =>
  text
    .replace(/logicNode: "[^"]*"/, `logicNode: "${node} nm"`)
    .replace(/hashNode: "[^"]*"/, `hashNode: "${node} nm"`);

/** A chip and its workload as JSON5, and the same with some keys of the design or the workload replaced. */
export interface RandomChip {
  readonly text: (design?: string, workload?: string) => string;
  readonly node: number;
  readonly bufferBytes: number;
}

export function randomChip(seed: number | string): RandomChip {
  const { uniform } = createRng(`chip ${seed}`);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(uniform() * list.length)];
  const node = 12 + 30 * uniform();
  const bufferBytes = Math.round(2 ** (17 + 6 * uniform()));
  const own = {
    preset: pick(PRESETS),
    length: Math.round(2 ** (9 + 6 * uniform())),
    rounds: pick([1, 2, 4, 8, 12]),
    chunk: pick([32, 64, 128]),
    bandwidth: (10 * 2 ** (5 * uniform())).toFixed(1),
    units: pick([1024, 4096, 16384]),
    lanes: pick([16, 64, 256]),
    cores: pick([1, 1, 2, 3, 4, 8]),
  };
  return {
    node,
    bufferBytes,
    text: (design = "", workload = "") =>
      `{ workload: { preset: "${own.preset}", length: ${own.length}, ${workload}
           attention: { rounds: ${own.rounds}, chunk: ${own.chunk} } },
         design: { logicNode: "${node.toFixed(2)} nm", hashNode: "${node.toFixed(2)} nm", cores: ${own.cores},
           memory: { bandwidth: "${own.bandwidth} GB/s" },
           digital: { mac: { units: ${own.units} }, softmax: { lanes: ${own.lanes} }, buffer: { capacity: "${bufferBytes} B" } },
           ${design} } }`,
  };
}

export const feasible = ({ design, workload }: Config, records = COMPARISON_DESIGNS): FeasibleResult[] =>
  records
    .map((record) => priceContender(record, design, workload, POINT))
    .flatMap((contender) => (contender.feasible ? [contender] : []));

/** Largest second difference of log energy, latency, area and energy × latency of each design along a list of configs; those that are infeasible anywhere are left out. */
export function secondDifferences(texts: readonly string[]): Map<string, readonly number[]> {
  const rows = texts.map(
    (text) => new Map(feasible(configOf(text)).map((contender) => [contender.id, contender.cost])),
  );
  const found = new Map<string, readonly number[]>();
  for (const id of rows[0].keys()) {
    if (!rows.every((row) => row.has(id))) continue;
    const measured = rows.map((row) => {
      const { energy, timing, area } = row.get(id) as FeasibleResult["cost"];
      return [energy, timing.latency, area, energy * timing.latency].map(Math.log);
    });
    found.set(
      id,
      [0, 1, 2, 3].map((of) =>
        Math.max(
          ...measured
            .slice(1, -1)
            .map((at, n) => Math.abs(measured[n + 2][of] - 2 * at[of] + measured[n][of])),
        ),
      ),
    );
  }
  return found;
}

/** What of C − B is neither the hash's nor of a named cause (wires, statics), over B's energy; and C over B with its floor. */
export function hashDifference(contenders: readonly FeasibleResult[]) {
  const of = (id: string): FeasibleResult | undefined => contenders.find((contender) => contender.id === id);
  const [c, b] = [of("lsh-memristor"), of("lsh-digital")];
  if (c === undefined || b === undefined) return null;
  const sum = (
    contender: FeasibleResult,
    holds: (item: FeasibleResult["cost"]["breakdown"][number]) => boolean,
  ) => contender.cost.breakdown.filter(holds).reduce((all, { energy }) => all + energy, 0);
  const hash = (contender: FeasibleResult) => sum(contender, ({ operation }) => operation === "hash");
  const named = (contender: FeasibleResult) =>
    hash(contender) +
    sum(
      contender,
      ({ operation, component }) =>
        operation === "leakage" || (component === "network" && operation !== "hash"),
    );
  return {
    isShared: c.planned?.isShared !== false,
    ratio: c.cost.energy / b.cost.energy,
    floor: 1 - hash(b) / b.cost.energy,
    unexplained: (c.cost.energy - b.cost.energy - (named(c) - named(b))) / b.cost.energy,
  };
}
